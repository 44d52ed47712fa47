package entitlement

import (
	"fmt"
	"slices"
	"strings"
)

// ResourceUserAttribute is the type of the target that a property of people is. What is answered to a resource's attributes
// is delivered like a role of it: the origin is the property, the operation carries the value. It is no type for resources.
const ResourceUserAttribute ResourceType = "userAttribute"

// The roles of a property: it has the value that was answered, and loses it with the last assignment behind it or keeps it
//
const (
	RoleValue          RoleID = "userAttribute/value"
	RolePersistedValue RoleID = "userAttribute/persistedValue"
)

// ResourceAttribute is a property of people that a resource wants to be known: a question to whoever requests a package
// with the resource, whose answer is shown to approvers and written to the person (Graph's accessPackageResourceAttribute,
// Every attribute has to be answered, unless the person has a value for it already.
type ResourceAttribute struct {
	Name string `json:"name"` // of the property, unique in the resource: "department", "extension_costCenter"
	// IsEditable lets the value change with each request. Otherwise an empty one may be filled, once.
	IsEditable bool `json:"isEditable,omitzero"`
	// IsPersistedOnAssignmentRemoval keeps the value when the access is gone.
	IsPersistedOnAssignmentRemoval bool `json:"isPersistedOnAssignmentRemoval,omitzero"`
	// Question asks for the value. Its ID is AttributeQuestion of the name; it takes one answer.
	Question Question `json:"question"`
}

const attributePrefix = "attribute:"

// AttributeQuestion is the id of the question for an attribute.
func AttributeQuestion(name string) QuestionID { return QuestionID(attributePrefix + name) }

// IsAttribute reports whether the question is one for an attribute. Questions of policies never are.
func (id QuestionID) IsAttribute() bool { return strings.HasPrefix(string(id), attributePrefix) }

// Grant returns the target that the attribute is, and the role that a value of it is.
func (a *ResourceAttribute) Grant() (Target, RoleID) {
	role := RoleValue
	if a.IsPersistedOnAssignmentRemoval {
		role = RolePersistedValue
	}
	return Target{ResourceUserAttribute, a.Name}, role
}

// validateAttributes refuses more than Limits.AttributesPerCatalog attributes, two of the same name, and malformed ones.
func validateAttributes(limits Limits, list []ResourceAttribute) error {
	if err := checkLimit("attributes", "AttributesPerCatalog", len(list), limits.AttributesPerCatalog); err != nil {
		return err
	}
	for i := range list {
		a, path := &list[i], fmt.Sprintf("attributes[%d]", i)
		if err := checkKey(path+".name", a.Name); err != nil {
			return err
		}
		if slices.ContainsFunc(list[:i], func(o ResourceAttribute) bool { return o.Name == a.Name }) {
			return invalid(path+".name", "attribute %q is listed twice", a.Name)
		}
		if a.Question.ID != AttributeQuestion(a.Name) {
			return invalid(path+".question.id", "is %q; it must be %q", a.Question.ID, AttributeQuestion(a.Name))
		}
		if a.Question.IsMultipleSelectionAllowed {
			return invalid(path+".question.isMultipleSelectionAllowed", "a property has one value")
		}
		if err := a.Question.validate(path+".question", limits); err != nil {
			return err
		}
	}
	return nil
}

// CloneAttributes returns a copy of a list of attributes that shares no memory with it.
func CloneAttributes(list []ResourceAttribute) []ResourceAttribute {
	list = slices.Clone(list)
	for i := range list {
		list[i].Question = list[i].Question.Clone()
	}
	return list
}

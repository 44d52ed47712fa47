package spec

import (
	"strings"

	"example.com/tenure/entitlement"
)

// Ref refers to an object by its display name, or by its id in text form. A name is looked up in the document alone, without
// regard to case; an id also names what is stored. A text that has the form of an id is one.
type Ref string

// RefTo refers to an object by its id.
func RefTo[T any](id entitlement.ID[T]) Ref { return Ref(id.String()) }

// PackageRef refers to an access package: by name in the same catalog, or by id; with Catalog, by name in that one.
type PackageRef struct {
	Catalog       Ref
	AccessPackage Ref
}

// RoleScope is a role that an access package gives: a resource of the same catalog, and the originId or the display name of
// one of its roles. A role of a resource that is not in the document is named by its originId.
type RoleScope struct {
	Resource Ref
	Role     string
}

// Target names people whom a policy is for: exactly one of UserID, GroupID, ConnectedOrganization and
// MembershipRule is set.
type Target struct {
	UserID                entitlement.SubjectID
	GroupID               entitlement.GroupID
	ConnectedOrganization Ref
	MembershipRule        string // for automatic policies; whether it is a rule the engine says
	Description           string // for people; never evaluated
}

// kind returns what the target names; 0 unless it is one thing.
func (t *Target) kind() entitlement.SubjectSetType {
	var kinds []entitlement.SubjectSetType
	if t.UserID != "" {
		kinds = append(kinds, entitlement.SetSingleUser)
	}
	if t.GroupID != "" {
		kinds = append(kinds, entitlement.SetGroupMembers)
	}
	if t.ConnectedOrganization != "" {
		kinds = append(kinds, entitlement.SetOrganizationMember)
	}
	if t.MembershipRule != "" {
		kinds = append(kinds, entitlement.SetAttributeRule)
	}
	if len(kinds) != 1 {
		return 0
	}
	return kinds[0]
}

// scope returns the scope that the policy's targets imply where it names none.
func (p *Policy) scope() entitlement.TargetScope {
	switch {
	case p.AllowedTargetScope != entitlement.ScopeNotSpecified || len(p.SpecificAllowedTargets) == 0:
		return p.AllowedTargetScope
	case p.SpecificAllowedTargets[0].ConnectedOrganization != "":
		return entitlement.ScopeSpecificOrganizations
	}
	return entitlement.ScopeSpecificDirectoryUsers
}

// idOf returns the id that a reference has the form of.
func idOf[T any](ref Ref) (entitlement.ID[T], bool) {
	id, err := entitlement.ParseID[T](string(ref))
	return id, err == nil
}

// fold returns what two names have in common that are the same to the engine.
func fold(name string) string { return strings.ToLower(name) }

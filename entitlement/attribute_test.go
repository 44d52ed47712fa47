package entitlement

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func attributeQuestion(name string) Question {
	q := fullTextQuestion()
	q.ID = AttributeQuestion(name)
	return q
}

func attributes(n int) []ResourceAttribute {
	var out []ResourceAttribute
	for _, name := range texts[string](n, "") {
		out = append(out, ResourceAttribute{Name: name, Question: attributeQuestion(name)})
	}
	return out
}

//
func TestAttributeFlaws(t *testing.T) {
	t.Parallel()
	validate := func(r *Resource) error { return r.Validate(SeedLimits()) }
	testFlaws(t, fullResource, validate, []flaw[Resource]{
		{"nameless", func(r *Resource) { r.Attributes[0].Name = "" }, "attributes[0].name"},
		{"twice", func(r *Resource) { r.Attributes = append(r.Attributes, r.Attributes[0]) }, "attributes[1].name"},
		{"another_question", func(r *Resource) { r.Attributes[0].Question.ID = "costCenter" }, "attributes[0].question.id"},
		{"malformed_question", func(r *Resource) { r.Attributes[0].Question.Text = "" }, "attributes[0].question.text"},
		{"several_values", func(r *Resource) {
			r.Attributes[0].Question.Type, r.Attributes[0].Question.IsMultipleSelectionAllowed = QuestionMultipleChoice, true
		}, "attributes[0].question.isMultipleSelectionAllowed"},
		{"resource_that_is_one", func(r *Resource) { r.Type = ResourceUserAttribute }, "type"},
	})
}

func TestAttributesAreTargets(t *testing.T) {
	t.Parallel()
	a := ResourceAttribute{Name: "department"}
	target, role := a.Grant()
	require.Equal(t, Target{ResourceUserAttribute, "department"}, target)
	require.Equal(t, RoleValue, role)
	a.IsPersistedOnAssignmentRemoval = true
	other, role := a.Grant()
	require.Equal(t, target, other)
	require.Equal(t, RolePersistedValue, role)
	require.True(t, AttributeQuestion("x").IsAttribute())
	require.False(t, QuestionID("x").IsAttribute())
}

package membership_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy/membership"
)

// parse returns the rule of a text that is one.
func parse(t require.TestingT, text string) *membership.Rule {
	rule, err := membership.Parse(text)
	require.NoError(t, err, "%s", text)
	return rule
}

// person returns somebody of whom only the attributes are known: names and values in turn.
func person(attributes ...string) *entitlement.Subject {
	s := &entitlement.Subject{ID: "ana", UserType: entitlement.UserMember, Attributes: map[string]string{}}
	for i := 0; i < len(attributes); i += 2 {
		s.Attributes[attributes[i]] = attributes[i+1]
	}
	return s
}

// requireSyntaxError returns the cause of a refusal.
func requireSyntaxError(t *testing.T, text string) *membership.SyntaxError {
	t.Helper()
	rule, err := membership.Parse(text)
	require.Nil(t, rule, "%s", text)
	require.ErrorIs(t, err, entitlement.InvalidArgument)
	var syntax *membership.SyntaxError
	require.ErrorAs(t, err, &syntax)
	require.Equal(t, syntax.Token, text[syntax.Offset:syntax.Offset+len(syntax.Token)])
	return syntax
}

package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// automaticDocument is the document of most tests with an automatic policy in the place of one for requests.
func automaticDocument(rule string) string {
	return sales(
		`"allowedTargetScope": "allMemberUsers", "expiration": {"duration": "P90D"}`,
		`"specificAllowedTargets": [{"membershipRule": "`+rule+`"}], "automaticRequestSettings": {"gracePeriodBeforeAccessRemoval": "P7D"}`,
	)
}

// An automatic policy in a document is made, and is then as the document has it. // R-210
func TestAutomaticPoliciesInDocuments(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.change("ann", func(s *entitlement.Subject) { s.Attributes = map[string]string{"department": "Sales"} })
		first := r.parse(automaticDocument(`user.department -eq 'Sales'`))
		_, err := r.as("root").Apply(r.Context(), lifecycle.ApplyInput{Document: first})
		require.NoError(r, err)
		r.settle()
		require.Len(r, r.live("ann"), 1)
		require.Empty(r, r.plan(lifecycle.PlanInput{Document: first}).Changes)

		second := r.parse(automaticDocument(`user.department -eq 'Legal'`))
		planned := r.plan(lifecycle.PlanInput{Document: second}).Changes
		require.Len(r, planned, 1)
		require.Equal(r, lifecycle.EffectInPlace, planned[0].Effect) // who has access changes with the rule
		require.Equal(r, 1, planned[0].Assignments)
		_, err = r.as("root").Apply(r.Context(), lifecycle.ApplyInput{Document: second})
		require.NoError(r, err)
		r.settle()
		require.Equal(r, start.Add(7*day), r.live("ann")[0].Schedule.End)

		bad := r.parse(automaticDocument(`user.department -equals 'Legal'`))
		_, err = r.as("root").Plan(r.Context(), lifecycle.PlanInput{Document: bad})
		if err == nil {
			_, err = r.as("root").Apply(r.Context(), lifecycle.ApplyInput{Document: bad})
		}
		require.ErrorIs(r, err, entitlement.InvalidArgument)
	})
}

package policy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// Who decides a stage that an extension determines is not known when somebody asks, which is no reason to refuse. // R-161
func TestDeterminedStages(t *testing.T) {
	t.Parallel()
	s := newScene()
	later := entitlement.StageSettings{PrimaryApprovers: []entitlement.SubjectSet{entitlement.User("dan")}}
	s.policy.RequestApprovalSettings = entitlement.ApprovalSettings{
		IsApprovalRequiredForAdd: true, Stages: []entitlement.StageSettings{{CustomExtension: "desk"}, later},
	}
	v := s.requireAllowed(t)
	require.True(t, v.NeedsApproval)
	require.Empty(t, v.Route)
	_, reasons := s.evaluate(t)
	unknown := find(t, reasons, entitlement.NoApprover)
	require.True(t, unknown.Pass)
	require.Equal(t, "not known yet: determined by the extension desk", unknown.Got)

	s.policy.RequestApprovalSettings.Stages[1].PrimaryApprovers[0] = entitlement.User("off")
	s.requireRefused(t, entitlement.NoApprover) // the other stages have somebody

	determined := &s.policy.RequestApprovalSettings.Stages[0]
	require.Empty(t, policy.Opening(determined, policy.Routing{Requestor: "ana", Target: "ana"}, &policy.Facts{}, policy.Options{}))
}

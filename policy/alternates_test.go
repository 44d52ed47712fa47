package policy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

func alternates(t *testing.T, stage entitlement.StageSettings, r policy.Routing, o policy.Options) policy.Route {
	t.Helper()
	facts := newFacts()
	route := policy.Alternates(&stage, r, facts, o)
	explained, reasons := policy.ExplainAlternates(&stage, r, facts, o)
	require.Equal(t, route, explained)
	requireRoute(t, route, reasons)
	return route
}

func TestAlternates(t *testing.T) {
	t.Parallel()
	stage := entitlement.StageSettings{
		PrimaryApprovers: sets{entitlement.Manager(1)}, FallbackPrimaryApprovers: sets{entitlement.User("sue")},
		IsEscalationEnabled: true, EscalationApprovers: sets{entitlement.Manager(2)},
	}
	require.Equal(t, ids{"cleo"}, alternates(t, stage, forAna, policy.Options{}).Approvers)

	forBob := self("bob") // whose manager has none
	route := alternates(t, stage, forBob, policy.Options{FallbackAsAlternates: true})
	require.Empty(t, route.Approvers)
	require.Equal(t, []entitlement.Code{
		entitlement.NoApprover, entitlement.ApproverSet, entitlement.ManagerMissing,
	}, route.Codes)
	stage.FallbackEscalationApprovers = sets{entitlement.User("bob"), entitlement.User("dan")}
	route = alternates(t, stage, forBob, policy.Options{})
	require.Equal(t, ids{"dan"}, route.Approvers)
	require.True(t, route.Fallback)

	stage.IsEscalationEnabled = false
	require.Empty(t, alternates(t, stage, forAna, policy.Options{}).Approvers)
}

func TestFallbackApproversDoubleAsAlternates(t *testing.T) {
	t.Parallel()
	stage := entitlement.StageSettings{
		PrimaryApprovers: sets{entitlement.Manager(1)}, FallbackPrimaryApprovers: sets{entitlement.User("sue")},
	}
	require.Empty(t, alternates(t, stage, forAna, policy.Options{}).Approvers)
	route := alternates(t, stage, forAna, policy.Options{FallbackAsAlternates: true})
	require.Equal(t, ids{"sue"}, route.Approvers)
	require.True(t, route.Fallback)

	stage.IsEscalationEnabled, stage.EscalationApprovers = true, sets{entitlement.User("dan")}
	route = alternates(t, stage, forAna, policy.Options{FallbackAsAlternates: true})
	require.Equal(t, ids{"dan"}, route.Approvers) // only if none are configured
}

func TestEscalationToNobodyInParticular(t *testing.T) {
	t.Parallel()
	stage := entitlement.StageSettings{FallbackPrimaryApprovers: sets{entitlement.User("sue")}, IsEscalationEnabled: true}
	require.Equal(t, ids{"sue"}, alternates(t, stage, forAna, policy.Options{FallbackAsAlternates: true}).Approvers)
	facts := newFacts()
	_, reasons := policy.ExplainAlternates(&stage, forAna, facts, policy.Options{})
	require.Equal(t, `no ana: noApprover: approvers is nothing, rule wants at least 1
  no ana: approverSet: escalationApprovers is nothing, rule wants somebody
  no ana: approverSet: fallbackPrimaryApprovers is nothing, rule wants somebody
`, entitlement.Explain(reasons))
}

func TestWithoutAlternatesNobodyIsAskedFor(t *testing.T) {
	t.Parallel()
	stage := entitlement.StageSettings{PrimaryApprovers: sets{entitlement.Manager(1)}}
	route := policy.Alternates(&stage, forAna, nil, policy.Options{})
	require.Empty(t, route.Needs)
	require.Equal(t, entitlement.NoApprover, route.Codes[0])
}

package policy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// What is allowed costs no memory; only the reason for a fallback does. This test cannot run beside others.
func TestAllowedRequestsAllocateNothing(t *testing.T) {
	for _, policies := range []int{1, 10} {
		s := benchScene(policies)
		require.Zero(t, testing.AllocsPerRun(100, func() { policy.Evaluate(&s.ask, s.facts, s.options) }))
		s.options.Tiers = true
		require.Zero(t, testing.AllocsPerRun(100, func() { policy.Evaluate(&s.ask, s.facts, s.options) }))
		s.ask.Buffer = nil
		require.LessOrEqual(t, testing.AllocsPerRun(100, func() { policy.Evaluate(&s.ask, s.facts, s.options) }), 1.0)
	}
	ask, facts := danDecides(), newFacts()
	require.Zero(t, testing.AllocsPerRun(100, func() { policy.MayDecide(&ask, facts) }))
	p := newPolicy(1, entitlement.ScopeAllMemberUsers)
	require.Zero(t, testing.AllocsPerRun(100, func() { _, _ = policy.Window(p, entitlement.Schedule{}, noon) }))
}

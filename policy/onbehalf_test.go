package policy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// forOthers lets people ask for others.
func (s *scene) forOthers(sets ...entitlement.SubjectSet) {
	s.policy.RequestorSettings = &entitlement.RequestorSettings{
		EnableOnBehalfRequestorsToAddAccess: true, OnBehalfRequestors: sets,
	}
}

// who may ask for ana, whose manager is bob, whose manager is cleo.
func TestWhoMayAskForOthers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sets []entitlement.SubjectSet
		may  []entitlement.SubjectID
	}{
		"manager_by_default":  {nil, []entitlement.SubjectID{"bob"}},
		"manager":             {[]entitlement.SubjectSet{entitlement.Manager(1)}, []entitlement.SubjectID{"bob"}},
		"their_manager":       {[]entitlement.SubjectSet{entitlement.Manager(2)}, []entitlement.SubjectID{"cleo"}},
		"both":                {[]entitlement.SubjectSet{entitlement.Manager(1), entitlement.Manager(2)}, []entitlement.SubjectID{"bob", "cleo"}},
		"user":                {[]entitlement.SubjectSet{entitlement.User("eve")}, []entitlement.SubjectID{"eve"}},
		"group":               {[]entitlement.SubjectSet{entitlement.GroupMembers("it")}, []entitlement.SubjectID{"dan"}},
		"disabled_requestors": {[]entitlement.SubjectSet{entitlement.User("off")}, nil}, // I-93
		"strangers":           {[]entitlement.SubjectSet{entitlement.User("nobody")}, nil},
	} {
		for _, who := range []entitlement.SubjectID{"bob", "cleo", "dan", "eve", "off", "nobody", ""} {
			s := newScene()
			s.facts.AddGroups("dan", []entitlement.GroupID{"it"})
			s.forOthers(c.sets...)
			s.ask.Requestor = who
			s.facts.AddSubject("", nil)
			s.facts.AddGroups("", nil)
			v, reasons := s.evaluate(t)
			may := false
			for _, id := range c.may {
				may = may || id == who
			}
			require.Equal(t, may, v.Allowed, "%s: %q\n%s", name, who, entitlement.Explain(reasons))
			ask := policy.OnBehalfAsk{Policies: s.ask.Policies, Right: entitlement.OnBehalfAdd, Requestor: who, Target: "ana"}
			ruling, why := policy.ExplainOnBehalf(&ask, s.facts)
			require.Equal(t, may, ruling.Allowed, "%s: %q", name, who)
			requireRuling(t, ruling, why)
			require.Equal(t, policy.OnBehalf(&ask, s.facts), ruling)
		}
	}
}

// everything else binds to the target.
func TestRequestsForOthersBindTheTarget(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*scene)
		code   entitlement.Code // "": allowed
	}{
		"target_in_scope": {func(s *scene) {
			s.policy.AllowedTargetScope = entitlement.ScopeSpecificDirectoryUsers
			s.policy.SpecificAllowedTargets = []entitlement.SubjectSet{entitlement.User("ana")}
		}, ""},
		"requestor_in_scope": {func(s *scene) {
			s.policy.AllowedTargetScope = entitlement.ScopeSpecificDirectoryUsers
			s.policy.SpecificAllowedTargets = []entitlement.SubjectSet{entitlement.User("bob")}
		}, entitlement.NotInScope},
		"self_add_off": {func(s *scene) { s.policy.RequestorSettings.EnableTargetsToSelfAddAccess = false }, ""},
		"answers":      {func(s *scene) { s.policy.Questions = form() }, entitlement.AnswerMissing},
		"justification": {func(s *scene) {
			s.policy.RequestApprovalSettings.IsRequestorJustificationRequired = true
		}, entitlement.JustificationMissing},
		"target_blocked":       {func(s *scene) { s.ask.IsBlocked = true }, entitlement.SubjectBlocked},
		"target_has_a_request": {func(s *scene) { s.ask.OpenRequest[0] = 1 }, entitlement.RequestPending},
		"target_has_it":        {func(s *scene) { s.ask.LiveAssignment[0] = 1 }, entitlement.AssignmentExists},
		"only_the_manager_approves": {
			func(s *scene) {
				s.approval(entitlement.StageSettings{PrimaryApprovers: []entitlement.SubjectSet{entitlement.Manager(1)}})
			},
			entitlement.NoApprover,
		},
		"policy_suspended": {func(s *scene) { s.policy.IsSuspended = true }, entitlement.PolicySuspended},
	} {
		s := newScene()
		s.forOthers()
		s.ask.Requestor = "bob"
		c.change(s)
		v, reasons := s.evaluate(t)
		require.Equal(t, c.code == "", v.Allowed, "%s\n%s", name, entitlement.Explain(reasons))
		if c.code != "" {
			require.Contains(t, v.Codes, c.code, name)
		}
	}
	// the fallback approvers decide instead of the manager who asks.
	s := newScene()
	s.forOthers()
	s.ask.Requestor = "bob"
	s.approval(entitlement.StageSettings{
		PrimaryApprovers: []entitlement.SubjectSet{entitlement.Manager(1)}, FallbackPrimaryApprovers: []entitlement.SubjectSet{entitlement.User("eve")},
	})
	v := s.requireAllowed(t)
	require.Equal(t, []entitlement.SubjectID{"eve"}, v.Route.Approvers)
	require.True(t, v.Route.Fallback)
}

// Each right is its own, and a refusal says nothing about the target.
func TestRightsOfOnBehalfRequestors(t *testing.T) {
	t.Parallel()
	settings := map[entitlement.OnBehalfRight]entitlement.RequestorSettings{
		entitlement.OnBehalfAdd:    {EnableOnBehalfRequestorsToAddAccess: true},
		entitlement.OnBehalfUpdate: {EnableOnBehalfRequestorsToUpdateAccess: true},
		entitlement.OnBehalfRemove: {EnableOnBehalfRequestorsToRemoveAccess: true},
	}
	for enabled, s := range settings {
		p := newPolicy(1, entitlement.ScopeAllMemberUsers)
		p.RequestorSettings = &s
		for right := range settings {
			ask := policy.OnBehalfAsk{
				Policies: []*entitlement.AssignmentPolicy{nil, newPolicy(2, entitlement.ScopeAllMemberUsers), p}, Right: right, Requestor: "bob", Target: "ana",
			}
			ruling, reasons := policy.ExplainOnBehalf(&ask, newFacts())
			require.Equal(t, right == enabled, ruling.Allowed, "%d %d\n%s", enabled, right, entitlement.Explain(reasons))
			ask.Choice = policyID(2)
			require.False(t, policy.OnBehalf(&ask, newFacts()).Allowed)
			ask.Choice, ask.Requestor = entitlement.PolicyID{}, "eve"
			ruling, reasons = policy.ExplainOnBehalf(&ask, newFacts())
			require.False(t, ruling.Allowed)
			text := entitlement.Explain(reasons)
			require.NotRegexp(t, `\b(ana|bob)\b`, text)
		}
	}
	ask := policy.OnBehalfAsk{Right: entitlement.OnBehalfAdd, Requestor: "bob", Target: "ana"}
	require.Equal(t, []policy.Need{recordOf("bob")}, policy.OnBehalf(&ask, nil).Needs)
	p := newPolicy(1, entitlement.ScopeAllMemberUsers)
	p.RequestorSettings = &entitlement.RequestorSettings{
		EnableOnBehalfRequestorsToAddAccess: true,
		OnBehalfRequestors:                  []entitlement.SubjectSet{entitlement.GroupMembers("it"), entitlement.Manager(2)},
	}
	ask.Policies = []*entitlement.AssignmentPolicy{p}
	require.Equal(t, []policy.Need{managersOf("ana", 1), recordOf("bob"), groupsOf("bob")}, policy.OnBehalf(&ask, nil).Needs)
}

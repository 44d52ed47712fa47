package policy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// Who is in scope is in scope whatever else stands in the way.
func TestInScope(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		policy *entitlement.AssignmentPolicy
		person entitlement.SubjectID
		want   bool
	}{
		"member":        {newPolicy(1, entitlement.ScopeAllMemberUsers), "ana", true},
		"guest":         {newPolicy(1, entitlement.ScopeAllMemberUsers), "gus", false},
		"in_the_group":  {newPolicy(1, entitlement.ScopeSpecificDirectoryUsers, entitlement.GroupMembers("sales")), "ana", true},
		"not_in_it":     {newPolicy(1, entitlement.ScopeSpecificDirectoryUsers, entitlement.GroupMembers("sales")), "dan", false},
		"organization":  {newPolicy(1, entitlement.ScopeAllConfiguredOrganizations), "gus", true},
		"nobody":        {newPolicy(1, entitlement.ScopeNotSpecified), "ana", false},
		"who_is_not":    {newPolicy(1, entitlement.ScopeAllMemberUsers), "nobody", false},
		"while_blocked": {newPolicy(1, entitlement.ScopeAllMemberUsers), "off", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.policy.IsSuspended = true
			ruling := policy.InScope(c.policy, c.person, partner(entitlement.OrganizationConfigured), newFacts(), policy.Options{})
			require.Equal(t, c.want, ruling.Allowed)
			require.Empty(t, ruling.Needs)
		})
	}
	groups := newPolicy(1, entitlement.ScopeSpecificDirectoryUsers, entitlement.GroupMembers("sales"))
	ruling := policy.InScope(groups, "ana", nil, nil, policy.Options{})
	require.False(t, ruling.Allowed) // I-94
	require.Equal(t, []policy.Need{recordOf("ana"), groupsOf("ana")}, ruling.Needs)
}

// Opening comes to nobody exactly where a request is refused for want of an approver.
func TestOpeningAgreesWithEvaluate(t *testing.T) {
	t.Parallel()
	lists := [][]entitlement.SubjectSet{
		nil, {entitlement.User("ana")}, {entitlement.User("off")}, {entitlement.User("dan")}, {entitlement.Manager(1)},
		{entitlement.GroupMembers("gone")}, {entitlement.Sponsors()},
	}
	for _, who := range []entitlement.SubjectID{"ana", "cleo"} { // cleo has no manager
		for _, first := range lists[1:] {
			for _, second := range lists {
				for _, alternates := range lists {
					s := newScene()
					s.askFor(who)
					stage := entitlement.StageSettings{PrimaryApprovers: first, FallbackPrimaryApprovers: second}
					if alternates != nil {
						stage.IsEscalationEnabled, stage.DurationBeforeEscalation = true, entitlement.Days(2)
						stage.EscalationApprovers = alternates
					}
					s.approval(stage)
					verdict := policy.Evaluate(&s.ask, s.facts, s.options)
					route := policy.Opening(&stage, policy.Routing{Requestor: who, Target: who}, s.facts, s.options)
					require.Empty(t, route.Needs)
					require.Equal(t, verdict.Allowed, len(route.Approvers) > 0, "%v %v %v", first, second, alternates)
					if verdict.Allowed && len(verdict.Route.Approvers) > 0 {
						require.Equal(t, verdict.Route.Approvers, route.Approvers)
					} else if !verdict.Allowed {
						require.Equal(t, entitlement.NoApprover, route.Codes[0]) // I-33
					}
				}
			}
		}
	}
}

func TestSamePerson(t *testing.T) {
	t.Parallel()
	facts := newFacts()
	facts.AddSubject("dan", &entitlement.Subject{ID: "dan", LinkedIDs: []entitlement.SubjectID{"eve"}})
	require.True(t, policy.SamePerson("ana", "ana", facts))
	require.True(t, policy.SamePerson("eve", "dan", facts)) // I-23
	require.False(t, policy.SamePerson("ana", "dan", facts))
	require.False(t, policy.SamePerson("ana", "whoever", facts))
}

func TestMergeNeeds(t *testing.T) {
	t.Parallel()
	require.Equal(t, []policy.Need{recordOf("ana"), recordOf("bob"), membersOf("it")},
		policy.MergeNeeds([]policy.Need{membersOf("it"), recordOf("bob")}, []policy.Need{recordOf("ana"), recordOf("bob")}))
}

func TestMergedNeedsLeadFurthest(t *testing.T) {
	t.Parallel()
	bare := policy.Need{Kind: policy.NeedMembers, Group: "hr"}
	one := []policy.Need{recordOf("ana"), managersOf("bob", 1), bare}
	two := []policy.Need{managersOf("ana", 2), recordOf("bob"), membersOf("hr")}
	want := []policy.Need{managersOf("ana", 2), managersOf("bob", 1), membersOf("hr")}
	require.Equal(t, want, policy.MergeNeeds(one, two))
	require.Equal(t, want, policy.MergeNeeds(two, one))
}

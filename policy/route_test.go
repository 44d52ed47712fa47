package policy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

type sets = []entitlement.SubjectSet
type ids = []entitlement.SubjectID

// forAna is a request of ana for herself.
var forAna = self("ana")

func self(id entitlement.SubjectID) policy.Routing { return policy.Routing{Requestor: id, Target: id} }

// approvers routes with and without reasons and checks that these agree.
func approvers(
	t *testing.T, stage entitlement.StageSettings, r policy.Routing, facts *policy.Facts, o policy.Options,
) policy.Route {
	t.Helper()
	route := policy.Approvers(&stage, r, facts, o)
	explained, reasons := policy.ExplainApprovers(&stage, r, facts, o)
	require.Equal(t, route, explained)
	requireRoute(t, route, reasons)
	return route
}

// requireRoute checks what ties a route to its reasons.
func requireRoute(t require.TestingT, route policy.Route, reasons []entitlement.Reason) {
	if route.Needs != nil {
		require.Equal(t, policy.Route{Needs: route.Needs, Final: route.Final}, route) // I-45
		require.Empty(t, reasons)
		return
	}
	require.Len(t, reasons, 1)
	require.Equal(t, entitlement.NoApprover, reasons[0].Code)
	require.Equal(t, len(route.Approvers) > 0, reasons[0].Pass)
	switch {
	case len(route.Approvers) == 0:
		require.False(t, route.Fallback)
		require.Equal(t, entitlement.NoApprover, route.Codes[0])
		require.ElementsMatch(t, entitlement.FailedCodes(reasons), route.Codes)
	case route.Fallback:
		require.NotEmpty(t, route.Codes) // I-25: the reason is recorded
		require.ElementsMatch(t, entitlement.FailedCodes(reasons[0].Children), route.Codes)
	default:
		require.Empty(t, route.Codes)
	}
}

func TestApproversByKind(t *testing.T) {
	t.Parallel()
	set := func(kind entitlement.SubjectSetType, level int) entitlement.SubjectSet {
		return entitlement.SubjectSet{Type: kind, ManagerLevel: level}
	}
	organization := partner(entitlement.OrganizationConfigured)
	organization.InternalSponsors = sets{entitlement.User("sue"), entitlement.GroupMembers("hr")}
	organization.ExternalSponsors = sets{entitlement.User("gus"), entitlement.Manager(1)}
	byEve, byBob := policy.Routing{Requestor: "eve", Target: "ana"}, policy.Routing{Requestor: "bob", Target: "ana"}
	notHers := policy.Routing{Requestor: "ana", Target: "ana", Organization: organization}
	forOlga := policy.Routing{Requestor: "olga", Target: "olga", Organization: organization}
	for _, tt := range []struct {
		name    string
		set     entitlement.SubjectSet
		routing policy.Routing
		want    ids
	}{
		{"user", entitlement.User("dan"), forAna, ids{"dan"}},
		{"nested_group", entitlement.GroupMembers("hr"), forAna, ids{"dan", "eve"}},
		{"group_without_the_requestor", entitlement.GroupMembers("it"), forAna, ids{"dan"}},
		{"group_that_is_gone", entitlement.GroupMembers("gone"), forAna, nil},
		{"manager", entitlement.Manager(1), forAna, ids{"bob"}},
		{"manager_without_level", set(entitlement.SetTargetManager, 0), forAna, ids{"bob"}},
		{"second_manager", entitlement.Manager(2), forAna, ids{"cleo"}},
		{"third_manager", entitlement.Manager(3), forAna, nil},                              // I-34
		{"manager_of_who_asks_for_themselves", set(entitlement.SetRequestorManager, 1), forAna, ids{"bob"}},
		{"requestors_manager", set(entitlement.SetRequestorManager, 1), byBob, ids{"cleo"}},
		{"no_manager", set(entitlement.SetRequestorManager, 1), byEve, nil},
		{"no_second_manager", entitlement.Manager(2), self("bob"), nil},
		{"manager_who_asks", entitlement.Manager(1), byBob, nil},
		{"sponsors_of_the_target", set(entitlement.SetTargetUserSponsors, 0), forAna, ids{"sue"}},
		{"no_sponsors", set(entitlement.SetTargetUserSponsors, 0), self("bob"), nil},
		{"internal_sponsors", entitlement.Sponsors(), forOlga, ids{"dan", "eve", "sue"}},
		{"external_sponsors", set(entitlement.SetExternalSponsors, 0), forOlga, ids{"gus"}},
		{"no_organization", entitlement.Sponsors(), self("olga"), nil},
		{"organization_of_others", entitlement.Sponsors(), notHers, nil},
		{"people_of_an_organization", entitlement.OrganizationMembers(organization.ID), forOlga, nil},
		{"disabled_approver", entitlement.User("off"), forAna, nil},       // R-146, I-37
		{"gone_approver", entitlement.User("nobody"), forAna, nil},
		{"manager_for_an_outsider", entitlement.Manager(1), forOlga, nil},
		{"request_of_the_system", entitlement.User("dan"), policy.Routing{Target: "ana"}, ids{"dan"}},
		{"manager_of_the_system", set(entitlement.SetRequestorManager, 1), policy.Routing{Target: "ana"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			stage := entitlement.StageSettings{PrimaryApprovers: sets{tt.set}}
			route := approvers(t, stage, tt.routing, newFacts(), policy.Options{})
			require.Equal(t, tt.want, route.Approvers)
			require.False(t, route.Fallback)

			stage.FallbackPrimaryApprovers = sets{entitlement.User("cleo")}
			route = approvers(t, stage, tt.routing, newFacts(), policy.Options{})
			require.Equal(t, tt.want == nil, route.Fallback) // I-25
			if tt.want == nil {
				require.Equal(t, ids{"cleo"}, route.Approvers)
			}
		})
	}
}

func TestApproversAreSortedAndUnique(t *testing.T) {
	t.Parallel()
	stage := entitlement.StageSettings{PrimaryApprovers: sets{
		entitlement.User("sue"), entitlement.GroupMembers("hr"), entitlement.Manager(1), entitlement.User("dan"),
		entitlement.User("off"),
	}}
	route := approvers(t, stage, forAna, newFacts(), policy.Options{})
	require.Equal(t, ids{"bob", "dan", "eve", "sue"}, route.Approvers) // any one of them; R-145
	require.Empty(t, route.Codes, "who was excluded does not matter while others remain")
}

func TestNobodyApprovesForThemselves(t *testing.T) {
	t.Parallel()
	link := func(f *policy.Facts, id entitlement.SubjectID, links ...entitlement.SubjectID) {
		record, _ := f.Subject(id)
		linked := record.Clone()
		linked.LinkedIDs = links
		f.AddSubject(id, &linked)
	}
	for _, tt := range []struct {
		name    string
		routing policy.Routing
		link    func(*policy.Facts)
	}{
		{"requestor_and_target", self("dan"), nil},
		{"requestor", policy.Routing{Requestor: "dan", Target: "ana"}, nil},
		{"target", policy.Routing{Requestor: "ana", Target: "dan"}, nil},
		{"target_links_the_approver", forAna, func(f *policy.Facts) { link(f, "ana", "dan") }},      // I-23
		{"approver_links_the_target", forAna, func(f *policy.Facts) { link(f, "dan", "x", "ana") }}, // I-23
		{"both_link_a_third_identity", forAna, func(f *policy.Facts) { // I-23
			link(f, "ana", "x", "y")
			link(f, "dan", "z", "y")
		}},
		{"requestor_links_the_approver", policy.Routing{Requestor: "bob", Target: "ana"}, func(f *policy.Facts) {
			link(f, "bob", "dan")
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			facts := newFacts()
			if tt.link != nil {
				tt.link(facts)
			}
			stage := entitlement.StageSettings{PrimaryApprovers: sets{entitlement.User("dan")}}
			route := approvers(t, stage, tt.routing, facts, policy.Options{})
			require.Empty(t, route.Approvers)
			require.Contains(t, route.Codes, entitlement.SelfApproval)
			require.Equal(t, entitlement.NoApprover, route.Codes[0])

			stage.FallbackPrimaryApprovers = sets{entitlement.User("dan"), entitlement.User("eve")}
			route = approvers(t, stage, tt.routing, facts, policy.Options{})
			require.Equal(t, ids{"eve"}, route.Approvers, "fallback approvers are not exempt")
			require.True(t, route.Fallback)
		})
	}
}

// Whatever the organization chart looks like, the search ends after one or two steps and never at the person (I-34).
func TestManagersInLoops(t *testing.T) {
	t.Parallel()
	chart := func(managers map[entitlement.SubjectID]entitlement.SubjectID) *policy.Facts {
		var f policy.Facts
		for _, id := range []entitlement.SubjectID{"a", "b", "c"} {
			f.AddSubject(id, &entitlement.Subject{ID: id, UserType: entitlement.UserMember, Manager: managers[id]})
		}
		return &f
	}
	type managers = map[entitlement.SubjectID]entitlement.SubjectID
	for _, tt := range []struct {
		name          string
		managers      managers
		first, second ids
	}{
		{"own_manager", managers{"a": "a"}, nil, nil},
		{"loop_of_two", managers{"a": "b", "b": "a"}, ids{"b"}, nil},
		{"loop_of_three", managers{"a": "b", "b": "c", "c": "a"}, ids{"b"}, ids{"c"}},
		{"manager_is_own_manager", managers{"a": "b", "b": "b"}, ids{"b"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for i, want := range []ids{tt.first, tt.second} {
				stage := entitlement.StageSettings{PrimaryApprovers: sets{entitlement.Manager(i + 1)}}
				route := approvers(t, stage, self("a"), chart(tt.managers), policy.Options{})
				require.Equal(t, want, route.Approvers) // I-34
				require.Equal(t, want == nil, len(route.Codes) > 0 && route.Codes[2] == entitlement.ManagerMissing)
			}
		})
	}
}

func TestFallbackIsNotForThoseWhoDoNotAnswer(t *testing.T) {
	t.Parallel()
	stage := entitlement.StageSettings{
		PrimaryApprovers:         sets{entitlement.Manager(1), entitlement.User("off")},
		FallbackPrimaryApprovers: sets{entitlement.User("dan")},
	}
	route := approvers(t, stage, forAna, newFacts(), policy.Options{})
	require.Equal(t, ids{"bob"}, route.Approvers) // R-143, I-25: one of two is enough
	require.False(t, route.Fallback)
}

func TestApproverLimitIsExact(t *testing.T) {
	t.Parallel()
	stage := entitlement.StageSettings{
		PrimaryApprovers:         sets{entitlement.GroupMembers("hr"), entitlement.User("bob"), entitlement.User("dan")},
		FallbackPrimaryApprovers: sets{entitlement.User("cleo")},
	}
	route := approvers(t, stage, forAna, newFacts(), policy.Options{MaxApprovers: 3})
	require.Equal(t, ids{"bob", "dan", "eve"}, route.Approvers, "dan counts once") // I-133
	tooMany := []entitlement.Code{entitlement.NoApprover, entitlement.ApproverSet, entitlement.ApproverLimit}
	for limit := 1; limit < 3; limit++ { // the group alone is too large, then the group and one more
		route = approvers(t, stage, forAna, newFacts(), policy.Options{MaxApprovers: limit})
		require.Equal(t, tooMany, route.Codes)                     // I-133
		require.False(t, route.Fallback, "too many is not nobody") // I-25
	}
	stage.PrimaryApprovers = stage.PrimaryApprovers[:1]
	route = approvers(t, stage, forAna, newFacts(), policy.Options{MaxApprovers: 1})
	require.Equal(t, tooMany, route.Codes) // I-133, I-25
	stage.PrimaryApprovers = sets{entitlement.User("off"), entitlement.User("nobody")}
	route = approvers(t, stage, forAna, newFacts(), policy.Options{MaxApprovers: 2})
	require.Equal(t, ids{"cleo"}, route.Approvers, "each list is counted by itself") // I-133
}

func TestApproverLimitOfTheSeed(t *testing.T) {
	t.Parallel()
	facts := newFacts()
	var crowd ids
	for i := range entitlement.SeedLimits().ApproversPerStage {
		crowd = append(crowd, entitlement.SubjectID([]byte{byte('A' + i/26), byte('a' + i%26)}))
		facts.AddSubject(crowd[i], &entitlement.Subject{ID: crowd[i], UserType: entitlement.UserMember})
	}
	facts.AddMembers("crowd", crowd, true)
	stage := entitlement.StageSettings{PrimaryApprovers: sets{entitlement.GroupMembers("crowd")}}
	require.Equal(t, crowd, approvers(t, stage, forAna, facts, policy.Options{}).Approvers)
	stage.PrimaryApprovers = append(stage.PrimaryApprovers, entitlement.User("dan"))
	require.Contains(t, approvers(t, stage, forAna, facts, policy.Options{}).Codes, entitlement.ApproverLimit) // I-133
}

func TestRoutingWaitsForFacts(t *testing.T) {
	t.Parallel()
	var facts policy.Facts
	full := newFacts()
	stage := entitlement.StageSettings{
		PrimaryApprovers:         sets{entitlement.Manager(2), entitlement.GroupMembers("hr"), entitlement.User("dan")},
		FallbackPrimaryApprovers: sets{entitlement.User("sue")},
	}
	rounds := 0
	route := approvers(t, stage, forAna, &facts, policy.Options{})
	require.Equal(t, []policy.Need{ // everything that can be asked for at once
		managersOf("ana", 2), recordOf("dan"), membersOf("hr"),
	}, route.Needs)
	for ; route.Needs != nil; rounds++ { // of somebody who looks up what is asked for, and nothing that it leads to
		require.Equal(t, route.Needs, facts.Missing(route.Needs))
		require.True(t, route.Final)
		answerOnly(full, &facts, route.Needs)
		require.True(t, facts.Satisfies(route.Needs))
		route = approvers(t, stage, forAna, &facts, policy.Options{})
	}
	require.Equal(t, ids{"cleo", "dan", "eve"}, route.Approvers)
	require.Equal(t, 3, rounds, "ana, then bob, then cleo")
	_, known := facts.Subject("sue")
	require.False(t, known, "nobody asks about fallback approvers who are not needed")

	facts = policy.Facts{} // who follows what the needs say is done after one round
	answer(full, &facts, approvers(t, stage, forAna, &facts, policy.Options{}).Needs)
	require.Equal(t, route, approvers(t, stage, forAna, &facts, policy.Options{}))
}

// Each of these facts alone keeps the answer open, also where nobody else could approve.
func TestRoutingWaitsForEachFact(t *testing.T) {
	t.Parallel()
	full := newFacts()
	for _, tt := range []struct {
		name    string
		set     entitlement.SubjectSet
		routing policy.Routing
		missing policy.Need
		known   []policy.Need
	}{
		{"target", entitlement.Manager(1), forAna, managersOf("ana", 1), []policy.Need{recordOf("bob")}},
		{"manager", entitlement.Manager(1), forAna, recordOf("bob"), []policy.Need{recordOf("ana")}},
		{"first_of_two_managers", entitlement.Manager(2), forAna, managersOf("bob", 1), []policy.Need{recordOf("ana"), recordOf("cleo")}},
		{"requestor", entitlement.User("dan"), policy.Routing{Requestor: "eve", Target: "ana"}, recordOf("eve"),
			[]policy.Need{recordOf("ana"), recordOf("dan")}},
		{"group", entitlement.GroupMembers("hr"), forAna, membersOf("hr"),
			[]policy.Need{recordOf("ana"), recordOf("dan"), recordOf("eve")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var facts policy.Facts
			answerOnly(full, &facts, tt.known)
			stage := entitlement.StageSettings{
				PrimaryApprovers: sets{tt.set}, FallbackPrimaryApprovers: sets{entitlement.User("off")},
			}
			route := approvers(t, stage, tt.routing, &facts, policy.Options{})
			require.Equal(t, policy.Route{Needs: []policy.Need{tt.missing}, Final: true}, route) // I-45
			answer(full, &facts, route.Needs)
			require.NotEmpty(t, approvers(t, stage, tt.routing, &facts, policy.Options{}).Approvers)
		})
	}
}

// Whose sponsors they are is told by a record that is not known yet: their own records come after it.
func TestSponsorsTakeAnotherRound(t *testing.T) {
	t.Parallel()
	full := newFacts()
	for name, route := range map[string]policy.Routing{
		"own": forAna, "organization": {Requestor: "olga", Target: "olga", Organization: partner(entitlement.OrganizationConfigured)},
	} {
		stage := entitlement.StageSettings{PrimaryApprovers: sets{{Type: entitlement.SetTargetUserSponsors}}}
		if name == "organization" {
			route.Organization.InternalSponsors = sets{entitlement.User("sue")}
			stage.PrimaryApprovers = sets{entitlement.Sponsors()}
		}
		var facts policy.Facts
		for _, final := range []bool{false, true} {
			found := approvers(t, stage, route, &facts, policy.Options{})
			require.Len(t, found.Needs, 1, name)
			require.Equal(t, final, found.Final, name)
			answer(full, &facts, found.Needs)
		}
		require.Equal(t, ids{"sue"}, approvers(t, stage, route, &facts, policy.Options{}).Approvers, name)
	}
}

func TestBufferIsUsed(t *testing.T) {
	t.Parallel()
	stage := entitlement.StageSettings{PrimaryApprovers: sets{entitlement.GroupMembers("hr")}}
	buffer := make(ids, 1, 2)
	r := forAna
	r.Buffer = buffer
	route := approvers(t, stage, r, newFacts(), policy.Options{})
	require.Equal(t, ids{"dan", "eve"}, route.Approvers)
	require.Same(t, &buffer[0], &route.Approvers[0])
	r.Buffer = make(ids, 0, 1)
	route = approvers(t, stage, r, newFacts(), policy.Options{})
	require.Equal(t, ids{"dan", "eve"}, route.Approvers, "too small a buffer does no harm")
}

package policy_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// answered asks until no facts are missing, and answers from a small organization: meg leads ann, boss leads meg; dora is
// disabled; the group leads holds ann and boss.
func answered[T any](t *testing.T, facts *policy.Facts, ask func() (T, []policy.Need)) T {
	t.Helper()
	people := map[entitlement.SubjectID]*entitlement.Subject{
		"ann": {ID: "ann", Manager: "meg", LinkedIDs: []entitlement.SubjectID{"ann-admin"}}, "meg": {ID: "meg", Manager: "boss"},
		"boss": {ID: "boss"}, "dora": {ID: "dora", AccountDisabled: true}, "ann-admin": {ID: "ann-admin"}, "bob": {ID: "bob"},
	}
	for range 5 {
		answer, needs := ask()
		if len(needs) == 0 {
			return answer
		}
		for _, n := range needs {
			switch n.Kind {
			case policy.NeedSubject:
				facts.AddSubject(n.Subject, people[n.Subject])
			case policy.NeedMembers:
				facts.AddMembers(n.Group, []entitlement.SubjectID{"ann", "boss"}, true)
			case policy.NeedSignIn:
				facts.AddSignIn(n.Subject, time.Time{}, false)
			case policy.NeedGroups:
				facts.AddGroups(n.Subject, nil)
			}
		}
	}
	require.Fail(t, "ever more facts are missing")
	panic("unreachable")
}

func TestReviewers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		primary, fallback []entitlement.SubjectSet
		self              bool
		target            entitlement.SubjectID
		want              ids
		isFallback        bool
		codes             []entitlement.Code
	}{
		"the_manager":          {primary: []entitlement.SubjectSet{entitlement.Manager(1)}, target: "ann", want: ids{"meg"}},
		"the_manager_by_graph": {primary: []entitlement.SubjectSet{{Type: entitlement.SetRequestorManager}}, target: "ann", want: ids{"meg"}},
		"users_and_groups": {
			primary: []entitlement.SubjectSet{entitlement.GroupMembers("leads"), entitlement.User("meg")}, target: "ann",
			want: ids{"boss", "meg"}, // I-87: not oneself
		},
		"not_oneself_under_another_name": {
			primary: []entitlement.SubjectSet{entitlement.User("ann-admin"), entitlement.User("bob")}, target: "ann", want: ids{"bob"},
		},
		"the_fallback_for_nobody": { // R-284, I-91
			primary: []entitlement.SubjectSet{entitlement.Manager(1)}, fallback: []entitlement.SubjectSet{entitlement.User("bob")},
			target: "boss", want: ids{"bob"}, isFallback: true,
			codes: []entitlement.Code{entitlement.ApproverSet, entitlement.ManagerMissing},
		},
		"no_fallback_for_somebody": {
			primary: []entitlement.SubjectSet{entitlement.User("meg")}, fallback: []entitlement.SubjectSet{entitlement.User("bob")},
			target: "ann", want: ids{"meg"},
		},
		"nobody": {
			primary: []entitlement.SubjectSet{entitlement.User("dora")}, target: "ann",
			codes: []entitlement.Code{entitlement.NoReviewer, entitlement.ApproverSet, entitlement.ApproverDisabled},
		},
		"themselves":          {self: true, target: "ann", want: ids{"ann"}},
		"themselves_disabled": {self: true, target: "dora", codes: []entitlement.Code{entitlement.NoReviewer, entitlement.ApproverDisabled}},
		"themselves_gone":     {self: true, target: "nobody", codes: []entitlement.Code{entitlement.NoReviewer, entitlement.ApproverDisabled}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings := &entitlement.ReviewSettings{IsSelfReview: c.self, PrimaryReviewers: c.primary, FallbackReviewers: c.fallback}
			facts := new(policy.Facts)
			route := answered(t, facts, func() (policy.Route, []policy.Need) {
				route := policy.Reviewers(settings, c.target, facts, policy.Options{})
				return route, route.Needs
			})
			require.Equal(t, c.want, route.Approvers)
			require.Equal(t, c.isFallback, route.Fallback)
			require.Equal(t, c.codes, route.Codes)
			again, reasons := policy.ExplainReviewers(settings, c.target, facts, policy.Options{})
			require.Equal(t, route, again)
			require.Equal(t, entitlement.NoReviewer, reasons[0].Code)
			require.Equal(t, len(c.want) > 0, reasons[0].Pass)
		})
	}
}

func TestRecommendations(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC)
	on := &entitlement.ReviewSettings{IsRecommendationEnabled: true}
	none, needs := policy.Recommend(on, "ann", start, nil)
	require.Equal(t, entitlement.RecommendNothing, none)
	require.Equal(t, []policy.Need{{Kind: policy.NeedSignIn, Subject: "ann"}}, needs)
	for name, c := range map[string]struct {
		at       time.Time
		recorded bool
		want     entitlement.ReviewRecommendation
	}{
		"today":        {start, true, entitlement.RecommendApprove},
		"30_days_ago":  {start.Add(-30 * 24 * time.Hour), true, entitlement.RecommendApprove},
		"longer_ago":   {start.Add(-30*24*time.Hour - time.Second), true, entitlement.RecommendDeny},
		"never":        {time.Time{}, true, entitlement.RecommendDeny},
		"not_recorded": {time.Time{}, false, entitlement.RecommendNothing},
	} {
		facts := new(policy.Facts)
		facts.AddSignIn("ann", c.at, c.recorded)
		got, needs := policy.Recommend(on, "ann", start, facts)
		require.Empty(t, needs)
		require.Equal(t, c.want, got, name)
		off, needs := policy.Recommend(&entitlement.ReviewSettings{}, "ann", start, facts)
		require.Equal(t, entitlement.RecommendNothing, off, "recommendations are off")
		require.Empty(t, needs)
		require.True(t, facts.Satisfies([]policy.Need{{Kind: policy.NeedSignIn, Subject: "ann"}}))
	}
}

// Every decision with every behavior and recommendation. // R-289, R-292, R-294, R-297, I-88
func TestWhatEndsAccess(t *testing.T) {
	t.Parallel()
	behaviors := []entitlement.ReviewExpirationBehavior{
		entitlement.ReviewKeepAccess, entitlement.ReviewRemoveAccess, entitlement.ReviewAcceptRecommendation,
	}
	for _, behavior := range behaviors {
		for decision := entitlement.ReviewNotReviewed; decision <= entitlement.ReviewDontKnow; decision++ {
			for advice := entitlement.RecommendNothing; advice <= entitlement.RecommendDeny; advice++ {
				want := decision == entitlement.ReviewDeny
				if decision == entitlement.ReviewNotReviewed {
					want = behavior == entitlement.ReviewRemoveAccess ||
						behavior == entitlement.ReviewAcceptRecommendation && advice == entitlement.RecommendDeny
				}
				item := &entitlement.ReviewItem{Decision: decision, Recommendation: advice}
				got := policy.EndsAccess(&entitlement.ReviewSettings{ExpirationBehavior: behavior}, item)
				require.Equal(t, want, got, "%s %s %s", behavior, decision, advice)
			}
		}
	}
}

func TestWhoseReviewDecisionCounts(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	type ask = policy.ReviewAsk
	for name, c := range map[string]struct {
		change func(*ask)
		want   []entitlement.Code
	}{
		"a_reviewer":    {func(*ask) {}, nil},
		"at_the_end":    {func(a *ask) { a.At = now.AddDate(0, 0, 14) }, []entitlement.Code{entitlement.ReviewClosed}}, // I-87
		"not_open_yet":  {func(a *ask) { a.Review.State = entitlement.ReviewStarting }, []entitlement.Code{entitlement.ReviewClosed}},
		"closed":        {func(a *ask) { a.Review.State = entitlement.ReviewApplied }, []entitlement.Code{entitlement.ReviewClosed}},
		"somebody_else": {func(a *ask) { a.Reviewer = "bob" }, []entitlement.Code{entitlement.NotReviewer}},
		"disabled": {func(a *ask) { // I-93
			a.Reviewer, a.Item.Reviewers = "dora", ids{"dora"}
		}, []entitlement.Code{entitlement.ApproverDisabled}},
		"gone": {func(a *ask) {
			a.Reviewer, a.Item.Reviewers = "nobody", ids{"nobody"}
		}, []entitlement.Code{entitlement.ApproverDisabled}},
		"without_a_reason": {func(a *ask) { a.HasJustification = false }, []entitlement.Code{entitlement.JustificationMissing}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := ask{
				At: now, Review: &entitlement.Review{State: entitlement.ReviewInProgress, End: now.AddDate(0, 0, 14)},
				Item:     &entitlement.ReviewItem{Subject: "ann", Reviewers: ids{"boss", "meg"}},
				Settings: &entitlement.ReviewSettings{IsReviewerJustificationRequired: true}, Reviewer: "meg", HasJustification: true,
			}
			c.change(&a)
			facts := new(policy.Facts)
			ruling := answered(t, facts, func() (policy.Ruling, []policy.Need) {
				ruling := policy.MayReview(&a, facts)
				return ruling, ruling.Needs
			})
			require.Equal(t, c.want == nil, ruling.Allowed)
			require.ElementsMatch(t, c.want, ruling.Codes)
			again, reasons := policy.ExplainReview(&a, facts)
			require.Equal(t, ruling, again)
			require.Equal(t, c.want == nil, !slices.ContainsFunc(reasons, func(r entitlement.Reason) bool { return !r.Pass }))
		})
	}
}

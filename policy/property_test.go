package policy_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// evaluateAll puts every question of this package to a world and checks what holds for every answer.
func evaluateAll(t *rapid.T, w *world) {
	facts := w.facts()
	verdict := policy.Evaluate(&w.ask, facts, w.options)
	explained, reasons := policy.Explain(&w.ask, facts, w.options)
	require.Equal(t, verdict, explained)
	requireAgreement(t, verdict, reasons)
	require.Nil(t, verdict.Needs, "these facts are complete")

	r := policy.Routing{Requestor: w.ask.Requestor, Target: w.ask.Target, Organization: w.ask.Organization}
	for _, p := range w.ask.Policies {
		if p == nil {
			continue
		}
		for i := range p.RequestApprovalSettings.Stages {
			stage := &p.RequestApprovalSettings.Stages[i]
			route, reasons := policy.ExplainApprovers(stage, r, facts, w.options)
			require.Equal(t, policy.Approvers(stage, r, facts, w.options), route)
			requireRoute(t, route, reasons)
			others, reasons := policy.ExplainAlternates(stage, r, facts, w.options)
			require.Equal(t, policy.Alternates(stage, r, facts, w.options), others)
			requireRoute(t, others, reasons)
			w.decideAll(t, stage, route, others)
		}
	}
}

// decideAll checks that exactly the people whom routing found may decide.
func (w *world) decideAll(t *rapid.T, settings *entitlement.StageSettings, route, others policy.Route) {
	facts := w.facts()
	stage := &entitlement.ApprovalStage{
		State: entitlement.StageOpen, Deadline: days(1), Approvers: route.Approvers, Alternates: others.Approvers,
	}
	for _, p := range w.people {
		ask := policy.DecisionAsk{
			At: noon, Stage: stage, Settings: settings, Requestor: w.ask.Requestor, Target: w.ask.Target, Decider: p.id,
			HasJustification: true,
		}
		ruling, reasons := policy.ExplainDecision(&ask, facts)
		require.Equal(t, policy.MayDecide(&ask, facts), ruling)
		requireRuling(t, ruling, reasons)
		require.Equal(t, stage.MayDecide(p.id), ruling.Allowed, "%s: %v", p.id, ruling.Codes) // I-23, I-24
	}
}

func TestAnswersAgreeWithTheirReasons(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { evaluateAll(t, drawWorld(t)) })
}

func FuzzAnswersAgreeWithTheirReasons(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) { evaluateAll(t, drawWorld(t)) }))
}

// Equal questions have equal answers, however often and in whatever order their parts are given (I-40).
func TestOrderDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		before := policy.Evaluate(&w.ask, w.facts(), w.options)
		ask := w.ask
		ask.Policies = shuffled(t, ask.Policies)
		for i, p := range ask.Policies {
			if p == nil {
				continue
			}
			q := p.Clone()
			q.SpecificAllowedTargets = shuffled(t, q.SpecificAllowedTargets)
			for j := range q.RequestApprovalSettings.Stages {
				s := &q.RequestApprovalSettings.Stages[j]
				s.PrimaryApprovers, s.FallbackPrimaryApprovers = shuffled(t, s.PrimaryApprovers), shuffled(t, s.FallbackPrimaryApprovers)
			}
			ask.Policies[i] = &q
		}
		if ask.Organization != nil {
			o := ask.Organization.Clone()
			o.InternalSponsors, o.ExternalSponsors = shuffled(t, o.InternalSponsors), shuffled(t, o.ExternalSponsors)
			ask.Organization = &o
		}
		v := *w
		v.people = shuffled(t, w.people)
		v.members = map[entitlement.GroupID]ids{}
		for i := range groupCount {
			v.members[groupID(i)] = shuffled(t, w.members[groupID(i)])
		}
		for i, p := range v.people {
			v.people[i].groups = shuffled(t, p.groups)
			if p.record != nil {
				record := p.record.Clone()
				record.Sponsors, record.LinkedIDs = shuffled(t, record.Sponsors), shuffled(t, record.LinkedIDs)
				v.people[i].record = &record
			}
		}
		after := policy.Evaluate(&ask, v.facts(), w.options)

		require.ElementsMatch(t, before.Candidates, after.Candidates)
		require.Equal(t, before.Policy != nil, after.Policy != nil)
		if before.Policy != nil {
			require.Equal(t, before.Policy.ID, after.Policy.ID)
		}
		before.Candidates, after.Candidates, before.Policy, after.Policy = nil, nil, nil, nil
		require.Equal(t, before, after) // I-40
	})
}

func shuffled[T any](t *rapid.T, list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return rapid.Permutation(slices.Clone(list)).Draw(t, "order")
}

func TestRepetitionChangesNothing(t *testing.T) {
	t.Parallel()
	w := rapid.Custom(drawWorld).Example(7)
	facts := w.facts()
	verdict, reasons := policy.Explain(&w.ask, facts, w.options)
	for range 1000 {
		require.Equal(t, verdict, policy.Evaluate(&w.ask, facts, w.options)) // I-40
	}
	again, reasonsAgain := policy.Explain(&w.ask, facts, w.options)
	require.Equal(t, verdict, again)
	require.Equal(t, reasons, reasonsAgain)
}

// Whatever facts are missing, nothing is allowed; what is refused stays refused, for the same reasons; and answering the
// needs leads to the answer in a few rounds (I-45, I-94).
func TestMissingFacts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		full := w.facts()
		final := policy.Evaluate(&w.ask, full, w.options)
		var facts policy.Facts
		following, foretold := rapid.Bool().Draw(t, "following"), false
		for round := range 8 { // primary, fallback and organization, a group and its people each; one is answered in part
			v, reasons := policy.Explain(&w.ask, &facts, w.options)
			require.Equal(t, v, policy.Evaluate(&w.ask, &facts, w.options))
			if v.Needs == nil {
				require.Equal(t, final, v)
				return
			}
			require.False(t, foretold && !slices.ContainsFunc(w.ask.Policies, hasFallback), "those were said to be final")
			foretold = v.Final && following && round > 0
			requireAgreement(t, v, reasons)
			require.False(t, v.Allowed) // I-45, I-94
			require.Subset(t, final.Codes, v.Codes)
			require.True(t, slices.IsSortedFunc(v.Needs, compare))
			require.Equal(t, v.Needs, facts.Missing(v.Needs), "nothing is asked for twice")
			if round == 0 { // the directory may answer some questions only
				v.Needs = v.Needs[:rapid.IntRange(0, len(v.Needs)).Draw(t, "answered")]
			}
			if following {
				answer(full, &facts, v.Needs)
			} else {
				answerOnly(full, &facts, v.Needs)
			}
		}
		t.Fatal("there is always something missing")
	})
}

func hasFallback(p *entitlement.AssignmentPolicy) bool {
	return p != nil && slices.ContainsFunc(p.RequestApprovalSettings.Stages, func(s entitlement.StageSettings) bool {
		return len(s.FallbackPrimaryApprovers) > 0 || s.IsEscalationEnabled
	})
}

func compare(a, b policy.Need) int {
	switch {
	case a.Kind != b.Kind:
		return int(a.Kind) - int(b.Kind)
	case a.Subject+entitlement.SubjectID(a.Group) < b.Subject+entitlement.SubjectID(b.Group):
		return -1
	case a == b:
		return 0
	}
	return 1
}

// Who is not involved does not matter (I-46).
func TestUnrelatedFactsChangeNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		facts := w.facts()
		verdict, reasons := policy.Explain(&w.ask, facts, w.options)
		facts.AddSubject("stranger", &entitlement.Subject{ID: "stranger", Manager: w.ask.Target, LinkedIDs: ids{w.ask.Target}})
		facts.AddGroups("stranger", groups{"g0", "elsewhere"})
		facts.AddMembers("elsewhere", ids{w.ask.Target, "stranger"}, true)
		again, reasonsAgain := policy.Explain(&w.ask, facts, w.options)
		require.Equal(t, verdict, again) // I-46
		require.Equal(t, reasons, reasonsAgain)
	})
}

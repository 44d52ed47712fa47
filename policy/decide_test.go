package policy_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// danDecides is the question whether dan may decide ana's request at noon; eve may since the escalation.
func danDecides() policy.DecisionAsk {
	return policy.DecisionAsk{
		At: noon,
		Stage: &entitlement.ApprovalStage{
			State: entitlement.StageEscalated, Deadline: noon.Add(time.Microsecond),
			Approvers: ids{"ana", "dan", "gus", "nobody", "off"}, Alternates: ids{"eve"},
		},
		Settings:  &entitlement.StageSettings{},
		Requestor: "bob", Target: "ana", Decider: "dan",
	}
}

// decide asks with and without reasons and checks that these agree.
func decide(t *testing.T, ask policy.DecisionAsk, facts *policy.Facts) policy.Ruling {
	t.Helper()
	ruling := policy.MayDecide(&ask, facts)
	explained, reasons := policy.ExplainDecision(&ask, facts)
	require.Equal(t, ruling, explained)
	requireRuling(t, ruling, reasons)
	return ruling
}

func just(code entitlement.Code) []entitlement.Code { return []entitlement.Code{code} }

func TestDecisions(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		change func(*policy.DecisionAsk)
		codes  []entitlement.Code // nil: the decision counts
	}{
		{"approver", func(*policy.DecisionAsk) {}, nil},
		{"alternate", func(a *policy.DecisionAsk) { a.Decider = "eve" }, nil},
		{"guest", func(a *policy.DecisionAsk) { a.Decider = "gus" }, nil},
		{"before_escalation", func(a *policy.DecisionAsk) { a.Stage.State = entitlement.StageOpen }, nil},
		{"stranger", func(a *policy.DecisionAsk) { a.Decider = "cleo" }, just(entitlement.NotApprover)},
		{"target", func(a *policy.DecisionAsk) { a.Decider = "ana" }, just(entitlement.SelfApproval)},
		{"requestor", func(a *policy.DecisionAsk) { a.Requestor = "dan" }, just(entitlement.SelfApproval)},
		{"disabled", func(a *policy.DecisionAsk) { a.Decider = "off" }, just(entitlement.ApproverDisabled)},            // R-146, I-37
		{"gone", func(a *policy.DecisionAsk) { a.Decider = "nobody" }, just(entitlement.ApproverDisabled)},
		{"at_the_deadline", func(a *policy.DecisionAsk) { a.Stage.Deadline = noon }, just(entitlement.DeadlinePassed)}, // R-136, I-30
		{"after_the_deadline", func(a *policy.DecisionAsk) { a.At = days(1) }, just(entitlement.DeadlinePassed)},
		{"second_decision", func(a *policy.DecisionAsk) { a.Stage.State = entitlement.StageApproved },
			just(entitlement.AlreadyDecided)},
		{"canceled_stage", func(a *policy.DecisionAsk) { a.Stage.State = entitlement.StageCanceled },
			just(entitlement.AlreadyDecided)},
		{"no_justification", func(a *policy.DecisionAsk) { a.Settings.IsApproverJustificationRequired = true }, // I-35
			just(entitlement.JustificationMissing)},
		{"justification", func(a *policy.DecisionAsk) {
			a.Settings.IsApproverJustificationRequired = true
			a.HasJustification = true
		}, nil},
		{"no_settings", func(a *policy.DecisionAsk) { a.Settings = nil }, nil},
		{"request_of_the_system", func(a *policy.DecisionAsk) { a.Requestor = "" }, nil},
		{"no_stage", func(a *policy.DecisionAsk) { a.Stage = nil },
			[]entitlement.Code{entitlement.AlreadyDecided, entitlement.DeadlinePassed, entitlement.NotApprover}},
		{"everything_at_once", func(a *policy.DecisionAsk) { // a refusal names all that is wrong
			*a = policy.DecisionAsk{At: noon, Stage: &entitlement.ApprovalStage{}, Requestor: "off", Target: "off", Decider: "off"}
		}, []entitlement.Code{
			entitlement.AlreadyDecided, entitlement.DeadlinePassed, entitlement.NotApprover, entitlement.ApproverDisabled,
			entitlement.SelfApproval,
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ask := danDecides()
			tt.change(&ask)
			ruling := decide(t, ask, newFacts())
			require.Equal(t, tt.codes, ruling.Codes)
			require.Equal(t, tt.codes == nil, ruling.Allowed)
		})
	}
}

func TestNobodyDecidesUnderAnotherIdentity(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		who   entitlement.SubjectID
		links ids
	}{
		{"target_names_the_decider", "ana", ids{"dan"}},
		{"decider_names_the_target", "dan", ids{"ana"}},
		{"decider_names_the_requestor", "dan", ids{"bob"}},
		{"requestor_names_the_decider", "bob", ids{"dan"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			facts := newFacts()
			facts.AddSubject(tt.who, &entitlement.Subject{ID: tt.who, UserType: entitlement.UserMember, LinkedIDs: tt.links})
			require.Equal(t, []entitlement.Code{entitlement.SelfApproval}, decide(t, danDecides(), facts).Codes) // I-23, R-140
		})
	}
}

func TestExplanationOfADecision(t *testing.T) {
	t.Parallel()
	ask := danDecides()
	_, reasons := policy.ExplainDecision(&ask, newFacts())
	require.Equal(t, `ok alreadyDecided: state is escalated, rule wants open or escalated
ok deadlinePassed: time is 2026-03-02T12:00:00Z, rule wants before 2026-03-02T12:00:00.000001Z
ok dan: notApprover: approvers is "ana, dan, gus, nobody, off, eve", rule wants dan
ok dan: approverDisabled: account is enabled, rule wants enabled
ok dan: selfApproval: identity is somebody else, rule wants somebody else
`, entitlement.Explain(reasons))
	ask.Decider = "ana"
	_, reasons = policy.ExplainDecision(&ask, newFacts())
	require.Equal(t, "requestor or target", find(t, reasons, entitlement.SelfApproval).Got)
	ask.Decider = "off"
	_, reasons = policy.ExplainDecision(&ask, newFacts())
	require.Equal(t, "disabled", find(t, reasons, entitlement.ApproverDisabled).Got)
	ask.Decider = "nobody"
	_, reasons = policy.ExplainDecision(&ask, newFacts())
	require.Equal(t, "gone", find(t, reasons, entitlement.ApproverDisabled).Got)
}

func TestAGroupLeftSinceDoesNotMatter(t *testing.T) {
	t.Parallel()
	facts := newFacts()
	facts.AddGroups("dan", nil)
	facts.AddMembers("it", nil, true)
	require.True(t, decide(t, danDecides(), facts).Allowed) // the stored set counts
}

func TestDecisionsWaitForFacts(t *testing.T) {
	t.Parallel()
	var facts policy.Facts
	full, ask := newFacts(), danDecides()
	ruling := decide(t, ask, &facts)
	require.Equal(t, policy.Ruling{Needs: []policy.Need{ // I-45, I-94: all in one round
		recordOf("ana"), recordOf("bob"),
		recordOf("dan"),
	}, Final: true}, ruling)
	for i := range ruling.Needs {
		facts = policy.Facts{}
		answerOnly(full, &facts, ruling.Needs[:i])
		answerOnly(full, &facts, ruling.Needs[i+1:])
		require.Equal(t, policy.Ruling{Needs: ruling.Needs[i : i+1], Final: true}, decide(t, ask, &facts)) // I-45
	}
	_, reasons := policy.ExplainDecision(&ask, nil)
	require.Len(t, reasons, 3, "whether dan exists, and who dan is, is not known")
	ask.Decider = "ana"
	require.Equal(t, []entitlement.Code{entitlement.SelfApproval}, decide(t, ask, nil).Codes, "known without facts")
}

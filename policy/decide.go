package policy

import (
	"slices"
	"time"

	"example.com/tenure/entitlement"
)

// DecisionAsk is a question to MayDecide: may this person decide this stage now?
type DecisionAsk struct {
	At               time.Time                  // the logical instant of the decision
	Stage            *entitlement.ApprovalStage // with the approvers found when it opened
	Settings         *entitlement.StageSettings // of the policy version that governs the request; nil demands nothing
	Requestor        entitlement.SubjectID      // "" for the system
	Target           entitlement.SubjectID
	Decider          entitlement.SubjectID
	HasJustification bool
}

// MayDecide answers whether a decision counts. The decider must be among the stage's approvers or alternates,
// exist and not be disabled (R-146, I-37), and be neither requestor nor target under any identity (R-140, R-159, I-23). The
// stage must wait for a decision, its deadline lie ahead, and a justification be given if the stage
// wants one, for approvals and denials alike. That the decider left an approver group since does not matter
//
func MayDecide(ask *DecisionAsk, facts *Facts) Ruling {
	t := trace{facts: facts, all: yes}
	t.decision(ask)
	return t.ruling()
}

// ExplainDecision is MayDecide with reasons, which all pass if and only if the decision counts.
func ExplainDecision(ask *DecisionAsk, facts *Facts) (Ruling, []entitlement.Reason) {
	t := trace{facts: facts, all: yes, rec: newRecorder()}
	t.decision(ask)
	return t.ruling(), t.rec.reasons()
}

func (t *trace) decision(ask *DecisionAsk) {
	decider, stage := string(ask.Decider), ask.Stage
	if stage == nil {
		stage = &entitlement.ApprovalStage{} // waits for another stage, and has no approvers
	}
	if n := t.check(alreadyDecided, is(stage.IsOpen())); n != nil {
		n.about("", "state", "open or escalated", stage.State.String())
	}
	if n := t.check(deadlinePassed, is(ask.At.Before(stage.Deadline))); n != nil {
		n.about("", "time", "before "+instant(stage.Deadline), instant(ask.At))
	}
	if n := t.check(notApprover, is(stage.MayDecide(ask.Decider))); n != nil {
		n.about(decider, "approvers", decider, names(slices.Concat(stage.Approvers, stage.Alternates)))
	}
	t.impartial(ask)
	if ask.Settings != nil && ask.Settings.IsApproverJustificationRequired {
		if n := t.check(justificationMissing, is(ask.HasJustification)); n != nil {
			n.about(decider, "justification", "given", given(ask.HasJustification))
		}
	}
}

// impartial asks whether the decider is somebody, and somebody other than the parties.
func (t *trace) impartial(ask *DecisionAsk) {
	decider, known := t.subject(ask.Decider)
	enabled := is(decider != nil && !decider.AccountDisabled)
	if !known {
		enabled = unknown
	}
	if n := t.check(approverDisabled, enabled); n != nil {
		n.about(string(ask.Decider), "account", "enabled", accountText(decider))
	}
	other := t.other(ask.Decider, decider, known, ask.Target)
	if ask.Requestor != "" && ask.Requestor != ask.Target {
		other = min(other, t.other(ask.Decider, decider, known, ask.Requestor))
	}
	if n := t.check(selfApproval, other); n != nil {
		n.about(string(ask.Decider), "identity", "somebody else", identityText(other))
	}
}

// other answers whether the decider is another human being than the party.
func (t *trace) other(
	id entitlement.SubjectID, record *entitlement.Subject, known bool, party entitlement.SubjectID,
) answer {
	partyRecord, partyKnown := t.subject(party)
	if sameHuman(id, record, party, partyRecord) {
		return no
	}
	if !known || !partyKnown {
		return unknown
	}
	return yes
}

func accountText(record *entitlement.Subject) string {
	switch {
	case record == nil:
		return "gone"
	case record.AccountDisabled:
		return "disabled"
	}
	return "enabled"
}

func identityText(other answer) string {
	if other == no {
		return "requestor or target"
	}
	return "somebody else"
}

package lifecycle

import (
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// decision is an approver's answer that passed every check.
type decision struct {
	request  *entitlement.Request
	stages   []entitlement.ApprovalStage // all of the request, in order
	settings []entitlement.StageSettings // of the policy version that governs the request
	by       entitlement.SubjectID
	answer   entitlement.Decision
	textHash [32]byte
	revision string // of the directory

	// For the stage that an approval opens.
	approvers []entitlement.SubjectID
	fallback  bool
	delegated []entitlement.StageDelegate // of these approvers
	codes     []entitlement.Code          // why there is nobody, or why it had to be the fallback
	half      bool                        // see policy.Options.FallbackAsAlternates
	passage                               // for the access that the last approval starts, or extends
}

// isLast reports whether an approval would be the request's last.
func (d *decision) isLast() bool { return d.request.Stage == d.request.Stages }

// stepDecide records the first decision of the open stage. A denial ends the request; an approval opens the
// next stage or, as the last, gives the access.
func stepDecide(o *outcome, d decision, at time.Time) error {
	stage := &d.stages[d.request.Stage-1]
	input := entitlement.StageIsApproved
	if d.answer == entitlement.Deny {
		input = entitlement.StageIsDenied
	}
	decided, err := o.moveStage(stage, input)
	if err != nil {
		return err
	}
	decided.DecidedBy, decided.Decided, decided.TextHash, decided.Revision = d.by, at, d.textHash, d.revision
	recordStage(o, entitlement.ActivityStageCompleted, d.request, stage, decided)
	switch {
	case d.answer == entitlement.Deny:
		o.mailRefused(d.request, d.passed(decided), entitlement.ReasonApproverDenied, at)
		return stepDenied(o, d.request, d.stages[d.request.Stage:], entitlement.RequestIsDenied, entitlement.ReasonApproverDenied, at)
	case d.isLast() && d.request.Type.IsUpdate():
		o.mailApproved(d.request, d.passed(decided), entitlement.MailApproved, at)
		return stepPassed(o, d.request, d.passage, entitlement.ActivityApprove, at)
	case d.isLast():
		if err := stepPassed(o, d.request, d.passage, entitlement.ActivityApprove, at); err != nil {
			return err
		}
		if d.start.refused != 0 {
			o.mailRefused(d.request, d.passed(decided), d.start.refused, at)
			return nil
		}
		o.mailApproved(d.request, d.passed(decided), entitlement.MailApproved, at)
		return nil
	}
	o.mailApproved(d.request, d.passed(decided), entitlement.MailStageApproved, at)
	next, err := o.moveRequest(d.request, entitlement.RequestStageApproved)
	if err != nil {
		return err
	}
	next.Stage++
	record(o, entitlement.ActivityUpdateRequest, d.request, next)
	waiting := &d.stages[next.Stage-1]
	opened, err := o.openStage(waiting, &d.settings[next.Stage-1], d.approvers, d.fallback, d.half, at)
	if err != nil {
		return err
	}
	remindLater(opened, next)
	opened.Delegated = d.delegated
	recordStage(o, entitlement.ActivityCreateApproval, d.request, waiting, opened).codes = d.codes
	o.mailStage(next, opened, opened.People())
	return nil
}

// passed returns the stages up to the one that was decided now.
func (d *decision) passed(decided *entitlement.ApprovalStage) []entitlement.ApprovalStage {
	passed := slices.Clone(d.stages[:decided.Index])
	passed[decided.Index-1] = *decided
	return passed
}

// stepTimeout denies a request whose open stage has reached its deadline.
func stepTimeout(o *outcome, r *entitlement.Request, stages []entitlement.ApprovalStage, at time.Time) error {
	stage := &stages[r.Stage-1]
	timedOut, err := o.moveStage(stage, entitlement.StageTimesOut)
	if err != nil {
		return err
	}
	recordStage(o, entitlement.ActivityStageCompleted, r, stage, timedOut)
	o.mailTimedOut(r, stages[:r.Stage], at)
	return stepDenied(o, r, stages[r.Stage:], entitlement.RequestTimesOut, entitlement.ReasonApprovalTimeout, at)
}

// stepDenied ends a request that was not approved; the stages after the one that decided are skipped.
func stepDenied(
	o *outcome, r *entitlement.Request, rest []entitlement.ApprovalStage, input entitlement.RequestInput,
	reason entitlement.EndReason, at time.Time,
) error {
	denied, err := o.moveRequest(r, input)
	if err != nil {
		return err
	}
	denied.Reason, denied.Completed, denied.Stage = reason, at, 0
	activity := entitlement.ActivityDeny
	if reason == entitlement.ReasonApprovalTimeout {
		activity = entitlement.ActivityTimeout
	}
	record(o, activity, r, denied)
	if reason == entitlement.ReasonApproverDenied {
		o.mailDenied(denied, at) // N09; a timeout has mails of its own
	}
	return closeStages(o, r, rest)
}

// stepEscalationDue notes that the escalation instant has come; the alternates are looked up, and the answer comes back as
// stepEscalated with this instant.
func stepEscalationDue(o *outcome, r *entitlement.Request, s *entitlement.ApprovalStage, at time.Time) error {
	escalated, err := o.moveStage(s, entitlement.StageEscalates)
	if err != nil {
		return err
	}
	escalated.Resolving, escalated.Since = entitlement.ResolvingAlternates, at
	recordStage(o, entitlement.ActivityEscalate, r, s, escalated)
	return nil
}

// stepEscalated adds the alternates. That nobody is found is recorded and changes nothing for the approvers. others,
// if there are any, take the place of approvers who are all gone. delegated are the delegates of everybody.
func stepEscalated(
	o *outcome, r *entitlement.Request, s *entitlement.ApprovalStage, alternates, others policy.Route,
	delegated []entitlement.StageDelegate,
) {
	answered := o.rows.stage(*s)
	answered.Resolving, answered.Since = entitlement.ResolvingNothing, zeroTime
	answered.Alternates = alternates.Approvers
	if len(others.Approvers) > 0 {
		answered.Approvers, answered.Fallback = others.Approvers, others.Fallback
	}
	answered.Delegated = delegated
	recordStage(o, entitlement.ActivityEscalate, r, s, answered).codes = slices.Concat(alternates.Codes, others.Codes)
	o.mailAdded(r, s, answered, s.Since)
}

// stepApproverGone notes that one of a stage's people is gone and that the directory is to be asked about all of them; the
// answer comes back as stepReplaced with this instant.
func stepApproverGone(o *outcome, r *entitlement.Request, s *entitlement.ApprovalStage, at time.Time) {
	if s.Resolving != entitlement.ResolvingNothing {
		return
	}
	asking := o.rows.stage(*s)
	asking.Resolving, asking.Since = entitlement.ResolvingApprovers, at
	recordStage(o, entitlement.ActivityCheckApprovers, r, s, asking)
}

// stepReplaced records that the people of a stage were looked at, and asks those who take their place, if all of them were
// gone.
func stepReplaced(
	o *outcome, r *entitlement.Request, before, after *entitlement.ApprovalStage, codes []entitlement.Code,
) {
	looked := o.rows.stage(*after)
	looked.Resolving, looked.Since = entitlement.ResolvingNothing, zeroTime
	activity := entitlement.ActivityCheckApprovers
	if after != before {
		activity = entitlement.ActivityAddApprover
	}
	recordStage(o, activity, r, before, looked).codes = codes
	o.mailAdded(r, before, looked, before.Since)
}

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
	codes     []entitlement.Code // why there is nobody, or why it had to be the fallback
	half      bool               // see policy.Options.FallbackAsAlternates
	// For the access that the last approval starts, or extends.
	start     startInput
	extension extension
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
		return stepDenied(o, d.request, d.stages[d.request.Stage:], entitlement.RequestIsDenied, entitlement.ReasonApproverDenied, at)
	case d.isLast():
		first := &d.stages[0]
		if d.request.Stage == 1 {
			first = decided
		}
		if d.request.Type.IsUpdate() {
			o.mailApproved(d.request, first, at)
			return stepExtend(o, d.request, d.extension, entitlement.ActivityApprove, at)
		}
		if err := stepApproved(o, d.request, d.start, entitlement.ActivityApprove, at); err != nil {
			return err
		}
		if d.start.refused == 0 {
			o.mailApproved(d.request, first, at)
		}
		return nil
	}
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
	recordStage(o, entitlement.ActivityCreateApproval, d.request, waiting, opened).codes = d.codes
	return nil
}

// stepTimeout denies a request whose open stage has reached its deadline.
func stepTimeout(o *outcome, r *entitlement.Request, stages []entitlement.ApprovalStage, at time.Time) error {
	stage := &stages[r.Stage-1]
	timedOut, err := o.moveStage(stage, entitlement.StageTimesOut)
	if err != nil {
		return err
	}
	recordStage(o, entitlement.ActivityStageCompleted, r, stage, timedOut)
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
// if there are any, take the place of approvers who are all gone.
func stepEscalated(o *outcome, r *entitlement.Request, s *entitlement.ApprovalStage, alternates, others policy.Route) {
	answered := o.rows.stage(*s)
	answered.Resolving, answered.Since = entitlement.ResolvingNothing, zeroTime
	answered.Alternates = alternates.Approvers
	if len(others.Approvers) > 0 {
		answered.Approvers, answered.Fallback = others.Approvers, others.Fallback
	}
	recordStage(o, entitlement.ActivityEscalate, r, s, answered).codes = slices.Concat(alternates.Codes, others.Codes)
}

// mailApproved tells the approvers and alternates of the first stage that the request is finished and approved: N07.
func (o *outcome) mailApproved(r *entitlement.Request, first *entitlement.ApprovalStage, at time.Time) {
	if r.Direct {
		return
	}
	o.mail(entitlement.Mail{
		Kind: entitlement.MailApproved, To: everybodyIn(first), At: at, Request: r.ID, Package: r.Package.ID, Target: r.Target,
	})
}

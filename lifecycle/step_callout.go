package lifecycle

import (
	"time"

	"example.com/tenure/entitlement"
)

// call is a stage that was reached: custom extensions may have to hear of it.
type call struct {
	stage      entitlement.CustomExtensionStage
	request    entitlement.RequestID
	assignment entitlement.AssignmentID
	target     entitlement.SubjectID
	pkg        entitlement.PackageRef
	policy     entitlement.PolicyRef
}

// callAbout notes that a request has reached a stage.
func (o *outcome) callAbout(r *entitlement.Request, stage entitlement.CustomExtensionStage) {
	o.calls = append(o.calls, call{stage, r.ID, r.Assigned, r.Target, r.Package, r.Policy})
}

// callAboutAccess notes that an assignment has reached a stage.
func (o *outcome) callAboutAccess(a *entitlement.Assignment, stage entitlement.CustomExtensionStage) {
	o.calls = append(o.calls, call{stage, a.Request, a.ID, a.Target, a.Package, a.Policy})
}

// passage is what the approval of a request leads to.
type passage struct {
	callouts  uint8      // extensions that have to answer first, at the stage of an approved request
	start     startInput // of requests to add access; not known while callouts are waited for
	extension extension  // used instead of start by requests to extend
}

// stepPassed follows the last approval, or the submission where none is needed: extensions are called, and unless they have to
// answer first the request goes on. What is refused by now is denied without asking them.
func stepPassed(o *outcome, r *entitlement.Request, in passage, activity entitlement.Activity, at time.Time) error {
	if in.start.refused == 0 && in.callouts > 0 {
		waiting, err := o.moveRequest(r, entitlement.RequestWaitsForCallback)
		if err != nil {
			return err
		}
		waiting.Callouts, waiting.Stage = in.callouts, 0
		record(o, activity, r, waiting)
		o.callAbout(waiting, entitlement.StageRequestApproved)
		return nil
	}
	if in.start.refused == 0 {
		o.callAbout(r, entitlement.StageRequestApproved)
	}
	return stepGoOn(o, r, in, activity, at)
}

// stepGoOn does what an approved request asks for.
func stepGoOn(o *outcome, r *entitlement.Request, in passage, activity entitlement.Activity, at time.Time) error {
	if r.Type.IsUpdate() {
		return stepExtend(o, r, in.extension, activity, at)
	}
	return stepApproved(o, r, in.start, activity, at)
}

// resumption is the answer of an extension that passed every check.
type resumption struct {
	callout  *entitlement.Callout
	request  *entitlement.Request        // that waits for it; nil at stages that decide nothing
	stages   []entitlement.ApprovalStage // of that request
	deny     bool
	textHash [32]byte
	submission
}

// goesOn reports whether the request waits for nothing else and goes on.
func (in *resumption) goesOn() bool { return in.request != nil && !in.deny && in.request.Callouts == 1 }

// stepResume records the answer of an extension. A denial ends the request; otherwise the last answer that is waited
// for lets it go on where it stopped.
func stepResume(o *outcome, in resumption, at time.Time) error {
	received, err := o.moveCallout(in.callout, entitlement.CalloutIsAnswered)
	if err != nil {
		return err
	}
	received.Completed, received.Denied, received.TextHash = at, in.deny, in.textHash
	record(o, entitlement.ActivityResumeCallout, in.callout, received)
	r := in.request
	switch {
	case r == nil:
		return nil
	case in.deny:
		return stepCalloutDenies(o, r, in.stages, entitlement.ReasonExtensionDenied, at)
	case !in.goesOn():
		waiting := o.rows.request(*r)
		waiting.Callouts--
		record(o, entitlement.ActivityUpdateRequest, r, waiting)
		return nil
	case in.callout.Stage == entitlement.StageRequestApproved:
		return stepGoOn(o, r, in.passage, entitlement.ActivityReadyToFulfill, at)
	case in.isDetermined():
		return stepDetermineNext(o, r, &in, at)
	case in.approval:
		return stepOpenApproval(o, r, r, &in.submission, entitlement.ActivityUpdateRequest, at)
	}
	return stepPassed(o, r, in.passage, entitlement.ActivityAutoApprove, at)
}

// stepAccepted records that the other side took the call.
func stepAccepted(o *outcome, c *entitlement.Callout, at time.Time) error {
	input := entitlement.CalloutIsAccepted
	if !c.Deadline.IsZero() {
		input = entitlement.CalloutMustWait
	}
	accepted, err := o.moveCallout(c, input)
	if err != nil {
		return err
	}
	if c.Deadline.IsZero() {
		accepted.Completed = at
	}
	record(o, entitlement.ActivityUpdateCallout, c, accepted)
	return nil
}

// stepCalloutFails records that the call was not accepted, and denies the request that waits for it, if any.
func stepCalloutFails(
	o *outcome, c *entitlement.Callout, failure entitlement.Code, r *entitlement.Request, stages []entitlement.ApprovalStage, at time.Time,
) error {
	failed, err := o.moveCallout(c, entitlement.CalloutFails)
	if err != nil {
		return err
	}
	failed.Completed, failed.Failure = at, failure
	record(o, entitlement.ActivityFailCallout, c, failed).codes = []entitlement.Code{failure}
	if r == nil {
		return nil
	}
	return stepCalloutDenies(o, r, stages, entitlement.ReasonExtensionFailed, at)
}

// stepCalloutTimesOut records that no answer came in time, and denies the request that waits for it, if any.
func stepCalloutTimesOut(
	o *outcome, c *entitlement.Callout, r *entitlement.Request, stages []entitlement.ApprovalStage, at time.Time,
) error {
	timedOut, err := o.moveCallout(c, entitlement.CalloutTimesOut)
	if err != nil {
		return err
	}
	timedOut.Completed = at
	record(o, entitlement.ActivityTimeoutCallout, c, timedOut)
	if r == nil {
		return nil
	}
	return stepCalloutDenies(o, r, stages, entitlement.ReasonExtensionTimeout, at)
}

// stepCalloutDenies ends a request because of an extension: N09.
func stepCalloutDenies(
	o *outcome, r *entitlement.Request, stages []entitlement.ApprovalStage, reason entitlement.EndReason, at time.Time,
) error {
	denied, err := o.moveRequest(r, entitlement.RequestCalloutEnds)
	if err != nil {
		return err
	}
	denied.Reason, denied.Completed, denied.Stage = reason, at, 0
	record(o, entitlement.ActivityDeny, r, denied)
	o.mailDenied(denied, at)
	o.mailRefused(r, stages, reason, at)
	return nil
}

// dropped returns a callout whose request ended while it waited.
func (o *outcome) dropped(c *entitlement.Callout, at time.Time) (*entitlement.Callout, error) {
	after, err := o.moveCallout(c, entitlement.CalloutIsDropped)
	if err != nil {
		return nil, err
	}
	after.Completed, after.Failure = at, entitlement.RequestEnded
	return after, nil
}

// moveCallout returns a copy of the callout after an input, or IllegalState.
func (o *outcome) moveCallout(c *entitlement.Callout, input entitlement.CalloutInput) (*entitlement.Callout, error) {
	state, err := entitlement.CalloutMachine().Next(c.State, input)
	if err != nil {
		return nil, refuse(err, entitlement.KindCallout, c.ID.String())
	}
	after := *c
	after.State, after.Pending = state, false
	return &after, nil
}

package lifecycle

import (
	"time"

	"example.com/tenure/entitlement"
)

// submission is a request that passed every check and is about to exist.
type submission struct {
	request   entitlement.Request // with everything but state, stage and times
	policy    *entitlement.AssignmentPolicy
	approval  bool                    // the policy wants approval for a request of this kind
	approvers []entitlement.SubjectID // of the first stage; unused without approval
	fallback  bool
	delegated []entitlement.StageDelegate // of the approvers
	half      bool                        // see policy.Options.FallbackAsAlternates
	codes     []entitlement.Code
	facts     []entitlement.Fact
	waits     uint8 // extensions that have to answer before anything else
	passage         // used when no approval stands between

	determined *entitlement.StageSettings // the first stage as an extension has determined it
	lost       bool                       // an extension has to determine it, and cannot be called
}

// stepSubmit creates the request. Where extensions have to answer first it waits for them. Without approval it goes on
// to its start at once.
func stepSubmit(o *outcome, in submission, at time.Time) error {
	request := o.rows.request(in.request)
	request.State, request.Created = entitlement.RequestSubmitted, at
	activity := submissionActivity(request.Type)
	if request.Type == entitlement.RequestUserUpdate && in.extension.keeps {
		activity = entitlement.ActivityUserChangesAnswers
	}
	if in.waits > 0 {
		waiting, err := o.moveRequest(request, entitlement.RequestWaitsForCallback)
		if err != nil {
			return err
		}
		waiting.Callouts = in.waits
		c := record(o, activity, nil, waiting)
		c.codes, c.facts = in.codes, in.facts
		o.callAbout(waiting, entitlement.StageRequestCreated)
		return nil
	}
	o.callAbout(request, entitlement.StageRequestCreated)
	if in.isDetermined() {
		return stepDetermine(o, nil, request, &in, activity)
	}
	if in.approval {
		return stepOpenApproval(o, nil, request, &in, activity, at)
	}
	c := record(o, activity, nil, request)
	c.codes, c.facts = in.codes, in.facts
	return stepPassed(o, request, in.passage, entitlement.ActivityAutoApprove, at)
}

// stepOpenApproval opens the first stage of a request that is made now, or was submitted before.
func stepOpenApproval(
	o *outcome, before, request *entitlement.Request, in *submission, activity entitlement.Activity, at time.Time,
) error {
	approval := &in.policy.RequestApprovalSettings
	pending, err := o.moveRequest(request, entitlement.RequestNeedsApproval)
	if err != nil {
		return err
	}
	pending.Stages, pending.Stage = uint8(len(approval.Stages)), 1
	c := record(o, activity, before, pending)
	c.codes, c.facts = in.codes, in.facts
	for i := range approval.Stages {
		waiting := o.rows.stage(entitlement.ApprovalStage{Request: request.ID, Index: uint8(i + 1)})
		if i > 0 {
			recordStage(o, entitlement.ActivityCreateApproval, pending, nil, waiting)
			continue
		}
		waiting.Determined = in.determined
		opened, err := o.openStage(waiting, waiting.Settings(approval), in.approvers, in.fallback, in.half, at)
		if err != nil {
			return err
		}
		remindLater(opened, pending)
		opened.Delegated = in.delegated
		recordStage(o, entitlement.ActivityCreateApproval, pending, nil, opened)
		o.mailStage(pending, opened, opened.People())
	}
	return nil
}

// submissionActivity is what the log says about a request that was made.
func submissionActivity(t entitlement.RequestType) entitlement.Activity {
	switch t { //nolint:exhaustive // the others are not submitted
	case entitlement.RequestAdminAdd:
		return entitlement.ActivityAdminAssigns
	case entitlement.RequestUserUpdate:
		return entitlement.ActivityUserRequestsExtension
	case entitlement.RequestAdminUpdate:
		return entitlement.ActivityAdminExtends
	case entitlement.RequestSystemAdd:
		return entitlement.ActivitySystemCreates
	}
	return entitlement.ActivityUserRequests
}

// openStage fixes who decides, the deadline and the escalation. With half set, fallback approvers
// who were not needed become alternates at half of the stage's time, where the settings have no escalation.
func (o *outcome) openStage(
	waiting *entitlement.ApprovalStage, settings *entitlement.StageSettings, approvers []entitlement.SubjectID,
	fallback, half bool, at time.Time,
) (*entitlement.ApprovalStage, error) {
	opened, err := o.moveStage(waiting, entitlement.StageOpens)
	if err != nil {
		return nil, err
	}
	opened.Opened = at
	opened.Deadline = settings.Timeout().AddTo(at)
	opened.Approvers, opened.Fallback = approvers, fallback
	switch {
	case settings.IsEscalationEnabled && len(approvers) == 0:
		opened.EscalateAt = at // nobody to wait for: ask the alternates now
	case settings.IsEscalationEnabled:
		opened.EscalateAt = settings.DurationBeforeEscalation.AddTo(at)
	case half && !fallback && len(approvers) > 0 && len(settings.FallbackPrimaryApprovers) > 0:
		opened.EscalateAt = at.Add((opened.Deadline.Sub(at) / 2).Truncate(time.Microsecond))
	}
	return opened, nil
}

// stepApproved is stepGoOn for a request to add access: it waits for its start or starts. An end that has passed meanwhile denies it.
func stepApproved(
	o *outcome, r *entitlement.Request, start startInput, activity entitlement.Activity, at time.Time,
) error {
	if start.refused != 0 {
		denied, err := o.moveRequest(r, entitlement.RequestIsDenied)
		if err != nil {
			return err
		}
		denied.Reason, denied.Completed, denied.Stage = start.refused, at, 0
		record(o, entitlement.ActivityDeny, r, denied)
		o.mailDenied(denied, at)
		return nil
	}
	if start.window.Start.After(at) {
		scheduled, err := o.moveRequest(r, entitlement.RequestWaitsForStart)
		if err != nil {
			return err
		}
		scheduled.Stage = 0
		scheduled.Schedule = start.window
		record(o, entitlement.ActivitySchedule, r, scheduled)
		return nil
	}
	start.request = r
	return stepStart(o, start, activity, at)
}

// stepStartDue notes that a scheduled start has come. The checks of R-192 need the directory; their answer comes back as
// stepStart or stepStartRefused with this instant.
func stepStartDue(o *outcome, r *entitlement.Request) {
	starting := o.rows.request(*r)
	starting.Starting = true
	record(o, entitlement.ActivityReadyToFulfill, r, starting)
}

// stepStartRefused ends a scheduled request whose checks failed at its start.
func stepStartRefused(o *outcome, r *entitlement.Request, reason entitlement.EndReason, codes []entitlement.Code, at time.Time) error {
	denied, err := o.moveRequest(r, entitlement.RequestStartRefused)
	if err != nil {
		return err
	}
	denied.Reason, denied.Completed, denied.Starting = reason, at, false
	record(o, entitlement.ActivityDeny, r, denied).codes = codes
	o.mailDenied(denied, at)
	return nil
}

// stepCancel withdraws a request that has no assignment. Its open stage closes, those that
// wait are skipped.
func stepCancel(
	o *outcome, r *entitlement.Request, stages []entitlement.ApprovalStage, reason entitlement.EndReason, at time.Time,
) error {
	canceled, err := o.moveRequest(r, entitlement.RequestIsCanceled)
	if err != nil {
		return err
	}
	canceled.Reason, canceled.Completed, canceled.Stage, canceled.Starting = reason, at, 0, false
	record(o, entitlement.ActivityCancelRequest, r, canceled)
	o.mailWithdrawn(canceled, stages, at)
	return closeStages(o, r, stages)
}

// closeStages ends the stages that nobody decided when their request ends.
func closeStages(o *outcome, r *entitlement.Request, stages []entitlement.ApprovalStage) error {
	for i := range stages {
		if !entitlement.StageMachine().Accepts(stages[i].State, entitlement.StageRequestEnds) {
			continue
		}
		closed, err := o.moveStage(&stages[i], entitlement.StageRequestEnds)
		if err != nil {
			return err
		}
		recordStage(o, entitlement.ActivityStageCompleted, r, &stages[i], closed)
	}
	return nil
}

// mailDenied tells who asked and who it is for: N09.
func (o *outcome) mailDenied(r *entitlement.Request, at time.Time) {
	if r.Direct {
		return
	}
	o.mail(entitlement.Mail{
		Kind: entitlement.MailDenied, To: parties(r), At: at, Request: r.ID, Package: r.Package.ID,
		Target: r.Target, Reason: r.Reason,
	})
}

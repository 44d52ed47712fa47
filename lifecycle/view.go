package lifecycle

import (
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// Reads never write. They show rows as they are at the instant of the read, whether or not somebody has settled what was
// due: the same steps run on copies of the rows that are read, so a read before settling and one after it agree.

// settledAssignment returns the assignment as settling would leave it.
func (u *unit) settledAssignment(a *entitlement.Assignment) (*entitlement.Assignment, error) {
	at, reason, err := u.endOf(a, u.at)
	if err != nil {
		return nil, err
	}
	if at.IsZero() {
		return u.leavingAssignment(a)
	}
	input := entitlement.AssignmentEnds
	if reason != entitlement.ReasonExpired {
		input = entitlement.AssignmentIsRemoved
	}
	ended, err := u.out.moveAssignment(a, input)
	if err != nil {
		return nil, err
	}
	ended.Reason, ended.Ended = reason, at
	return ended, nil
}

// settledRequest returns the request and its stages as settling would leave them.
func (u *unit) settledRequest(
	r *entitlement.Request, stages []entitlement.ApprovalStage,
) (*entitlement.Request, []entitlement.ApprovalStage, error) {
	for {
		o := outcome{rows: &u.rows}
		if err := u.nextDueOf(&o, r, stages); err != nil || len(o.changes) == 0 {
			return r, stages, err
		}
		for i := range o.changes {
			switch after := o.changes[i].after.(type) {
			case *entitlement.Request:
				r = after
			case *entitlement.ApprovalStage:
				stages[after.Index-1] = *after
			}
		}
	}
}

// nextDueOf runs the step of the first timer of a request that is due, or none.
func (u *unit) nextDueOf(o *outcome, r *entitlement.Request, stages []entitlement.ApprovalStage) error {
	canceledAt, reason, err := u.canceledByJob(r)
	if err == nil && r.Type.IsUpdate() {
		canceledAt, reason, err = u.canceledByEnd(r, canceledAt, reason)
	}
	if err != nil {
		return err
	}
	switch r.State {
	case entitlement.RequestPendingApproval:
		stage := &stages[r.Stage-1]
		escalates := stage.State == entitlement.StageOpen && !stage.EscalateAt.IsZero() && !stage.EscalateAt.After(u.at) &&
			stage.EscalateAt.Before(stage.Deadline)
		timesOut := !stage.Deadline.After(u.at)
		reminds := stage.State == entitlement.StageOpen && !stage.Remind.IsZero() && !stage.Remind.After(u.at)
		switch {
		case reminds && !before(canceledAt, stage.Remind, true):
			stepReminderDue(o, r, stage, stage.Remind) // which comes before the escalation and the deadline
		case before(canceledAt, stage.EscalateAt, escalates) && before(canceledAt, stage.Deadline, timesOut):
			return stepCancel(o, r, stages, reason, canceledAt)
		case escalates:
			return stepEscalationDue(o, r, stage, stage.EscalateAt)
		case timesOut:
			return stepTimeout(o, r, stages, stage.Deadline)
		}
	case entitlement.RequestScheduled:
		starts := !r.Starting && !r.Schedule.Start.After(u.at)
		switch {
		case before(canceledAt, r.Schedule.Start, starts):
			return stepCancel(o, r, stages, reason, canceledAt)
		case starts:
			stepStartDue(o, r)
		}
	case entitlement.RequestDelivering:
		return u.endedWhileDelivering(o, r)
	case entitlement.RequestSubmitted:
		c, err := u.calloutOverdue(r)
		switch {
		case err != nil:
			return err
		case c == nil && !canceledAt.IsZero(), c != nil && before(canceledAt, c.Deadline, true):
			return stepCancel(o, r, stages, reason, canceledAt)
		case c != nil:
			return stepCalloutTimesOut(o, c, r, stages, c.Deadline)
		}
	case entitlement.RequestDelivered, entitlement.RequestDeliveryFailed,
		entitlement.RequestDenied, entitlement.RequestCanceled, entitlement.RequestPartiallyDelivered:
	}
	return nil
}

// before reports whether an instant is set and comes before a timer, or the timer is not due. At the same instant jobs come
// first.
func before(t, timer time.Time, due bool) bool {
	return !t.IsZero() && (!due || !t.After(timer))
}

// canceledByJob returns when a job that still runs cancels a waiting request, or the zero time.
func (u *unit) canceledByJob(r *entitlement.Request) (at time.Time, reason entitlement.EndReason, err error) {
	if r.State != entitlement.RequestPendingApproval && r.State != entitlement.RequestScheduled && !r.IsWaitingForCallback() {
		return zeroTime, 0, nil
	}
	err = u.e.schema.Jobs.Each(u.tx, nil, func(job *store.Job) (bool, error) {
		switch {
		case job.Package != r.Package.ID:
			return true, nil
		case job.Kind == store.JobPackageDeleted:
			at, reason = job.At, entitlement.ReasonPackageDeleted
		case job.Kind == store.JobPolicyDeleted && job.Policy == r.Policy.ID:
			at, reason = job.At, entitlement.ReasonPolicyDeleted
		}
		return at.IsZero(), nil
	})
	return at, reason, err
}

// canceledByEnd is canceledByJob for a request to extend an assignment, which waits until the end at most.
func (u *unit) canceledByEnd(
	r *entitlement.Request, at time.Time, reason entitlement.EndReason,
) (time.Time, entitlement.EndReason, error) {
	a, err := u.assignment(r.Assigned)
	if err != nil || a == nil {
		return at, reason, err
	}
	ended, _, err := u.endOf(a, u.at)
	if err == nil && !ended.IsZero() && (at.IsZero() || ended.Before(at)) {
		return ended, entitlement.ReasonAssignmentEnded, nil
	}
	return at, reason, err
}

// endedWhileDelivering cancels a request whose assignment has ended before it was delivered.
func (u *unit) endedWhileDelivering(o *outcome, r *entitlement.Request) error {
	a, err := u.assignment(r.Assigned)
	if err != nil || a == nil {
		return err
	}
	ended, _, err := u.endOf(a, u.at)
	if err != nil || ended.IsZero() {
		return err
	}
	canceled, err := o.moveRequest(r, entitlement.RequestAccessEnded)
	if err != nil {
		return err
	}
	canceled.Reason, canceled.Completed = entitlement.ReasonAssignmentEnded, ended
	record(o, entitlement.ActivityCancelRequest, r, canceled)
	return nil
}

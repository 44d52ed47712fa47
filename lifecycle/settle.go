package lifecycle

import (
	"context"
	"errors"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// Settling lets timers fire: each with its due instant as logical time, in the total order of the due queue. A timer that is
// created on the way and is due at or before the instant being worked on fires in the same pass, after what was queued.

// errBacklog discards a transaction that would have to settle more than fits one commit.
var errBacklog = errors.New("more is due than fits one commit")

// settleAll settles what is due before a command, or gives up with errBacklog.
func (u *unit) settleAll() error {
	_, rest, err := u.settle(u.e.config.BatchSize)
	if err == nil && rest {
		err = errBacklog
	}
	return err
}

// systemActor is who acts when a timer fires or a port has answered.
func systemActor() entitlement.Actor { return entitlement.Actor{Kind: entitlement.ActorSystem} }

// settle fires up to limit timers. It returns how much work was done and whether some is left.
func (u *unit) settle(limit int) (done int, rest bool, err error) { return u.settleUntil(u.at, limit) }

// settleUntil is settle for what is due by an instant.
func (u *unit) settleUntil(until time.Time, limit int) (done int, rest bool, err error) {
	u.actor = systemActor()
	for {
		timers, err := u.dueNext(until, limit-done)
		if err != nil || len(timers) == 0 {
			return done, false, err
		}
		for _, timer := range timers {
			if done >= limit {
				return done, true, nil
			}
			u.when = timer.Due
			work, err := u.fire(timer, limit-done)
			if err != nil {
				return done, false, err
			}
			done += work
		}
	}
}

// dueNext returns the timers of the earliest instant that is due by the given one, at most limit+1 of them.
func (u *unit) dueNext(until time.Time, limit int) ([]store.Timer, error) {
	u.timers = u.timers[:0]
	first, err := u.tx.NextTimer()
	if err != nil || first.IsZero() || first.After(until) {
		return nil, err
	}
	err = u.tx.Due(until, func(t store.Timer) (bool, error) {
		if len(u.timers) > 0 && !t.Due.Equal(u.timers[0].Due) {
			return false, nil
		}
		u.timers = append(u.timers, t)
		return len(u.timers) <= limit, nil
	})
	return u.timers, err
}

// fire does what a timer is for. A timer whose row has moved on in this pass does nothing. It returns how much of the
// batch it used up.
func (u *unit) fire(t store.Timer, limit int) (int, error) {
	r := store.ReadKey(t.Key)
	var err error
	work := 1
	switch t.Kind {
	case store.TimerAssignmentEnd:
		err = u.assignmentEnds(r.ID(), t.Due)
	case store.TimerStageDeadline:
		err = u.stageTimesOut(entitlement.StageKey{Request: r.ID(), Index: r.Uint8()}, t.Due)
	case store.TimerStageEscalation:
		err = u.stageEscalates(entitlement.StageKey{Request: r.ID(), Index: r.Uint8()}, t.Due)
	case store.TimerRequestStart:
		err = u.requestStartDue(r.ID(), t.Due)
	case store.TimerGuestDeletion:
		err = u.guestDeletionDue(entitlement.SubjectID(r.Text()), t.Due)
	case store.TimerAssignmentPrompt:
		err = u.promptDue(r.ID(), t.Due)
	case store.TimerReviewStart:
		err = u.reviewStartDue(r.ID(), t.Due)
	case store.TimerReviewReminder:
		err = u.reviewReminderDue(r.ID(), t.Due)
	case store.TimerReviewEnd:
		err = u.reviewEndDue(r.ID(), t.Due)
	case store.TimerStageReminder:
		err = u.stageReminds(entitlement.StageKey{Request: r.ID(), Index: r.Uint8()}, t.Due)
	case store.TimerDeparture:
		err = u.departureDue(entitlement.SubjectID(r.Text()), t.Due)
	case store.TimerCallout:
		err = u.calloutDue(entitlement.CalloutKey{Catalog: r.ID(), ID: r.ID()}, t.Due)
	case store.TimerJob:
		work, err = u.continueJob(r.Uint64(), limit)
	default:
		err = broken(entitlement.KindEngine, "", "a timer of the unknown kind %d is due", t.Kind)
	}
	if err != nil {
		return 0, err
	}
	return work, u.apply()
}

func (u *unit) assignmentEnds(id entitlement.AssignmentID, due time.Time) error {
	a, err := u.assignment(id)
	if err != nil || a == nil || a.State == entitlement.AssignmentExpired || !a.Schedule.End.Equal(due) {
		return err
	}
	if automatic, err := u.isAutomatic(a); err != nil || automatic {
		return firstError(err, u.endAutomatic(a)) // who left its scope has had the grace period
	}
	return u.endAssignment(a, entitlement.AssignmentEnds, entitlement.ReasonExpired)
}

func (u *unit) stageTimesOut(key entitlement.StageKey, due time.Time) error {
	request, stages, err := u.requestWithStages(key.Request)
	if err != nil || request == nil || request.Stage != key.Index {
		return err
	}
	if stage := &stages[key.Index-1]; !stage.IsOpen() || !stage.Deadline.Equal(due) {
		return nil
	}
	return stepTimeout(&u.out, request, stages, due)
}

func (u *unit) stageEscalates(key entitlement.StageKey, due time.Time) error {
	stage, err := u.stage(key)
	if err != nil || stage == nil || stage.State != entitlement.StageOpen || !stage.EscalateAt.Equal(due) {
		return err
	}
	r, err := u.requestOf(stage)
	if err != nil {
		return err
	}
	return stepEscalationDue(&u.out, r, stage, due)
}

func (u *unit) stageReminds(key entitlement.StageKey, due time.Time) error {
	stage, err := u.stage(key)
	if err != nil || stage == nil || stage.State != entitlement.StageOpen || !stage.Remind.Equal(due) {
		return err
	}
	r, err := u.requestOf(stage)
	if err == nil {
		stepReminderDue(&u.out, r, stage, due)
	}
	return err
}

// requestOf loads the request that a stage belongs to.
func (u *unit) requestOf(stage *entitlement.ApprovalStage) (*entitlement.Request, error) {
	r, err := u.request(stage.Request)
	if err == nil && r == nil {
		err = broken(entitlement.KindStage, stage.Request.String(), "its request is missing")
	}
	return r, err
}

func (u *unit) requestStartDue(id entitlement.RequestID, due time.Time) error {
	request, err := u.request(id)
	waits := err == nil && request != nil && request.State == entitlement.RequestScheduled && !request.Starting
	if !waits || !request.Schedule.Start.Equal(due) {
		return err
	}
	stepStartDue(&u.out, request)
	return nil
}

func (u *unit) guestDeletionDue(id entitlement.SubjectID, due time.Time) error {
	guest, err := u.guest(id)
	if err != nil || guest == nil || !guest.DeleteAt.Equal(due) {
		return err
	}
	other, err := u.hasAccess(id, entitlement.AssignmentID{})
	if err != nil {
		return err
	}
	stepGuestDeletion(&u.out, guest, other, due)
	return nil
}

// settleBacklog settles in commits of their own when more is due than a command can carry.
func (e *Engine) settleBacklog(ctx context.Context, now time.Time) error {
	for {
		_, rest, err := e.settleOnce(ctx, now)
		if err != nil || !rest {
			return err
		}
	}
}

// settleOnce settles one batch in a commit of its own. A commit whose outcome is unknown is looked at again: timers that
// fired are gone.
func (e *Engine) settleOnce(ctx context.Context, now time.Time) (done int, rest bool, err error) {
	if err := ctx.Err(); err != nil {
		return 0, false, err
	}
	err = e.writeAgain(ctx, now, func(u *unit) error {
		done, rest, err = u.settle(e.config.BatchSize)
		return err
	})
	return done, rest, err
}

package lifecycle

import (
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// scheduledEnd returns when an assignment ended by itself, at an instant at the latest, whether or not anybody noticed, and
// why; the zero time if it did not.
func (u *unit) scheduledEnd(a *entitlement.Assignment, by time.Time) (time.Time, entitlement.EndReason, error) {
	end, reason := a.Schedule.End, entitlement.ReasonExpired
	switch automatic, err := u.isAutomatic(a); {
	case err != nil:
		return zeroTime, 0, err
	case automatic:
		reason = entitlement.ReasonLeftScope
		if end.IsZero() {
			if end, err = u.leavingEnd(a, by); err != nil {
				return zeroTime, 0, err
			}
		}
	}
	if end.IsZero() || end.After(by) {
		return zeroTime, 0, nil
	}
	return end, reason, nil
}

// leavingEnd returns the end that an automatic assignment gets because its holder left the scope, where the job that carries
// it out has not come to it yet; the zero time if there is none.
func (u *unit) leavingEnd(a *entitlement.Assignment, by time.Time) (end time.Time, err error) {
	var released time.Time
	err = u.e.schema.Jobs.Each(u.tx, nil, func(job *store.Job) (bool, error) {
		if job.Kind == store.JobScopeLeft && job.Policy == a.Policy.ID && !job.At.After(by) {
			released = job.At
		}
		return released.IsZero(), nil
	})
	if err != nil || released.IsZero() {
		return zeroTime, err
	}
	m, err := u.member(a.Policy.ID, a.Target)
	if err != nil || m == nil || !m.Leaving || m.Since.After(released) {
		return zeroTime, err
	}
	p, err := u.policy(a.Policy.ID)
	if err != nil || p == nil || !p.AutomaticRequestSettings.RemoveAccessWhenTargetLeavesAllowedTargets {
		return zeroTime, err
	}
	end = p.AutomaticRequestSettings.GracePeriodBeforeAccessRemoval.AddTo(m.Since)
	if end.Before(released) {
		end = released
	}
	return end, nil
}

// leavingAssignment returns a live assignment with the end that such a job gives it.
func (u *unit) leavingAssignment(a *entitlement.Assignment) (*entitlement.Assignment, error) {
	automatic, err := u.isAutomatic(a)
	if err != nil || !automatic || !a.Schedule.End.IsZero() || a.State == entitlement.AssignmentExpired {
		return a, err
	}
	end, err := u.leavingEnd(a, u.at)
	if err != nil || end.IsZero() {
		return a, err
	}
	leaving := u.rows.assignment(*a)
	leaving.Schedule.End = end
	return leaving, nil
}

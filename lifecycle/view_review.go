package lifecycle

import (
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// settledReview returns the review as settling would leave it.
func settledReview(r *entitlement.Review, at time.Time) *entitlement.Review {
	after := *r
	switch closed := r.ClosedBy(at); {
	case r.State == entitlement.ReviewStarting && !at.Before(r.End):
		after.State, after.Closed, after.Remind = entitlement.ReviewMissed, r.End, zeroTime
		after.Items, after.Unassigned = 0, 0
	case !closed.IsZero():
		after.State, after.Closed, after.Remind = entitlement.ReviewApplied, closed, zeroTime
	case r.State == entitlement.ReviewInProgress && !r.Remind.IsZero() && !r.Remind.After(at):
		after.Remind = zeroTime
	}
	return &after
}

// settledItem returns an item as settling would leave it, where its review, as it is settled, has closed.
func (u *unit) settledItem(r *entitlement.Review, item *entitlement.ReviewItem) (*entitlement.ReviewItem, error) {
	if r.State != entitlement.ReviewApplied || item.Result != entitlement.ReviewResultNew {
		return item, nil
	}
	settings, err := u.reviewSettings(item.Policy)
	if err != nil {
		return nil, err
	}
	a, err := u.assignment(item.Assignment)
	if err != nil {
		return nil, err
	}
	return itemResult(item, a != nil && a.IsLive(r.Closed), policy.EndsAccess(settings, item)), nil
}

// endOf returns when and why an assignment that was not ended yet came to its end, at an instant at the latest, whether or not
// that was settled: at its own end, or at the close of a review whose results take it away. The zero time means that it lives.
func (u *unit) endOf(a *entitlement.Assignment, by time.Time) (at time.Time, reason entitlement.EndReason, err error) {
	if a.State == entitlement.AssignmentExpired {
		return zeroTime, 0, nil
	}
	if at, reason, err = u.scheduledEnd(a, by); err != nil {
		return at, reason, err
	}
	id, found, err := u.tx.OpenReviewOf(a.ID)
	if err != nil || !found {
		return at, reason, err
	}
	r, err := u.review(id)
	if err != nil || r == nil {
		return at, reason, err
	}
	closed := r.ClosedBy(by)
	if closed.IsZero() || closed.After(by) || !at.IsZero() && !closed.Before(at) {
		return at, reason, nil
	}
	item, err := u.reviewItem(entitlement.ReviewItemKey{Review: id, Assignment: a.ID})
	if err != nil || item == nil {
		return at, reason, err
	}
	settings, err := u.reviewSettings(item.Policy)
	if err == nil && policy.EndsAccess(settings, item) {
		at, reason = closed, entitlement.ReasonReviewDenied
	}
	return at, reason, err
}

// isLive reports whether an assignment gives access at an instant, whether or not its end was settled.
func (u *unit) isLive(a *entitlement.Assignment, at time.Time) (bool, error) {
	if !a.IsLive(at) {
		return false, nil
	}
	ended, _, err := u.endOf(a, at)
	return ended.IsZero(), err
}

// followClosed ends the assignments that something else than their end took away, and that was not settled yet: the results of a
// review, or that the holder left the scope of an automatic policy.
func (u *unit) followClosed(then *past, at time.Time) error {
	for i := range then.assignments {
		a := &then.assignments[i]
		ended, reason, err := u.endOf(a, at)
		if err != nil {
			return err
		}
		if reason != 0 && reason != entitlement.ReasonExpired {
			a.State, a.Reason, a.Ended, a.Prompt = entitlement.AssignmentExpired, reason, ended, zeroTime
		}
	}
	return nil
}

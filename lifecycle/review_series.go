package lifecycle

import (
	"time"

	"example.com/tenure/entitlement"
)

// followReviews keeps the series of reviews of a policy in step with its settings: before is nil for a new policy, after for
// one that is deleted. Turning reviews off ends the series and lets an instance that runs go on; turning them on again
// begins a new one. As long as it goes on its start stays as it is.
func (u *unit) followReviews(before, after *entitlement.AssignmentPolicy) error {
	was, is := before.Reviews(), after.Reviews()
	if was != nil && is != nil && !was.Schedule.StartDateTime.Equal(is.Schedule.StartDateTime) {
		return invalid("reviewSettings.schedule.startDateTime: cannot change: the series of reviews has begun")
	}
	policy := after
	if after == nil {
		policy = before
	}
	series, err := u.reviewSeries(policy.ID)
	if err != nil {
		return err
	}
	if after == nil {
		if series != nil {
			record[entitlement.ReviewSeries](&u.out, entitlement.ActivityDeleteReviewSeries, series, nil)
		}
		return nil
	}
	next := u.nextReview(was, is, series)
	switch {
	case series == nil && is != nil:
		record(&u.out, entitlement.ActivityCreateReviewSeries, nil, &entitlement.ReviewSeries{
			Policy: after.ID, Package: after.Package, Next: next,
		})
	case series != nil && !series.Next.Equal(next):
		changed := *series
		changed.Next = next
		record(&u.out, entitlement.ActivityUpdateReviewSeries, series, &changed)
	}
	return nil
}

// nextReview returns when the next review starts under changed settings.
func (u *unit) nextReview(was, is *entitlement.ReviewSettings, series *entitlement.ReviewSeries) time.Time {
	switch {
	case is == nil:
		return zeroTime
	case was == nil || series == nil:
		return is.Schedule.NextStart(u.at.Add(-time.Microsecond)) // one that starts now is not too late
	case was.Schedule.Equal(&is.Schedule):
		return series.Next
	}
	return is.Schedule.NextStart(u.at)
}

func (u *unit) reviewSeries(id entitlement.PolicyID) (*entitlement.ReviewSeries, error) {
	s, _, err := load(u, &u.e.schema.ReviewSeries, id)
	return s, err
}

func (u *unit) review(id entitlement.ReviewID) (*entitlement.Review, error) {
	r, _, err := load(u, &u.e.schema.Reviews, id)
	return r, err
}

func (u *unit) reviewItem(key entitlement.ReviewItemKey) (*entitlement.ReviewItem, error) {
	i, _, err := load(u, &u.e.schema.ReviewItems, key)
	return i, err
}

// reviewSettings returns the settings that govern a review to its end.
func (u *unit) reviewSettings(ref entitlement.PolicyRef) (*entitlement.ReviewSettings, error) {
	p, err := u.policyAt(ref)
	if err != nil {
		return nil, err
	}
	if p.Reviews() == nil {
		return nil, broken(entitlement.KindPolicy, ref.ID.String(), "version %d governs a review and has none", ref.Version)
	}
	return p.ReviewSettings, nil
}

// reviewStartDue starts the next instance of a series.
func (u *unit) reviewStartDue(id entitlement.PolicyID, due time.Time) error {
	series, err := u.reviewSeries(id)
	if err != nil || series == nil || !series.Next.Equal(due) {
		return err
	}
	p, err := u.policy(id)
	if err != nil {
		return err
	}
	if p.Reviews() == nil {
		return broken(entitlement.KindReviewSeries, id.String(), "its policy has no reviews")
	}
	last, err := u.review(series.Last)
	if err != nil {
		return err
	}
	overlaps := last != nil && (last.State == entitlement.ReviewStarting || last.State == entitlement.ReviewInProgress)
	stepReviewStart(&u.out, series, p, overlaps, u.newID(due), due)
	return nil
}

// reviewReminderDue reminds the reviewers of a review whose time is half over.
func (u *unit) reviewReminderDue(id entitlement.ReviewID, due time.Time) error {
	r, err := u.review(id)
	if err != nil || r == nil || r.State != entitlement.ReviewInProgress || !r.Remind.Equal(due) {
		return err
	}
	return stepReviewReminder(&u.out, r, true, due)
}

// reviewEndDue closes a review whose end has come.
func (u *unit) reviewEndDue(id entitlement.ReviewID, due time.Time) error {
	r, err := u.review(id)
	open := err == nil && r != nil && entitlement.ReviewMachine().Accepts(r.State, entitlement.ReviewEnds)
	if !open || !r.End.Equal(due) {
		return err
	}
	return stepReviewClose(&u.out, r, entitlement.ReviewEnds, entitlement.ActivityReviewEnded, due)
}

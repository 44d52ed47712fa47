package lifecycle

import (
	"context"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// ManageReviewInput names a review to stop, remind about or delete.
type ManageReviewInput struct {
	Key    string               `json:"-"`
	Review entitlement.ReviewID `json:"review"`
}

// ManageReviewResult is where the review stands after it.
type ManageReviewResult struct {
	Review entitlement.ReviewID    `json:"review"`
	State  entitlement.ReviewState `json:"state"`
}

// StopReview closes a review before its end: decisions are frozen, and the results are applied as at its end. It cannot
// be started again. It needs the role of catalog owner or package manager; a review that is not in progress is refused
// with IllegalState.
func (s *Session) StopReview(ctx context.Context, in ManageReviewInput) (ManageReviewResult, error) {
	return manageReview(ctx, s, "stop review", in, func(u *unit, r *entitlement.Review) error {
		return stepReviewClose(&u.out, r, entitlement.ReviewIsStopped, entitlement.ActivityStopReview, u.at)
	})
}

// RemindReview sends every reviewer of a review the reminder, whether or not they have decided. It refuses like
// StopReview.
func (s *Session) RemindReview(ctx context.Context, in ManageReviewInput) (ManageReviewResult, error) {
	return manageReview(ctx, s, "remind review", in, func(u *unit, r *entitlement.Review) error {
		return stepReviewReminder(&u.out, r, false, u.at)
	})
}

// DeleteReview removes a review that has not closed, with everything that was decided in it; nobody's access changes.
// It refuses like StopReview.
func (s *Session) DeleteReview(ctx context.Context, in ManageReviewInput) (Deleted, error) {
	return run(ctx, s, command[Deleted]{op: "delete review", key: in.Key, input: in, do: func(u *unit) (Deleted, error) {
		r, err := u.managedReview(in.Review)
		if err != nil {
			return Deleted{}, err
		}
		if r.State != entitlement.ReviewStarting && r.State != entitlement.ReviewInProgress {
			return Deleted{}, &entitlement.Error{
				Code: entitlement.IllegalState, Kind: entitlement.KindReview, ID: r.ID.String(),
				Detail: "the review has closed: its results stay",
			}
		}
		record[entitlement.Review](&u.out, entitlement.ActivityDeleteReview, r, nil)
		u.follow(store.Job{Kind: store.JobReviewDeleted, Package: r.Package, Policy: r.Policy.ID, Review: r.ID})
		return Deleted{}, u.apply()
	}})
}

func manageReview(
	ctx context.Context, s *Session, op string, in ManageReviewInput, step func(u *unit, r *entitlement.Review) error,
) (ManageReviewResult, error) {
	return run(ctx, s, command[ManageReviewResult]{op: op, key: in.Key, input: in, do: func(u *unit) (none ManageReviewResult, err error) {
		r, err := u.managedReview(in.Review)
		if err != nil {
			return none, err
		}
		if err := step(u, r); err != nil {
			return none, err
		}
		result := ManageReviewResult{Review: r.ID}
		for i := range u.out.changes {
			if after, ok := u.out.changes[i].after.(*entitlement.Review); ok {
				result.State = after.State
			}
		}
		return result, u.apply()
	}})
}

// managedReview returns a review that the actor may manage.
func (u *unit) managedReview(id entitlement.ReviewID) (*entitlement.Review, error) {
	r, err := u.knownReview(id)
	if err != nil {
		return nil, err
	}
	return r, u.authorizePackage(taskReviews, r.Package)
}

// ResetReviewInput takes decisions back.
type ResetReviewInput struct {
	Review     entitlement.ReviewID
	Assignment entitlement.AssignmentID // only about this person's access; zero means all
}

// ResetReviewResult is how many decisions were taken back.
type ResetReviewResult struct {
	Reset int
}

// ResetReview takes the decisions of a review in progress back, so that its items count as not reviewed. Many items
// take several commits, as in AcceptRecommendations. It refuses like StopReview.
func (s *Session) ResetReview(ctx context.Context, in ResetReviewInput) (out ResetReviewResult, err error) {
	var after []byte
	for {
		batch, err := run(ctx, s, command[resetBatch]{op: "reset review", input: in, do: func(u *unit) (resetBatch, error) {
			return u.resetReview(in, after)
		}})
		if err != nil {
			return out, err
		}
		out.Reset += batch.reset
		if batch.after == nil {
			return out, nil
		}
		after = batch.after
	}
}

// resetBatch is one commit of ResetReview.
type resetBatch struct {
	reset int
	after []byte // where to go on; nil at the end
}

func (u *unit) resetReview(in ResetReviewInput, after []byte) (out resetBatch, err error) {
	r, err := u.managedReview(in.Review)
	if err != nil {
		return out, err
	}
	if !r.IsOpen(u.at) {
		return out, &entitlement.Error{
			Code: entitlement.IllegalState, Kind: entitlement.KindReview, ID: r.ID.String(),
			Detail: "the review takes no decisions",
			Reasons: []entitlement.Reason{{
				Code: entitlement.ReviewClosed, Attribute: "status", Want: entitlement.ReviewInProgress.String(), Got: r.State.String(),
			}},
		}
	}
	ids := [][16]byte{in.Assignment}
	if in.Assignment.IsZero() {
		job := store.Job{Kind: store.JobReviewDeleted, Review: r.ID, Cursor: after}
		if ids, out.after, err = u.jobObjects(&job, u.e.config.BatchSize); err != nil {
			return out, err
		}
		if len(ids) < u.e.config.BatchSize {
			out.after = nil
		}
	}
	for _, id := range ids {
		item, err := u.reviewItem(entitlement.ReviewItemKey{Review: r.ID, Assignment: id})
		if err != nil {
			return out, err
		}
		if item == nil {
			return out, notFound(entitlement.KindReviewItem, entitlement.AssignmentID(id).String())
		}
		if item.Decision == entitlement.ReviewNotReviewed {
			continue
		}
		out.reset++
		if err := u.decideItem(item, entitlement.ReviewNotReviewed, ""); err != nil {
			return out, err
		}
	}
	return out, u.apply()
}

package lifecycle

import (
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
	"example.com/tenure/store"
)

// reviewItemsFound puts the next batch of items of a review together: the assignments made through the policy before it
// started that lived then, each with its reviewers and recommendation as of the start (R-278, R-286, R-296, I-86). The facts are
// looked up outside the transaction; the review waits for its last item.
func (u *unit) reviewItemsFound(id entitlement.ReviewID) error {
	r, err := u.review(id)
	if err != nil || r == nil || r.State != entitlement.ReviewStarting || !u.at.Before(r.End) {
		return err // its end, which is due, has the last word
	}
	u.when = r.Start
	settings, err := u.reviewSettings(r.Policy)
	if err != nil {
		return err
	}
	batch, in, err := u.reviewBatch(r)
	if err != nil {
		return err
	}
	var needs []policy.Need
	for _, a := range batch {
		guest, err := u.guest(a.Target)
		if err != nil {
			return err
		}
		u.claimGuest(guest)
		route := policy.Reviewers(settings, a.Target, &u.facts.known, u.e.config.Policy)
		recommendation, more := policy.Recommend(settings, a.Target, r.Start, &u.facts.known)
		needs = append(append(needs, route.Needs...), more...)
		in.codes = append(in.codes, route.Codes)
		in.items = append(in.items, entitlement.ReviewItem{
			Review: r.ID, Assignment: a.ID, Subject: a.Target, Package: r.Package, Policy: r.Policy,
			Reviewers: route.Approvers, Fallback: route.Fallback, Recommendation: recommendation,
		})
	}
	if len(needs) > 0 {
		return u.need(false, needs...)
	}
	in.remind, in.told = u.at.Before(r.Remind), settings.Recipients()
	if err := stepReviewItems(&u.out, r, in); err != nil {
		return err
	}
	return u.apply()
}

// reviewBatch returns the next assignments for a review that starts, and where they end: first those that live, then those
// that ended since the start, so that it does not matter how late they are looked up.
func (u *unit) reviewBatch(r *entitlement.Review) (batch []*entitlement.Assignment, in reviewItems, err error) {
	var after []byte
	if !r.Cursor.IsZero() {
		after = r.Cursor[:]
	}
	var ids []entitlement.AssignmentID
	err = store.LiveAssignmentsFor(r.Package, r.Policy.ID).Each(u.tx, after, func(id [16]byte, _ []byte) (bool, error) {
		ids = append(ids, id)
		return len(ids) < u.e.config.BatchSize, nil
	})
	if err != nil {
		return nil, in, err
	}
	in.cursor, in.last = r.Cursor, len(ids) < u.e.config.BatchSize
	for _, id := range ids {
		in.cursor = id
		a, err := u.assignment(id)
		if err != nil {
			return nil, in, err
		}
		if a != nil && livedAt(a, r.Start) {
			batch = append(batch, a)
		}
	}
	if !in.last {
		return batch, in, nil
	}
	ended, more, err := u.endedSince(r, u.e.config.BatchSize-len(ids))
	in.last = !more
	return append(batch, ended...), in, err
}

// endedSince returns up to limit assignments that ended after the start of a review and are not in it yet, and whether there
// may be more.
func (u *unit) endedSince(r *entitlement.Review, limit int) (batch []*entitlement.Assignment, more bool, err error) {
	err = u.tx.AssignmentsEnded(r.Package, r.Policy.ID, r.Start, func(id entitlement.AssignmentID) (bool, error) {
		found, err := u.e.schema.ReviewItems.Has(u.tx, entitlement.ReviewItemKey{Review: r.ID, Assignment: id})
		if err != nil || found {
			return err == nil, err
		}
		a, err := u.assignment(id)
		if err == nil && a != nil && livedAt(a, r.Start) {
			batch = append(batch, a)
		}
		more = len(batch) == limit
		return !more, err
	})
	return batch, more, err
}

// livedAt reports whether an assignment was made before an instant and gave access at it, whatever became of it since.
func livedAt(a *entitlement.Assignment, at time.Time) bool {
	if a.State == entitlement.AssignmentExpired {
		return a.Created.Before(at) && a.Ended.After(at)
	}
	return a.Created.Before(at) && a.IsLive(at)
}

// applyReviewItem carries out the result of an item at the close of its review: what was denied ends with a request of the
// system, the rest stays as it is. Access that had ended by then is left alone.
func (u *unit) applyReviewItem(key entitlement.ReviewItemKey) error {
	item, err := u.reviewItem(key)
	if err != nil || item == nil || item.Result != entitlement.ReviewResultNew {
		return err
	}
	settings, err := u.reviewSettings(item.Policy)
	if err != nil {
		return err
	}
	a, err := u.assignment(key.Assignment)
	if err != nil {
		return err
	}
	after := itemResult(item, a != nil && a.IsLive(u.when), policy.EndsAccess(settings, item))
	stepReviewApply(&u.out, item, after)
	if !after.Removed {
		return nil
	}
	request := entitlement.Request{
		ID: u.newID(u.when), Type: entitlement.RequestSystemRemove, Target: a.Target, Package: a.Package, Policy: a.Policy,
		Assigned: a.ID,
	}
	if err := stepRemovalRequested(&u.out, request, u.when); err != nil {
		return err
	}
	return u.endAssignment(a, entitlement.AssignmentIsRemoved, entitlement.ReasonReviewDenied)
}

// reviewApplied records that all results of a review were applied.
func (u *unit) reviewApplied(id entitlement.ReviewID) error {
	r, err := u.review(id)
	if err != nil || r == nil {
		return err
	}
	settings, err := u.reviewSettings(r.Policy)
	if err != nil {
		return err
	}
	if err := stepReviewApplied(&u.out, r, settings.Recipients(), u.when); err != nil {
		return err
	}
	return u.apply()
}

// deleteReviewItem removes an item of a review that was deleted or missed, and what was written about it.
func (u *unit) deleteReviewItem(key entitlement.ReviewItemKey) error {
	item, err := u.reviewItem(key)
	if err != nil || item == nil {
		return err
	}
	record[entitlement.ReviewItem](&u.out, entitlement.ActivityDeleteReviewItem, item, nil)
	return u.eraseReviewText(key)
}

func (u *unit) eraseReviewText(key entitlement.ReviewItemKey) error {
	has, err := u.e.schema.ReviewTexts.Has(u.tx, key)
	if err != nil || !has {
		return err
	}
	_, err = u.e.schema.ReviewTexts.Write(u.tx, &store.ReviewText{Item: key}, nil)
	return err
}

// mailReviewers tells up to limit reviewers of a review about it, each with a mail of their own, and returns
// how many it told. Guests who have no account yet get none.
func (u *unit) mailReviewers(job *store.Job, limit int) (int, error) {
	r, err := u.review(job.Review)
	if err != nil {
		return 0, err
	}
	after, told := entitlement.SubjectID(job.Cursor), 0
	for r != nil && told < limit {
		next, err := u.tx.NextReviewer(job.Review, after)
		if err != nil {
			return 0, err
		}
		if next == "" {
			r = nil
			break
		}
		after = next
		told++
		guest, err := u.guest(next)
		if err != nil {
			return 0, err
		}
		if guest != nil && !guest.HasAccount() {
			continue
		}
		u.out.mail(entitlement.Mail{
			Kind: job.Mail, To: []entitlement.SubjectID{next}, At: job.At, Package: r.Package, Review: r.ID, DecideBy: r.End,
		})
	}
	if err := u.apply(); err != nil {
		return 0, err
	}
	var rest *store.Job
	if r != nil {
		again := *job
		again.Cursor = []byte(after)
		rest = &again
	}
	u.touched = true
	_, err = u.e.schema.Jobs.Write(u.tx, job, rest)
	return max(1, told), err
}

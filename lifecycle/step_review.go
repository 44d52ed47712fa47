package lifecycle

import (
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// moveReview returns a copy of the review after an input, or IllegalState.
func moveReview(r *entitlement.Review, input entitlement.ReviewInput) (*entitlement.Review, error) {
	state, err := entitlement.ReviewMachine().Next(r.State, input)
	if err != nil {
		return nil, refuse(err, entitlement.KindReview, r.ID.String())
	}
	after := *r
	after.State = state
	return &after, nil
}

// stepReviewStart begins an instance whose start has come, and sets the next one. Instances never overlap: where the cadence
// was shortened so that the one before is still open, this one is left out.
func stepReviewStart(
	o *outcome, s *entitlement.ReviewSeries, p *entitlement.AssignmentPolicy, overlaps bool, id entitlement.ReviewID, at time.Time,
) {
	schedule := &p.ReviewSettings.Schedule
	after := *s
	after.Next = schedule.NextStart(at)
	if overlaps {
		record(o, entitlement.ActivityUpdateReviewSeries, s, &after)
		return
	}
	after.Number++
	after.Last = id
	record(o, entitlement.ActivityUpdateReviewSeries, s, &after)
	end := schedule.EndFrom(at)
	record(o, entitlement.ActivityCreateReview, nil, &entitlement.Review{
		ID: id, Number: after.Number, Package: s.Package, Policy: entitlement.PolicyRef{ID: p.ID, Version: p.Version},
		Start: at, End: end, Remind: at.Add(end.Sub(at) / 2),
	})
}

// reviewItems is a part of the items of a review that starts.
type reviewItems struct {
	items  []entitlement.ReviewItem
	codes  [][]entitlement.Code     // of each item: why nobody, or a fallback, reviews it
	cursor entitlement.AssignmentID // the last assignment that was looked at
	last   bool                     // nothing is left to look at
	remind bool                     // half of the time is not over yet
	told   []entitlement.SubjectID  // who hears of the end, if there is nothing to review
}

// stepReviewItems adds items to a review that starts, and opens the review with the last of them. One without items
// is done at once.
func stepReviewItems(o *outcome, r *entitlement.Review, in reviewItems) error {
	unassigned := uint32(0)
	for i := range in.items {
		record(o, entitlement.ActivityCreateReviewItem, nil, &in.items[i]).codes = in.codes[i]
		if len(in.items[i].Reviewers) == 0 {
			unassigned++
		}
	}
	after := *r
	after.Items += uint32(len(in.items))
	after.Unassigned += unassigned
	after.Cursor = in.cursor
	if !in.remind {
		after.Remind = zeroTime
	}
	if !in.last {
		record(o, entitlement.ActivityUpdateReview, r, &after)
		return nil
	}
	input, activity := entitlement.ReviewIsReady, entitlement.ActivityStartReview
	if after.Items == 0 {
		input, activity = entitlement.ReviewIsEmpty, entitlement.ActivityReviewEnded
		after.Remind, after.Closed = zeroTime, r.Start
	}
	moved, err := moveReview(&after, input)
	if err != nil {
		return err
	}
	moved.Cursor = entitlement.AssignmentID{}
	record(o, activity, r, moved)
	if after.Items > 0 {
		o.tellReviewers(moved, entitlement.MailReviewStarted, r.Start)
	} else {
		o.mailReviewFinished(moved, in.told, r.Start)
	}
	return nil
}

// stepReviewApplied records that all results of a review were applied, and tells the recipients of its settings (N25).
func stepReviewApplied(o *outcome, r *entitlement.Review, told []entitlement.SubjectID, at time.Time) error {
	after, err := moveReview(r, entitlement.ReviewResultsDone)
	if err != nil {
		return err
	}
	record(o, entitlement.ActivityApplyReview, r, after)
	o.mailReviewFinished(after, told, at)
	return nil
}

// mailReviewFinished appends N25, unless there is nobody to tell.
func (o *outcome) mailReviewFinished(r *entitlement.Review, to []entitlement.SubjectID, at time.Time) {
	o.mail(entitlement.Mail{Kind: entitlement.MailReviewFinished, To: to, At: at, Package: r.Package, Review: r.ID})
}

// tellReviewers sends a mail to each reviewer of a review, in batches.
func (o *outcome) tellReviewers(r *entitlement.Review, kind entitlement.MailKind, at time.Time) {
	o.jobs = append(o.jobs, store.Job{
		Kind: store.JobReviewMails, At: at, Package: r.Package, Policy: r.Policy.ID, Review: r.ID, Mail: kind,
	})
}

// stepReviewReminder reminds the reviewers, whether or not they have decided.
func stepReviewReminder(o *outcome, r *entitlement.Review, timer bool, at time.Time) error {
	after, err := moveReview(r, entitlement.ReviewIsReminded)
	if err != nil {
		return err
	}
	if timer {
		after.Remind = zeroTime
	}
	record(o, entitlement.ActivityRemindReviewers, r, after)
	o.tellReviewers(after, entitlement.MailReviewReminder, at)
	return nil
}

// stepReviewClose ends the decisions and lets the results be applied. A review whose items are not
// complete by then was missed, and changes nobody's access: those that there are go.
func stepReviewClose(
	o *outcome, r *entitlement.Review, input entitlement.ReviewInput, activity entitlement.Activity, at time.Time,
) error {
	after, err := moveReview(r, input)
	if err != nil {
		return err
	}
	after.Remind, after.Closed = zeroTime, at
	kind := store.JobReviewClosed
	if after.State == entitlement.ReviewMissed {
		after.Items, after.Unassigned = 0, 0
		kind, activity = store.JobReviewDeleted, entitlement.ActivityMissReview
	}
	record(o, activity, r, after)
	if kind == store.JobReviewClosed || r.Items > 0 {
		o.jobs = append(o.jobs, store.Job{Kind: kind, At: at, Package: r.Package, Policy: r.Policy.ID, Review: r.ID})
	}
	return nil
}

// stepReviewDecide records a decision about an item; the one before it, if any, no longer counts.
func stepReviewDecide(
	o *outcome, item *entitlement.ReviewItem, d entitlement.ReviewDecision, by entitlement.SubjectID, hash [32]byte, at time.Time,
) {
	after := *item
	after.Decision, after.DecidedBy, after.Decided, after.TextHash = d, by, at, hash
	activity := entitlement.ActivityReviewReset
	switch d {
	case entitlement.ReviewNotReviewed:
		after.DecidedBy, after.Decided = "", zeroTime
	case entitlement.ReviewApprove:
		activity = entitlement.ActivityReviewApprove
	case entitlement.ReviewDeny:
		activity = entitlement.ActivityReviewDeny
	case entitlement.ReviewDontKnow:
		activity = entitlement.ActivityReviewDontKnow
	}
	record(o, activity, item, &after)
}

// itemResult returns an item as the application leaves it: live says whether the person still had the access at the close,
// ends whether the results take it away.
func itemResult(item *entitlement.ReviewItem, live, ends bool) *entitlement.ReviewItem {
	after := *item
	after.Result, after.Removed = entitlement.ReviewResultApplied, ends
	if !live {
		after.Result, after.Removed = entitlement.ReviewResultAccessEnded, false
	}
	return &after
}

// stepReviewApply records the result of an item. That the access ends is recorded with it, in the same transaction (I-89).
func stepReviewApply(o *outcome, item, after *entitlement.ReviewItem) {
	activity := entitlement.ActivityApplyDecision
	if item.Decision == entitlement.ReviewNotReviewed {
		activity = entitlement.ActivityAutoReview
	}
	record(o, activity, item, after)
}

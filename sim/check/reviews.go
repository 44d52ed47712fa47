package check

import (
	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// reviewCheckers watch over reviews, their items, and what becomes of the access that they are about.
func reviewCheckers() []Checker {
	return []Checker{
		{
			Invariant: 85, Rule: "A review opens and closes once, on time, whether or not anybody reviews.",
			change: checkReviewMove,
		},
		{
			Invariant: 86, Rule: "A review has an item for access under its policy that there was when it opened.",
			change: func(m *model, c *change, out *report) {
				before, item, ok := rows[entitlement.ReviewItem](c)
				if !ok || before != nil {
					return
				}
				r, a := m.reviewOf(item.Review), m.assignmentOf(item.Assignment)
				if r == nil || r.State != entitlement.ReviewStarting || item.Policy != r.Policy {
					out.wrong(item, "a review that is starting, of its policy", "there is none")
					return
				}
				if a == nil || a.Target != item.Subject || a.Policy.ID != r.Policy.ID || !wasLive(a, r) {
					out.wrong(item, "access of its person under the policy at "+instant(r.Start), "there was none")
				}
			},
			review: func(m *model, r *entitlement.Review, out *report) {
				if r.State == entitlement.ReviewStarting || r.State == entitlement.ReviewMissed {
					return
				}
				items, unassigned := m.itemsOf(r)
				if items != r.Items || unassigned != r.Unassigned {
					out.wrong(r, decimal(items)+" items, "+decimal(unassigned)+" without reviewers", "it counts %d and %d", r.Items, r.Unassigned)
				}
			},
		},
		{
			Invariant: 87, Rule: "Reviewers decide, about others unless it is a self-review, and while the review is open.",
			change: func(m *model, c *change, out *report) {
				before, item, _ := rows[entitlement.ReviewItem](c)
				if before == nil || item == nil || before.Decision == item.Decision && before.DecidedBy == item.DecidedBy &&
					before.Decided.Equal(item.Decided) {
					return
				}
				r := m.reviewOf(item.Review)
				if r == nil || !r.IsOpen(c.At) {
					out.wrong(item, "a decision while the review is open", "one at %s", instant(c.At))
					return
				}
				if item.Decision == entitlement.ReviewNotReviewed {
					return // an administrator took it back
				}
				if c.Actor.Subject != item.DecidedBy || !item.MayReview(item.DecidedBy) {
					out.wrong(item, "a decision by one of its reviewers", "%q decides", item.DecidedBy)
				}
				if settings := m.reviewSettings(r); settings != nil && !settings.IsSelfReview && item.DecidedBy == item.Subject {
					out.wrong(item, "a decision by somebody else", "it is about who decides")
				}
			},
		},
		{
			Invariant: 88, Rule: "The result of an item follows from its decision, or else from the policy's setting.",
			item: func(m *model, item *entitlement.ReviewItem, out *report) {
				r := m.reviewOf(item.Review)
				if r == nil || item.Result == entitlement.ReviewResultNew {
					return
				}
				if r.State != entitlement.ReviewApplying && r.State != entitlement.ReviewApplied {
					out.wrong(item, "no result before the close", "it has one, the review is %s", r.State)
				}
				settings := m.reviewSettings(r)
				if settings == nil || item.Result == entitlement.ReviewResultAccessEnded {
					return
				}
				if ends := endsAccess(item, settings); item.Removed != ends {
					out.wrong(item, "the result of "+item.Decision.String(), "access removed: %t", item.Removed)
				}
			},
		},
		{
			Invariant: 89, Rule: "Access that a review takes away ends with the result, once, and other results end none.",
			item: func(m *model, item *entitlement.ReviewItem, out *report) {
				a := m.assignmentOf(item.Assignment)
				if !item.Removed || a == nil {
					return
				}
				if isLive(a) || a.Reason != entitlement.ReasonReviewDenied {
					out.wrong(item, "an assignment that the review ended", "assignment %s is %s", a.ID, a.State)
				}
			},
			change: func(_ *model, c *change, out *report) {
				before, item, _ := rows[entitlement.ReviewItem](c)
				if before != nil && item != nil && before.Result != entitlement.ReviewResultNew &&
					(before.Result != item.Result || before.Removed != item.Removed) {
					out.wrong(item, "the result that it had", "another one")
				}
			},
		},
		{
			Invariant: 91, Rule: "Fallback reviewers stand in only where the policy names some.",
			item: func(m *model, item *entitlement.ReviewItem, out *report) {
				r := m.reviewOf(item.Review)
				if r == nil || !item.Fallback {
					return
				}
				if settings := m.reviewSettings(r); settings != nil && len(settings.FallbackReviewers) == 0 || len(item.Reviewers) == 0 {
					out.wrong(item, "fallback reviewers of its policy", "%v", item.Reviewers)
				}
			},
		},
	}
}

// checkReviewMove compares a change of a review with its state machine and its schedule.
func checkReviewMove(_ *model, c *change, out *report) {
	before, after, ok := rows[entitlement.Review](c)
	switch {
	case !ok:
		return
	case after == nil: // an administrator deletes it
		if before.State != entitlement.ReviewStarting && before.State != entitlement.ReviewInProgress {
			out.wrong(before, "that its results stay", "it was removed")
		}
		return
	case before == nil:
		if after.State != entitlement.ReviewStarting || !after.Start.Equal(c.At) {
			out.wrong(after, "a review that starts at "+instant(c.At), "it is %s from %s", after.State, instant(after.Start))
		}
		return
	}
	machine := entitlement.ReviewMachine()
	switch {
	case machine.Terminal(before.State):
		out.wrong(after, "that nothing changes any more", "%s after it was %s", c.Activity, before.State)
	case before.State != after.State && !leads(machine)(before.State, after.State):
		out.wrong(after, "a move that its table allows", "%s after it was %s", after.State, before.State)
	}
	closes := before.Closed.IsZero() && !after.Closed.IsZero()
	early := c.Activity == entitlement.ActivityStopReview || after.Items == 0 && after.State == entitlement.ReviewApplied
	if closes && !early && !after.Closed.Equal(after.End) {
		out.wrong(after, "its close at "+instant(after.End), "it closes at %s", instant(after.Closed))
	}
	if !before.Start.Equal(after.Start) || !before.End.Equal(after.End) || before.Policy != after.Policy {
		out.wrong(after, "the time and the policy that it opened with", "others")
	}
}

// endsAccess works out what an item comes to.
func endsAccess(item *entitlement.ReviewItem, settings *entitlement.ReviewSettings) bool {
	if item.Decision != entitlement.ReviewNotReviewed {
		return item.Decision == entitlement.ReviewDeny
	}
	switch settings.ExpirationBehavior {
	case entitlement.ReviewRemoveAccess:
		return true
	case entitlement.ReviewAcceptRecommendation:
		return item.Recommendation == entitlement.RecommendDeny
	case entitlement.ReviewKeepAccess:
	}
	return false
}

// wasLive reports whether an assignment gave access when a review opened.
func wasLive(a *entitlement.Assignment, r *entitlement.Review) bool {
	return !a.Schedule.Start.After(r.Start) && !a.Schedule.EndedBy(r.Start) && (isLive(a) || a.Ended.After(r.Start))
}

func (m *model) reviewOf(id entitlement.ReviewID) *entitlement.Review {
	return row[entitlement.Review](m, entitlement.KindReview, id[:])
}

// reviewSettings returns the settings that govern a review, or nil if its policy's version is not known.
func (m *model) reviewSettings(r *entitlement.Review) *entitlement.ReviewSettings {
	if p := m.policies[r.Policy]; p != nil {
		return p.ReviewSettings
	}
	return nil
}

// itemsOf counts the items of a review, and those that nobody reviews.
func (m *model) itemsOf(r *entitlement.Review) (items, unassigned uint32) {
	for i := range each[entitlement.ReviewItem](m) {
		if i.Review != r.ID {
			continue
		}
		items++
		if len(i.Reviewers) == 0 {
			unassigned++
		}
	}
	return items, unassigned
}

// reviewStamp is stampOf for the rows of reviews.
func reviewStamp(row any) entitlement.Stamp {
	switch row := row.(type) {
	case *entitlement.ReviewSeries:
		return row.Stamp
	case *entitlement.Review:
		return row.Stamp
	case *entitlement.ReviewItem:
		return row.Stamp
	}
	return entitlement.Stamp{}
}

// reviewWaits is waits for the rows of reviews.
func reviewWaits(o *object) (out []wait) {
	switch row := o.row.(type) {
	case *entitlement.ReviewSeries:
		if !row.Next.IsZero() {
			out = append(out, wait{row.Next, store.ClassApprove, store.TimerReviewStart, o.ref.Key})
		}
	case *entitlement.Review:
		if row.State == entitlement.ReviewStarting || row.State == entitlement.ReviewInProgress {
			out = append(out, wait{row.End, store.ClassClose, store.TimerReviewEnd, o.ref.Key})
		}
		if row.State == entitlement.ReviewInProgress && !row.Remind.IsZero() {
			out = append(out, wait{row.Remind, store.ClassNotify, store.TimerReviewReminder, o.ref.Key})
		}
	}
	return out
}

// reviewTimer is timer for the rows of reviews.
func (c *change) reviewTimer() *wait {
	if before, after, _ := rows[entitlement.ReviewSeries](c); after != nil && c.Activity == entitlement.ActivityUpdateReviewSeries {
		return &wait{before.Next, store.ClassApprove, store.TimerReviewStart, c.Object.Key}
	}
	before, after, _ := rows[entitlement.Review](c)
	switch {
	case after == nil:
	case c.Activity == entitlement.ActivityMissReview, before.State == entitlement.ReviewInProgress && after.State == entitlement.ReviewApplying:
		return &wait{before.End, store.ClassClose, store.TimerReviewEnd, c.Object.Key}
	case c.Activity == entitlement.ActivityRemindReviewers:
		return &wait{before.Remind, store.ClassNotify, store.TimerReviewReminder, c.Object.Key}
	}
	return nil
}

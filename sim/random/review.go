package random

import (
	"slices"
	"time"

	"example.com/tenure/entitlement"
)

// reviewing is how access is reviewed: every 14 days, for 10 days, 14 times.
type reviewing struct {
	start        time.Time // of the first review
	self         bool      // people review their own access
	by, fallback []who
	ends         bool // what nobody decided about ends
	reasons      bool
}

const (
	reviewEvery  = 14 * day
	reviewLength = 10 * day
	reviewTimes  = 14
)

// review is one review of a package. What it is about, and who reviews that, is fixed when it begins.
type review struct {
	id    entitlement.ReviewID
	pack  int
	start time.Time
	items []reviewItem

	terms  *reviewing // those of its start govern it
	closed bool
}

// reviewItem is somebody's access in a review.
type reviewItem struct {
	assignment entitlement.AssignmentID
	by         []entitlement.SubjectID
	decision   entitlement.ReviewDecision
}

func drawReviewing(r *reel, start time.Time) *reviewing {
	t := reviewing{start: start, ends: r.chance(2), reasons: r.chance(4), self: r.chance(4)}
	if t.self {
		return &t
	}
	t.by = oneOf(r, [][]who{{{manager: 1}}, {{person: "boss"}}, {{person: "ann"}, {person: "meg"}}, {{manager: 2}}})
	if r.chance(2) {
		t.fallback = []who{{person: "boss"}}
	}
	return &t
}

// settings writes the reviewing as the settings of a policy.
func (t *reviewing) settings() *entitlement.ReviewSettings {
	s := entitlement.ReviewSettings{
		IsEnabled: true, IsSelfReview: t.self, IsReviewerJustificationRequired: t.reasons, PrimaryReviewers: sets(t.by),
		FallbackReviewers: sets(t.fallback), Schedule: entitlement.ReviewSchedule{
			StartDateTime: t.start, EndDateTime: t.start.Add(reviewTimes * reviewEvery),
			Recurrence: entitlement.Days(int(reviewEvery / day)), Duration: entitlement.Days(int(reviewLength / day)),
		},
	}
	if t.ends {
		s.ExpirationBehavior = entitlement.ReviewRemoveAccess
	}
	return &s
}

// isStart reports whether a review begins at an instant.
func (t *reviewing) isStart(at time.Time) bool {
	since := at.Sub(t.start)
	return since >= 0 && since < reviewTimes*reviewEvery && since%reviewEvery == 0
}

func (r *review) end() time.Time { return r.start.Add(reviewLength) }

func (r *review) item(id entitlement.AssignmentID) *reviewItem {
	for i := range r.items {
		if r.items[i].assignment == id {
			return &r.items[i]
		}
	}
	return nil
}

// takes reports whether the results of a review take access away.
func (r *review) takes(id entitlement.AssignmentID) bool {
	i := r.item(id)
	return i != nil && (i.decision == entitlement.ReviewDeny || i.decision == entitlement.ReviewNotReviewed && r.terms.ends)
}

func (f *facts) review(id entitlement.ReviewID) *review {
	return f.reviews[slices.IndexFunc(f.reviews, func(r *review) bool { return r.id == id })]
}

// openReview begins a review, about which nobody has decided.
func (f *facts) openReview(r *review) {
	fresh := *r
	fresh.items, fresh.terms = slices.Clone(r.items), f.packs[r.pack].terms.review
	f.reviews = append(f.reviews, &fresh)
}

// closeReview ends what a review takes away.
func (f *facts) closeReview(r *review) {
	r.closed = true
	for _, a := range f.assignments {
		if a.isLive() && r.takes(a.id) {
			f.removals = append(f.removals, a.id)
			f.end(a, entitlement.ReasonReviewDenied)
		}
	}
}

// reviewLate does to access of which the model hears late what reviews have done to it meanwhile.
func (f *facts) reviewLate(a *assignment) {
	for _, r := range f.reviews {
		if r.closed && a.isLive() && r.takes(a.id) && (a.end.IsZero() || a.end.After(r.end())) {
			f.removals = append(f.removals, a.id)
			a.ended, a.reason = r.end(), entitlement.ReasonReviewDenied
		}
	}
}

// reviewers finds who reviews somebody's access: themselves, or the reviewers, or else the fallback reviewers.
func (f *facts) reviewers(t *reviewing, who entitlement.SubjectID, at time.Time) (found []entitlement.SubjectID) {
	if t.self {
		if p := f.people(at)[who]; p.here && !p.disabled {
			found = append(found, who)
		}
		return found
	}
	r := &request{requestor: who, person: who} // I-87
	if found, _ = f.deciders(t.by, r, at); len(found) == 0 {
		found, _ = f.deciders(t.fallback, r, at)
	}
	slices.Sort(found)
	return found
}

func (f *facts) expectsReview(c *command) verdict {
	r, someone := f.review(c.review), f.people(f.now)[c.actor]
	var l findings
	l.unless(!r.closed, entitlement.ReviewClosed)
	l.unless(slices.Contains(r.item(c.assignment).by, c.actor), entitlement.NotReviewer)
	l.unless(someone.here && !someone.disabled, entitlement.ApproverDisabled)
	l.unless(c.text != "" || !r.terms.reasons, entitlement.JustificationMissing)
	return verdict{codes: l}
}

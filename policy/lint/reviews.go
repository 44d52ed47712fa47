package lint

import (
	"fmt"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// reviewers asks for every person in scope who would review their access.
func (l *linter) reviewers() {
	settings := l.Policy.Reviews()
	if settings == nil {
		return
	}
	var list causes
	for _, person := range l.people {
		route := policy.Reviewers(settings, person.ID, l.facts, l.Options)
		l.need(route.Needs...)
		if len(route.Needs) == 0 && len(route.Approvers) == 0 {
			list.add(route.Codes, person.ID)
		}
	}
	for _, c := range list {
		why, _ := whyNobody(c.codes)
		l.add(Finding{
			Rule: NoReviewer, Severity: Warns, Where: "reviewSettings.primaryReviewers",
			Detail: fmt.Sprintf("nobody can review the access of people in scope: %s; after the review %s", why, outcome(settings.ExpirationBehavior)),
			Advice: "name fallbackReviewers",
		}, c.who)
	}
}

// outcome is what becomes of access that nobody reviews.
func outcome(b entitlement.ReviewExpirationBehavior) string {
	switch b {
	case entitlement.ReviewRemoveAccess:
		return "they lose it, though nobody was asked"
	case entitlement.ReviewAcceptRecommendation:
		return "what is recommended happens"
	case entitlement.ReviewKeepAccess:
	}
	return "they keep it"
}

// reviewTimes looks for reviews that come too late.
func (l *linter) reviewTimes() {
	p := l.Policy
	settings := p.Reviews()
	if settings == nil {
		return
	}
	s := &settings.Schedule
	every := s.Series().Every
	next := s.NextStart(l.At)
	end := p.Expiration.EndDateTime // zero unless it is fixed
	switch {
	case next.IsZero():
		l.add(Finding{
			Rule: ReviewsOver, Severity: Warns, Where: "reviewSettings.schedule.endDateTime",
			Detail: "reviews are on, and none will start any more",
			Advice: "let the schedule go on, or turn reviews off",
		}, nil)
		return
	case !end.IsZero() && !next.Before(end):
		l.add(Finding{
			Rule: ReviewsOver, Severity: Warns, Where: "reviewSettings.schedule.startDateTime",
			Detail: "the next review starts on " + day(next) + ", and all access ends on " + day(end),
			Advice: "start earlier, or turn reviews off",
		}, nil)
	case endsWithin(p, every, l.At):
		l.add(Finding{
			Rule: ReviewTooRare, Severity: Warns, Where: "reviewSettings.schedule.recurrence",
			Detail: fmt.Sprintf("access ends before %s is over: most of it is never reviewed", every),
			Advice: "review more often, or turn reviews off: access that short needs none",
		}, nil)
	}
	if kept := l.LogKept; kept > 0 && every.AddTo(l.At).After(l.At.Add(kept)) {
		l.add(Finding{
			Rule: ReviewOutlivesLog, Severity: Warns, Where: "reviewSettings.schedule.recurrence",
			Detail: fmt.Sprintf("events are kept for %d days: who decided in a review is forgotten before the next one, %s later, starts",
				int(kept/(24*time.Hour)), every),
			Advice: "keep events for longer, or stream them to somewhere else, or review more often",
		}, nil)
	}
}

// endsWithin reports whether what is given at an instant ends, and cannot be extended, before a period is over.
func endsWithin(p *entitlement.AssignmentPolicy, period entitlement.Period, at time.Time) bool {
	s, end := p.Requestor(), p.Expiration.EndFrom(at)
	extendable := s.EnableTargetsToSelfUpdateAccess || s.EnableOnBehalfRequestorsToUpdateAccess
	return !p.IsAutomatic() && !extendable && !end.IsZero() && p.Expiration.Type != entitlement.ExpirationAfterDateTime &&
		end.Before(period.AddTo(at))
}

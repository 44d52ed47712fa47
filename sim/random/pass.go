package random

import (
	"cmp"
	"slices"
	"time"

	"example.com/tenure/entitlement"
)

// due is something that happens by itself.
type due struct {
	at    time.Time
	class int // at one instant: ends, then deadlines, then escalations
	do    func()
}

// pass lets time pass until an instant, that instant included: it looks at everything for what comes first, lets it happen,
// and looks again.
func (f *facts) pass(until time.Time) {
	for {
		next := f.next()
		if next == nil || next.at.After(until) {
			break
		}
		f.now = next.at
		next.do()
	}
	if until.After(f.now) {
		f.now = until
	}
}

// next returns what happens next, or nil.
func (f *facts) next() *due {
	var first *due
	consider := func(d due) {
		if first == nil || cmp.Or(d.at.Compare(first.at), cmp.Compare(d.class, first.class)) < 0 {
			first = &d
		}
	}
	for _, a := range f.assignments {
		if a.isLive() && !a.end.IsZero() {
			consider(due{a.end, 0, func() { f.end(a, entitlement.ReasonExpired) }})
		}
	}
	for _, r := range f.reviews {
		if !r.closed {
			consider(due{r.end(), 1, func() { f.closeReview(r) }})
		}
	}
	for _, r := range f.requests {
		if r.state != waiting {
			continue
		}
		s := r.stage()
		consider(due{s.deadline, 1, func() { f.finish(r, denied, entitlement.ReasonApprovalTimeout) }})
		if !s.escalated.IsZero() && s.alternates == nil {
			consider(due{s.escalated, 2, func() { f.escalate(r, s) }})
		}
	}
	return first
}

// stage returns the stage that is open.
func (r *request) stage() *stageFacts { return &r.open[r.current-1] }

// end ends access, and what waits to extend it.
func (f *facts) end(a *assignment, reason entitlement.EndReason) {
	a.ended, a.reason = f.now, reason
	if r := f.extension(a); r != nil {
		f.finish(r, canceled, entitlement.ReasonAssignmentEnded)
	}
}

// finish ends a request without what it asked for.
func (f *facts) finish(r *request, s state, reason entitlement.EndReason) {
	r.state, r.reason, r.current = s, reason, 0
	for i := range r.open {
		r.open[i].over = true
	}
}

// escalate finds the alternates of a stage.
func (f *facts) escalate(r *request, s *stageFacts) {
	settings := &r.terms.stages[r.current-1]
	found, _ := f.deciders(settings.alternates, r, s.escalated)
	s.alternates = append([]entitlement.SubjectID{}, found...)
}

// openStage opens a request's next stage for whom the directory says now.
func (f *facts) openStage(r *request, atSubmission bool) {
	settings := &r.terms.stages[r.current]
	r.current++
	by, _ := f.approvers(settings, r, atSubmission)
	s := stageFacts{opened: f.now, deadline: f.now.Add(time.Duration(settings.days) * day), by: by}
	switch {
	case len(settings.alternates) > 0 && len(by) == 0:
		s.escalated = f.now
	case len(settings.alternates) > 0:
		s.escalated = f.now.Add(time.Duration(settings.escalation) * day)
	}
	r.open = append(r.open, s)
}

// approvers finds who decides a stage: the approvers, or else the fallback approvers, or else, when a request is made, the
// alternates, unless it is a manager that is missing. It reports false if there is nobody.
func (f *facts) approvers(settings *stage, r *request, atSubmission bool) ([]entitlement.SubjectID, bool) {
	found, missing := f.deciders(settings.by, r, f.now)
	if len(found) == 0 {
		var more bool
		found, more = f.deciders(settings.fallback, r, f.now)
		missing = missing || more
	}
	if len(found) == 0 && atSubmission && !missing && len(settings.alternates) > 0 {
		found, _ = f.deciders(settings.alternates, r, f.now)
	}
	return found, len(found) > 0
}

// deciders lists the people among some who may decide a request: who are there, can sign in, and neither ask nor get anything.
// It also says whether a manager was missing.
func (f *facts) deciders(list []who, r *request, at time.Time) (found []entitlement.SubjectID, missing bool) {
	people := f.people(at)
	for _, w := range list {
		id := w.person
		if w.manager > 0 {
			id = r.person
			for range w.manager {
				if id == "" || people[id] == nil || !people[id].here {
					id = ""
					break
				}
				id = people[id].manager
			}
			if id == "" || id == r.person { // I-34: nobody is their own manager
				missing = true
				continue
			}
		}
		p := people[id]
		if p == nil || !p.here || p.disabled || id == r.person || id == r.requestor || slices.Contains(found, id) {
			continue
		}
		found = append(found, id)
	}
	return found, missing
}

// wasLeft reports whether, at some instant since a stage opened, none of its approvers could decide: others may have taken their
// place.
func (f *facts) wasLeft(s *stageFacts) bool {
	left := func(at time.Time) bool {
		people := f.people(at)
		return !slices.ContainsFunc(s.by, func(id entitlement.SubjectID) bool { return people[id].here && !people[id].disabled })
	}
	return left(s.opened) || slices.ContainsFunc(f.edits, func(e entry) bool { return e.at.After(s.opened) && left(e.at) })
}

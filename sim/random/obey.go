package random

import (
	"slices"
	"time"

	"example.com/tenure/entitlement"
)

// obey lets a command have its effect that was accepted.
func (f *facts) obey(c *command, m made) {
	switch c.verb {
	case verbSubmit, verbAssign:
		f.obeySubmit(c, m)
	case verbDecide:
		f.obeyDecide(c, m)
	case verbCancel:
		f.obeyCancel(c)
	case verbRemove:
		f.obeyRemove(c, m)
	case verbExtend:
		f.obeyExtend(c, m)
	case verbReprocess:
	case verbReview:
		f.review(c.review).item(c.assignment).decision = c.decision
	case verbTell:
		f.tell(c.person)
	case verbPolicy:
		f.packs[c.pack].terms = c.terms
	case verbRoles:
		f.packs[c.pack].roles = c.roles
	case verbIncompatible:
		f.packs[c.pack].others = c.others
	case verbCatalog:
		f.published = c.published
	case verbDeletePolicy:
		f.packs[c.pack].without = true
		f.cancelFor(c.pack, entitlement.ReasonPolicyDeleted)
	case verbDeletePackage:
		f.packs[c.pack].deleted, f.packs[c.pack].without = true, true
		f.cancelFor(c.pack, entitlement.ReasonPackageDeleted)
	}
}

// cancelFor ends what waits for a package.
func (f *facts) cancelFor(pack int, reason entitlement.EndReason) {
	for _, r := range f.requests {
		if r.pack == pack && r.isOpen() {
			f.finish(r, canceled, reason)
		}
	}
}

func (f *facts) obeySubmit(c *command, m made) {
	p := &f.packs[c.pack]
	r := &request{id: m.request, requestor: c.actor, person: c.person, pack: c.pack, terms: p.terms, times: c.times}
	f.requests = append(f.requests, r)
	if r.terms.approve {
		f.openStage(r, true)
		return
	}
	f.give(r, m.assignment)
}

func (f *facts) obeyDecide(c *command, m made) {
	r := f.request(c.request)
	r.stage().over = true
	switch {
	case c.deny:
		f.finish(r, denied, entitlement.ReasonApproverDenied)
	case r.current < len(r.terms.stages):
		f.openStage(r, false)
	case r.extends != nil:
		f.extend(r, r.times.End)
	default:
		f.give(r, m.assignment)
	}
}

// give lets an approved request begin, or wait for its start, or fail because it comes too late or beside something else.
func (f *facts) give(r *request, id entitlement.AssignmentID) {
	window := r.times
	if window.Start.Before(f.now) {
		window.Start = f.now
	}
	limit := r.terms.endFrom(window.Start)
	switch {
	case !limit.IsZero() && !limit.After(window.Start):
		f.finish(r, denied, entitlement.ReasonPolicyEnded)
		return
	case !window.End.IsZero() && !window.End.After(window.Start):
		f.finish(r, denied, entitlement.ReasonScheduleElapsed)
		return
	case f.conflicts(r.person, r.pack, f.now):
		f.finish(r, denied, entitlement.ReasonIncompatible)
		return
	}
	if window.End.IsZero() || !limit.IsZero() && limit.Before(window.End) {
		window.End = limit
	}
	r.times, r.current = window, 0
	if window.Start.After(f.now) {
		r.state = scheduled
		return
	}
	f.assign(r, id)
}

// begin lets a scheduled request begin at its start, if the person still may have it.
func (f *facts) begin(r *request, id entitlement.AssignmentID) {
	someone := f.people(r.times.Start)[r.person]
	switch {
	case !someone.here:
		f.finish(r, denied, entitlement.ReasonTargetNotFound)
	case someone.disabled:
		f.finish(r, denied, entitlement.ReasonTargetDisabled)
	case f.conflicts(r.person, r.pack, r.times.Start):
		f.finish(r, denied, entitlement.ReasonIncompatible)
	default:
		f.assign(r, id)
		r.given.late = true
		f.reviewLate(r.given)
		f.pass(f.now) // its end may have come before anybody looked
	}
}

// assign makes the access of a request.
func (f *facts) assign(r *request, id entitlement.AssignmentID) {
	r.state = given
	r.given = &assignment{id: id, person: r.person, pack: r.pack, terms: r.terms, start: r.times.Start, end: r.times.End}
	f.assignments = append(f.assignments, r.given)
}

// conflicts reports whether a person has, at an instant, what a package must not be held with.
func (f *facts) conflicts(who entitlement.SubjectID, pack int, at time.Time) bool {
	for _, other := range f.packs[pack].others {
		for _, a := range f.assignments {
			if a.person == who && a.pack == other && (a.isLive() || a.ended.After(at)) {
				return true
			}
		}
	}
	return false
}

// extend gives access a later end.
func (f *facts) extend(r *request, end time.Time) {
	r.state, r.current, r.given = given, 0, r.extends
	r.extends.end = r.terms.extended(r.extends, end)
}

// extended returns the end that access gets for which this end is asked; zero asks for the latest.
func (t *terms) extended(a *assignment, end time.Time) time.Time {
	if end.IsZero() {
		return t.endFrom(a.end)
	}
	return end
}

func (f *facts) obeyExtend(c *command, m made) {
	a := f.assignment(c.assignment)
	r := &request{
		id: m.request, requestor: c.actor, person: a.person, pack: a.pack, terms: f.packs[a.pack].terms,
		times: entitlement.Schedule{End: c.end}, extends: a,
	}
	f.requests = append(f.requests, r)
	if r.terms.again {
		f.openStage(r, true)
		return
	}
	f.extend(r, c.end)
}

func (f *facts) obeyCancel(c *command) {
	r := f.request(c.request)
	reason := entitlement.ReasonAdministratorCanceled
	if c.actor != "" {
		reason = entitlement.ReasonRequestorCanceled
	}
	if r.state == given && c.seen == deliveryFailed {
		reason = entitlement.ReasonDeliveryFailedCanceled
	}
	f.finish(r, canceled, reason)
	if r.given != nil && r.extends == nil && r.given.isLive() {
		f.end(r.given, entitlement.ReasonAdministratorCanceled)
	}
}

func (f *facts) obeyRemove(c *command, m made) {
	a := f.assignment(c.assignment)
	f.requests = append(f.requests, &request{
		id: m.request, requestor: c.actor, person: a.person, pack: a.pack, removes: true, state: given, given: a,
	})
	reason := entitlement.ReasonAdministratorRemoved
	if c.actor != "" {
		reason = entitlement.ReasonSelfRemoved
	}
	f.end(a, reason)
}

// tell lets the engine look at a person. Who is gone waits for nothing any more, and has 30 days to come back.
func (f *facts) tell(id entitlement.SubjectID) {
	if f.people(f.now)[id].here {
		delete(f.departed, id)
		return
	}
	for _, r := range f.requests {
		if r.person == id && r.isOpen() {
			f.finish(r, canceled, entitlement.ReasonTargetNotFound)
		}
	}
	_, known := f.departed[id]
	if !known && slices.ContainsFunc(f.assignments, func(a *assignment) bool { return a.isLive() && a.person == id }) {
		f.departed[id] = f.now
	}
}

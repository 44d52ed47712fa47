package random

import (
	"slices"
	"time"

	"example.com/tenure/entitlement"
)

// verdict is what the model expects of a command: that it is accepted, or that it is refused with these codes.
type verdict struct {
	codes []entitlement.Code // none: it is accepted, unless one of the others is given
	// maybe are codes that may be given too: it depends on what the model does not follow, such as when a look-up was answered
	// that a broken directory had kept waiting.
	maybe []entitlement.Code
}

// accepts reports whether the command may be accepted.
func (v *verdict) accepts() bool { return len(v.codes) == 0 }

// takes reports whether the command may be refused with these codes.
func (v *verdict) takes(codes []entitlement.Code) bool {
	for _, c := range codes {
		if !slices.Contains(v.codes, c) && !slices.Contains(v.maybe, c) {
			return false
		}
	}
	return len(codes) > 0 && !slices.ContainsFunc(v.codes, func(c entitlement.Code) bool { return !slices.Contains(codes, c) })
}

func refused(codes ...entitlement.Code) verdict { return verdict{codes: codes} }

// expects returns what is to become of a command now.
func (f *facts) expects(c *command) verdict {
	switch c.verb {
	case verbSubmit, verbAssign:
		return f.expectsSubmit(c)
	case verbDecide:
		return f.expectsDecide(c)
	case verbCancel:
		return f.expectsCancel(c)
	case verbRemove:
		return f.expectsRemove(c)
	case verbExtend:
		return f.expectsExtend(c)
	case verbReprocess:
		return verdict{maybe: []entitlement.Code{entitlement.IllegalState, entitlement.WindowClosed}}
	case verbReview:
		return f.expectsReview(c)
	case verbTell:
		return verdict{}
	case verbPolicy, verbRoles, verbIncompatible, verbCatalog, verbDeletePolicy, verbDeletePackage:
		return f.expectsConfiguration(c)
	}
	return verdict{}
}

// expectsConfiguration is for commands of the host.
func (f *facts) expectsConfiguration(c *command) verdict {
	p := &f.packs[c.pack]
	switch c.verb {
	case verbCatalog:
		return verdict{}
	case verbPolicy, verbDeletePolicy:
		if p.without {
			return refused(entitlement.NotFound)
		}
	case verbRoles, verbIncompatible, verbDeletePackage:
		if p.deleted {
			return refused(entitlement.NotFound)
		}
	case verbSubmit, verbAssign, verbDecide, verbCancel, verbRemove, verbExtend, verbReprocess, verbReview, verbTell:
	}
	given := func(a *assignment) bool { return a.isLive() && a.pack == c.pack }
	if c.verb == verbDeletePolicy && slices.ContainsFunc(f.assignments, given) {
		return refused(entitlement.InUse)
	}
	return verdict{}
}

// findings collects codes.
type findings []entitlement.Code

func (l *findings) unless(holds bool, code entitlement.Code) {
	if !holds && !slices.Contains(*l, code) {
		*l = append(*l, code)
	}
}

func (f *facts) expectsSubmit(c *command) verdict {
	p := &f.packs[c.pack]
	if p.deleted {
		return refused(entitlement.NotFound)
	}
	direct := c.verb == verbAssign
	if !direct && c.actor != c.person {
		if l := f.mayAskFor(c); len(l) > 0 {
			return verdict{codes: l}
		}
	}
	someone := f.people(f.now)[c.person]
	var l findings
	l.unless(len(p.roles) > 0, entitlement.PackageEmpty)
	l.unless(!p.without, entitlement.PackageHasNoPolicy)
	l.unless(f.published || direct, entitlement.CatalogNotPublished)
	l.unless(someone.here, entitlement.SubjectUnknown)
	l.unless(!someone.here || !someone.disabled || direct, entitlement.SubjectBlocked)
	l.unless(f.pending(c.person, c.pack) == nil, entitlement.RequestPending)
	l.unless(f.live(c.person, c.pack) == nil, entitlement.AssignmentExists)
	l.unless(!f.conflicts(c.person, c.pack, f.now), entitlement.IncompatiblePackage)
	if p.without {
		return verdict{codes: l}
	}
	applies := f.policyApplies(&p.terms, someone, direct)
	l = append(l, applies...)
	if len(applies) == 0 {
		l.terms(f, c, p, direct)
	}
	return verdict{codes: l}
}

// policyApplies says why a policy does not take somebody.
func (f *facts) policyApplies(t *terms, someone *person, direct bool) (l findings) {
	l.unless(!t.suspended || direct && !t.direct, entitlement.PolicySuspended)
	l.unless(direct || !t.direct, entitlement.PolicyDirectOnly)
	l.unless(t.until.IsZero() || t.until.After(f.now), entitlement.PolicyEnded)
	l.unless(t.direct || someone.here && (t.everybody || someone.inGroup), entitlement.NotInScope)
	return l
}

// terms adds what a request does not meet of the terms of its policy.
func (l *findings) terms(f *facts, c *command, p *offered, direct bool) {
	asked, from := c.times, c.times.Start
	if from.Before(f.now) {
		from = f.now
	}
	last := p.terms.endFrom(from)
	if !asked.Start.IsZero() || !asked.End.IsZero() {
		l.unless(direct || p.terms.custom, entitlement.ScheduleNotAllowed)
		l.unless(asked.Start.IsZero() || !asked.Start.Before(f.now), entitlement.ScheduleInPast)
		l.unless(asked.End.IsZero() || asked.End.After(from), entitlement.ScheduleReversed)
		l.unless(asked.End.IsZero() || last.IsZero() || !asked.End.After(last), entitlement.ScheduleTooLong)
	}
	l.unless(last.IsZero() || last.After(from), entitlement.PolicyEnded)
	l.answers(c, &p.terms)
	if p.terms.approve {
		f.findsApprovers(l, &p.terms, &request{requestor: c.actor, person: c.person})
	}
}

// findsApprovers asks whether each stage has somebody.
func (f *facts) findsApprovers(l *findings, t *terms, r *request) {
	for i := range t.stages {
		_, found := f.approvers(&t.stages[i], r, true)
		l.unless(found, entitlement.NoApprover)
	}
}

func (f *facts) expectsDecide(c *command) verdict {
	r, someone := f.request(c.request), f.people(f.now)[c.actor]
	if int(c.stage) > len(r.terms.stages) || len(r.open) == 0 {
		return refused(entitlement.IllegalState)
	}
	var l findings
	l.unless(someone.here && !someone.disabled, entitlement.ApproverDisabled)
	l.unless(c.actor != r.person && c.actor != r.requestor, entitlement.SelfApproval)
	l.unless(c.text != "" || !r.terms.stages[c.stage-1].reasons, entitlement.JustificationMissing)
	if int(c.stage) > len(r.open) { // it has not opened
		return refused(append(l, entitlement.AlreadyDecided, entitlement.DeadlinePassed, entitlement.NotApprover)...)
	}
	s := &r.open[c.stage-1]
	l.unless(!s.over, entitlement.AlreadyDecided)
	l.unless(f.now.Before(s.deadline), entitlement.DeadlinePassed)
	switch {
	case f.wasLeft(s), slices.Contains(s.alternates, c.actor) && !slices.Contains(s.by, c.actor):
		return verdict{codes: l, maybe: []entitlement.Code{entitlement.NotApprover}}
	case slices.Contains(s.by, c.actor):
		return verdict{codes: l}
	}
	l.unless(false, entitlement.NotApprover)
	return verdict{codes: l}
}

func (f *facts) expectsCancel(c *command) verdict {
	r := f.request(c.request)
	switch {
	case r.isOpen():
		return verdict{}
	case c.actor != "" || r.state != given || r.removes || r.extends != nil:
		return refused(entitlement.IllegalState)
	case c.seen == deliveryUnderWay || c.seen == deliveryFailed:
		return verdict{}
	}
	return refused(entitlement.IllegalState)
}

func (f *facts) expectsRemove(c *command) verdict {
	a := f.assignment(c.assignment)
	switch {
	case c.actor != "" && a.terms.keeps:
		return refused(entitlement.SelfRemoveDisabled)
	case !a.isLive():
		return refused(entitlement.IllegalState)
	}
	return verdict{}
}

func (f *facts) expectsExtend(c *command) verdict {
	a := f.assignment(c.assignment)
	p, direct := f.packs[a.pack], c.actor == ""
	if p.without {
		p.terms = a.terms
	}
	someone := f.people(f.now)[a.person]
	var l findings
	l.unless(!p.deleted, entitlement.PackageDeleted)
	l.unless(!p.deleted && f.published || direct, entitlement.CatalogNotPublished)
	l.unless(someone.here, entitlement.SubjectUnknown)
	l.unless(!someone.here || !someone.disabled || direct, entitlement.SubjectBlocked)
	l.unless(a.isLive() && c.seen == deliveryDone, entitlement.NotDelivered)
	l.unless(f.extension(a) == nil, entitlement.RequestPending)
	l = append(l, f.policyApplies(&p.terms, someone, direct)...)
	l.unless(direct || p.terms.extends, entitlement.ExtensionDisabled)
	l.moves(a, &p.terms, c.end)
	if p.terms.again {
		f.findsApprovers(&l, &p.terms, &request{requestor: c.actor, person: a.person})
	}
	return verdict{codes: l}
}

// moves asks whether an extension would move the end as far as asked for.
func (l *findings) moves(a *assignment, t *terms, end time.Time) {
	if a.end.IsZero() {
		l.unless(false, entitlement.NothingToExtend)
		return
	}
	last := t.endFrom(a.end)
	later := (last.IsZero() || last.After(a.end)) && (end.IsZero() || end.After(a.end))
	l.unless(later, entitlement.NothingToExtend)
	l.unless(!later || end.IsZero() || last.IsZero() || !end.After(last), entitlement.ScheduleTooLong)
}

package policy

import (
	"strconv"
	"time"

	"example.com/tenure/entitlement"
)

// ExtendAsk is a question to Extend: may this assignment get a later end?
type ExtendAsk struct {
	At time.Time // the logical instant of the request

	Catalog        *entitlement.Catalog       // the package's
	Package        *entitlement.AccessPackage // without one the package counts as deleted
	PackageDeleted bool                       // who has it keeps it to the end, and no longer
	// Policy is the assignment's policy as it is now: whether extension is allowed is looked up live.
	Policy     *entitlement.AssignmentPolicy
	Assignment *entitlement.Assignment

	Requestor entitlement.SubjectID // who asks; "" for the system
	// Direct says that an administrator extends. Scope, approval and the latest end bind then too; the policy's switches for
	// holders do not.
	Direct       bool
	Organization *entitlement.ConnectedOrganization // the holder's, as in Ask

	End              time.Time             // the end asked for; zero for the latest one
	KeepsEnd         bool                  // the end stays: something else is to change, such as answers
	HasJustification bool                  // whether the requestor gave one
	OpenRequest      entitlement.RequestID // a request about the assignment that is not finished, or zero

	// Buffer is where Verdict.Route.Approvers is built, from its start. Nil means a new list.
	Buffer []entitlement.SubjectID
}

// Extend answers whether an assignment may get a later end: it was delivered and lives, the holder is still in scope
// of its policy, which lets holders extend, the end moves and stays within the policy,
// nothing else is pending, and somebody can approve if the policy wants that. An incompatibility that was
// declared later does not matter. Verdict.Window is the assignment's time with the new end.
func Extend(ask *ExtendAsk, facts *Facts, options Options) Verdict {
	w := extension(ask, facts, options)
	return w.extend(ask)
}

// ExplainExtend is Extend with reasons: the same verdict, and the checks behind it.
func ExplainExtend(ask *ExtendAsk, facts *Facts, options Options) (Verdict, []entitlement.Reason) {
	w := extension(ask, facts, options)
	w.rec = newRecorder()
	v := w.extend(ask)
	return v, w.rec.reasons()
}

// ExtendedEnd returns the end that an extension gives an assignment: the one asked for, or the latest one if that is zero. The
// latest is the present end plus the policy's duration, or the policy's fixed end; the zero time is no end.
//
// It refuses with NothingToExtend if the assignment has no end or the new one is not later, and with ScheduleTooLong if the
// end asked for is later than the latest; the end is the latest one then.
func ExtendedEnd(p *entitlement.AssignmentPolicy, a *entitlement.Assignment, asked time.Time) (time.Time, entitlement.Code) {
	present := a.Schedule.End
	if present.IsZero() {
		return present, entitlement.NothingToExtend
	}
	latest := p.Expiration.EndFrom(present)
	if latest.Year() > entitlement.LatestYear {
		latest = present
	}
	switch {
	case !latest.IsZero() && !latest.After(present), !asked.IsZero() && !asked.After(present):
		return present, entitlement.NothingToExtend
	case asked.IsZero():
		return latest, ""
	case !latest.IsZero() && asked.After(latest):
		return latest, entitlement.ScheduleTooLong
	}
	return asked.UTC(), ""
}

// extension puts the question in the words of the other walks.
func extension(ask *ExtendAsk, facts *Facts, options Options) walk {
	return walk{trace: trace{facts: facts, all: yes}, options: options, ask: &Ask{
		At: ask.At, Catalog: ask.Catalog, Package: ask.Package, PackageDeleted: ask.PackageDeleted,
		Requestor: ask.Requestor, Target: ask.Assignment.Target, Direct: ask.Direct, Organization: ask.Organization,
		HasJustification: ask.HasJustification, OpenRequest: ask.OpenRequest, Buffer: ask.Buffer,
	}}
}

func (w *walk) extend(ask *ExtendAsk) Verdict {
	p := ask.Policy
	m := w.open()
	w.exists()
	w.published()
	w.packageDone(m)
	w.holderChecks(ask.Assignment)
	if w.rec != nil {
		w.rec.policy = p.ID
	}
	w.extendable(p)
	w.justified(p)
	v := Verdict{Policy: p, Window: w.extendedWindow(ask), NeedsApproval: p.RequestApprovalSettings.IsApprovalRequiredForUpdate}
	if v.NeedsApproval {
		v.Route = w.route(p)
	}
	if v.Ruling = w.ruling(); !v.Allowed {
		return Verdict{Ruling: v.Ruling}
	}
	return v
}

// holderChecks asks whether the holder still has something to extend.
func (w *walk) holderChecks(a *entitlement.Assignment) {
	w.target, w.known = w.subject(a.Target)
	if n := w.check(subjectUnknown, w.ofTarget(true)); n != nil {
		n.about(string(a.Target), "inDirectory", "true", strconv.FormatBool(w.target != nil))
	}
	if !w.ask.Direct {
		w.requestorChecks()
	}
	delivered := a.State == entitlement.AssignmentDelivered || a.State == entitlement.AssignmentPartiallyDelivered
	if n := w.check(notDelivered, is(delivered && a.IsLive(w.ask.At))); n != nil {
		n.about(string(a.Target), "state", entitlement.AssignmentDelivered.String(), a.State.String())
	}
	w.nothingPending()
}

// extendable asks whether the policy lets the holder extend.
func (w *walk) extendable(p *entitlement.AssignmentPolicy) {
	m := w.open()
	w.notSuspended(p)
	w.notAutomatic(p)
	if !w.ask.Direct {
		w.notDirectOnly(p)
	}
	switch {
	case w.ask.Direct:
	case w.ask.Requestor != w.ask.Target:
		w.onBehalf(p, entitlement.OnBehalfUpdate, w.ask.Requestor, w.ask.Target)
	default:
		allowed := p.Requestor().EnableTargetsToSelfUpdateAccess
		if n := w.check(extensionDisabled, is(allowed)); n != nil {
			n.about("", "enableTargetsToSelfUpdateAccess", "true", strconv.FormatBool(allowed))
		}
	}
	w.notEnded(p)
	if !p.IsDirectOnly() {
		w.scope(p)
	}
	if n := w.close(m, policyApplies, w.all); n != nil {
		n.about(string(w.ask.Target), "policy", "", p.ID.String())
	}
}

// extendedWindow asks whether the end moves as far as asked for.
func (w *walk) extendedWindow(ask *ExtendAsk) entitlement.Schedule {
	a := ask.Assignment
	if ask.KeepsEnd {
		return a.Schedule
	}
	end, code := ExtendedEnd(ask.Policy, a, ask.End)
	if n := w.check(nothingToExtend, is(code != entitlement.NothingToExtend)); n != nil {
		n.about(string(a.Target), "endDateTime", "later than "+instant(a.Schedule.End), extensionText(ask))
	}
	if n := w.check(scheduleTooLong, is(code != entitlement.ScheduleTooLong)); n != nil {
		n.about(string(a.Target), "endDateTime", "not later than "+instant(end), extensionText(ask))
	}
	return entitlement.Schedule{Start: a.Schedule.Start, End: end}
}

// extensionText renders the end that an extension would give.
func extensionText(ask *ExtendAsk) string {
	switch latest := ask.Policy.Expiration.EndFrom(ask.Assignment.Schedule.End); {
	case ask.Assignment.Schedule.End.IsZero():
		return "no end"
	case !ask.End.IsZero():
		return instant(ask.End)
	case latest.IsZero():
		return "no end"
	default:
		return instant(latest)
	}
}

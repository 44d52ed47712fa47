package policy

import (
	"strconv"

	"example.com/tenure/entitlement"
)

// Evaluate answers whether the target may get the package: whether the package can be had at all (R-011, R-012, R-042,
// ), the person may ask, exactly one policy takes them, and that policy's terms
// are met: answers, credentials, justification, schedule and somebody to approve in
// each stage. Hidden packages are treated like others.
//
// It is pure: equal questions get equal answers (I-40).
func Evaluate(ask *Ask, facts *Facts, options Options) Verdict {
	w := walk{trace: trace{facts: facts, all: yes}, ask: ask, options: options}
	return w.run()
}

// Explain is Evaluate with reasons: the same verdict, and the checks behind it. They all pass if the verdict allows, and some
// fail if it refuses. The policies are the children of NoPolicyApplies, and each has the clauses of its scope below it, so
// that a refusal shows the near misses. Checks that wait for facts are left out: who wants a complete explanation meets the
// verdict's needs first, even those of a refusal.
func Explain(ask *Ask, facts *Facts, options Options) (Verdict, []entitlement.Reason) {
	w := walk{trace: trace{facts: facts, all: yes, rec: newRecorder()}, ask: ask, options: options}
	v := w.run()
	return v, w.rec.reasons()
}

// walk is one evaluation.
type walk struct {
	trace
	ask     *Ask
	options Options

	target *entitlement.Subject // nil if not known, or known to be nobody
	known  bool                 // whether the directory was asked about the target

	memberships string // the target's groups as text, for the recorder
}

func (w *walk) run() Verdict {
	w.packageChecks()
	w.personChecks()
	policy, candidates := w.selectPolicy()
	var v Verdict
	if policy != nil {
		v = w.terms(policy)
	}
	v.Ruling = w.ruling()
	if policy == nil || !v.Allowed {
		return Verdict{Ruling: v.Ruling, Candidates: candidates}
	}
	v.Policy = policy
	return v
}

// packageChecks asks whether anybody can get the package.
func (w *walk) packageChecks() {
	ask := w.ask
	m := w.open()
	w.exists()
	if ask.Package != nil {
		roles := len(ask.Package.Roles)
		if n := w.check(packageEmpty, is(roles > 0)); n != nil {
			n.about("", "resourceRoleScopes", "at least 1", strconv.Itoa(roles))
		}
	}
	if n := w.check(packageHasNoPolicy, is(len(ask.Policies) > 0)); n != nil {
		n.about("", "policies", "at least 1", strconv.Itoa(len(ask.Policies)))
	}
	w.published()
	w.packageDone(m)
}

// exists asks whether the package takes anybody new.
func (w *walk) exists() {
	exists := w.ask.Package != nil && !w.ask.PackageDeleted
	if n := w.check(packageDeleted, is(exists)); n != nil {
		n.about("", "deleted", "false", strconv.FormatBool(!exists))
	}
}

// published asks whether the catalog is enabled, which does not bind administrators.
func (w *walk) published() {
	if w.ask.Direct {
		return
	}
	published := w.ask.Catalog != nil && w.ask.Catalog.State == entitlement.CatalogPublished
	if n := w.check(catalogNotPublished, is(published)); n != nil {
		n.about(w.catalog(), "state", entitlement.CatalogPublished.String(), w.catalogState())
	}
}

func (w *walk) packageDone(m mark) {
	if n := w.close(m, packageOK, w.all); n != nil && w.ask.Package != nil {
		n.Principal = w.ask.Package.ID.String()
	}
}

// personChecks asks whether the target may get the package under whatever policy.
func (w *walk) personChecks() {
	ask := w.ask
	w.somebody()
	w.nothingPending()
	if n := w.check(assignmentExists, is(ask.LiveAssignment.IsZero())); n != nil {
		n.about(string(ask.Target), "liveAssignment", "nothing", ask.LiveAssignment.String())
	}
	if ask.Package != nil {
		w.compatible(ask.Package, ask.Target, ask.Conflicts)
	}
}

// somebody asks whether the target is a person who can get access at all.
func (w *walk) somebody() {
	w.target, w.known = w.subject(w.ask.Target)
	if n := w.check(subjectUnknown, w.ofTarget(true)); n != nil {
		n.about(string(w.ask.Target), "inDirectory", "true", strconv.FormatBool(w.target != nil))
	}
	if !w.ask.Direct {
		w.requestorChecks()
	}
}

// nothingPending asks whether no request of the target for the package waits.
func (w *walk) nothingPending() {
	if n := w.check(requestPending, is(w.ask.OpenRequest.IsZero())); n != nil {
		n.about(string(w.ask.Target), "openRequest", "nothing", w.ask.OpenRequest.String())
	}
}

// requestorChecks are those that bind people who ask for themselves, and no administrator.
func (w *walk) requestorChecks() {
	ask, target := w.ask, string(w.ask.Target)
	if ask.Requestor != ask.Target {
		w.enabled(ask.Requestor) // whether they may ask for the target is for the policies to say
	}
	if w.known && w.target == nil {
		return // nobody has neither account nor origin
	}
	enabled := w.ofTarget(w.target != nil && !w.target.AccountDisabled && !ask.IsBlocked)
	if n := w.check(subjectBlocked, enabled); n != nil { // I-93
		n.about(target, "accountDisabled", "false", strconv.FormatBool(enabled == no))
	}
	if ask.Catalog != nil && ask.Catalog.IsExternallyVisible {
		return
	}
	internal := w.ofTarget(w.target != nil && !w.target.IsExternal())
	if n := w.check(catalogNotExternal, internal); n != nil {
		n.about(target, "userType", entitlement.UserMember.String(), w.userType())
	}
}

// ofTarget is the answer to a question about the target's record: unknown without it.
func (w *walk) ofTarget(holds bool) answer {
	switch {
	case !w.known:
		return unknown
	case w.target == nil:
		return no
	}
	return is(holds)
}

func (w *walk) userType() string {
	if w.target == nil {
		return ""
	}
	return w.target.UserType.String()
}

func (w *walk) catalog() string {
	if w.ask.Catalog == nil {
		return ""
	}
	return w.ask.Catalog.ID.String()
}

func (w *walk) catalogState() string {
	if w.ask.Catalog == nil {
		return ""
	}
	return w.ask.Catalog.State.String()
}

package lifecycle

import (
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// mayAskFor refuses an actor whom no policy of a package lets ask for a person. It looks at nothing else, so that the refusal
// tells nothing about the person.
func (u *unit) mayAskFor(id entitlement.AccessPackageID, choice entitlement.PolicyID, target entitlement.SubjectID) error {
	if err := target.Validate(); err != nil {
		return err
	}
	pkg, err := u.knownPackage(id)
	if err != nil {
		return err
	}
	policies, err := u.policiesOf(id)
	if err != nil {
		return err
	}
	return u.actsFor(&policy.OnBehalfAsk{
		Policies: policies, Choice: choice, Right: entitlement.OnBehalfAdd, Requestor: u.actor.Subject, Target: target,
	}, entitlement.KindAccessPackage, pkg.ID.String())
}

// actsFor refuses an actor who may not act for somebody else.
func (u *unit) actsFor(ask *policy.OnBehalfAsk, kind entitlement.Kind, id string) error {
	ruling := policy.OnBehalf(ask, &u.facts.known)
	if ruling.Allowed {
		return nil
	}
	if len(ruling.Needs) > 0 {
		return u.need(false, ruling.Needs...)
	}
	_, reasons := policy.ExplainOnBehalf(ask, &u.facts.known)
	return refused(kind, id, "the actor may not act for this person", reasons)
}

// actsOn reports whether the actor, a person without a role in the catalog, may do something to an assignment for its holder.
func (u *unit) actsOn(a *entitlement.Assignment, p *entitlement.AssignmentPolicy, right entitlement.OnBehalfRight) error {
	settings := p.Requestor()
	if enabled, _ := settings.OnBehalf(right); !enabled || u.actor.Kind != entitlement.ActorPerson {
		return u.authorizeFor(taskAssign, a.Package) // which refuses, and says which roles would do
	}
	return u.actsFor(&policy.OnBehalfAsk{
		Policies: []*entitlement.AssignmentPolicy{p}, Right: right, Requestor: u.actor.Subject, Target: a.Target,
	}, entitlement.KindAssignment, a.ID.String())
}

// askers returns who would ask, and for whom, in a question about a request. Asking about other people needs an administrator
// of the tenant, or the right to ask for them.
func (u *unit) askers(
	pkg entitlement.AccessPackageID, choice entitlement.PolicyID, about entitlement.SubjectID, onBehalf bool,
) (requestor, target entitlement.SubjectID, err error) {
	if !onBehalf || about == u.actor.Subject || u.actor.Kind != entitlement.ActorPerson {
		who, err := u.whose(about)
		return who, who, err
	}
	return u.actor.Subject, about, u.mayAskFor(pkg, choice, about)
}

// leads reports whether the actor is the direct manager of a person.
func (u *unit) leads(id entitlement.SubjectID) (bool, error) {
	if u.actor.Kind != entitlement.ActorPerson {
		return false, nil
	}
	person, err := u.subject(id)
	return err == nil && person != nil && person.Manager == u.actor.Subject, err
}

// whoseAccess is whose for the access that somebody has now: managers see that of their direct reports.
func (u *unit) whoseAccess(in AccessInput) (entitlement.SubjectID, error) {
	who, err := u.whose(in.For)
	if entitlement.CodeOf(err) != entitlement.Forbidden || in.Ended || in.AskedFor || in.OfReports || !in.AsOf.IsZero() {
		return who, err
	}
	leads, failed := u.leads(in.For)
	switch {
	case failed != nil:
		return "", failed
	case leads:
		return in.For, nil
	}
	return "", err
}

// parties returns whom mails about a request go to: who asked, and who it is for.
func parties(r *entitlement.Request) []entitlement.SubjectID {
	if r.Target == r.Requestor || r.Requestor == "" {
		return []entitlement.SubjectID{r.Target}
	}
	both := []entitlement.SubjectID{r.Requestor, r.Target}
	slices.Sort(both)
	return both
}

package lifecycle

import (
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
	"example.com/tenure/policy/membership"
	"example.com/tenure/store"
)

// automatic is an automatic policy with its rule, ready to be asked.
type automatic struct {
	*entitlement.AssignmentPolicy
	rule *membership.Rule
}

// automatics returns the automatic policies of the tenant in the order of their ids. Rules are read once for each revision
// of the configuration.
func (u *unit) automatics() ([]automatic, error) {
	c := u.configuration()
	return remember(c, c.automatics, struct{}{}, func() ([]automatic, bool, error) {
		ids, err := u.list(store.AutomaticPolicies())
		if err != nil {
			return nil, false, err
		}
		out := make([]automatic, len(ids))
		for i, id := range ids {
			if out[i], err = u.automatic(id); err != nil {
				return nil, false, err
			}
		}
		return out, true, nil
	})
}

func (u *unit) automatic(id entitlement.PolicyID) (automatic, error) {
	p, err := u.policy(id)
	if err != nil {
		return automatic{}, err
	}
	if p == nil || !p.IsAutomatic() {
		return automatic{}, broken(entitlement.KindPolicy, id.String(), "is indexed as an automatic policy and is none")
	}
	rule, err := membership.Parse(p.MembershipRule())
	return automatic{p, rule}, err
}

// isAutomatic reports whether an assignment was made through an automatic policy, which still exists.
func (u *unit) isAutomatic(a *entitlement.Assignment) (bool, error) {
	p, err := u.policy(a.Policy.ID)
	return p != nil && p.IsAutomatic(), err
}

func (u *unit) automaticScope(id entitlement.PolicyID) (*entitlement.AutomaticScope, error) {
	s, found, err := load(u, &u.e.schema.Scopes, id)
	if err == nil && !found {
		err = broken(entitlement.KindAutomaticScope, id.String(), "is missing")
	}
	return s, err
}

func (u *unit) member(id entitlement.PolicyID, who entitlement.SubjectID) (*entitlement.AutomaticMember, error) {
	m, _, err := load(u, &u.e.schema.Members, entitlement.AutomaticMemberKey{Policy: id, Subject: who})
	return m, err
}

// standing is how a person stands with an automatic policy.
type standing struct {
	person *entitlement.Subject
	id     entitlement.SubjectID
	policy.MembershipAsk
}

// standingOf loads how a person stands with an automatic policy. A nil person is in no scope.
func (u *unit) standingOf(a *automatic, scope *entitlement.AutomaticScope, id entitlement.SubjectID, person *entitlement.Subject) (
	out standing, err error,
) {
	out = standing{id: id, person: person, MembershipAsk: policy.MembershipAsk{
		Policy: a.AssignmentPolicy, Scope: scope, Matches: person != nil && person.HasAccount() && a.rule.Match(person),
	}}
	if out.Member, err = u.member(a.ID, id); err != nil {
		return out, err
	}
	out.Own, err = u.ownAssignment(a.AssignmentPolicy, id)
	return out, err
}

// ownAssignment returns the live assignment that a person has through an automatic policy, or nil. What the person has
// through another policy is not the automatic one's business.
func (u *unit) ownAssignment(p *entitlement.AssignmentPolicy, id entitlement.SubjectID) (*entitlement.Assignment, error) {
	found, has, err := u.tx.LiveAssignment(id, p.Package)
	if err != nil || !has {
		return nil, err
	}
	a, err := u.assignment(found)
	if err != nil || a == nil || a.Policy.ID != p.ID || !a.IsLive(u.when) {
		return nil, err
	}
	return a, nil
}

// needsGroups asks for the groups of a person that a reconciliation will have to look at: those that the package must not be
// held with. It is asked before anything is written.
func (u *unit) needsGroups(s *standing) ([]policy.Need, error) {
	switch policy.Membership(&s.MembershipAsk) {
	case policy.MembershipBegins, policy.MembershipRetried:
	case policy.MembershipStays, policy.MembershipReturns, policy.MembershipLeaves, policy.MembershipEnds:
		return nil, nil
	}
	pkg, err := u.pkg(s.Policy.Package)
	if err != nil || pkg == nil || len(pkg.IncompatibleGroups) == 0 {
		return nil, err
	}
	return u.facts.known.Missing([]policy.Need{{Kind: policy.NeedGroups, Subject: s.id}}), nil
}

// meet brings a person and an automatic policy in line, at the logical instant. It counts in scope, which the caller
// records, and needs no facts but those of needsGroups.
func (u *unit) meet(scope *entitlement.AutomaticScope, s *standing) error {
	switch policy.Membership(&s.MembershipAsk) {
	case policy.MembershipBegins, policy.MembershipRetried:
		return u.enterScope(scope, s)
	case policy.MembershipReturns:
		scope.Leaving--
		stepMember(&u.out, s.Member, func(m *entitlement.AutomaticMember) {
			m.Leaving, m.Since, m.Rule = false, u.when, scope.Rule
		})
	case policy.MembershipLeaves:
		return u.leaveScope(scope, s)
	case policy.MembershipEnds:
		scope.People--
		if s.Member.Leaving {
			scope.Leaving--
		}
		record[entitlement.AutomaticMember](&u.out, entitlement.ActivityUpdateMember, s.Member, nil)
	case policy.MembershipStays:
		if s.Member == nil || s.Member.Retry.IsZero() {
			return nil
		}
		stepMember(&u.out, s.Member, func(m *entitlement.AutomaticMember) { m.Retry = zeroTime })
	}
	return u.apply()
}

// enterScope takes a person into the scope: an assignment of the policy that is there goes on, even if its removal was
// scheduled; otherwise one is made, if that is possible.
func (u *unit) enterScope(scope *entitlement.AutomaticScope, s *standing) error {
	if s.Member == nil {
		if s.Own == nil && int(scope.People) >= u.e.config.Limits.PeoplePerAutomaticPolicy {
			if u.isSurveyed(scope) {
				scope.Beyond++
			}
			return nil // whoever comes later stays unassigned
		}
		scope.People++
	} else if s.Member.Leaving {
		scope.Leaving--
	}
	if s.Own != nil {
		if err := u.backInScope(s.Own); err != nil {
			return err
		}
		u.inScope(scope, s, "")
		return u.apply()
	}
	return u.assignAutomatically(scope, s)
}

// inScope records that a person is in the scope, and why there is no assignment yet.
func (u *unit) inScope(scope *entitlement.AutomaticScope, s *standing, waiting entitlement.Code) {
	if s.Member == nil {
		record(&u.out, entitlement.ActivityUpdateMember, nil, &entitlement.AutomaticMember{
			Policy: s.Policy.ID, Subject: s.id, Rule: scope.Rule, Since: u.when, Waiting: waiting,
		})
		return
	}
	stepMember(&u.out, s.Member, func(m *entitlement.AutomaticMember) {
		if m.Leaving {
			m.Leaving, m.Since = false, u.when
		}
		m.Rule, m.Waiting, m.Retry = scope.Rule, waiting, zeroTime
	})
}

// assignAutomatically gives the package to a person in the scope, or records why that is not possible.
func (u *unit) assignAutomatically(scope *entitlement.AutomaticScope, s *standing) error {
	pkg, err := u.pkg(s.Policy.Package)
	if err != nil || pkg == nil {
		return err // it was deleted, and its policy goes with it
	}
	ask, err := u.askFor(pkg, s.id, s.person)
	if err != nil {
		return err
	}
	ruling := policy.AssignAutomatically(ask, s.Policy, &u.facts.known)
	if len(ruling.Needs) > 0 {
		return u.need(ruling.Final, ruling.Needs...)
	}
	request := entitlement.Request{
		Type: entitlement.RequestSystemAdd, Target: s.id, Direct: true,
		Package: entitlement.PackageRef{ID: pkg.ID, Version: pkg.Version},
		Policy:  entitlement.PolicyRef{ID: s.Policy.ID, Version: s.Policy.Version},
	}
	if !ruling.Allowed {
		return u.skip(scope, s, request, ruling)
	}
	if err := u.hasAccessRoom(pkg.ID); entitlement.CodeOf(err) == entitlement.LimitExceeded {
		u.inScope(scope, s, entitlement.LimitExceeded)
		return u.apply()
	} else if err != nil {
		return err
	}
	if s.person.IsExternal() {
		if err := u.knowGuest(s.person, ""); err != nil {
			return err
		}
	}
	request.ID = u.newID(u.when)
	in := submission{request: request, policy: s.Policy, facts: u.factsOf(s.person)}
	if in.start, err = u.startInputFor(&request, s.Policy, entitlement.Schedule{Start: u.when}, 0, nil); err != nil {
		return err
	}
	u.inScope(scope, s, "")
	if err := stepSubmit(&u.out, in, u.when); err != nil {
		return err
	}
	return u.apply()
}

// skip leaves a person in the scope without an assignment. An incompatibility leaves a failed request too, once.
func (u *unit) skip(scope *entitlement.AutomaticScope, s *standing, request entitlement.Request, ruling policy.Ruling) error {
	waiting := policy.WaitingFor(ruling)
	if waiting == entitlement.Incompatible && (s.Member == nil || s.Member.Waiting != waiting) {
		request.ID = u.newID(u.when)
		if err := stepSkipped(&u.out, request, ruling.Codes, u.when); err != nil {
			return err
		}
	}
	u.inScope(scope, s, waiting)
	return u.apply()
}

// leaveScope takes an assignment away from somebody who left the scope, after the grace period; or, as long as a survey goes
// on or too many have left, lets it wait (I-95).
func (u *unit) leaveScope(scope *entitlement.AutomaticScope, s *standing) error {
	surveyed := u.isSurveyed(scope)
	if surveyed || scope.Held || !u.mayLose(scope, 1) {
		scope.Held = scope.Held || !surveyed
		scope.Leaving++
		if s.Member == nil {
			scope.People++
			record(&u.out, entitlement.ActivityUpdateMember, nil, &entitlement.AutomaticMember{
				Policy: s.Policy.ID, Subject: s.id, Rule: scope.Rule, Leaving: true, Since: u.when,
			})
		} else {
			stepMember(&u.out, s.Member, func(m *entitlement.AutomaticMember) { m.Leaving, m.Since, m.Retry = true, u.when, zeroTime })
		}
		return u.apply()
	}
	u.lose(scope, 1)
	if s.Member != nil {
		scope.People--
		record[entitlement.AutomaticMember](&u.out, entitlement.ActivityUpdateMember, s.Member, nil)
	}
	return u.loseAccess(s.Policy, s.Own, u.when)
}

// loseAccess ends an automatic assignment of somebody who left the scope at an instant, at once or after the grace period
//
func (u *unit) loseAccess(p *entitlement.AssignmentPolicy, own *entitlement.Assignment, left time.Time) error {
	end := p.AutomaticRequestSettings.GracePeriodBeforeAccessRemoval.AddTo(left)
	if end.After(u.when) {
		grants, err := u.grantsOfAssignment(own)
		if err != nil {
			return err
		}
		if err := stepMoveEnd(&u.out, own, grants, entitlement.ActivityLeaveScope, end); err != nil {
			return err
		}
		return u.apply()
	}
	if err := u.endAutomatic(own); err != nil {
		return err
	}
	return u.apply()
}

// endAutomatic removes an automatic assignment at the logical instant, with a request of the system.
func (u *unit) endAutomatic(own *entitlement.Assignment) error {
	request := entitlement.Request{
		ID: u.newID(u.when), Type: entitlement.RequestSystemRemove, Target: own.Target, Package: own.Package, Policy: own.Policy,
		Direct: true, Assigned: own.ID,
	}
	if err := stepRemovalRequested(&u.out, request, u.when); err != nil {
		return err
	}
	return u.endAssignment(own, entitlement.AssignmentIsRemoved, entitlement.ReasonLeftScope)
}

// backInScope takes the scheduled removal of an automatic assignment back.
func (u *unit) backInScope(own *entitlement.Assignment) error {
	if own.Schedule.End.IsZero() {
		return nil
	}
	grants, err := u.grantsOfAssignment(own)
	if err != nil {
		return err
	}
	return stepMoveEnd(&u.out, own, grants, entitlement.ActivityReturnToScope, zeroTime)
}

// grantsOfAssignment returns the grants that an assignment may justify.
func (u *unit) grantsOfAssignment(a *entitlement.Assignment) ([]entitlement.Grant, error) {
	pkg, err := u.pkgVersion(a.Package)
	if err != nil {
		return nil, err
	}
	return u.grants(a.Target, pkg.Roles)
}

// prepareAutomatic reads what a look-up for an automatic policy is about.
func (u *unit) prepareAutomatic(t *effectTask) (bool, error) {
	r := store.ReadKey(t.effect.Key)
	if t.effect.Kind == store.EffectMember {
		t.member = entitlement.AutomaticMemberKey{Policy: r.ID(), Subject: entitlement.SubjectID(r.Text())}
		p, err := u.policy(t.member.Policy)
		return p != nil, firstError(err, r.End())
	}
	t.scope = r.ID()
	scope, found, err := load(u, &u.e.schema.Scopes, t.scope)
	if found {
		t.generation = uint64(scope.Version)
	}
	return found, firstError(err, r.End())
}

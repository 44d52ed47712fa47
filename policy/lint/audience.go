package lint

import (
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
	"example.com/tenure/policy/membership"
)

// audience finds the people whom the policy is for, as many as are looked at. Who has left or is disabled cannot ask, and is
// no part of it.
func (l *linter) audience() {
	most, takes := l.most(), l.taker(l.Policy)
	for _, id := range l.candidates() {
		record, known := l.subject(id)
		if !known || record == nil || record.AccountDisabled || !takes(record) {
			continue
		}
		if len(l.people) == most {
			l.partial = true
			return
		}
		l.people = append(l.people, record)
	}
}

// candidates are the people among whom those of the scope are found: those whom it names, or those who are listed. The more
// there are the fewer are looked at, so that a scope of large groups asks for no more facts than another.
func (l *linter) candidates() []entitlement.SubjectID {
	p := l.Policy
	if p.AllowedTargetScope != entitlement.ScopeSpecificDirectoryUsers || p.IsAutomatic() {
		l.partial = l.partial || !l.AllListed || p.AllowedTargetScope.IsExternal() // outsiders are not listed
		return l.Listed
	}
	var named []entitlement.SubjectID
	for _, set := range p.SpecificAllowedTargets {
		switch set.Type { //nolint:exhaustive // the scope takes no other sets
		case entitlement.SetSingleUser:
			named = append(named, set.UserID)
		case entitlement.SetGroupMembers:
			members, _ := l.members(set.GroupID)
			named = append(named, members...)
		}
	}
	slices.Sort(named)
	named = slices.Compact(named)
	if most := l.most(); len(named) > most {
		l.partial = true
		return named[:most]
	}
	return named
}

func (l *linter) most() int {
	if l.Most > 0 {
		return l.Most
	}
	return DefaultMost
}

// taker returns a function that reports whether a policy is for a person. Where facts are missing it asks for them, and the
// person does not count yet.
func (l *linter) taker(p *entitlement.AssignmentPolicy) func(*entitlement.Subject) bool {
	switch {
	case p.IsAutomatic():
		rule, err := membership.Parse(p.MembershipRule())
		if err != nil {
			return func(*entitlement.Subject) bool { return false } // the engine refuses it
		}
		return rule.Match
	case p.IsDirectOnly():
		return func(*entitlement.Subject) bool { return true }
	}
	return func(person *entitlement.Subject) bool {
		ruling := policy.InScope(p, person.ID, l.organizationOf(person), l.facts, l.Options)
		l.need(ruling.Needs...)
		return ruling.Allowed
	}
}

// organizationOf returns the connected organization of a person, by tenant first, or nil.
func (l *linter) organizationOf(person *entitlement.Subject) *entitlement.ConnectedOrganization {
	if !person.IsExternal() {
		return nil
	}
	for _, source := range person.IdentitySources() {
		for _, o := range l.Organizations {
			for _, s := range o.IdentitySources {
				if s.Key() == source.Key() && s.Matches(person) {
					return o
				}
			}
		}
	}
	return nil
}

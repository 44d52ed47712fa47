package policy

import (
	"slices"
	"strconv"

	"example.com/tenure/entitlement"
)

// scope asks whether the target is among those whom the policy is for: of the right kind of people, and
// under one of the clauses if the scope has any.
//
// Scopes inside the directory take only people with an account in it, even when a clause names somebody without one: a
// policy is for insiders or for outsiders.
func (w *walk) scope(p *entitlement.AssignmentPolicy) {
	audience, want := w.audience(p.AllowedTargetScope)
	if n := w.check(notInScope, audience); n != nil {
		n.about(string(w.ask.Target), "userType", want, w.userType())
	}
	if p.AllowedTargetScope == entitlement.ScopeAllMemberUsers || p.AllowedTargetScope == entitlement.ScopeAllDirectoryUsers {
		return
	}
	m := w.open()
	a := w.clauses(p)
	if n := w.close(m, notInScope, a); n != nil {
		n.about(string(w.ask.Target), "clauses met", "at least 1", strconv.Itoa(n.passed()))
	}
}

// audience asks whether the target is of the kind of people that the scope is about, and says which kind that is.
func (w *walk) audience(scope entitlement.TargetScope) (a answer, want string) {
	var userType entitlement.UserType // none: the target is not known
	if w.target != nil {
		userType = w.target.UserType
	}
	member, guest := userType == entitlement.UserMember, userType == entitlement.UserGuest
	switch scope {
	case entitlement.ScopeAllMemberUsers:
		return w.ofTarget(member), "member"
	case entitlement.ScopeAllDirectoryUsers, entitlement.ScopeSpecificDirectoryUsers:
		return w.ofTarget(member || guest), "member or guest"
	case entitlement.ScopeSpecificOrganizations, entitlement.ScopeAllConfiguredOrganizations, entitlement.ScopeAllExternalUsers:
		return w.ofTarget(guest || userType == entitlement.UserOutside), "guest or outside"
	case entitlement.ScopeNotSpecified:
	}
	return no, scope.String()
}

// clauses asks whether any clause of the scope takes the target.
func (w *walk) clauses(p *entitlement.AssignmentPolicy) answer {
	switch p.AllowedTargetScope {
	case entitlement.ScopeSpecificDirectoryUsers:
		return w.namedPeople(p.SpecificAllowedTargets)
	case entitlement.ScopeSpecificOrganizations:
		return w.namedOrganizations(p.SpecificAllowedTargets)
	case entitlement.ScopeAllConfiguredOrganizations:
		return w.configuredOrganization()
	case entitlement.ScopeAllExternalUsers:
		a := is(w.options.OpenExternalScope)
		if n := w.check(scopeClause, a); n != nil {
			n.about(string(w.ask.Target), "openExternalScope", "true", strconv.FormatBool(a == yes))
		}
		return a
	case entitlement.ScopeNotSpecified, entitlement.ScopeAllMemberUsers, entitlement.ScopeAllDirectoryUsers: // have none
	}
	return no
}

// namedPeople looks for the target among users and groups. One match is enough; the others are only looked at to explain.
func (w *walk) namedPeople(sets []entitlement.SubjectSet) answer {
	groups, known := w.facts.Groups(w.ask.Target)
	if w.rec != nil && w.memberships == "" {
		w.memberships = names(groups)
	}
	matched := no
	for i := range sets {
		set, a := &sets[i], no
		attribute, seen := "memberOf", w.memberships
		switch {
		case set.Type == entitlement.SetSingleUser:
			a, attribute, seen = is(set.UserID == w.ask.Target), "id", string(w.ask.Target)
		case set.Type == entitlement.SetGroupMembers && !known:
			a = unknown
		case set.Type == entitlement.SetGroupMembers:
			_, found := slices.BinarySearch(groups, set.GroupID) // nested groups are in the list
			a = is(found)
		}
		matched = max(matched, a)
		if n := w.check(scopeClause, a); n != nil {
			n.about(string(w.ask.Target), attribute, set.String(), seen)
		} else if matched == yes {
			return yes
		}
	}
	if matched == unknown {
		w.needs = append(w.needs, Need{Kind: NeedGroups, Subject: w.ask.Target})
	}
	return matched
}

// namedOrganizations looks for the target's organization. A proposed one counts when it is named.
func (w *walk) namedOrganizations(sets []entitlement.SubjectSet) answer {
	organization := home(w.ask.Organization, w.target)
	matched := no
	for i := range sets {
		set := &sets[i]
		found := set.Type == entitlement.SetOrganizationMember && organization != nil && organization.ID == set.Organization
		a := w.ofTarget(found)
		matched = max(matched, a)
		if n := w.check(scopeClause, a); n != nil {
			n.about(string(w.ask.Target), "organization", set.String(), organizationText(organization))
		} else if matched == yes {
			return yes
		}
	}
	return matched
}

// configuredOrganization asks whether the target belongs to an organization that is more than proposed.
func (w *walk) configuredOrganization() answer {
	organization := home(w.ask.Organization, w.target)
	a := w.ofTarget(organization != nil && organization.State == entitlement.OrganizationConfigured)
	if n := w.check(scopeClause, a); n != nil {
		want := "any " + entitlement.OrganizationConfigured.String()
		n.about(string(w.ask.Target), "organization", want, organizationText(organization))
	}
	return a
}

// home returns the organization if the person is known to belong to it, and nil otherwise.
func home(o *entitlement.ConnectedOrganization, person *entitlement.Subject) *entitlement.ConnectedOrganization {
	if o == nil || person == nil || !o.Matches(person) {
		return nil
	}
	return o
}

func organizationText(o *entitlement.ConnectedOrganization) string {
	if o == nil {
		return ""
	}
	return o.ID.String() + " (" + o.State.String() + ")"
}

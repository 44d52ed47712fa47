package lifecycle

import (
	"example.com/tenure/entitlement"
	"example.com/tenure/policy/membership"
	"example.com/tenure/store"
)

// authorizePolicy refuses who may not manage a policy: automatic ones are for administrators of the tenant.
func (u *unit) authorizePolicy(catalog entitlement.CatalogID, policies ...*entitlement.AssignmentPolicy) error {
	for _, p := range policies {
		if p.IsAutomatic() {
			return u.authorize(taskAutomatic, catalog)
		}
	}
	return u.authorize(taskManagePolicies, catalog)
}

// checkAutomatic refuses an automatic policy whose rule is none, and a second one of a package.
func (u *unit) checkAutomatic(p *entitlement.AssignmentPolicy) error {
	if !p.IsAutomatic() {
		return nil
	}
	if _, err := membership.Parse(p.MembershipRule()); err != nil {
		return err
	}
	others, err := u.policiesOf(p.Package)
	if err != nil {
		return err
	}
	for _, other := range others {
		if other.IsAutomatic() && other.ID != p.ID {
			return &entitlement.Error{
				Code: entitlement.AlreadyExists, Kind: entitlement.KindPolicy, ID: other.ID.String(),
				Detail: "the package has an automatic policy already: change that one",
			}
		}
	}
	return nil
}

// followAutomatic keeps the scope of an automatic policy in step with it: before is nil for a new policy, after for one that
// is deleted. Everybody is looked at when the rule changes, or when what was off is turned on.
func (u *unit) followAutomatic(before, after *entitlement.AssignmentPolicy) error {
	switch {
	case before == nil && !after.IsAutomatic(), before != nil && !before.IsAutomatic() && (after == nil || !after.IsAutomatic()):
		return nil
	case before == nil:
		scope := entitlement.AutomaticScope{Policy: after.ID, Package: after.Package, Rule: 1}
		beginSurvey(&scope, u.when)
		record(&u.out, entitlement.ActivitySurveyPeople, nil, &scope)
		return nil
	case after != nil && before.IsAutomatic() != after.IsAutomatic():
		return invalid("automaticRequestSettings: a policy cannot become automatic, or stop to be: make another one")
	}
	scope, err := u.automaticScope(before.ID)
	if err != nil {
		return err
	}
	if after == nil {
		record[entitlement.AutomaticScope](&u.out, entitlement.ActivityUpdateScope, scope, nil)
		u.follow(store.Job{Kind: store.JobScopeDeleted, Package: before.Package, Policy: before.ID})
		return nil
	}
	changed := *scope
	if before.MembershipRule() != after.MembershipRule() {
		changed.Rule = before.Version + 1
	}
	was, is := before.AutomaticRequestSettings, after.AutomaticRequestSettings
	assigns := is.RequestAccessForAllowedTargets && !after.IsSuspended
	assigned := was.RequestAccessForAllowedTargets && !before.IsSuspended
	removes := is.RemoveAccessWhenTargetLeavesAllowedTargets && !was.RemoveAccessWhenTargetLeavesAllowedTargets
	if !is.RemoveAccessWhenTargetLeavesAllowedTargets && scope.Leaving > 0 {
		changed.Held = false
		u.out.release(&changed, u.when) // who waits for the removal keeps the access
	}
	if changed.Rule != scope.Rule || assigns && !assigned || removes {
		beginSurvey(&changed, u.when)
		record(&u.out, entitlement.ActivitySurveyPeople, scope, &changed)
	} else if changed != *scope {
		record(&u.out, entitlement.ActivityUpdateScope, scope, &changed)
	}
	return nil
}

// followPackage lets the automatic policy of a package look at everybody again whose assignment the package stood in the way
// of.
func (u *unit) followPackage(id entitlement.AccessPackageID) error {
	list, err := u.policiesOf(id)
	if err != nil {
		return err
	}
	for _, p := range list {
		if !p.IsAutomatic() {
			continue
		}
		scope, err := u.automaticScope(p.ID)
		if err != nil {
			return err
		}
		changed := *scope
		beginSurvey(&changed, u.when)
		record(&u.out, entitlement.ActivitySurveyPeople, scope, &changed)
	}
	return nil
}

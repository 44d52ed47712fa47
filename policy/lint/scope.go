package lint

import (
	"slices"

	"example.com/tenure/entitlement"
)

// closed looks for what stands in the way of everybody: the package, its catalog, a scope that is turned off.
func (l *linter) closed() {
	p := l.Policy
	if len(l.Package.Roles) == 0 {
		l.add(Finding{
			Rule: PackageEmpty, Severity: Blocks, Where: "accessPackage.resourceRoleScopes",
			Detail: "the access package has no roles: nobody can request it, or be assigned it",
			Advice: "add the roles that it is for",
		}, nil)
	}
	asked := !p.IsDirectOnly() && !p.IsAutomatic()
	if asked && l.Catalog.State == entitlement.CatalogUnpublished {
		l.add(Finding{
			Rule: CatalogUnpublished, Severity: Warns, Where: "catalog.state",
			Detail: "the catalog is not published: nobody can request until it is",
			Advice: "publish the catalog once everything in it is ready",
		}, nil)
	}
	if p.AllowedTargetScope.IsExternal() && !l.Catalog.IsExternallyVisible {
		l.add(Finding{
			Rule: CatalogInternal, Severity: Blocks, Where: "catalog.isExternallyVisible",
			Detail: "the policy is for people from outside, and the catalog lets none of them request",
			Advice: "let the catalog be visible outside, or put the access package into one that is",
		}, nil)
	}
	if asked && l.Package.IsHidden {
		l.add(Finding{
			Rule: PackageHidden, Severity: Warns, Where: "accessPackage.isHidden",
			Detail: "the access package is hidden: people in scope who do not have its link cannot find it",
			Advice: "give its link to those who are to ask, or show it",
		}, nil)
	}
	l.closedOutside()
}

// closedOutside looks for scopes of people from outside that take nobody.
func (l *linter) closedOutside() {
	const where = "allowedTargetScope"
	switch l.Policy.AllowedTargetScope { //nolint:exhaustive // the others are open
	case entitlement.ScopeAllExternalUsers:
		if !l.Options.OpenExternalScope {
			l.add(Finding{
				Rule: ScopeClosed, Severity: Blocks, Where: where,
				Detail: "the policy is for anybody from outside, and the engine is configured to let in nobody whose organization is not connected",
				Advice: "connect the organizations and choose a scope of these, or let the engine open this scope",
			}, nil)
		}
	case entitlement.ScopeAllConfiguredOrganizations:
		configured := func(o *entitlement.ConnectedOrganization) bool { return o.State == entitlement.OrganizationConfigured }
		if !slices.ContainsFunc(l.Organizations, configured) {
			l.add(Finding{
				Rule: ScopeClosed, Severity: Blocks, Where: where,
				Detail: "the policy is for the people of configured organizations, and there are none",
				Advice: "connect an organization, or set the state of a proposed one to configured",
			}, nil)
		}
	}
}

// empty looks for a scope that nobody is in, as far as everybody was looked at.
func (l *linter) empty() {
	if l.Policy.IsDirectOnly() || l.partial || len(l.needs) > 0 || len(l.people) > 0 {
		return
	}
	l.add(Finding{
		Rule: ScopeEmpty, Severity: Warns, Where: l.scopeField(),
		Detail: "nobody is in the scope who has an account that is enabled",
		Advice: "name the people or groups that it is for, or see to it that the groups have members",
	}, nil)
}

// requestable looks at who may ask under a policy that is for people who ask.
func (l *linter) requestable() {
	p := l.Policy
	s := p.Requestor()
	if !p.IsDirectOnly() && !p.IsAutomatic() && !s.EnableTargetsToSelfAddAccess && !s.EnableOnBehalfRequestorsToAddAccess {
		l.add(Finding{
			Rule: NobodyMayAsk, Severity: Warns, Where: "requestorSettings.enableTargetsToSelfAddAccess",
			Detail: "people in scope may not ask for themselves, and nobody may ask for them: only administrators assign",
			Advice: "enable one or the other, or take the scope notSpecified, which says what is meant",
		}, nil)
	}
	enabled := s.EnableOnBehalfRequestorsToAddAccess || s.EnableOnBehalfRequestorsToUpdateAccess ||
		s.EnableOnBehalfRequestorsToRemoveAccess
	if len(s.OnBehalfRequestors) > 0 && !enabled {
		l.add(Finding{
			Rule: OnBehalfUnused, Severity: Warns, Where: "requestorSettings.onBehalfRequestors",
			Detail: "people are named who may ask for others, and nothing that they may do is enabled",
			Advice: "enable what they are to do, such as enableOnBehalfRequestorsToAddAccess, or name nobody",
		}, nil)
	}
}

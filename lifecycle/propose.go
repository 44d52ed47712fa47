package lifecycle

import (
	"cmp"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// propose makes a proposed organization of somebody who asks under the open scope and belongs to none: of the
// tenant they signed in to, else of the domain they proved, else of their social provider. A personal account with a mail domain of a connected tenant is
// not of that tenant, so its domain becomes an organization of its own. What they asked for does not depend on it:
// when nothing is known that identifies an organization, or the tenant has as many as it may, the request goes on without.
func (u *unit) propose(p *entitlement.AssignmentPolicy, kind entitlement.RequestType, person *entitlement.Subject) error {
	if p.AllowedTargetScope != entitlement.ScopeAllExternalUsers || kind != entitlement.RequestUserAdd {
		return nil
	}
	known, err := u.organizationOf(person)
	if err != nil || known != nil {
		return err
	}
	err = u.hasRoom(
		entitlement.KindOrganization, "OrganizationsPerTenant", u.e.config.Limits.OrganizationsPerTenant, store.OrganizationsIndex(),
	)
	if entitlement.CodeOf(err) == entitlement.LimitExceeded {
		return nil // the request goes on without
	}
	if err != nil {
		return err
	}
	o := organizationFor(person)
	if len(o.IdentitySources) == 0 {
		return nil // nothing is known
	}
	o.ID = u.newID(u.at)
	if err := u.nameProposed(&o, person); err != nil {
		return err
	}
	if o.Validate(u.e.config.Limits) != nil {
		return nil // not as an organization could have it
	}
	o.CreatedAt, o.ModifiedAt = stored(zeroTime, u.at)
	record(&u.out, entitlement.ActivityCreateOrganization, nil, &o)
	return u.apply()
}

// organizationFor returns the organization that a person from outside stands for.
func organizationFor(person *entitlement.Subject) entitlement.ConnectedOrganization {
	o := entitlement.ConnectedOrganization{State: entitlement.OrganizationProposed}
	for _, source := range person.IdentitySources() {
		if source.Matches(person) {
			o.IdentitySources = []entitlement.IdentitySource{source}
			break
		}
	}
	return o
}

// nameProposed names an organization after its domain or tenant, or if another is called so, longer.
func (u *unit) nameProposed(o *entitlement.ConnectedOrganization, person *entitlement.Subject) error {
	for _, name := range [...]string{
		cmp.Or(person.Domain, person.TenantID, person.IdentityProvider), o.IdentitySources[0].Key(), o.ID.String(),
	} {
		o.DisplayName = name
		_, taken, err := u.tx.OrganizationByName(name)
		if err != nil || !taken {
			return err
		}
	}
	return nil
}

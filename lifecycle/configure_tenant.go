package lifecycle

import (
	"cmp"
	"context"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// OrganizationInput is a connected organization as it should be.
type OrganizationInput struct {
	Key          string                            `json:"-"`
	Organization entitlement.ConnectedOrganization `json:"organization"`
	// Domains are mail domains as people name them, at most entitlement.ListLength and each once. Each becomes an identity
	// source beside those of Organization: the tenant that owns it, if the directory implements Domains and knows one, else the
	// domain.
	Domains []string `json:"domains,omitempty"`
}

// OrganizationResult is a connected organization as it is stored.
type OrganizationResult struct {
	Organization entitlement.ConnectedOrganization `json:"organization"`
}

// DeleteOrganizationInput names a connected organization to delete.
type DeleteOrganizationInput struct {
	Key          string                     `json:"-"`
	Organization entitlement.OrganizationID `json:"organization"`
}

// CreateOrganization makes a connected organization; without a state, a configured one. An identity source that
// belongs to another organization is refused with AlreadyExists. Domains that are named are looked up.
func (s *Session) CreateOrganization(ctx context.Context, in OrganizationInput) (OrganizationResult, error) {
	return run(ctx, s, command[OrganizationResult]{
		op: "create organization", key: in.Key, input: in, do: func(u *unit) (OrganizationResult, error) {
			return u.saveOrganization(in, (*unit).createOrganization)
		},
	})
}

// saveOrganization carries out a command that saves an organization.
func (u *unit) saveOrganization(
	in OrganizationInput, save func(*unit, entitlement.ConnectedOrganization) (*entitlement.ConnectedOrganization, error),
) (OrganizationResult, error) {
	is, err := u.organizationWith(in)
	if err != nil {
		return OrganizationResult{}, err
	}
	o, err := save(u, is)
	if err == nil {
		err = u.apply() // stamps it
	}
	if err != nil {
		return OrganizationResult{}, err
	}
	return OrganizationResult{o.Clone()}, nil
}

func (u *unit) createOrganization(o entitlement.ConnectedOrganization) (*entitlement.ConnectedOrganization, error) {
	if err := u.authorize(taskOrganizations, entitlement.CatalogID{}); err != nil {
		return nil, err
	}
	o.Stamp = entitlement.Stamp{}
	o.State = cmp.Or(o.State, entitlement.OrganizationConfigured)
	if err := freshID(u, entitlement.KindOrganization, &o.ID, had(u, &u.e.schema.Organizations, &o.ID, 0)); err != nil {
		return nil, err
	}
	if err := u.checkOrganization(&o); err != nil {
		return nil, err
	}
	if err := u.hasRoom(
		entitlement.KindOrganization, "OrganizationsPerTenant", u.e.config.Limits.OrganizationsPerTenant, store.OrganizationsIndex(),
	); err != nil {
		return nil, err
	}
	o.CreatedAt, o.ModifiedAt = stored(zeroTime, u.at)
	record(&u.out, entitlement.ActivityCreateOrganization, nil, &o)
	return &o, nil
}

func (u *unit) checkOrganization(o *entitlement.ConnectedOrganization) error {
	if err := o.Validate(u.e.config.Limits); err != nil {
		return err
	}
	for _, source := range o.IdentitySources {
		id, found, err := u.tx.OrganizationBySource(source)
		if err != nil {
			return err
		}
		if found && id != o.ID {
			return exists(entitlement.KindOrganization, id.String(), "the "+source.Key()+" belongs to it")
		}
	}
	return named(entitlement.KindOrganization, o.ID, o.DisplayName, func() (entitlement.OrganizationID, bool, error) {
		return u.tx.OrganizationByName(o.DisplayName)
	})
}

// UpdateOrganization replaces a connected organization. It affects who may ask from now on.
func (s *Session) UpdateOrganization(ctx context.Context, in OrganizationInput) (OrganizationResult, error) {
	return run(ctx, s, command[OrganizationResult]{
		op: "update organization", key: in.Key, input: in, do: func(u *unit) (OrganizationResult, error) {
			return u.saveOrganization(in, (*unit).updateOrganization)
		},
	})
}

func (u *unit) updateOrganization(o entitlement.ConnectedOrganization) (*entitlement.ConnectedOrganization, error) {
	before, err := u.knownOrganization(o.ID)
	if err != nil {
		return nil, err
	}
	if err := u.authorize(taskOrganizations, entitlement.CatalogID{}); err != nil {
		return nil, err
	}
	if err := checkBase(entitlement.KindOrganization, o.ID.String(), o.Version, before.Version); err != nil {
		return nil, err
	}
	o.State = cmp.Or(o.State, before.State)
	if err := u.checkOrganization(&o); err != nil {
		return nil, err
	}
	o.CreatedAt, o.ModifiedAt = stored(before.CreatedAt, u.at)
	record(&u.out, entitlement.ActivityUpdateOrganization, before, &o)
	return &o, nil
}

// DeleteOrganization removes a connected organization. Live assignments of its people stay; policies that name it take
// nobody from it any more.
func (s *Session) DeleteOrganization(ctx context.Context, in DeleteOrganizationInput) (Deleted, error) {
	return run(ctx, s, command[Deleted]{op: "delete organization", key: in.Key, input: in, do: func(u *unit) (Deleted, error) {
		if err := u.deleteOrganization(in.Organization); err != nil {
			return Deleted{}, err
		}
		return Deleted{}, u.apply()
	}})
}

func (u *unit) deleteOrganization(id entitlement.OrganizationID) error {
	o, err := u.knownOrganization(id)
	if err != nil {
		return err
	}
	if err := u.authorize(taskOrganizations, entitlement.CatalogID{}); err != nil {
		return err
	}
	record[entitlement.ConnectedOrganization](&u.out, entitlement.ActivityDeleteOrganization, o, nil)
	return nil
}

func (u *unit) knownOrganization(id entitlement.OrganizationID) (*entitlement.ConnectedOrganization, error) {
	o, err := u.organization(id)
	if err == nil && o == nil {
		err = notFound(entitlement.KindOrganization, id.String())
	}
	return o, err
}

// RoleInput gives a role to a user or group.
type RoleInput struct {
	Key  string                     `json:"-"`
	Role entitlement.RoleAssignment `json:"role"`
}

// RoleResult is a role assignment as it is stored.
type RoleResult struct {
	Role entitlement.RoleAssignment `json:"role"`
}

// RemoveRoleInput names a role assignment to take back.
type RemoveRoleInput struct {
	Key  string                       `json:"-"`
	Role entitlement.RoleAssignmentID `json:"role"`
}

// AssignRole gives a role. Catalog creators and administrators of connected organizations are appointed by an administrator of
// the tenant, administrators of the tenant by a global administrator, and catalog roles are given by the owner of the catalog
// . The same role for the same principal twice is refused with AlreadyExists.
func (s *Session) AssignRole(ctx context.Context, in RoleInput) (RoleResult, error) {
	return run(ctx, s, command[RoleResult]{op: "assign role", key: in.Key, input: in, do: func(u *unit) (RoleResult, error) {
		a, err := u.assignRole(in.Role)
		if err == nil {
			err = u.apply() // stamps it
		}
		if err != nil {
			return RoleResult{}, err
		}
		return RoleResult{*a}, nil
	}})
}

func (u *unit) assignRole(a entitlement.RoleAssignment) (*entitlement.RoleAssignment, error) {
	if err := a.Validate(); err != nil {
		return nil, err
	}
	if err := u.mayAppoint(&a); err != nil {
		return nil, err
	}
	a.Stamp = entitlement.Stamp{}
	if err := freshID(u, entitlement.KindRoleAssignment, &a.ID, had(u, &u.e.schema.Roles, &a.ID, 0)); err != nil {
		return nil, err
	}
	others, err := u.rolesIn(a.Catalog)
	if err != nil {
		return nil, err
	}
	for _, other := range others {
		if other.Role == a.Role && other.Principal.UserID == a.Principal.UserID && other.Principal.GroupID == a.Principal.GroupID {
			return nil, exists(entitlement.KindRoleAssignment, other.ID.String(), "the principal has the role already")
		}
	}
	if limit := u.e.config.Limits.RoleAssignmentsPerCatalog; len(others) >= limit {
		return nil, limitReached(entitlement.KindRoleAssignment, "RoleAssignmentsPerCatalog", limit)
	}
	a.CreatedAt = u.at
	record(&u.out, entitlement.ActivityAddRole, nil, &a)
	return &a, nil
}

// mayAppoint refuses to give or take a role that is not the actor's to give.
func (u *unit) mayAppoint(a *entitlement.RoleAssignment) error {
	switch {
	case a.Role == entitlement.RoleGlobalAdministrator || a.Role == entitlement.RoleGovernanceAdministrator:
		return u.authorize(taskAppointAdministrators, entitlement.CatalogID{})
	case a.Role.IsTenantRole():
		return u.authorize(taskAppointCreators, entitlement.CatalogID{})
	}
	if _, err := u.knownCatalog(a.Catalog); err != nil {
		return err
	}
	return u.authorize(taskManageCatalog, a.Catalog)
}

// RemoveRole takes a role back. It needs the same right as giving it.
func (s *Session) RemoveRole(ctx context.Context, in RemoveRoleInput) (Deleted, error) {
	return run(ctx, s, command[Deleted]{op: "remove role", key: in.Key, input: in, do: func(u *unit) (Deleted, error) {
		if err := u.removeRole(in.Role); err != nil {
			return Deleted{}, err
		}
		return Deleted{}, u.apply()
	}})
}

func (u *unit) removeRole(id entitlement.RoleAssignmentID) error {
	a, err := u.knownRole(id)
	if err != nil {
		return err
	}
	if err := u.mayAppoint(a); err != nil {
		return err
	}
	record[entitlement.RoleAssignment](&u.out, entitlement.ActivityRemoveRole, a, nil)
	return nil
}

func (u *unit) knownRole(id entitlement.RoleAssignmentID) (*entitlement.RoleAssignment, error) {
	a, found, err := load(u, &u.e.schema.Roles, id)
	if err == nil && !found {
		err = notFound(entitlement.KindRoleAssignment, id.String())
	}
	return a, err
}

// SettingsInput is the tenant's settings as they should be.
type SettingsInput struct {
	Key      string               `json:"-"`
	Settings entitlement.Settings `json:"settings"`
}

// SettingsResult is the settings as they are stored.
type SettingsResult struct {
	Settings entitlement.Settings `json:"settings"`
}

// UpdateSettings replaces the tenant's settings. What happens to guests changes for later losses only: accounts that wait
// for their deletion are still deleted on their day.
func (s *Session) UpdateSettings(ctx context.Context, in SettingsInput) (SettingsResult, error) {
	return run(ctx, s, command[SettingsResult]{op: "update settings", key: in.Key, input: in, do: func(u *unit) (SettingsResult, error) {
		settings, err := u.updateSettings(in.Settings.Clone())
		if err == nil {
			err = u.apply() // stamps it
		}
		if err != nil {
			return SettingsResult{}, err
		}
		return SettingsResult{settings.Clone()}, nil
	}})
}

func (u *unit) updateSettings(settings entitlement.Settings) (*entitlement.Settings, error) {
	if err := u.authorize(taskSettings, entitlement.CatalogID{}); err != nil {
		return nil, err
	}
	before, err := u.settings()
	if err != nil {
		return nil, err
	}
	if err := checkBase(entitlement.KindSettings, "", settings.Version, before.Version); err != nil {
		return nil, err
	}
	if err := settings.Validate(); err != nil {
		return nil, err
	}
	settings.ModifiedAt = u.at
	record(&u.out, entitlement.ActivityUpdateSettings, before, &settings)
	return &settings, nil
}

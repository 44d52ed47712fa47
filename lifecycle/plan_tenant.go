package lifecycle

import (
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/store"
)

func (r *reconciliation) organizations() error {
	if len(r.objects.Organizations) > 0 || r.prune {
		if err := r.authorize(taskOrganizations, entitlement.CatalogID{}); err != nil {
			return err
		}
	}
	for i := range r.objects.Organizations {
		if err := r.organizationOf(&r.objects.Organizations[i]); err != nil {
			return err
		}
	}
	if !r.prune {
		return nil
	}
	return prune(r, entitlement.KindOrganization, store.OrganizationsIndex(), r.knownOrganization,
		func(o *entitlement.ConnectedOrganization) string { return o.DisplayName },
		func(o *entitlement.ConnectedOrganization) error {
			r.add(o.ID, PlannedChange{
				Action: PlanDelete, Kind: entitlement.KindOrganization, Path: o.DisplayName,
				Effect: EffectNewAssignmentsOnly,
			}, planStep{phase: phaseDelete, do: func() error { return r.deleteOrganization(o.ID) }})
			return nil
		})
}

func (r *reconciliation) organizationOf(is *entitlement.ConnectedOrganization) error {
	was, err := r.organization(is.ID)
	if err != nil {
		return err
	}
	if was == nil {
		r.add(is.ID, PlannedChange{
			Action: PlanCreate, Kind: entitlement.KindOrganization, Path: is.DisplayName, Effect: EffectNewAssignmentsOnly,
		}, planStep{phase: phaseOrganizations, do: func() error {
			_, err := r.createOrganization(is.Clone())
			return err
		}})
		return nil
	}
	fields := spec.OrganizationOf(is).Differences(spec.OrganizationOf(was))
	if len(fields) == 0 {
		return nil
	}
	r.add(is.ID, PlannedChange{
		Action: PlanUpdate, Kind: entitlement.KindOrganization, Path: is.DisplayName, Fields: fields, Effect: unlessText(fields),
	}, planStep{phase: phaseOrganizations, do: func() error {
		_, err := r.updateOrganization(is.Clone())
		return err
	}})
	return nil
}

func (r *reconciliation) tenantRoles() error {
	if len(r.objects.Roles) > 0 || r.prune {
		if err := r.authorize(taskView, entitlement.CatalogID{}); err != nil {
			return err
		}
	}
	for i := range r.objects.Roles {
		if err := r.roleOf(&r.objects.Roles[i], ""); err != nil {
			return err
		}
	}
	if !r.prune {
		return nil
	}
	return r.pruneRoles(entitlement.CatalogID{}, "")
}

// roleOf compares a role assignment. The catalog's name is "" for those of the tenant.
func (r *reconciliation) roleOf(is *entitlement.RoleAssignment, catalog string) error {
	path := rolePath(is, catalog)
	was, found, err := load(r.unit, &r.e.schema.Roles, is.ID)
	if err != nil {
		return err
	}
	if found {
		if was.Catalog != is.Catalog || was.Role != is.Role || !samePrincipal(was.Principal, is.Principal) {
			return &entitlement.Error{
				Code: entitlement.InvalidArgument, Kind: entitlement.KindRoleAssignment, ID: is.ID.String(),
				Detail: path + ": a role assignment cannot change: leave out its id to make another",
			}
		}
		return nil
	}
	r.add(is.ID, PlannedChange{Action: PlanCreate, Kind: entitlement.KindRoleAssignment, Path: path, Effect: EffectNone},
		planStep{phase: phaseAppoint, do: func() error { return r.appoint(*is) }})
	return nil
}

// appoint gives a role, unless making the catalog has given it already.
func (r *reconciliation) appoint(is entitlement.RoleAssignment) error {
	held, err := r.rolesIn(is.Catalog)
	if err != nil {
		return err
	}
	if r.fresh[objectID{entitlement.KindRoleAssignment, is.ID}] &&
		slices.ContainsFunc(held, func(a entitlement.RoleAssignment) bool {
			return a.Role == is.Role && samePrincipal(a.Principal, is.Principal)
		}) {
		return nil
	}
	_, err = r.assignRole(is)
	return err
}

func (r *reconciliation) pruneRoles(catalog entitlement.CatalogID, name string) error {
	return prune(r, entitlement.KindRoleAssignment, store.RolesIn(catalog), r.knownRole,
		func(a *entitlement.RoleAssignment) string { return rolePath(a, name) },
		func(a *entitlement.RoleAssignment) error {
			r.add(a.ID, PlannedChange{
				Action: PlanDelete, Kind: entitlement.KindRoleAssignment, Path: rolePath(a, name), Effect: EffectNone,
			}, planStep{phase: phaseDismiss, do: func() error { return r.removeRole(a.ID) }})
			return nil
		})
}

func rolePath(a *entitlement.RoleAssignment, catalog string) string {
	path := a.Role.String() + " of " + a.Principal.String()
	if catalog == "" {
		return path
	}
	return under(catalog, path)
}

func (r *reconciliation) tenantSettings() error {
	if r.objects.Settings == nil {
		return nil
	}
	if err := r.authorize(taskSettings, entitlement.CatalogID{}); err != nil {
		return err
	}
	was, err := r.settings()
	if err != nil {
		return err
	}
	is := r.objects.Settings.Clone()
	fields := spec.SettingsOf(&is).Differences(spec.SettingsOf(was))
	if len(fields) == 0 {
		return nil
	}
	c := PlannedChange{Action: PlanUpdate, Kind: entitlement.KindSettings, Fields: fields, Effect: EffectNone}
	if slices.ContainsFunc(fields, func(d spec.Difference) bool { return d.Field == "allowedDomains" || d.Field == "blockedDomains" }) {
		c.Effect = EffectNewAssignmentsOnly // who can be invited; what happens to guests later takes no access
	}
	r.add([16]byte{}, c, planStep{phase: phaseAppoint, do: func() error {
		_, err := r.updateSettings(is)
		return err
	}})
	return nil
}

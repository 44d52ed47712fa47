package lifecycle

import (
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

func (r *reconciliation) resourceOf(is *entitlement.Resource, catalog string) error {
	path := under(catalog, is.DisplayName)
	was, err := r.resource(is.ID)
	if err != nil {
		return err
	}
	if was == nil {
		r.managed = append(r.managed, is)
		r.add(is.ID, PlannedChange{Action: PlanCreate, Kind: entitlement.KindResource, Path: path, Effect: EffectNone},
			planStep{phase: phaseResources, do: func() error {
				_, err := r.addResource(is.Clone())
				return err
			}})
		return nil
	}
	if was.Catalog != is.Catalog {
		return moved(entitlement.KindResource, is.ID.String(), path)
	}
	fields := spec.ResourceOf(is).Differences(spec.ResourceOf(was))
	if len(fields) == 0 {
		return nil
	}
	r.managed = append(r.managed, was)
	r.add(is.ID, PlannedChange{
		Action: PlanUpdate, Kind: entitlement.KindResource, Path: path, Fields: fields, Effect: EffectNone,
	}, r.resourceSteps(was, is)...)
	return nil
}

// resourceSteps change a resource. Roles that go have to wait until no package uses them, roles that come are waited for by
// packages: where a resource has both, it has all of them in between.
func (r *reconciliation) resourceSteps(was, is *entitlement.Resource) []planStep {
	update := func(to entitlement.Resource) func() error {
		return func() error {
			_, err := r.updateResource(to.Clone())
			return err
		}
	}
	both := is.Clone()
	for _, role := range was.Roles {
		if !is.HasRole(role.OriginID) {
			both.Roles = append(both.Roles, role)
		}
	}
	both.UsableRoles = min(was.UsableRoles, is.UsableRoles) // the wider one
	gains := is.UsableRoles < was.UsableRoles ||
		slices.ContainsFunc(is.Roles, func(role entitlement.ResourceRole) bool { return !was.HasRole(role.OriginID) })
	switch loses := len(both.Roles) > len(is.Roles); {
	case !loses:
		return []planStep{{phase: phaseResources, do: update(*is)}}
	case !gains:
		return []planStep{{phase: phaseRelease, do: update(*is)}}
	}
	return []planStep{{phase: phaseResources, do: update(both)}, {phase: phaseRelease, do: update(*is)}}
}

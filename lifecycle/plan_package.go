package lifecycle

import (
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/store"
)

// packageOf compares an access package and its policies.
func (r *reconciliation) packageOf(o *spec.PackageObjects, catalog string) error {
	is, path := &o.Package, under(catalog, o.Package.DisplayName)
	was, err := r.pkg(is.ID)
	if err != nil {
		return err
	}
	switch {
	case was == nil:
		r.add(is.ID, PlannedChange{Action: PlanCreate, Kind: entitlement.KindAccessPackage, Path: path, Effect: EffectNone},
			r.newPackage(is)...)
	case was.Catalog != is.Catalog:
		return moved(entitlement.KindAccessPackage, is.ID.String(), path)
	default:
		if err := r.samePackage(was, is, path); err != nil {
			return err
		}
	}
	for i := range o.Policies {
		if err := r.policyOf(&o.Policies[i], path); err != nil {
			return err
		}
	}
	if !r.prune {
		return nil
	}
	return prune(r, entitlement.KindPolicy, store.PoliciesOf(is.ID), r.knownPolicy,
		func(p *entitlement.AssignmentPolicy) string { return p.DisplayName },
		func(p *entitlement.AssignmentPolicy) error {
			r.add(p.ID, PlannedChange{
				Action: PlanDelete, Kind: entitlement.KindPolicy, Path: under(path, p.DisplayName), Effect: EffectNewAssignmentsOnly,
			}, planStep{phase: phaseDelete, do: func() error { return r.deletePolicy(p.ID) }})
			return nil
		})
}

// newPackage makes an access package. Incompatible packages that are new too may not be there yet: they follow.
func (r *reconciliation) newPackage(is *entitlement.AccessPackage) []planStep {
	first := is.Clone()
	first.IncompatiblePackages = slices.DeleteFunc(first.IncompatiblePackages, func(id entitlement.AccessPackageID) bool {
		stored, err := r.pkg(id)
		return err == nil && stored == nil
	})
	steps := []planStep{{phase: phaseNewPackages, do: func() error {
		_, err := r.createPackage(first.Clone())
		return err
	}}}
	if len(first.IncompatiblePackages) < len(is.IncompatiblePackages) {
		steps = append(steps, r.updatePackageStep(is))
	}
	return steps
}

func (r *reconciliation) updatePackageStep(is *entitlement.AccessPackage) planStep {
	return planStep{phase: phasePackages, do: func() error {
		_, err := r.updatePackage(is.Clone())
		return err
	}}
}

// samePackage compares an access package with the one that it was.
func (r *reconciliation) samePackage(was, is *entitlement.AccessPackage, path string) error {
	fields := r.differences(func(n spec.Naming) []spec.Difference {
		return n.AccessPackage(is).Differences(n.AccessPackage(was))
	})
	if len(fields) == 0 {
		return nil
	}
	c := PlannedChange{
		Action: PlanUpdate, Kind: entitlement.KindAccessPackage, Path: path, Fields: fields, Effect: unlessText(fields),
	}
	lost, gained := without(was.Roles, is.Roles), without(is.Roles, was.Roles)
	switch {
	case len(lost) > 0:
		c.Effect = EffectEndsAccess
	case len(gained) > 0:
		c.Effect = EffectInPlace
	}
	if len(lost)+len(gained) > 0 {
		var err error
		if c.Assignments, err = r.live(is.ID, entitlement.PolicyID{}, countAll); err != nil {
			return err
		}
	}
	r.add(is.ID, c, r.updatePackageStep(is))
	return nil
}

// prunePackages deletes the access packages of a catalog that the document does not have. Who has one keeps it to the end
//
func (r *reconciliation) prunePackages(catalog entitlement.CatalogID, name string) error {
	return prune(r, entitlement.KindAccessPackage, store.PackagesOf(catalog), r.knownPackage,
		func(p *entitlement.AccessPackage) string { return p.DisplayName },
		func(p *entitlement.AccessPackage) error {
			live, err := r.live(p.ID, entitlement.PolicyID{}, countAll)
			if err != nil {
				return err
			}
			c := PlannedChange{
				Action: PlanDelete, Kind: entitlement.KindAccessPackage, Path: under(name, p.DisplayName), Effect: EffectInPlace,
				Assignments: live,
			}
			r.add(p.ID, c, planStep{phase: phaseDelete, do: func() error { return r.deletePackage(p.ID) }})
			return nil
		})
}

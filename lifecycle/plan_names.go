package lifecycle

import (
	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

// names refers to objects as people know them, for plans: by the names that they are to have, or else have. Where a name
// stands for two objects, plans fall back to ids: see differences.
func (r *reconciliation) names() spec.Naming {
	resources := map[entitlement.ResourceID]string{}
	packages := map[entitlement.AccessPackageID]spec.PackageRef{}
	organizations := map[entitlement.OrganizationID]string{}
	for i := range r.objects.Catalogs {
		c := &r.objects.Catalogs[i]
		for _, resource := range c.Resources {
			resources[resource.ID] = resource.DisplayName
		}
		for j := range c.Packages {
			p := &c.Packages[j].Package
			packages[p.ID] = spec.PackageRef{Catalog: spec.Ref(c.Catalog.DisplayName), AccessPackage: spec.Ref(p.DisplayName)}
		}
	}
	for i := range r.objects.Organizations {
		organizations[r.objects.Organizations[i].ID] = r.objects.Organizations[i].DisplayName
	}
	return spec.Naming{
		Resource: func(id entitlement.ResourceID) spec.Ref {
			if name, found := resources[id]; found {
				return spec.Ref(name)
			}
			if stored, err := r.resource(id); err == nil && stored != nil {
				return spec.Ref(stored.DisplayName)
			}
			return spec.RefTo(id)
		},
		Package: func(_ entitlement.CatalogID, id entitlement.AccessPackageID) spec.PackageRef {
			if ref, found := packages[id]; found {
				return ref
			}
			if stored, err := r.pkg(id); err == nil && stored != nil {
				return spec.PackageRef{AccessPackage: spec.Ref(stored.DisplayName)}
			}
			return spec.PackageRef{AccessPackage: spec.RefTo(id)}
		},
		Organization: func(id entitlement.OrganizationID) spec.Ref {
			if name, found := organizations[id]; found {
				return spec.Ref(name)
			}
			if stored, err := r.organization(id); err == nil && stored != nil {
				return spec.Ref(stored.DisplayName)
			}
			return spec.RefTo(id)
		},
	}
}

// differences compares two objects that refer to others. What counts are the ids; what is shown are names, as long as they
// show every difference.
func (r *reconciliation) differences(compare func(spec.Naming) []spec.Difference) []spec.Difference {
	byID := compare(spec.Naming{})
	if len(byID) == 0 {
		return nil
	}
	if byName := compare(r.naming); len(byName) == len(byID) {
		return byName
	}
	return byID
}

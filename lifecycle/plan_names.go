package lifecycle

import (
	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

// planNames refers to objects as people know them: by the names that they are to have, or else have. What has none is
// referred to by its id. Where a name stands for two objects, plans fall back to ids: see differences.
type planNames struct {
	*unit
	catalogs      map[entitlement.CatalogID]string
	resources     map[entitlement.ResourceID]string
	packages      map[entitlement.AccessPackageID]*entitlement.AccessPackage
	organizations map[entitlement.OrganizationID]string
}

func (r *reconciliation) names() spec.Naming {
	n := &planNames{
		unit: r.unit, catalogs: map[entitlement.CatalogID]string{}, resources: map[entitlement.ResourceID]string{},
		packages:      map[entitlement.AccessPackageID]*entitlement.AccessPackage{},
		organizations: map[entitlement.OrganizationID]string{},
	}
	for i := range r.objects.Catalogs {
		c := &r.objects.Catalogs[i]
		n.catalogs[c.Catalog.ID] = c.Catalog.DisplayName
		for j := range c.Resources {
			n.resources[c.Resources[j].ID] = c.Resources[j].DisplayName
		}
		for j := range c.Packages {
			n.packages[c.Packages[j].Package.ID] = &c.Packages[j].Package
		}
	}
	for i := range r.objects.Organizations {
		n.organizations[r.objects.Organizations[i].ID] = r.objects.Organizations[i].DisplayName
	}
	return spec.Naming{Resource: n.resourceRef, Package: n.packageRef, Organization: n.organizationRef}
}

func (n *planNames) resourceRef(id entitlement.ResourceID) spec.Ref {
	if name, found := n.resources[id]; found {
		return spec.Ref(name)
	}
	if stored, err := n.resource(id); err == nil && stored != nil {
		return spec.Ref(stored.DisplayName)
	}
	return spec.RefTo(id)
}

func (n *planNames) packageRef(from entitlement.CatalogID, id entitlement.AccessPackageID) spec.PackageRef {
	p := n.packages[id]
	if p == nil {
		var err error
		if p, err = n.pkg(id); err != nil || p == nil {
			return spec.PackageRef{AccessPackage: spec.RefTo(id)}
		}
	}
	ref := spec.PackageRef{AccessPackage: spec.Ref(p.DisplayName)}
	if p.Catalog == from {
		return ref
	}
	if name, found := n.catalogs[p.Catalog]; found {
		ref.Catalog = spec.Ref(name)
	} else if stored, err := n.catalog(p.Catalog); err == nil && stored != nil {
		ref.Catalog = spec.Ref(stored.DisplayName)
	}
	return ref
}

func (n *planNames) organizationRef(id entitlement.OrganizationID) spec.Ref {
	if name, found := n.organizations[id]; found {
		return spec.Ref(name)
	}
	if stored, err := n.organization(id); err == nil && stored != nil {
		return spec.Ref(stored.DisplayName)
	}
	return spec.RefTo(id)
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

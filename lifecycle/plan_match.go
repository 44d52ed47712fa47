package lifecycle

import (
	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

// match gives every object of the document its id: the one that it has, or that of the stored object that it names, or a
// new one.
func (r *reconciliation) match(d *spec.Document) error {
	r.keep(d)
	for i := range d.ConnectedOrganizations {
		o := &d.ConnectedOrganizations[i]
		if err := matchOne(r, entitlement.KindOrganization, &o.ID, func() (entitlement.OrganizationID, bool, error) {
			return r.tx.OrganizationByName(o.DisplayName)
		}); err != nil {
			return err
		}
	}
	for i := range d.Catalogs {
		c := &d.Catalogs[i]
		if err := matchOne(r, entitlement.KindCatalog, &c.ID, func() (entitlement.CatalogID, bool, error) {
			return r.tx.CatalogByName(c.DisplayName)
		}); err != nil {
			return err
		}
		if err := r.matchIn(c); err != nil {
			return err
		}
	}
	return r.matchRoles(entitlement.CatalogID{}, d.RoleAssignments)
}

func (r *reconciliation) matchIn(c *spec.Catalog) error {
	for i := range c.Resources {
		resource := &c.Resources[i]
		if err := matchOne(r, entitlement.KindResource, &resource.ID, func() (entitlement.ResourceID, bool, error) {
			return r.tx.ResourceByOrigin(c.ID, resource.Type, resource.OriginID)
		}); err != nil {
			return err
		}
	}
	for i := range c.AccessPackages {
		p := &c.AccessPackages[i]
		if err := matchOne(r, entitlement.KindAccessPackage, &p.ID, func() (entitlement.AccessPackageID, bool, error) {
			return r.tx.PackageByName(c.ID, p.DisplayName)
		}); err != nil {
			return err
		}
		for j := range p.AssignmentPolicies {
			a := &p.AssignmentPolicies[j]
			if err := matchOne(r, entitlement.KindPolicy, &a.ID, func() (entitlement.PolicyID, bool, error) {
				return r.tx.PolicyByName(p.ID, a.DisplayName)
			}); err != nil {
				return err
			}
		}
	}
	return r.matchRoles(c.ID, c.RoleAssignments)
}

func (r *reconciliation) matchRoles(catalog entitlement.CatalogID, list []spec.RoleAssignment) error {
	if len(list) == 0 {
		return nil
	}
	held, err := r.rolesIn(catalog)
	if err != nil {
		return err
	}
	for i := range list {
		a := &list[i]
		if err := matchOne(r, entitlement.KindRoleAssignment, &a.ID, func() (entitlement.RoleAssignmentID, bool, error) {
			for j := range held {
				if held[j].Role == a.Role && samePrincipal(held[j].Principal, a.Principal) {
					return held[j].ID, true, nil
				}
			}
			return entitlement.RoleAssignmentID{}, false, nil
		}); err != nil {
			return err
		}
	}
	return nil
}

func samePrincipal(a, b entitlement.SubjectSet) bool {
	return a.UserID == b.UserID && a.GroupID == b.GroupID
}

// keep notes the ids that the document gives, before any name is looked up: an object that is meant by its id is not also
// meant by the name that it loses.
func (r *reconciliation) keep(d *spec.Document) {
	for i := range d.ConnectedOrganizations {
		keepOne(r, entitlement.KindOrganization, d.ConnectedOrganizations[i].ID)
	}
	for i := range d.Catalogs {
		c := &d.Catalogs[i]
		if c.IsGeneral() {
			c.ID = entitlement.GeneralCatalogID()
		}
		keepOne(r, entitlement.KindCatalog, c.ID)
		for j := range c.Resources {
			keepOne(r, entitlement.KindResource, c.Resources[j].ID)
		}
		for j := range c.AccessPackages {
			p := &c.AccessPackages[j]
			keepOne(r, entitlement.KindAccessPackage, p.ID)
			for k := range p.AssignmentPolicies {
				keepOne(r, entitlement.KindPolicy, p.AssignmentPolicies[k].ID)
			}
		}
		for _, a := range c.RoleAssignments {
			keepOne(r, entitlement.KindRoleAssignment, a.ID)
		}
	}
	for _, a := range d.RoleAssignments {
		keepOne(r, entitlement.KindRoleAssignment, a.ID)
	}
}

func keepOne[T any](r *reconciliation, kind entitlement.Kind, id entitlement.ID[T]) {
	if !id.IsZero() {
		r.kept[objectID{kind, id}] = true
	}
}

// matchOne sets an id that is not given.
func matchOne[T any](
	r *reconciliation, kind entitlement.Kind, id *entitlement.ID[T], named func() (entitlement.ID[T], bool, error),
) error {
	if !id.IsZero() {
		return nil
	}
	stored, found, err := named()
	if err != nil {
		return err
	}
	if found && !r.kept[objectID{kind, stored}] {
		*id = stored
	} else {
		*id = r.newID(r.at)
		r.fresh[objectID{kind, *id}] = true
	}
	r.kept[objectID{kind, *id}] = true
	return nil
}

package spec

import (
	"cmp"
	"slices"
	"strings"

	"example.com/tenure/entitlement"
)

// Document returns the document that describes the objects: with their ids, in the order of their names, references by name
// where that is unambiguous, and without what absence says as well. Objects of the document are the objects again.
func (o *Objects) Document() Document {
	n := o.naming()
	var d Document
	for i := range o.Catalogs {
		d.Catalogs = append(d.Catalogs, n.contents(&o.Catalogs[i]))
	}
	for i := range o.Organizations {
		d.ConnectedOrganizations = append(d.ConnectedOrganizations, OrganizationOf(&o.Organizations[i]).trimmed())
	}
	d.RoleAssignments = rolesOf(o.Roles)
	if o.Settings != nil {
		d.Settings = new(SettingsOf(o.Settings))
	}
	byName(d.Catalogs, func(c *Catalog) string { return c.DisplayName })
	byName(d.ConnectedOrganizations, func(o *ConnectedOrganization) string { return o.DisplayName })
	return d
}

func (n Naming) contents(o *CatalogObjects) Catalog {
	c := CatalogOf(&o.Catalog).trimmed()
	for i := range o.Resources {
		c.Resources = append(c.Resources, ResourceOf(&o.Resources[i]).trimmed())
	}
	for i := range o.Packages {
		p := n.AccessPackage(&o.Packages[i].Package)
		for j := range o.Packages[i].Policies {
			p.AssignmentPolicies = append(p.AssignmentPolicies, n.Policy(&o.Packages[i].Policies[j]).trimmed())
		}
		byName(p.AssignmentPolicies, func(p *Policy) string { return p.DisplayName })
		c.AccessPackages = append(c.AccessPackages, p)
	}
	c.RoleAssignments = rolesOf(o.Roles)
	byName(c.Resources, func(r *Resource) string { return r.DisplayName })
	byName(c.AccessPackages, func(p *AccessPackage) string { return p.DisplayName })
	return c
}

func rolesOf(list []entitlement.RoleAssignment) []RoleAssignment {
	var out []RoleAssignment
	for i := range list {
		out = append(out, RoleOf(&list[i]))
	}
	slices.SortStableFunc(out, func(a, b RoleAssignment) int {
		return cmp.Or(cmp.Compare(a.Role, b.Role), strings.Compare(a.Principal.String(), b.Principal.String()))
	})
	return out
}

// byName sorts by name and, where names are the same, keeps the order.
func byName[T any](list []T, name func(*T) string) {
	slices.SortStableFunc(list, func(a, b T) int {
		return cmp.Or(strings.Compare(fold(name(&a)), fold(name(&b))), strings.Compare(name(&a), name(&b)))
	})
}

// trimmed objects say nothing that their absence says as well.

func (c Catalog) trimmed() Catalog {
	if c.Type == entitlement.CatalogUserManaged || c.Type == entitlement.CatalogServiceDefault {
		c.Type = 0
	}
	if c.State == entitlement.CatalogPublished {
		c.State = 0
	}
	if *c.IsExternallyVisible {
		c.IsExternallyVisible = nil
	}
	return c
}

func (r Resource) trimmed() Resource {
	if slices.Equal(r.Roles, entitlement.Resource{Type: r.Type}.WithDefaultRoles().Roles) {
		r.Roles = nil
	}
	return r
}

func (p Policy) trimmed() Policy {
	implied := Policy{SpecificAllowedTargets: p.SpecificAllowedTargets}
	if p.AllowedTargetScope == implied.scope() {
		p.AllowedTargetScope = entitlement.ScopeNotSpecified
	}
	return p
}

func (o ConnectedOrganization) trimmed() ConnectedOrganization {
	if o.State == entitlement.OrganizationConfigured {
		o.State = 0
	}
	return o
}

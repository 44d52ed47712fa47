package sim

import (
	"iter"
	"slices"
	"strings"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// Offer is an access package, with everything that it needs, in the catalog General.
type Offer struct {
	Name  string
	Roles []string // "CRM/User": the resource, and the role behind the last slash
	// Policy says who may have it; its package is filled in, and its display name if it has none.
	Policy entitlement.AssignmentPolicy
	// Approvers have to approve, in one stage more at the end of the policy's, and switch its approval on. None change nothing.
	Approvers []entitlement.SubjectSet
	// Extensions are custom extensions that the policy may have called. The catalog gets those that it does not have.
	Extensions []entitlement.CustomExtension
}

// Offer makes an access package with one policy, and the resources that are not there yet: a group where a role is Member
// or Owner, otherwise an application. A resource's origin is its name. It refuses what the engine's commands refuse; run
// again after a crash, it goes on where it was.
func (w *World) Offer(o Offer) (entitlement.AccessPackageID, error) {
	roles, err := w.offerRoles(o)
	if err != nil {
		return entitlement.AccessPackageID{}, err
	}
	if err := w.offerExtensions(o.Extensions); err != nil {
		return entitlement.AccessPackageID{}, err
	}
	ctx, admin, key := w.options.Context, w.Admin(), "offer "+o.Name
	made, err := admin.CreatePackage(ctx, lifecycle.PackageInput{
		Key: key, Package: entitlement.AccessPackage{DisplayName: o.Name, Description: o.Name, Roles: roles},
	})
	if err != nil {
		return entitlement.AccessPackageID{}, err
	}
	o.Policy.Package = made.Package.ID
	if o.Policy.DisplayName == "" {
		o.Policy.DisplayName = "Standard"
	}
	if len(o.Approvers) > 0 {
		approval := &o.Policy.RequestApprovalSettings
		approval.IsApprovalRequiredForAdd = true
		approval.Stages = append(slices.Clone(approval.Stages), entitlement.StageSettings{PrimaryApprovers: o.Approvers})
	}
	_, err = admin.CreatePolicy(ctx, lifecycle.PolicyInput{Key: key + ", policy", Policy: o.Policy})
	return made.Package.ID, err
}

// offerExtensions makes the custom extensions of an offer that are missing.
func (w *World) offerExtensions(list []entitlement.CustomExtension) error {
	if len(list) == 0 {
		return nil
	}
	ctx, admin := w.options.Context, w.Admin()
	for c, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[entitlement.Catalog], error) {
		return admin.Catalogs(ctx, lifecycle.CatalogsInput{Page: p})
	}) {
		if err != nil || c.ID != entitlement.GeneralCatalogID() {
			if err != nil {
				return err
			}
			continue
		}
		had := len(c.CustomExtensions)
		for _, x := range list {
			if c.CustomExtension(x.ID) == nil {
				c.CustomExtensions = append(c.CustomExtensions, x)
			}
		}
		if len(c.CustomExtensions) == had {
			return nil
		}
		_, err := admin.UpdateCatalog(ctx, lifecycle.CatalogInput{Catalog: c})
		return err
	}
	return nil
}

// offerRoles makes the resources of an offer that are missing and refers to its roles.
func (w *World) offerRoles(o Offer) ([]entitlement.RoleRef, error) {
	declared := map[string][]entitlement.ResourceRole{}
	var order []string
	for _, path := range o.Roles {
		resource, role, err := splitRole(path)
		if err != nil {
			return nil, err
		}
		if declared[resource] == nil {
			order = append(order, resource)
		}
		declared[resource] = append(declared[resource], entitlement.ResourceRole{OriginID: role})
	}
	var refs []entitlement.RoleRef
	for _, name := range order {
		r, err := w.offerResource(name, declared[name])
		if err != nil {
			return nil, err
		}
		for _, role := range declared[name] {
			refs = append(refs, entitlement.RoleRef{Resource: r.ID, Role: role.OriginID})
		}
	}
	return refs, nil
}

// offerResource returns the resource with a name, made or completed so that it has the roles.
func (w *World) offerResource(name string, roles []entitlement.ResourceRole) (entitlement.Resource, error) {
	ctx, admin := w.options.Context, w.Admin()
	for r, err := range w.resources() {
		if err != nil {
			return r, err
		}
		if r.DisplayName != name {
			continue
		}
		had := len(r.Roles)
		for _, role := range roles {
			if !r.HasRole(role.OriginID) {
				r.Roles = append(r.Roles, role)
			}
		}
		if len(r.Roles) == had {
			return r, nil
		}
		changed, err := admin.UpdateResource(ctx, lifecycle.ResourceInput{Resource: r})
		return changed.Resource, err
	}
	resource := entitlement.Resource{
		DisplayName: name, Type: entitlement.ResourceApplication, OriginID: name, Roles: roles,
	}
	if roles[0].OriginID == entitlement.RoleMember || roles[0].OriginID == entitlement.RoleOwner {
		resource.Type, resource.Roles = entitlement.ResourceGroup, nil
	}
	added, err := admin.AddResource(ctx, lifecycle.ResourceInput{Resource: resource})
	return added.Resource, err
}

// resources lists the resources of the catalog General.
func (w *World) resources() iter.Seq2[entitlement.Resource, error] {
	admin := w.Admin()
	return lifecycle.All(func(p lifecycle.Page) (lifecycle.List[entitlement.Resource], error) {
		return admin.Resources(w.options.Context, lifecycle.InCatalogInput{Page: p, Catalog: entitlement.GeneralCatalogID()})
	})
}

// splitRole takes "CRM/User" apart.
func splitRole(path string) (resource string, role entitlement.RoleID, err error) {
	i := strings.LastIndexByte(path, '/')
	if i <= 0 || i == len(path)-1 {
		return "", "", invalid("%q is not a role in the form resource/role", path)
	}
	return path[:i], entitlement.RoleID(path[i+1:]), nil
}

// Package finds an access package by its display name, in any catalog; the first by catalog and id if several have it. It
// refuses with NotFound.
func (w *World) Package(name string) (entitlement.AccessPackageID, error) {
	ctx, admin := w.options.Context, w.Admin()
	for c, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[entitlement.Catalog], error) {
		return admin.Catalogs(ctx, lifecycle.CatalogsInput{Page: p})
	}) {
		if err != nil {
			return entitlement.AccessPackageID{}, err
		}
		for pkg, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[entitlement.AccessPackage], error) {
			return admin.Packages(ctx, lifecycle.InCatalogInput{Page: p, Catalog: c.ID})
		}) {
			if err != nil || pkg.DisplayName == name {
				return pkg.ID, err
			}
		}
	}
	return entitlement.AccessPackageID{}, missing(entitlement.KindAccessPackage, name)
}

package lifecycle

import (
	"context"
	"strings"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// The configuration is read by who has a role in its catalog, or in the tenant. What requestors may see of it, Offers and
// Explain show.

// CatalogsInput asks for the catalogs.
type CatalogsInput struct {
	Page Page
}

// Catalogs lists the catalogs that the actor has a role in, all of them for administrators of the tenant.
func (s *Session) Catalogs(ctx context.Context, in CatalogsInput) (List[entitlement.Catalog], error) {
	return ask(ctx, s, "catalogs", func(u *unit) (List[entitlement.Catalog], error) {
		return listed(u, "catalogs", store.CatalogsIndex(), in.Page, func(id [16]byte) (entitlement.Catalog, bool, error) {
			c, err := u.knownCatalog(id)
			if err != nil {
				return entitlement.Catalog{}, false, err
			}
			err = u.authorize(taskView, id)
			if entitlement.CodeOf(err) == entitlement.Forbidden {
				return entitlement.Catalog{}, false, nil
			}
			return c.Clone(), err == nil, err
		})
	})
}

// InCatalogInput asks for what a catalog contains.
type InCatalogInput struct {
	Page    Page
	Catalog entitlement.CatalogID
}

// Resources lists the resources of a catalog.
func (s *Session) Resources(ctx context.Context, in InCatalogInput) (List[entitlement.Resource], error) {
	return ask(ctx, s, "resources", func(u *unit) (List[entitlement.Resource], error) {
		if err := u.viewCatalog(in.Catalog); err != nil {
			return List[entitlement.Resource]{}, err
		}
		return listed(u, "resources "+in.Catalog.String(), store.ResourcesOf(in.Catalog), in.Page, func(id [16]byte) (entitlement.Resource, bool, error) {
			r, err := u.knownResource(id)
			if err != nil {
				return entitlement.Resource{}, false, err
			}
			return r.Clone(), true, nil
		})
	})
}

// Packages lists the access packages of a catalog.
func (s *Session) Packages(ctx context.Context, in InCatalogInput) (List[entitlement.AccessPackage], error) {
	return ask(ctx, s, "packages", func(u *unit) (List[entitlement.AccessPackage], error) {
		if err := u.viewCatalog(in.Catalog); err != nil {
			return List[entitlement.AccessPackage]{}, err
		}
		return listed(u, "packages "+in.Catalog.String(), store.PackagesOf(in.Catalog), in.Page, func(id [16]byte) (entitlement.AccessPackage, bool, error) {
			p, err := u.knownPackage(id)
			if err != nil {
				return entitlement.AccessPackage{}, false, err
			}
			return p.Clone(), true, nil
		})
	})
}

// RolesInCatalogInput asks for the role assignments of a catalog.
type RolesInCatalogInput struct {
	Page    Page
	Catalog entitlement.CatalogID // zero stands for the tenant
}

// Roles lists the role assignments of a catalog or of the tenant.
func (s *Session) Roles(ctx context.Context, in RolesInCatalogInput) (List[entitlement.RoleAssignment], error) {
	return ask(ctx, s, "roles", func(u *unit) (List[entitlement.RoleAssignment], error) {
		if err := u.authorize(taskView, in.Catalog); err != nil {
			return List[entitlement.RoleAssignment]{}, err
		}
		return listed(u, "roles "+in.Catalog.String(), store.RolesIn(in.Catalog), in.Page, func(id [16]byte) (entitlement.RoleAssignment, bool, error) {
			a, found, err := load(u, &u.e.schema.Roles, id)
			if err != nil || !found {
				return entitlement.RoleAssignment{}, false, err
			}
			return *a, true, nil
		})
	})
}

// PoliciesInput asks for the policies of an access package.
type PoliciesInput struct {
	Package entitlement.AccessPackageID
}

// Policies returns the assignment policies of an access package, by id.
func (s *Session) Policies(ctx context.Context, in PoliciesInput) ([]entitlement.AssignmentPolicy, error) {
	return ask(ctx, s, "policies", func(u *unit) ([]entitlement.AssignmentPolicy, error) {
		if err := u.viewPackage(in.Package); err != nil {
			return nil, err
		}
		policies, err := u.policiesOf(in.Package)
		out := make([]entitlement.AssignmentPolicy, len(policies))
		for i, p := range policies {
			out[i] = p.Clone()
		}
		return out, err
	})
}

// OrganizationsInput asks for the connected organizations.
type OrganizationsInput struct {
	Page Page
	// Search keeps the organizations whose display name contains it, whatever the case. "" keeps all.
	Search string
}

// Organizations lists the connected organizations. It needs an administrator of the tenant or of organizations.
func (s *Session) Organizations(ctx context.Context, in OrganizationsInput) (List[entitlement.ConnectedOrganization], error) {
	return ask(ctx, s, "organizations", func(u *unit) (List[entitlement.ConnectedOrganization], error) {
		if err := u.authorize(taskOrganizations, entitlement.CatalogID{}); err != nil {
			return List[entitlement.ConnectedOrganization]{}, err
		}
		if len(in.Search) > maxSearch {
			return List[entitlement.ConnectedOrganization]{}, invalid("search: is longer than %d bytes", maxSearch)
		}
		name, search := "organizations", strings.ToLower(in.Search)
		if search != "" {
			name += " " + search
		}
		return listed(u, name, store.OrganizationsIndex(), in.Page, func(id [16]byte) (entitlement.ConnectedOrganization, bool, error) {
			o, err := u.knownOrganization(id)
			if err != nil {
				return entitlement.ConnectedOrganization{}, false, err
			}
			return o.Clone(), strings.Contains(strings.ToLower(o.DisplayName), search), nil
		})
	})
}

// Settings returns the tenant's settings. It needs an administrator of the tenant.
func (s *Session) Settings(ctx context.Context) (entitlement.Settings, error) {
	return ask(ctx, s, "settings", func(u *unit) (entitlement.Settings, error) {
		if err := u.authorize(taskSettings, entitlement.CatalogID{}); err != nil {
			return entitlement.Settings{}, err
		}
		settings, err := u.settings()
		if err != nil {
			return entitlement.Settings{}, err
		}
		return settings.Clone(), nil
	})
}

func (u *unit) viewCatalog(id entitlement.CatalogID) error {
	if _, err := u.knownCatalog(id); err != nil {
		return err
	}
	return u.authorize(taskView, id)
}

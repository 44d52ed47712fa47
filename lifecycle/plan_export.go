package lifecycle

import (
	"context"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/store"
)

// Document returns the stored configuration as a document, with all ids. Planning it plans nothing. It needs an administrator
// of the tenant.
func (s *Session) Document(ctx context.Context) (spec.Document, error) {
	return ask(ctx, s, "document", func(u *unit) (spec.Document, error) {
		if err := u.authorize(taskSettings, entitlement.CatalogID{}); err != nil {
			return spec.Document{}, err
		}
		var out spec.Objects
		ids, err := u.list(store.CatalogsIndex())
		if err != nil {
			return spec.Document{}, err
		}
		for _, id := range ids {
			catalog, err := u.exportCatalog(id)
			if err != nil {
				return spec.Document{}, err
			}
			out.Catalogs = append(out.Catalogs, catalog)
		}
		if out.Organizations, err = allOf(u, store.OrganizationsIndex(), u.knownOrganization); err != nil {
			return spec.Document{}, err
		}
		if out.Roles, err = u.rolesIn(entitlement.CatalogID{}); err != nil {
			return spec.Document{}, err
		}
		if out.Settings, err = u.settings(); err != nil {
			return spec.Document{}, err
		}
		return out.Document(), nil
	})
}

func (u *unit) exportCatalog(id entitlement.CatalogID) (out spec.CatalogObjects, err error) {
	catalog, err := u.knownCatalog(id)
	if err != nil {
		return out, err
	}
	out.Catalog = *catalog
	if out.Resources, err = allOf(u, store.ResourcesOf(id), u.knownResource); err != nil {
		return out, err
	}
	packages, err := allOf(u, store.PackagesOf(id), u.knownPackage)
	if err != nil {
		return out, err
	}
	for i := range packages {
		policies, err := allOf(u, store.PoliciesOf(packages[i].ID), u.knownPolicy)
		if err != nil {
			return out, err
		}
		out.Packages = append(out.Packages, spec.PackageObjects{Package: packages[i], Policies: policies})
	}
	out.Roles, err = u.rolesIn(id)
	return out, err
}

// allOf loads the objects of an index.
func allOf[T any](u *unit, index store.Index, load func(entitlement.ID[T]) (*T, error)) ([]T, error) {
	ids, err := u.list(index)
	if err != nil {
		return nil, err
	}
	out := make([]T, len(ids))
	for i, id := range ids {
		object, err := load(id)
		if err != nil {
			return nil, err
		}
		out[i] = *object
	}
	return out, nil
}

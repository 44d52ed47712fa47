package lifecycle

import (
	"cmp"
	"context"
	"reflect"
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// CatalogInput is a catalog as it should be.
type CatalogInput struct {
	Key     string              `json:"-"`
	Catalog entitlement.Catalog `json:"catalog"`
}

// CatalogResult is a catalog as it is stored.
type CatalogResult struct {
	Catalog entitlement.Catalog `json:"catalog"`
}

// DeleteCatalogInput names a catalog to delete.
type DeleteCatalogInput struct {
	Key     string                `json:"-"`
	Catalog entitlement.CatalogID `json:"catalog"`
}

// Deleted is the empty answer to a deletion.
type Deleted struct{}

// CreateCatalog makes a catalog. A zero state means published, a zero type userManaged. A catalog creator becomes its first
// owner. It refuses a name that is taken with AlreadyExists, and one catalog more than
// Limits.CatalogsPerTenant with LimitExceeded.
func (s *Session) CreateCatalog(ctx context.Context, in CatalogInput) (CatalogResult, error) {
	return run(ctx, s, command[CatalogResult]{op: "create catalog", key: in.Key, input: in, do: func(u *unit) (CatalogResult, error) {
		c, err := u.createCatalog(in.Catalog.Clone())
		if err == nil {
			err = u.apply() // stamps it
		}
		if err != nil {
			return CatalogResult{}, err
		}
		return CatalogResult{c.Clone()}, nil
	}})
}

func (u *unit) createCatalog(c entitlement.Catalog) (*entitlement.Catalog, error) {
	if err := u.authorize(taskCreateCatalog, entitlement.CatalogID{}); err != nil {
		return nil, err
	}
	c.Stamp = entitlement.Stamp{}
	c.Type = cmp.Or(c.Type, entitlement.CatalogUserManaged)
	c.State = cmp.Or(c.State, entitlement.CatalogPublished)
	if err := c.Validate(u.e.config.Limits); err != nil {
		return nil, err
	}
	if c.Type == entitlement.CatalogServiceDefault {
		return nil, invalid("catalogType: there is one catalog of the type %s, and it exists", c.Type)
	}
	if err := freshID(u, entitlement.KindCatalog, &c.ID, had(u, &u.e.schema.Catalogs, &c.ID, 0)); err != nil {
		return nil, err
	}
	if err := u.catalogNameFree(&c); err != nil {
		return nil, err
	}
	if err := u.hasRoom(
		entitlement.KindCatalog, "CatalogsPerTenant", u.e.config.Limits.CatalogsPerTenant, store.CatalogsIndex(),
	); err != nil {
		return nil, err
	}
	if err := u.checkCatalogExtensions(nil, &c); err != nil {
		return nil, err
	}
	c.CreatedAt, c.ModifiedAt = stored(zeroTime, u.at)
	record(&u.out, entitlement.ActivityCreateCatalog, nil, &c)
	return &c, u.ownNewCatalog(c.ID)
}

// ownNewCatalog makes a catalog creator who is no administrator the first owner.
func (u *unit) ownNewCatalog(id entitlement.CatalogID) error {
	if u.actor.Kind != entitlement.ActorPerson {
		return nil
	}
	held, err := u.rolesHeld(entitlement.CatalogID{})
	if err != nil {
		return err
	}
	if slices.Contains(held, entitlement.RoleGlobalAdministrator) || slices.Contains(held, entitlement.RoleGovernanceAdministrator) {
		return nil
	}
	record(&u.out, entitlement.ActivityAddRole, nil, &entitlement.RoleAssignment{
		ID: u.newID(u.at), Role: entitlement.RoleCatalogOwner, Catalog: id, Principal: entitlement.User(u.actor.Subject),
		CreatedAt: u.at,
	})
	return nil
}

func (u *unit) catalogNameFree(c *entitlement.Catalog) error {
	return named(entitlement.KindCatalog, c.ID, c.DisplayName, func() (entitlement.CatalogID, bool, error) {
		return u.tx.CatalogByName(c.DisplayName)
	})
}

// UpdateCatalog replaces a catalog. Unpublishing it, or hiding it from external people, blocks new requests only.
// The type cannot change.
func (s *Session) UpdateCatalog(ctx context.Context, in CatalogInput) (CatalogResult, error) {
	return run(ctx, s, command[CatalogResult]{op: "update catalog", key: in.Key, input: in, do: func(u *unit) (CatalogResult, error) {
		c, err := u.updateCatalog(in.Catalog.Clone())
		if err == nil {
			err = u.apply() // stamps it
		}
		if err != nil {
			return CatalogResult{}, err
		}
		return CatalogResult{c.Clone()}, nil
	}})
}

func (u *unit) updateCatalog(c entitlement.Catalog) (*entitlement.Catalog, error) {
	before, err := u.knownCatalog(c.ID)
	if err != nil {
		return nil, err
	}
	if err := u.authorize(taskManageCatalog, c.ID); err != nil {
		return nil, err
	}
	if err := checkBase(entitlement.KindCatalog, c.ID.String(), c.Version, before.Version); err != nil {
		return nil, err
	}
	c.Type = cmp.Or(c.Type, before.Type)
	c.State = cmp.Or(c.State, before.State)
	if err := c.Validate(u.e.config.Limits); err != nil {
		return nil, err
	}
	if c.Type != before.Type {
		return nil, invalid("catalogType: cannot change from %s to %s", before.Type, c.Type)
	}
	if err := u.catalogNameFree(&c); err != nil {
		return nil, err
	}
	if err := u.checkCatalogExtensions(before, &c); err != nil {
		return nil, err
	}
	c.CreatedAt, c.ModifiedAt = stored(before.CreatedAt, u.at)
	activity := entitlement.ActivityUpdateCatalog
	if !reflect.DeepEqual(before.CustomExtensions, c.CustomExtensions) {
		activity = entitlement.ActivityUpdateExtensions
	}
	record(&u.out, activity, before, &c)
	return &c, nil
}

// DeleteCatalog removes a catalog that contains no access package, with its resources and its role assignments. It
// refuses the catalog General and a catalog with packages with InUse, and needs rights over its resources.
func (s *Session) DeleteCatalog(ctx context.Context, in DeleteCatalogInput) (Deleted, error) {
	return run(ctx, s, command[Deleted]{op: "delete catalog", key: in.Key, input: in, do: func(u *unit) (Deleted, error) {
		if err := u.deleteCatalog(in.Catalog); err != nil {
			return Deleted{}, err
		}
		return Deleted{}, u.apply()
	}})
}

func (u *unit) deleteCatalog(id entitlement.CatalogID) error {
	c, err := u.knownCatalog(id)
	if err != nil {
		return err
	}
	if err := u.authorize(taskManageCatalog, id); err != nil {
		return err
	}
	if c.Type == entitlement.CatalogServiceDefault {
		return inUse(entitlement.KindCatalog, id.String(), "the catalog "+entitlement.GeneralCatalogName+" cannot be deleted")
	}
	packages, err := store.PackagesOf(id).Count(u.tx, 1)
	if err != nil {
		return err
	}
	if packages > 0 {
		return inUse(entitlement.KindCatalog, id.String(), "it contains access packages: delete them first")
	}
	resources, err := u.resourcesOf(id)
	if err != nil {
		return err
	}
	if err := u.mayManage(resources...); err != nil {
		return err
	}
	for _, r := range resources {
		record[entitlement.Resource](&u.out, entitlement.ActivityRemoveResource, r, nil)
	}
	roles, err := u.rolesIn(id)
	if err != nil {
		return err
	}
	for i := range roles {
		record[entitlement.RoleAssignment](&u.out, entitlement.ActivityRemoveRole, &roles[i], nil)
	}
	record[entitlement.Catalog](&u.out, entitlement.ActivityDeleteCatalog, c, nil)
	return nil
}

// resourcesOf returns the resources of a catalog.
func (u *unit) resourcesOf(id entitlement.CatalogID) ([]*entitlement.Resource, error) {
	ids, err := u.list(store.ResourcesOf(id))
	if err != nil {
		return nil, err
	}
	out := make([]*entitlement.Resource, len(ids))
	for i, id := range ids {
		if out[i], err = u.knownResource(id); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (u *unit) knownCatalog(id entitlement.CatalogID) (*entitlement.Catalog, error) {
	c, err := u.catalog(id)
	if err == nil && c == nil {
		err = notFound(entitlement.KindCatalog, id.String())
	}
	return c, err
}

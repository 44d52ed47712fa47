package lifecycle

import (
	"context"
	"fmt"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/store"
)

// ResourceInput is a resource as it should be.
type ResourceInput struct {
	Key      string               `json:"-"`
	Resource entitlement.Resource `json:"resource"`
}

// ResourceResult is a resource as it is stored.
type ResourceResult struct {
	Resource entitlement.Resource `json:"resource"`
}

// RemoveResourceInput names a resource to take out of its catalog.
type RemoveResourceInput struct {
	Key      string                 `json:"-"`
	Resource entitlement.ResourceID `json:"resource"`
}

// AddResource puts a resource into a catalog; without a catalog, into General. A group or application without roles gets
// those that its type implies. It refuses with Unsupported a type that no provisioner serves, and with
// AlreadyExists a resource that the catalog has already. Attributes need a provisioner for the type userAttribute. With
// Config.Rights the actor needs rights over the resource as well; without them the refusal is Forbidden and names them.
func (s *Session) AddResource(ctx context.Context, in ResourceInput) (ResourceResult, error) {
	return run(ctx, s, command[ResourceResult]{op: "add resource", key: in.Key, input: in, do: func(u *unit) (ResourceResult, error) {
		r, err := u.addResource(in.Resource.Clone())
		if err == nil {
			err = u.apply() // stamps it
		}
		if err != nil {
			return ResourceResult{}, err
		}
		return ResourceResult{r.Clone()}, nil
	}})
}

func (u *unit) addResource(r entitlement.Resource) (*entitlement.Resource, error) {
	if r.Catalog.IsZero() {
		r.Catalog = entitlement.GeneralCatalogID()
	}
	if _, err := u.knownCatalog(r.Catalog); err != nil {
		return nil, err
	}
	if err := u.authorize(taskAddResource, r.Catalog); err != nil {
		return nil, err
	}
	r.Stamp = entitlement.Stamp{}
	r = r.WithDefaultRoles()
	nameQuestions(r.Attributes)
	if err := r.Validate(u.e.config.Limits); err != nil {
		return nil, err
	}
	if !provision.Serves(u.e.config.Provisioner, r.Type) {
		return nil, &entitlement.Error{
			Code: entitlement.Unsupported, Kind: entitlement.KindResource,
			Detail: fmt.Sprintf("no provisioner serves resources of the type %q: configure one first", r.Type),
		}
	}
	if err := u.mayManage(&r); err != nil {
		return nil, err
	}
	if err := freshID(u, entitlement.KindResource, &r.ID, had(u, &u.e.schema.Resources, &r.ID, 0)); err != nil {
		return nil, err
	}
	id, found, err := u.tx.ResourceByOrigin(r.Catalog, r.Type, r.OriginID)
	if err != nil {
		return nil, err
	}
	if found {
		return nil, exists(entitlement.KindResource, id.String(), "the catalog has this resource already")
	}
	if err := u.hasRoom(
		entitlement.KindResource, "ResourcesPerCatalog", u.e.config.Limits.ResourcesPerCatalog, store.ResourcesOf(r.Catalog),
	); err != nil {
		return nil, err
	}
	if err := u.checkAttributes(&r, nil); err != nil {
		return nil, err
	}
	r.CreatedAt, r.ModifiedAt = stored(zeroTime, u.at)
	record(&u.out, entitlement.ActivityAddResource, nil, &r)
	return &r, nil
}

// UpdateResource replaces a resource. Catalog, type and origin cannot change; a role that an access package holds can neither
// go nor become unusable (InUse), and attributes neither come, go nor are kept otherwise while a package uses the resource (InUse).
// It needs the rights that AddResource needs.
func (s *Session) UpdateResource(ctx context.Context, in ResourceInput) (ResourceResult, error) {
	return run(ctx, s, command[ResourceResult]{op: "update resource", key: in.Key, input: in, do: func(u *unit) (ResourceResult, error) {
		r, err := u.updateResource(in.Resource.Clone())
		if err == nil {
			err = u.apply() // stamps it
		}
		if err != nil {
			return ResourceResult{}, err
		}
		return ResourceResult{r.Clone()}, nil
	}})
}

func (u *unit) updateResource(r entitlement.Resource) (*entitlement.Resource, error) {
	before, err := u.knownResource(r.ID)
	if err != nil {
		return nil, err
	}
	if err := u.authorize(taskAddResource, before.Catalog); err != nil {
		return nil, err
	}
	if err := u.mayManage(before); err != nil {
		return nil, err
	}
	if err := checkBase(entitlement.KindResource, r.ID.String(), r.Version, before.Version); err != nil {
		return nil, err
	}
	if r.Catalog.IsZero() {
		r.Catalog = before.Catalog
	}
	r = r.WithDefaultRoles()
	nameQuestions(r.Attributes)
	if err := r.Validate(u.e.config.Limits); err != nil {
		return nil, err
	}
	if r.Catalog != before.Catalog || r.Type != before.Type || r.OriginID != before.OriginID {
		return nil, invalid("a resource cannot change its catalog, type or origin: remove it and add another")
	}
	for _, role := range before.Roles {
		if r.HasRole(role.OriginID) && r.MayUse(role.OriginID) == nil {
			continue
		}
		if err := u.unusedRole(entitlement.RoleRef{Resource: r.ID, Role: role.OriginID}); err != nil {
			return nil, err
		}
	}
	if err := u.checkAttributes(&r, before); err != nil {
		return nil, err
	}
	r.CreatedAt, r.ModifiedAt = stored(before.CreatedAt, u.at)
	record(&u.out, entitlement.ActivityUpdateResource, before, &r)
	return &r, nil
}

// RemoveResource takes a resource out of its catalog. It refuses one that an access package uses with InUse,
// and needs the rights that AddResource needs.
func (s *Session) RemoveResource(ctx context.Context, in RemoveResourceInput) (Deleted, error) {
	return run(ctx, s, command[Deleted]{op: "remove resource", key: in.Key, input: in, do: func(u *unit) (Deleted, error) {
		if err := u.removeResource(in.Resource); err != nil {
			return Deleted{}, err
		}
		return Deleted{}, u.apply()
	}})
}

func (u *unit) removeResource(id entitlement.ResourceID) error {
	r, err := u.knownResource(id)
	if err != nil {
		return err
	}
	if err := u.authorize(taskAddResource, r.Catalog); err != nil {
		return err
	}
	if err := u.mayManage(r); err != nil {
		return err
	}
	if err := u.unusedRole(entitlement.RoleRef{Resource: id}); err != nil {
		return err
	}
	record[entitlement.Resource](&u.out, entitlement.ActivityRemoveResource, r, nil)
	return nil
}

// unusedRole refuses to let go of a role, or with an empty role of a resource, that an access package holds.
func (u *unit) unusedRole(ref entitlement.RoleRef) error {
	used, err := store.PackagesWith(ref).Count(u.tx, 1)
	if err != nil || used == 0 {
		return err
	}
	what := "an access package uses it"
	if ref.Role != "" {
		what = fmt.Sprintf("an access package uses the role %q", ref.Role)
	}
	return inUse(entitlement.KindResource, ref.Resource.String(), what+": remove it from the packages first")
}

func (u *unit) knownResource(id entitlement.ResourceID) (*entitlement.Resource, error) {
	r, err := u.resource(id)
	if err == nil && r == nil {
		err = notFound(entitlement.KindResource, id.String())
	}
	return r, err
}

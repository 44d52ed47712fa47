package lifecycle

import (
	"sync"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// cache keeps configuration that was read from the store. It holds for one revision of the configuration, which every
// transaction reads anyway; a transaction with another revision starts an empty one. Cached values are shared and never
// changed.
type cache struct {
	mu       sync.Mutex
	revision uint64
	current  *cached
}

// cached is the configuration of one revision, as far as it was asked for. What does not exist is not remembered: anybody
// can ask for that, as often and under as many names as they like.
type cached struct {
	mu            sync.RWMutex
	catalogs      map[entitlement.CatalogID]*entitlement.Catalog
	resources     map[entitlement.ResourceID]*entitlement.Resource
	resourcesLast map[entitlement.ResourceID]*knownResource
	targets       map[entitlement.TargetID]*store.Target
	packages      map[entitlement.AccessPackageID]*entitlement.AccessPackage
	versions      map[entitlement.PackageRef]*entitlement.AccessPackage
	policies      map[entitlement.PolicyID]*entitlement.AssignmentPolicy
	policyVersion map[entitlement.PolicyRef]*entitlement.AssignmentPolicy
	policiesOf    map[entitlement.AccessPackageID][]*entitlement.AssignmentPolicy
	organizations map[entitlement.OrganizationID]*entitlement.ConnectedOrganization
	sources       map[string]entitlement.OrganizationID
	rolesIn       map[entitlement.CatalogID][]entitlement.RoleAssignment
	settings      map[struct{}]*entitlement.Settings
	automatics    map[struct{}][]automatic
}

// knownResource is what was last known of a resource, with the identifier of its target, which is computed from the rest.
type knownResource struct {
	entitlement.Resource
	target entitlement.TargetID
}

func newCached() *cached {
	return &cached{
		catalogs:      map[entitlement.CatalogID]*entitlement.Catalog{},
		resources:     map[entitlement.ResourceID]*entitlement.Resource{},
		resourcesLast: map[entitlement.ResourceID]*knownResource{},
		targets:       map[entitlement.TargetID]*store.Target{},
		packages:      map[entitlement.AccessPackageID]*entitlement.AccessPackage{},
		versions:      map[entitlement.PackageRef]*entitlement.AccessPackage{},
		policies:      map[entitlement.PolicyID]*entitlement.AssignmentPolicy{},
		policyVersion: map[entitlement.PolicyRef]*entitlement.AssignmentPolicy{},
		policiesOf:    map[entitlement.AccessPackageID][]*entitlement.AssignmentPolicy{},
		organizations: map[entitlement.OrganizationID]*entitlement.ConnectedOrganization{},
		sources:       map[string]entitlement.OrganizationID{},
		rolesIn:       map[entitlement.CatalogID][]entitlement.RoleAssignment{},
		settings:      map[struct{}]*entitlement.Settings{},
		automatics:    map[struct{}][]automatic{},
	}
}

// at returns the cache for a revision.
func (c *cache) at(revision uint64) *cached {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.current == nil || c.revision != revision {
		c.revision, c.current = revision, newCached()
	}
	return c.current
}

// configuration returns the cache that holds for this transaction: the engine's, or after the transaction changed the
// configuration one of its own, so that nothing uncommitted is seen by others.
func (u *unit) configuration() *cached {
	if u.changed {
		return newCached() // configuration commands are rare; they read what they wrote
	}
	if u.conf == nil {
		u.conf = u.e.cache.at(u.meta.Revision)
	}
	return u.conf
}

// remember returns what is cached under a key, or loads it and, unless that is nothing, caches it.
func remember[K comparable, V any](c *cached, in map[K]V, key K, load func() (v V, exists bool, err error)) (V, error) {
	c.mu.RLock()
	v, found := in[key]
	c.mu.RUnlock()
	if found {
		return v, nil
	}
	v, exists, err := load()
	if err != nil || !exists {
		return v, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	in[key] = v
	return v, nil
}

// load reads a row, or returns nil.
func load[K, T any](u *unit, table *store.Table[K, T], key K) (*T, bool, error) {
	row, err := table.Find(u.tx, key, func() *T { return new(T) })
	return row, row != nil, err
}

func loadVersion[K, T any](u *unit, table *store.Table[K, T], key K, version uint32) (*T, bool, error) {
	row := new(T)
	found, err := table.GetVersion(u.tx, key, version, row)
	if err != nil || !found {
		return nil, false, err
	}
	return row, true, nil
}

// The accessors below return nil for objects that do not exist. What they return must not be changed.

func (u *unit) catalog(id entitlement.CatalogID) (*entitlement.Catalog, error) {
	c := u.configuration()
	return remember(c, c.catalogs, id, func() (*entitlement.Catalog, bool, error) { return load(u, &u.e.schema.Catalogs, id) })
}

func (u *unit) resource(id entitlement.ResourceID) (*entitlement.Resource, error) {
	c := u.configuration()
	return remember(c, c.resources, id, func() (*entitlement.Resource, bool, error) { return load(u, &u.e.schema.Resources, id) })
}

// resourceLast returns what was last known of a resource, which may have left its catalog; that it was known was made sure
// of when it was referred to.
func (u *unit) resourceLast(id entitlement.ResourceID) (*knownResource, error) {
	c := u.configuration()
	r, err := remember(c, c.resourcesLast, id, func() (*knownResource, bool, error) {
		r, found, err := loadVersion(u, &u.e.schema.Resources, id, 0)
		if err != nil || !found {
			return nil, false, err
		}
		return &knownResource{*r, r.Target().ID()}, true, nil
	})
	if err == nil && r == nil {
		err = broken(entitlement.KindResource, id.String(), "is referred to and was never known")
	}
	return r, err
}

// target returns what was last known of a target that grants refer to.
func (u *unit) target(id entitlement.TargetID) (*store.Target, error) {
	c := u.configuration()
	t, err := remember(c, c.targets, id, func() (*store.Target, bool, error) {
		t := new(store.Target)
		found, err := u.tx.Target(id, t)
		return t, found, err
	})
	if err == nil && t == nil {
		err = broken(entitlement.KindResource, id.String(), "is granted and was never known")
	}
	return t, err
}

func (u *unit) pkg(id entitlement.AccessPackageID) (*entitlement.AccessPackage, error) {
	c := u.configuration()
	return remember(c, c.packages, id, func() (*entitlement.AccessPackage, bool, error) { return load(u, &u.e.schema.Packages, id) })
}

// pkgVersion returns a version of a package, also of a deleted one; that it exists was made sure of when it was referred to.
func (u *unit) pkgVersion(ref entitlement.PackageRef) (*entitlement.AccessPackage, error) {
	c := u.configuration()
	p, err := remember(c, c.versions, ref, func() (*entitlement.AccessPackage, bool, error) {
		return loadVersion(u, &u.e.schema.Packages, ref.ID, ref.Version)
	})
	if err == nil && p == nil {
		err = broken(entitlement.KindAccessPackage, ref.ID.String(), "version %d is referred to and missing", ref.Version)
	}
	return p, err
}

func (u *unit) policy(id entitlement.PolicyID) (*entitlement.AssignmentPolicy, error) {
	c := u.configuration()
	return remember(c, c.policies, id, func() (*entitlement.AssignmentPolicy, bool, error) { return load(u, &u.e.schema.Policies, id) })
}

func (u *unit) policyAt(ref entitlement.PolicyRef) (*entitlement.AssignmentPolicy, error) {
	c := u.configuration()
	p, err := remember(c, c.policyVersion, ref, func() (*entitlement.AssignmentPolicy, bool, error) {
		return loadVersion(u, &u.e.schema.Policies, ref.ID, ref.Version)
	})
	if err == nil && p == nil {
		err = broken(entitlement.KindPolicy, ref.ID.String(), "version %d is referred to and missing", ref.Version)
	}
	return p, err
}

// policiesOf returns the current policies of a package in the order of their ids.
func (u *unit) policiesOf(id entitlement.AccessPackageID) ([]*entitlement.AssignmentPolicy, error) {
	c := u.configuration()
	return remember(c, c.policiesOf, id, func() ([]*entitlement.AssignmentPolicy, bool, error) {
		ids, err := u.list(store.PoliciesOf(id))
		if err != nil {
			return nil, false, err
		}
		out := make([]*entitlement.AssignmentPolicy, len(ids))
		for i, id := range ids {
			if out[i], err = u.policy(id); err != nil {
				return nil, false, err
			}
			if out[i] == nil {
				return nil, false, broken(entitlement.KindPolicy, entitlement.PolicyID(id).String(), "is indexed and missing")
			}
		}
		return out, len(out) > 0, nil
	})
}

func (u *unit) organization(id entitlement.OrganizationID) (*entitlement.ConnectedOrganization, error) {
	c := u.configuration()
	return remember(c, c.organizations, id, func() (*entitlement.ConnectedOrganization, bool, error) {
		return load(u, &u.e.schema.Organizations, id)
	})
}

// organizationOf returns the connected organization of an external person, by tenant first, then by domain, or nil.
func (u *unit) organizationOf(p *entitlement.Subject) (*entitlement.ConnectedOrganization, error) {
	if p == nil || !p.IsExternal() {
		return nil, nil //nolint:nilnil // members belong to none
	}
	for _, source := range p.IdentitySources() {
		if !source.Matches(p) {
			continue
		}
		c := u.configuration()
		id, err := remember(c, c.sources, source.Key(), func() (entitlement.OrganizationID, bool, error) {
			return u.tx.OrganizationBySource(source)
		})
		if err != nil {
			return nil, err
		}
		if !id.IsZero() {
			return u.organization(id)
		}
	}
	return nil, nil //nolint:nilnil // an outsider without organization
}

// rolesIn returns the role assignments of a catalog; the zero id stands for the tenant.
func (u *unit) rolesIn(id entitlement.CatalogID) ([]entitlement.RoleAssignment, error) {
	c := u.configuration()
	return remember(c, c.rolesIn, id, func() ([]entitlement.RoleAssignment, bool, error) {
		ids, err := u.list(store.RolesIn(id))
		if err != nil {
			return nil, false, err
		}
		out := make([]entitlement.RoleAssignment, len(ids))
		for i, id := range ids {
			found, err := u.e.schema.Roles.Get(u.tx, id, &out[i])
			if err != nil {
				return nil, false, err
			}
			if !found {
				return nil, false, broken(entitlement.KindRoleAssignment, entitlement.RoleAssignmentID(id).String(), "is indexed and missing")
			}
		}
		return out, len(out) > 0, nil
	})
}

func (u *unit) settings() (*entitlement.Settings, error) {
	c := u.configuration()
	s, err := remember(c, c.settings, struct{}{}, func() (*entitlement.Settings, bool, error) {
		return load(u, &u.e.schema.Settings, struct{}{})
	})
	if err == nil && s == nil {
		err = broken(entitlement.KindSettings, "", "the store has none")
	}
	return s, err
}

// list reads a whole index of configuration, which limits keep short.
func (u *unit) list(index store.Index) ([][16]byte, error) {
	var ids [][16]byte
	err := index.Each(u.tx, nil, func(id [16]byte, _ []byte) (bool, error) {
		ids = append(ids, id)
		return true, nil
	})
	return ids, err
}

package entitlement

import (
	"fmt"
	"slices"
	"time"
)

// AccessPackage bundles roles of resources of one catalog. It is requested under one of its assignment policies.
//
// Each change makes a new immutable version; requests, assignments and events refer to (id, version).
type AccessPackage struct {
	ID AccessPackageID `json:"id,omitzero"`
	Stamp
	Catalog     CatalogID `json:"catalogId,omitzero"` // fixed at creation
	DisplayName string    `json:"displayName"`        // unique within the catalog
	Description string    `json:"description"`
	IsHidden    bool      `json:"isHidden,omitzero"` // not listed; whoever is in scope and has the link may request
	Roles       []RoleRef `json:"resourceRoleScopes,omitempty"`

	// People who hold one of these, by assignment or membership, cannot get this package.
	IncompatiblePackages []AccessPackageID `json:"incompatibleAccessPackages,omitempty"`
	IncompatibleGroups   []GroupID         `json:"incompatibleGroups,omitempty"`

	CreatedAt  time.Time `json:"createdDateTime,omitzero"`
	ModifiedAt time.Time `json:"modifiedDateTime,omitzero"`
}

// PackageRef names a version of an access package.
type PackageRef struct {
	ID      AccessPackageID
	Version uint32
}

// Resources returns the number of different resources the package uses.
func (p *AccessPackage) Resources() int {
	n := 0
	for i, r := range p.Roles {
		if !slices.ContainsFunc(p.Roles[:i], func(o RoleRef) bool { return o.Resource == r.Resource }) {
			n++
		}
	}
	return n
}

// HasRole reports whether the package holds the role.
func (p *AccessPackage) HasRole(ref RoleRef) bool { return slices.Contains(p.Roles, ref) }

// Normalize sorts the package's lists, which are sets, so that equal packages are equal values.
func (p *AccessPackage) Normalize() {
	slices.SortFunc(p.Roles, RoleRef.Compare)
	slices.SortFunc(p.IncompatiblePackages, func(a, b AccessPackageID) int { return slices.Compare(a[:], b[:]) })
	slices.Sort(p.IncompatibleGroups)
}

// Validate refuses a package that no engine would accept, with InvalidArgument or LimitExceeded. A package without roles
// is valid, but cannot be requested. At most Limits.ResourcesPerPackage resources fit.
func (p *AccessPackage) Validate(limits Limits) error {
	incompatible := len(p.IncompatiblePackages) + len(p.IncompatibleGroups)
	if err := firstError(
		limits.checkName("displayName", p.DisplayName),
		limits.checkDescription("description", p.Description),
		checkLimit("resourceRoleScopes", "RolesPerPackage", len(p.Roles), limits.RolesPerPackage),
		checkLimit("incompatibleAccessPackages", "IncompatibilitiesPerPackage", incompatible, limits.IncompatibilitiesPerPackage),
	); err != nil {
		return err
	}
	// Only now: counting compares the roles with each other, and their number is bounded from here on.
	resources := p.Resources()
	if err := checkLimit("resourceRoleScopes", "ResourcesPerPackage", resources, limits.ResourcesPerPackage); err != nil {
		return err
	}
	return firstError(p.validateRoles(), p.validateIncompatibilities())
}

func (p *AccessPackage) validateRoles() error {
	for i, ref := range p.Roles {
		path := fmt.Sprintf("resourceRoleScopes[%d]", i)
		if ref.Resource.IsZero() {
			return invalid(path+".resourceId", "is missing")
		}
		if err := checkKey(path+".roleOriginId", string(ref.Role)); err != nil {
			return err
		}
		if slices.Contains(p.Roles[:i], ref) {
			return invalid(path, "role %q of resource %s is listed twice", ref.Role, ref.Resource)
		}
	}
	return nil
}

func (p *AccessPackage) validateIncompatibilities() error {
	for i, id := range p.IncompatiblePackages {
		path := fmt.Sprintf("incompatibleAccessPackages[%d]", i)
		if id.IsZero() || id == p.ID {
			return invalid(path, "must name another package")
		}
		if slices.Contains(p.IncompatiblePackages[:i], id) {
			return invalid(path, "package %s is listed twice", id)
		}
	}
	for i, id := range p.IncompatibleGroups {
		path := fmt.Sprintf("incompatibleGroups[%d]", i)
		if err := checkKey(path, string(id)); err != nil {
			return err
		}
		if slices.Contains(p.IncompatibleGroups[:i], id) {
			return invalid(path, "group %q is listed twice", id)
		}
	}
	return nil
}

// Clone returns a copy that shares no memory with the receiver.
func (p AccessPackage) Clone() AccessPackage {
	p.Roles = slices.Clone(p.Roles)
	p.IncompatiblePackages = slices.Clone(p.IncompatiblePackages)
	p.IncompatibleGroups = slices.Clone(p.IncompatibleGroups)
	return p
}

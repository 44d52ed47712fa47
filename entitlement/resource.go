package entitlement

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// ResourceType names the kind of target system a resource lives in. Hosts may use types of their own; a type needs a
// provisioner before a resource of it can be added.
type ResourceType string

// The resource types that the rule book knows.
const (
	ResourceGroup       ResourceType = "group"       // roles Member and Owner
	ResourceApplication ResourceType = "application" // roles as the application declares them
	ResourceSite        ResourceType = "site"        // roles are permission levels
)

// The roles a group has, and the one that an application without roles of its own contributes.
const (
	RoleMember        RoleID = "Member"
	RoleOwner         RoleID = "Owner"
	RoleDefaultAccess RoleID = "Default Access"
)

// Resource is something that access can be given to: it belongs to one catalog and has roles.
type Resource struct {
	ID ResourceID `json:"id,omitzero"`
	Stamp
	Catalog     CatalogID      `json:"catalogId,omitzero"`
	DisplayName string         `json:"displayName"`
	Description string         `json:"description,omitempty"`
	Type        ResourceType   `json:"type"`
	OriginID    string         `json:"originId"` // its identity in the target system; unique within type and catalog
	Roles       []ResourceRole `json:"roles"`
	// UsableRoles says which of the roles may be put into access packages.
	UsableRoles ResourceUse `json:"usableRoles,omitzero"`
	// Attributes are the properties of people that the resource wants to be known.
	Attributes []ResourceAttribute `json:"attributes,omitempty"`
	CreatedAt  time.Time           `json:"createdDateTime,omitzero"`
	ModifiedAt time.Time           `json:"modifiedDateTime,omitzero"`
}

// ResourceRole is a role within a resource.
type ResourceRole struct {
	OriginID    RoleID `json:"originId"` // unique within the resource
	DisplayName string `json:"displayName,omitempty"`
	Description string `json:"description,omitempty"`
}

// RoleRef names a role of a resource: the thing that is granted.
type RoleRef struct {
	Resource ResourceID `json:"resourceId"`
	Role     RoleID     `json:"roleOriginId"`
}

// Compare orders references by resource, then role.
func (r RoleRef) Compare(o RoleRef) int {
	if c := slices.Compare(r.Resource[:], o.Resource[:]); c != 0 {
		return c
	}
	return strings.Compare(string(r.Role), string(o.Role))
}

// HasRole reports whether the resource has the role.
func (r *Resource) HasRole(id RoleID) bool {
	return slices.ContainsFunc(r.Roles, func(role ResourceRole) bool { return role.OriginID == id })
}

// WithDefaultRoles returns the resource with the roles that its type implies when none are given: Member and Owner for a
// group, Default Access for an application. The receiver is not changed.
func (r Resource) WithDefaultRoles() Resource {
	if len(r.Roles) > 0 {
		return r
	}
	switch r.Type {
	case ResourceGroup:
		r.Roles = []ResourceRole{{OriginID: RoleMember}, {OriginID: RoleOwner}}
	case ResourceApplication:
		r.Roles = []ResourceRole{{OriginID: RoleDefaultAccess}}
	case ResourceSite: // permission levels differ from site to site: nothing is implied
	}
	return r
}

// Validate refuses a resource that no engine would accept, with InvalidArgument or LimitExceeded.
func (r *Resource) Validate(limits Limits) error {
	if err := firstError(
		limits.checkName("displayName", r.DisplayName),
		limits.checkDescription("description", r.Description),
		checkKey("type", string(r.Type)),
		checkKey("originId", r.OriginID),
		checkEnum("usableRoles", r.UsableRoles, resourceUses),
		checkLimit("roles", "RolesPerResource", len(r.Roles), limits.RolesPerResource),
	); err != nil {
		return err
	}
	if r.Type == ResourceUserAttribute {
		return invalid("type", "%s is not a type for resources: give the resource attributes", r.Type)
	}
	if r.Type == ResourceDirectoryRole || r.Type == ResourceAzureRole {
		return invalid("type", "administrative roles are no resources: they belong to privileged identity management")
	}
	if err := validateAttributes(limits, r.Attributes); err != nil {
		return err
	}
	if len(r.Roles) == 0 {
		return invalid("roles", "a resource of type %s needs at least one role", r.Type)
	}
	for i, role := range r.Roles {
		path := fmt.Sprintf("roles[%d]", i)
		if err := firstError(
			checkKey(path+".originId", string(role.OriginID)),
			limits.checkLine(path+".displayName", role.DisplayName),
			limits.checkDescription(path+".description", role.Description),
		); err != nil {
			return err
		}
		if slices.ContainsFunc(r.Roles[:i], func(o ResourceRole) bool { return o.OriginID == role.OriginID }) {
			return invalid(path+".originId", "role %q is listed twice", role.OriginID)
		}
	}
	return nil
}

// Clone returns a copy that shares no memory with the receiver.
func (r Resource) Clone() Resource {
	r.Roles = slices.Clone(r.Roles)
	r.Attributes = CloneAttributes(r.Attributes)
	return r
}

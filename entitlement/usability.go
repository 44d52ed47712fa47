package entitlement

import "fmt"

// The types that stand for administrative roles. Privileged roles belong to a tool of their own, which makes people eligible
// and lets them activate; access packages cover resources. No resource has such a type.
const (
	ResourceDirectoryRole ResourceType = "directoryRole"
	ResourceAzureRole     ResourceType = "azureRole"
)

// ResourceUse says which roles of a resource may be put into access packages. The host knows: the engine does not look at
// groups, sites and applications.
type ResourceUse uint8

// Resource uses, from the widest to the narrowest.
const (
	UseAllRoles ResourceUse = iota // the default
	// UseOwnerRole is for groups whose members follow a rule: nobody can write them, but their owners can be.
	UseOwnerRole
	// UseNoRole is for what cannot be managed: a site that is not enabled for it, a group whose master is elsewhere
	// or that is a distribution list, an application for personal accounts.
	UseNoRole
)

var resourceUses = words[ResourceUse]{"allRoles", "ownerRole", "noRole"}

// String returns the word for the use.
func (u ResourceUse) String() string { return resourceUses.text(u) }

// MarshalText returns the same text as String.
func (u ResourceUse) MarshalText() ([]byte, error) { return resourceUses.marshal("usableRoles", u) }

// UnmarshalText accepts the texts of String only.
func (u *ResourceUse) UnmarshalText(text []byte) error {
	return resourceUses.unmarshal("usableRoles", text, u)
}

// MayUse refuses a role of the resource that cannot be put into access packages, with IllegalState.
func (r *Resource) MayUse(id RoleID) error {
	var detail string
	switch {
	case r.UsableRoles == UseNoRole:
		detail = fmt.Sprintf("the resource %q cannot be used in access packages", r.DisplayName)
	case r.UsableRoles == UseOwnerRole && id != RoleOwner:
		detail = fmt.Sprintf("of the resource %q only the role %s can be used: its members follow a rule", r.DisplayName, RoleOwner)
	default:
		return nil
	}
	return &Error{Code: IllegalState, Kind: KindResource, ID: r.ID.String(), Detail: detail}
}

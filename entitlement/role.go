package entitlement

import "time"

// Role is a right to administer, in the whole tenant or in one catalog. Being an approver or a requestor is not a
// role: it follows from policies.
type Role uint8

// The roles.
const (
	RoleGlobalAdministrator       Role = iota + 1 // tenant: everything an identity governance administrator may
	RoleGovernanceAdministrator                   // tenant: everything, for any catalog
	RoleCatalogCreator                            // tenant: creates catalogs and becomes their first owner
	RoleOrganizationAdministrator                 // tenant: manages connected organizations
	RoleCatalogOwner                              // catalog: everything in it
	RoleCatalogReader                             // catalog: views it
	RolePackageManager                            // catalog: packages, policies, assignments
	RoleAssignmentManager                         // catalog: assignments and requests
)

var roles = words[Role]{
	RoleGlobalAdministrator: "globalAdministrator", RoleGovernanceAdministrator: "identityGovernanceAdministrator",
	RoleCatalogCreator: "catalogCreator", RoleOrganizationAdministrator: "connectedOrganizationAdministrator",
	RoleCatalogOwner: "catalogOwner", RoleCatalogReader: "catalogReader", RolePackageManager: "accessPackageManager",
	RoleAssignmentManager: "accessPackageAssignmentManager",
}

// String returns the role's name.
func (r Role) String() string { return roles.text(r) }

// MarshalText returns the role's name.
func (r Role) MarshalText() ([]byte, error) { return roles.marshal("role", r) }

// UnmarshalText accepts the names of String only.
func (r *Role) UnmarshalText(text []byte) error { return roles.unmarshal("role", text, r) }

// IsTenantRole reports whether the role holds in the whole tenant rather than in one catalog.
func (r Role) IsTenantRole() bool { return r <= RoleOrganizationAdministrator }

// RoleAssignment gives a role to a person or to a group, nested members included.
type RoleAssignment struct {
	ID RoleAssignmentID `json:"id,omitzero"`
	Stamp
	Role      Role       `json:"role"`
	Catalog   CatalogID  `json:"catalogId,omitzero"` // for catalog roles; zero for tenant roles
	Principal SubjectSet `json:"principal"`          // singleUser or groupMembers
	CreatedAt time.Time  `json:"createdDateTime,omitzero"`
}

// Validate refuses a tenant role with a catalog, a catalog role without one, and principals other than users and groups.
func (a *RoleAssignment) Validate() error {
	if err := checkEnum("role", a.Role, roles); err != nil {
		return err
	}
	if a.Role.IsTenantRole() != a.Catalog.IsZero() {
		return invalid("catalogId", "must be given for catalog roles and only for them; the role is %s", a.Role)
	}
	if err := a.Principal.Validate("principal"); err != nil {
		return err
	}
	if a.Principal.Type != SetSingleUser && a.Principal.Type != SetGroupMembers {
		return invalid("principal", "a role is given to a user or a group, not to %s", a.Principal.Type)
	}
	return nil
}

// Settings are the tenant's own settings.
type Settings struct {
	Stamp
	// ExternalUserLifecycleAction is what happens to a governed guest who loses the last access package.
	ExternalUserLifecycleAction ExternalUserAction `json:"externalUserLifecycleAction"`
	// DurationUntilExternalUserDeletedAfterBlocked counts from the loss; a zero value deletes at once.
	DurationUntilExternalUserDeletedAfterBlocked Period `json:"durationUntilExternalUserDeletedAfterBlocked,omitzero"`
	// AllowedDomains or BlockedDomains, never both, decide whom the engine may invite; both empty allow everybody.
	AllowedDomains []string  `json:"allowedDomains,omitempty"`
	BlockedDomains []string  `json:"blockedDomains,omitempty"`
	ModifiedAt     time.Time `json:"modifiedDateTime,omitzero"`
}

// DefaultGuestDeletionDays is how long a guest stays blocked before the account is deleted.
const DefaultGuestDeletionDays = 30

// DefaultSettings are the settings of a new tenant: block at once, delete after 30 days.
func DefaultSettings() Settings {
	return Settings{
		ExternalUserLifecycleAction:                  ActionBlockSignInAndDelete,
		DurationUntilExternalUserDeletedAfterBlocked: Days(DefaultGuestDeletionDays),
	}
}

// ExternalUserAction is what happens to a governed guest's account after the last access package is lost.
type ExternalUserAction uint8

// External user actions.
const (
	ActionNone                 ExternalUserAction = iota // the account stays as it is
	ActionBlockSignIn                                    // sign-in is blocked at once
	ActionBlockSignInAndDelete                           // blocked at once, deleted later; the default
)

var externalUserActions = words[ExternalUserAction]{"none", "blockSignIn", "blockSignInAndDelete"}

// String returns Graph's word.
func (a ExternalUserAction) String() string { return externalUserActions.text(a) }

// MarshalText returns Graph's word.
func (a ExternalUserAction) MarshalText() ([]byte, error) {
	return externalUserActions.marshal("externalUserLifecycleAction", a)
}

// UnmarshalText accepts Graph's words only.
func (a *ExternalUserAction) UnmarshalText(text []byte) error {
	return externalUserActions.unmarshal("externalUserLifecycleAction", text, a)
}

// Validate refuses settings with both domain lists, malformed domains or an unknown action.
func (s *Settings) Validate() error {
	if err := checkEnum("externalUserLifecycleAction", s.ExternalUserLifecycleAction, externalUserActions); err != nil {
		return err
	}
	if err := s.DurationUntilExternalUserDeletedAfterBlocked.Validate(); err != nil {
		return err
	}
	if len(s.AllowedDomains) > 0 && len(s.BlockedDomains) > 0 {
		return invalid("blockedDomains", "a tenant has either allowedDomains or blockedDomains")
	}
	for _, d := range append(append([]string{}, s.AllowedDomains...), s.BlockedDomains...) {
		if err := checkKey("domain", d); err != nil {
			return err
		}
	}
	return nil
}

// MayInvite reports whether the domain lists let the engine invite a person with this mail domain.
func (s *Settings) MayInvite(domain string) bool {
	in := func(list []string) bool {
		for _, d := range list {
			if lowerASCII(d) == lowerASCII(domain) {
				return true
			}
		}
		return false
	}
	if len(s.AllowedDomains) > 0 {
		return in(s.AllowedDomains)
	}
	return !in(s.BlockedDomains)
}

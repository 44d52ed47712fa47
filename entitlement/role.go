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

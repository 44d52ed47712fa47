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
	RoleGlobalReader                              // tenant: reads reviews
	RoleSecurityReader                            // tenant: reads reviews
	RoleUserAdministrator                         // tenant: reads reviews, and nothing else
)

var roles = words[Role]{
	RoleGlobalAdministrator: "globalAdministrator", RoleGovernanceAdministrator: "identityGovernanceAdministrator",
	RoleCatalogCreator: "catalogCreator", RoleOrganizationAdministrator: "connectedOrganizationAdministrator",
	RoleCatalogOwner: "catalogOwner", RoleCatalogReader: "catalogReader", RolePackageManager: "accessPackageManager",
	RoleAssignmentManager: "accessPackageAssignmentManager", RoleGlobalReader: "globalReader",
	RoleSecurityReader: "securityReader", RoleUserAdministrator: "userAdministrator",
}

// String returns the role's name.
func (r Role) String() string { return roles.text(r) }

// MarshalText returns the role's name.
func (r Role) MarshalText() ([]byte, error) { return roles.marshal("role", r) }

// UnmarshalText accepts the names of String, and the identifiers of DefinitionID.
func (r *Role) UnmarshalText(text []byte) error {
	for role, id := range roleDefinitions {
		if id != "" && id == string(text) {
			*r = Role(role)
			return nil
		}
	}
	return roles.unmarshal("role", text, r)
}

// roleDefinitions are the identifiers that the product gives its built-in roles.
var roleDefinitions = [...]string{
	RoleCatalogCreator:    "ba92d953-d8e0-4e39-a797-0cbedb0a89e8",
	RoleCatalogOwner:      "ae79f266-94d4-4dab-b730-feca7e132178",
	RoleCatalogReader:     "44272f93-9762-48e8-af59-1b5351b1d6b3",
	RolePackageManager:    "7f480852-ebdc-47d4-87de-0d8498384a83",
	RoleAssignmentManager: "e2182095-804a-4656-ae11-64734e9b7ae5",
}

// DefinitionID returns the identifier of the role in Graph (roleDefinitionId), or "" where the documentation has none: of the
// directory roles, and of the administrator of connected organizations, whose identifier is printed one digit short.
func (r Role) DefinitionID() string {
	if int(r) < len(roleDefinitions) {
		return roleDefinitions[r]
	}
	return ""
}

// IsTenantRole reports whether the role holds in the whole tenant rather than in one catalog.
func (r Role) IsTenantRole() bool {
	return r <= RoleOrganizationAdministrator || r >= RoleGlobalReader && r <= RoleUserAdministrator
}

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

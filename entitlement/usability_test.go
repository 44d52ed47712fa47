package entitlement

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Which roles a resource lets packages have. // R-019, R-022, R-023
func TestUsableRoles(t *testing.T) {
	t.Parallel()
	testWords(t, resourceUses, "allRoles", "ownerRole", "noRole")
	for use, usable := range map[ResourceUse][2]bool{ // member, owner
		UseAllRoles: {true, true}, UseOwnerRole: {false, true}, UseNoRole: {},
	} {
		r := Resource{DisplayName: "Sales", Type: ResourceGroup, UsableRoles: use}
		for i, role := range []RoleID{RoleMember, RoleOwner} {
			if usable[i] {
				require.NoError(t, r.MayUse(role), "%s of %s", role, use)
			} else {
				require.ErrorIs(t, r.MayUse(role), IllegalState, "%s of %s", role, use)
			}
		}
	}
	require.Equal(t, UseAllRoles, Resource{Type: ResourceSite}.UsableRoles, "a site is usable unless it is marked")
}

// Privileged roles are no resources. // R-024, R-375
func TestAdministrativeRolesAreNoResources(t *testing.T) {
	t.Parallel()
	for _, typ := range []ResourceType{ResourceDirectoryRole, ResourceAzureRole} {
		r := fullResource()
		r.Type = typ
		err := r.Validate(SeedLimits())
		require.ErrorIs(t, err, InvalidArgument)
		require.ErrorContains(t, err, "privileged identity management")
	}
}

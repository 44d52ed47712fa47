package entitlement

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The product's built-in roles are read by their identifiers too, and written by name. // R-342
func TestRoleDefinitions(t *testing.T) {
	t.Parallel()
	for role, id := range map[Role]string{
		RoleCatalogCreator:    "ba92d953-d8e0-4e39-a797-0cbedb0a89e8",
		RoleCatalogOwner:      "ae79f266-94d4-4dab-b730-feca7e132178",
		RoleCatalogReader:     "44272f93-9762-48e8-af59-1b5351b1d6b3",
		RolePackageManager:    "7f480852-ebdc-47d4-87de-0d8498384a83",
		RoleAssignmentManager: "e2182095-804a-4656-ae11-64734e9b7ae5",
	} {
		require.Equal(t, id, role.DefinitionID())
		var read Role
		require.NoError(t, read.UnmarshalText([]byte(id)))
		require.Equal(t, role, read)
		text, err := read.MarshalText()
		require.NoError(t, err)
		require.Equal(t, role.String(), string(text))
	}
	for _, role := range []Role{RoleGlobalAdministrator, RoleOrganizationAdministrator, 0, 99} {
		require.Empty(t, role.DefinitionID())
	}
	var none Role
	require.ErrorIs(t, none.UnmarshalText(nil), InvalidArgument, "no identifier is no role")
	require.ErrorIs(t, none.UnmarshalText([]byte("ba92d953-d8e0-4e39-a797-0cbedb0a89e9")), InvalidArgument)
}

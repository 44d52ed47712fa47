package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// governance administrators appoint those whom the table says. Administrators are made, and unmade, by global
// administrators only: nobody rises by their own word.
func TestWhoAppointsWhomInTheTenant(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.appoint(entitlement.User("hank"), entitlement.RoleGovernanceAdministrator)
		r.appoint(entitlement.User("boss"), entitlement.RoleGlobalAdministrator)
		forbidden := func(op string, command func() error) {
			r.Helper()
			r.refuses(lacks(op, entitlement.CatalogID{}), command)
		}
		for _, role := range []entitlement.Role{entitlement.RoleCatalogCreator, entitlement.RoleOrganizationAdministrator} {
			ann := entitlement.RoleAssignment{Role: role, Principal: entitlement.User("ann")}
			require.NoError(r, r.appointment("hank", ann)())
			require.NoError(r, r.dismissal("hank", r.roleIn(entitlement.CatalogID{}, role))())
		}
		for _, role := range []entitlement.Role{entitlement.RoleGlobalAdministrator, entitlement.RoleGovernanceAdministrator} {
			ann := entitlement.RoleAssignment{Role: role, Principal: entitlement.User("ann")}
			forbidden("assign role", r.appointment("hank", ann))
			for _, administrator := range []entitlement.SubjectID{"boss", "root"} { // appointed, and configured
				given, err := r.as(administrator).AssignRole(t.Context(), lifecycle.RoleInput{Role: ann})
				require.NoError(r, err)
				forbidden("remove role", r.dismissal("hank", given.Role))
				require.NoError(r, r.dismissal(administrator, given.Role)())
			}
		}
		forbidden("assign role", r.appointment("hank", entitlement.RoleAssignment{
			Role: entitlement.RoleGlobalAdministrator, Principal: entitlement.User("hank"),
		}))
		_, err := r.engine.AsSystem("bootstrap").AssignRole(t.Context(), lifecycle.RoleInput{Role: entitlement.RoleAssignment{
			Role: entitlement.RoleGlobalAdministrator, Principal: entitlement.User("meg"),
		}})
		require.NoError(r, err)
	}, func(c *lifecycle.Config) { c.AllowSystem = true })
}

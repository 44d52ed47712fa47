package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

func owner(of entitlement.Resource) entitlement.RoleRef {
	return entitlement.RoleRef{Resource: of.ID, Role: entitlement.RoleOwner}
}

// Of a dynamic group the owners can be given, of an unusable resource nothing. // R-019, R-022, R-023
func TestPackagesTakeOnlyUsableRoles(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		group := func(name string, use entitlement.ResourceUse) entitlement.Resource {
			return r.add(entitlement.Resource{DisplayName: name, Type: entitlement.ResourceGroup, OriginID: name, UsableRoles: use})
		}
		dynamic, synced := group("dynamic", entitlement.UseOwnerRole), group("synced", entitlement.UseNoRole)
		site := r.add(entitlement.Resource{
			DisplayName: "Intranet", Type: entitlement.ResourceSite, OriginID: "intranet", UsableRoles: entitlement.UseNoRole,
			Roles: []entitlement.ResourceRole{{OriginID: "Visitor"}},
		})
		unusable := func(op string, of entitlement.Resource, detail string) refusal {
			return refusal{op: op, code: entitlement.IllegalState, kind: entitlement.KindResource, id: of.ID.String(), detail: detail}
		}
		for _, c := range []struct {
			of     entitlement.Resource
			role   entitlement.RoleID
			detail string
		}{
			{dynamic, entitlement.RoleMember, "only the role Owner"},
			{synced, entitlement.RoleMember, "cannot be used"},
			{synced, entitlement.RoleOwner, "cannot be used"},
			{site, "Visitor", `the resource "Intranet" cannot be used in access pack`},
		} {
			pkg := entitlement.AccessPackage{DisplayName: "X", Roles: []entitlement.RoleRef{{Resource: c.of.ID, Role: c.role}}}
			r.refuses(unusable("create package", c.of, c.detail), r.packageCreation(pkg))
		}
		pkg := r.bundle("owners", owner(dynamic))
		pkg.Roles = append(pkg.Roles, member(dynamic))
		r.refuses(unusable("update package", dynamic, "only the role Owner"), r.packageUpdate(pkg))
	})
}

// What packages have stays usable. // R-023
func TestARoleInUseStaysUsable(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		group := r.addGroup("shop")
		pkg := r.bundle("shop", member(group), owner(group))
		group.UsableRoles = entitlement.UseOwnerRole
		r.refuses(used("update resource", group, `uses the role "Member"`), r.resourceUpdate(group))
		r.setRoles(pkg, owner(group))
		require.NoError(r, r.resourceUpdate(group)())
		group.Version, group.UsableRoles = 0, entitlement.UseNoRole
		r.refuses(used("update resource", group, `uses the role "Owner"`), r.resourceUpdate(group))
	})
}

// A document narrows and widens what may be used, in the order that packages need.
func TestDocumentsSayWhichRolesAreUsable(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		document := func(use, role, only string) string {
			return `{"catalogs": [{"displayName": "General",
				"resources": [{"displayName": "Team", "type": "group", "originId": "team", "usableRoles": "` + use + `"` + only + `}],
				"accessPackages": [{"displayName": "P", "resourceRoleScopes": [{"resource": "Team", "role": "` + role + `"}]}]}]}`
		}
		r.applies(document("allRoles", "Member", ""))
		r.applies(document("ownerRole", "Owner", "")) // after the package has changed
		require.Equal(r, entitlement.UseOwnerRole, r.export().Catalogs[0].Resources[0].UsableRoles)
		r.applies(document("allRoles", "Member", `, "roles": [{"originId": "Member"}]`))
		r.applies(document("ownerRole", "Owner", `, "roles": [{"originId": "Owner"}]`))
		_, err := r.as("root").Apply(t.Context(), lifecycle.ApplyInput{Document: r.parse(document("ownerRole", "Member", ""))})
		require.ErrorIs(r, err, entitlement.IllegalState)
	})
}

// Administrative roles are given elsewhere. // R-024, R-375
func TestNoResourceIsAnAdministrativeRole(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.refuses(refusal{
			op: "add resource", code: entitlement.InvalidArgument, detail: "belong to privileged identity management",
		}, func() error {
			_, err := r.as("root").AddResource(t.Context(), lifecycle.ResourceInput{Resource: entitlement.Resource{
				DisplayName: "User administrator", Type: entitlement.ResourceDirectoryRole, OriginID: "fe93",
				Roles: []entitlement.ResourceRole{{OriginID: "Active Member"}},
			}})
			return err
		})
	})
}

package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// Everybody sees the catalogs in which they have a role, whatever role. // R-340
func TestCatalogsThatSomebodySees(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		names := func(who entitlement.SubjectID) []string {
			var out []string
			for _, c := range r.catalogs(who) {
				out = append(out, c.DisplayName)
			}
			return out
		}
		for name, role := range map[string]entitlement.Role{
			"Owned": entitlement.RoleCatalogOwner, "Read": entitlement.RoleCatalogReader,
			"Packaged": entitlement.RolePackageManager, "Assigned": entitlement.RoleAssignmentManager,
		} {
			r.appoint(entitlement.User("ann"), role, r.addCatalog(name).ID)
			r.appoint(entitlement.GroupMembers("staff"), role, r.addCatalog("Staff: "+name).ID)
		}
		require.ElementsMatch(r, []string{
			"Owned", "Read", "Packaged", "Assigned", "Staff: Owned", "Staff: Read", "Staff: Packaged", "Staff: Assigned",
		}, names("ann"))
		require.Len(r, names("bob"), 4)
		require.Len(r, names("root"), 9)
		require.Empty(r, names("hank"))
		r.appoint(entitlement.User("hank"), entitlement.RoleOrganizationAdministrator)
		require.Empty(r, names("hank"), "organizations are not catalogs")
		r.appoint(entitlement.User("hank"), entitlement.RoleGovernanceAdministrator)
		require.Len(r, names("hank"), 9)
	})
}

// Lists of configuration have what belongs to the object that is asked about, and the order of its making.
func TestListsOfConfiguration(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		left, right := r.addCatalog("Left"), r.addCatalog("Right")
		first, second := r.kit(left.ID, "first"), r.kit(left.ID, "second")
		third := r.kit(right.ID, "third", scoped(entitlement.ScopeNotSpecified))
		extra := r.allow(first.pkg, called("Extra"))
		root := r.as("root")
		packages, err := root.Packages(t.Context(), lifecycle.InCatalogInput{Catalog: left.ID})
		require.NoError(r, err)
		require.Equal(r, []entitlement.AccessPackage{first.pkg, second.pkg}, packages.Items)
		resources, err := root.Resources(t.Context(), lifecycle.InCatalogInput{Catalog: right.ID})
		require.NoError(r, err)
		require.Equal(r, []entitlement.Resource{third.group}, resources.Items)
		policies, err := root.Policies(t.Context(), lifecycle.PoliciesInput{Package: first.pkg.ID})
		require.NoError(r, err)
		require.Equal(r, []entitlement.AssignmentPolicy{first.policy, extra}, policies)
		none, err := root.Packages(t.Context(), lifecycle.InCatalogInput{Catalog: entitlement.GeneralCatalogID()})
		require.NoError(r, err)
		require.Empty(r, none)

		r.delete(first.pkg)
		policies, err = root.Policies(t.Context(), lifecycle.PoliciesInput{Package: first.pkg.ID})
		require.NoError(r, err)
		require.Empty(r, policies, "they went with the package")
		for op, query := range map[string]func() error{
			"packages": func() error {
				_, err := root.Packages(t.Context(), lifecycle.InCatalogInput{Catalog: id[entitlement.Catalog]()})
				return err
			},
			"resources": func() error {
				_, err := root.Resources(t.Context(), lifecycle.InCatalogInput{Catalog: id[entitlement.Catalog]()})
				return err
			},
		} {
			r.refuses(refusal{op: op, code: entitlement.NotFound, kind: entitlement.KindCatalog, id: absent, detail: "none"}, query)
		}
		r.refuses(refusal{
			op: "policies", code: entitlement.NotFound, kind: entitlement.KindAccessPackage, id: absent, detail: "none",
		}, func() error {
			_, err := root.Policies(t.Context(), lifecycle.PoliciesInput{Package: id[entitlement.AccessPackage]()})
			return err
		})
	})
}

func TestOrganizationsAreListedAsTheyAre(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		contoso, fabrikam := r.partner("Contoso", "contoso.example"), r.partner("Fabrikam", "fabrikam.example")
		list := func() []entitlement.ConnectedOrganization {
			list, err := r.as("root").Organizations(t.Context(), lifecycle.OrganizationsInput{})
			require.NoError(r, err)
			return list.Items
		}
		require.Equal(r, []entitlement.ConnectedOrganization{contoso, fabrikam}, list())
		contoso.State = entitlement.OrganizationProposed
		changed, err := r.as("root").UpdateOrganization(t.Context(), lifecycle.OrganizationInput{Organization: contoso})
		require.NoError(r, err)
		require.Equal(r, []entitlement.ConnectedOrganization{changed.Organization, fabrikam}, list())
		changed.Organization.State = 0
		changed, err = r.as("root").UpdateOrganization(t.Context(), lifecycle.OrganizationInput{Organization: changed.Organization})
		require.NoError(r, err)
		require.Equal(r, entitlement.OrganizationProposed, changed.Organization.State, "what is not given stays")
	})
}

// Policies may go on naming an organization that is gone, and cannot begin to. // R-274
func TestPoliciesThatNameADeletedOrganization(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		fabrikam := r.partner("Fabrikam", "fabrikam.example")
		named := scoped(entitlement.ScopeSpecificOrganizations, entitlement.OrganizationMembers(fabrikam.ID))
		kit, other := r.kit(entitlement.GeneralCatalogID(), "shop", named), r.kit(entitlement.GeneralCatalogID(), "wiki")
		require.Empty(r, r.codesFor(pat(), kit.pkg))
		_, err := r.as("root").DeleteOrganization(t.Context(), lifecycle.DeleteOrganizationInput{Organization: fabrikam.ID})
		require.NoError(r, err)
		r.edit(kit.policy, called("Partners"))
		require.Contains(r, r.codesFor(pat(), kit.pkg), entitlement.NotInScope) // it takes nobody
		r.refuses(refusal{
			op: "update policy", code: entitlement.NotFound, kind: entitlement.KindOrganization, id: fabrikam.ID.String(),
			detail: "none",
		}, func() error {
			named(&other.policy)
			_, err := r.as("root").UpdatePolicy(t.Context(), lifecycle.PolicyInput{Policy: other.policy})
			return err
		})
	})
}

// A guest who was blocked cannot ask again, whatever the directory shows; an administrator unblocks by assigning.
func TestABlockedGuestCannotAsk(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop := r.partners("shop", lasting(10))
		wiki := r.partners("wiki")
		r.visits(pat(), shop)
		r.pass(10 * day)
		require.Equal(r, []string{"invite", "block"}, r.accounts.verbs())
		blocked := pat()
		blocked.UserType, blocked.AccountDisabled = entitlement.UserGuest, true
		r.hire(blocked)
		blockedStill := func() {
			r.refuses(refusal{
				op: "submit", code: entitlement.Refused, kind: entitlement.KindAccessPackage, id: wiki.ID.String(),
				detail: "cannot be requested", reasons: []entitlement.Code{entitlement.SubjectBlocked},
			}, func() error {
				_, err := r.visit(pat()).Submit(t.Context(), lifecycle.SubmitInput{Package: wiki.ID})
				return err
			})
		}
		blockedStill()
		r.change(pat().ID, func(s *entitlement.Subject) { s.AccountDisabled = false })
		blockedStill() // the engine's own record counts
		r.assign(lifecycle.AssignInput{Package: shop.ID, Target: pat().ID})
		r.visits(pat(), wiki) // unblocked
	})
}

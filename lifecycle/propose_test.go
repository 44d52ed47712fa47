package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// open lets anybody from outside ask.
func open(c *lifecycle.Config) { c.Policy.OpenExternalScope = true }

// opened makes a package of the group shop that anybody from outside may ask for.
func (r *rig) opened() entitlement.AccessPackage {
	r.Helper()
	pkg := r.bundle("shop", member(r.addGroup("shop")))
	sponsors := stage(entitlement.Sponsors())
	sponsors.FallbackPrimaryApprovers = []entitlement.SubjectSet{entitlement.User("hank")}
	r.allow(pkg, scoped(entitlement.ScopeAllExternalUsers), approvedBy(sponsors))
	return pkg
}

// connected returns the connected organizations whose names contain a text.
func (r *rig) connected(search string) []entitlement.ConnectedOrganization {
	r.Helper()
	list, err := r.as("root").Organizations(r.Context(), lifecycle.OrganizationsInput{Search: search})
	require.NoError(r, err)
	return list.Items
}

func TestARequestUnderTheOpenScopeProposesAnOrganization(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.opened()
		asked := r.visits(pat(), pkg)
		all := r.connected("")
		require.Len(r, all, 1)                                           // with the request
		require.Equal(r, entitlement.OrganizationProposed, all[0].State)
		require.Equal(r, organization("fabrikam.example", "fabrikam.example").IdentitySources, all[0].IdentitySources)
		require.Equal(r, "fabrikam.example", all[0].DisplayName)

		r.visits(outsider("sue", "fabrikam.example"), pkg)
		require.Len(r, r.connected(""), 1, "hers is known already")

		r.settle()
		require.Empty(r, r.accounts.verbs(), "approval is mandatory")
		r.approve("hank", asked.Request)                              // it has no sponsors, so the fallback
		r.settle()
		require.True(r, r.has(patsAccount, "shop"))
	}, open)
}

func TestAProposedOrganizationIsOfTheTenant(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		who := pat()
		who.TenantID = "tenant-1"
		r.visits(who, r.opened())
		all := r.connected("")
		require.Len(r, all, 1)
		require.Equal(r, "tenant tenant-1", all[0].IdentitySources[0].Key())
	}, open)
}

func TestAPersonalAccountHasAnOrganizationOfItsOwn(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		made, err := r.as("root").CreateOrganization(t.Context(), lifecycle.OrganizationInput{
			Organization: entitlement.ConnectedOrganization{
				DisplayName:     "fabrikam.example",
				IdentitySources: []entitlement.IdentitySource{{Type: entitlement.SourceTenant, TenantID: "tenant-1"}},
			},
		})
		require.NoError(r, err)
		r.visits(pat(), r.opened()) // the right mail domain, but signed in elsewhere
		all := r.connected("")
		require.Len(r, all, 2)
		second := all[1]
		if second.ID == made.Organization.ID {
			second = all[0]
		}
		require.Equal(r, entitlement.OrganizationProposed, second.State)
		require.Equal(r, "domain fabrikam.example", second.DisplayName, "names are unique")
		require.Equal(r, entitlement.OrganizationConfigured, made.Organization.State)
	}, open)
}

func TestNobodyElseProposesAnOrganization(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.opened()
		claims := pat()
		r.assign(lifecycle.AssignInput{Package: pkg.ID, Target: claims.ID, TargetClaims: &claims})
		require.Empty(r, r.connected("")) // when they request, not when they are given it

		_, err := r.visit(outsider("sue", "contoso.example")).Submit(t.Context(), lifecycle.SubmitInput{
			Package: pkg.ID, IsValidationOnly: true,
		})
		require.NoError(r, err)
		require.Empty(r, r.connected(""), "only checked")

		guest := outsider("ida", "adatum.example")
		r.arrives(guest)
		wiki := r.bundle("wiki", member(r.addGroup("wiki")))
		r.allow(wiki, scoped(entitlement.ScopeAllDirectoryUsers))
		r.submit(guest.ID, wiki)
		require.Empty(r, r.connected(""), "not under the open scope")

		r.visits(outsider("eve", ""), pkg)
		require.Empty(r, r.connected(""), "there is nothing to know it by")
	}, open)
}

func TestATenantFullOfOrganizationsStillTakesRequests(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.partner("Contoso", "contoso.example")
		r.visits(pat(), r.opened())
		require.Len(r, r.connected(""), 1)
	}, open, func(c *lifecycle.Config) {
		c.Limits = entitlement.SeedLimits()
		c.Limits.OrganizationsPerTenant = 1
	})
}

func TestAProposedOrganizationBecomesConfigured(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		all := r.partners("wiki")
		r.visits(outsider("sue", "contoso.example"), r.opened())
		sue := outsider("sue", "contoso.example")
		require.Contains(r, r.codesFor(sue, all), entitlement.NotInScope)
		proposed := r.connected("contoso")[0]
		proposed.State = entitlement.OrganizationConfigured
		_, err := r.as("root").UpdateOrganization(t.Context(), lifecycle.OrganizationInput{Organization: proposed})
		require.NoError(r, err)
		require.Empty(r, r.codesFor(sue, all))
	}, open)
}

func TestOrganizationsAreFoundByName(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.partner("Fabrikam", "one.example")
		r.partner("Contoso", "two.example")
		r.partner("Fabrikam East", "three.example")
		require.Len(r, r.connected("fabRIKam"), 2)
		require.Empty(r, r.connected("one.example"), "not by domain")

		page, err := r.as("root").Organizations(t.Context(), lifecycle.OrganizationsInput{
			Search: "fabrikam", Page: lifecycle.Page{Size: 1},
		})
		require.NoError(r, err)
		require.Len(r, page.Items, 1)
		_, err = r.as("root").Organizations(t.Context(), lifecycle.OrganizationsInput{
			Search: "contoso", Page: lifecycle.Page{Token: page.Next},
		})
		require.ErrorIs(r, err, entitlement.InvalidArgument, "a token of another search")
		_, err = r.as("root").Organizations(t.Context(), lifecycle.OrganizationsInput{Search: string(make([]byte, 257))})
		require.ErrorIs(r, err, entitlement.InvalidArgument)
	})
}

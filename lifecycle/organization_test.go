package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// who returns the codes that Explain gives for somebody from outside; none if the package may be requested.
func (r *rig) codesFor(who entitlement.Subject, pkg entitlement.AccessPackage) []entitlement.Code {
	r.Helper()
	offer, err := r.visit(who).Explain(r.Context(), lifecycle.ExplainInput{Package: pkg.ID})
	require.NoError(r, err)
	require.Equal(r, len(offer.Codes) == 0, offer.MayRequest)
	return offer.Codes
}

func TestPeopleOfAConnectedOrganizationMayAsk(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		tenant := organization("Contoso", "contoso.example")
		tenant.IdentitySources = append(tenant.IdentitySources, entitlement.IdentitySource{
			Type: entitlement.SourceTenant, TenantID: "tenant-1",
		})
		_, err := r.as("root").CreateOrganization(t.Context(), lifecycle.OrganizationInput{Organization: tenant})
		require.NoError(r, err)
		pkg := r.partners("shop")

		from := func(tenant, domain string) entitlement.Subject {
			p := outsider("x", domain)
			p.TenantID = tenant
			return p
		}
		require.Empty(r, r.codesFor(from("", "contoso.example"), pkg))
		require.Empty(r, r.codesFor(from("tenant-1", "whatever.example"), pkg), "any domain of the tenant")
		require.Empty(r, r.codesFor(from("", "CONTOSO.example"), pkg))
		for _, stranger := range []entitlement.Subject{
			from("", "sub.contoso.example"),   // exactly the domain
			from("", "contoso.example.evil"),
			from("tenant-2", "other.example"),
			from("", ""),
		} {
			require.Contains(r, r.codesFor(stranger, pkg), entitlement.NotInScope)
		}
	})
}

func TestAProposedOrganizationCountsOnlyWhenNamed(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		fabrikam := r.partner("Fabrikam", "fabrikam.example")
		require.Equal(r, entitlement.OrganizationConfigured, fabrikam.State)
		all := r.partners("shop")
		named := r.bundle("wiki", member(r.addGroup("wiki")))
		r.allow(named, scoped(entitlement.ScopeSpecificOrganizations, entitlement.OrganizationMembers(fabrikam.ID)))
		require.Empty(r, r.codesFor(pat(), all))
		require.Empty(r, r.codesFor(pat(), named))

		fabrikam.State = entitlement.OrganizationProposed
		_, err := r.as("root").UpdateOrganization(t.Context(), lifecycle.OrganizationInput{Organization: fabrikam})
		require.NoError(r, err)
		require.Contains(r, r.codesFor(pat(), all), entitlement.NotInScope)
		require.Empty(r, r.codesFor(pat(), named))
	})
}

func TestASourceBelongsToOneOrganization(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		fabrikam := r.partner("Fabrikam", "fabrikam.example")
		taken := refusal{
			op: "create organization", code: entitlement.AlreadyExists, kind: entitlement.KindOrganization,
			id: fabrikam.ID.String(), detail: "belongs to it",
		}
		r.refuses(taken, func() error {
			_, err := r.as("root").CreateOrganization(t.Context(), lifecycle.OrganizationInput{
				Organization: organization("Other", "Fabrikam.Example"),
			})
			return err
		})
		other := r.partner("Other", "other.example")
		other.IdentitySources = fabrikam.IdentitySources
		taken.op = "update organization"
		r.refuses(taken, func() error {
			_, err := r.as("root").UpdateOrganization(t.Context(), lifecycle.OrganizationInput{Organization: other})
			return err
		})
		taken.op, taken.detail = "create organization", `the display name "Fabrikam" is taken`
		r.refuses(taken, func() error {
			_, err := r.as("root").CreateOrganization(t.Context(), lifecycle.OrganizationInput{
				Organization: organization("Fabrikam", "fabrikam.test"),
			})
			return err
		})
	})
}

func TestDeletingAnOrganizationEndsNobodysAccess(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		fabrikam := r.partner("Fabrikam", "fabrikam.example")
		shop, wiki := r.bundle("shop", member(r.addGroup("shop"))), r.bundle("wiki", member(r.addGroup("wiki")))
		for _, pkg := range []entitlement.AccessPackage{shop, wiki} {
			r.allow(pkg, scoped(entitlement.ScopeSpecificOrganizations, entitlement.OrganizationMembers(fabrikam.ID)))
		}
		r.visits(pat(), shop)
		r.settle()
		_, err := r.as("root").DeleteOrganization(t.Context(), lifecycle.DeleteOrganizationInput{Organization: fabrikam.ID})
		require.NoError(r, err)
		r.settle()
		require.True(r, r.has(patsAccount, "shop"))
		require.Len(r, r.live(pat().ID), 1)
		require.Contains(r, r.codesFor(pat(), wiki), entitlement.NotInScope) // the scope is empty now
		require.Equal(r, "Fabrikam", r.partner("Fabrikam", "fabrikam.example").DisplayName, "name and source are free again")
		require.Contains(r, r.codesFor(pat(), wiki), entitlement.NotInScope, "another organization, of another identity")
	})
}

func TestSponsorsOfTheOrganizationApprove(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		fabrikam := organization("Fabrikam", "fabrikam.example")
		fabrikam.InternalSponsors = []entitlement.SubjectSet{entitlement.User("hank"), entitlement.GroupMembers("staff")}
		fabrikam.ExternalSponsors = []entitlement.SubjectSet{entitlement.User("boss")}
		_, err := r.as("root").CreateOrganization(t.Context(), lifecycle.OrganizationInput{Organization: fabrikam})
		require.NoError(r, err)
		first := r.partners("wiki", approvedBy(stage(entitlement.Sponsors())))
		asked := r.visits(pat(), first)
		require.Equal(r, []entitlement.SubjectID{"ann", "bob", "hank"}, r.stageOf(asked.Request, 1).Approvers)
		pkg := r.partners("shop", approvedBy(
			stage(entitlement.User("bob")), stage(entitlement.SubjectSet{Type: entitlement.SetExternalSponsors}),
		))
		asked = r.visits(pat(), pkg)
		r.approve("bob", asked.Request)
		require.Equal(r, []entitlement.SubjectID{"boss"}, r.stageOf(asked.Request, 2).Approvers) // R-128, also without the claims
		r.approve("boss", asked.Request)
		r.settle()
		require.True(r, r.has(patsAccount, "shop"))
	})
}

func TestWithoutSponsorsTheFallbackApproves(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		sponsored := stage(entitlement.Sponsors())
		require.Contains(r, r.codesFor(pat(), r.partners("shop", approvedBy(sponsored))), entitlement.SponsorMissing)
		sponsored.FallbackPrimaryApprovers = []entitlement.SubjectSet{entitlement.User("hank")}
		asked := r.visits(pat(), r.partners("wiki", approvedBy(sponsored)))
		require.Equal(r, []entitlement.SubjectID{"hank"}, r.stageOf(asked.Request, 1).Approvers)
		require.True(r, r.stageOf(asked.Request, 1).Fallback)
	})
}

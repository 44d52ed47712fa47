package lifecycle_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// registry is a directory that knows who owns mail domains, and writes down what it was asked.
type registry struct {
	lifecycle.Directory
	owners  map[string]entitlement.IdentitySource
	failure error
	asked   []string
}

func (g *registry) At(ctx context.Context, at time.Time) (lifecycle.DirectoryView, error) {
	view, err := g.Directory.At(ctx, at)
	return registryView{view, g}, err
}

type registryView struct {
	lifecycle.DirectoryView
	*registry
}

func (v registryView) Owner(_ context.Context, domain string) (entitlement.IdentitySource, bool, error) {
	v.asked = append(v.asked, domain)
	source, owned := v.owners[domain]
	return source, owned, v.failure
}

func (r *rig) registered(owners map[string]entitlement.IdentitySource) *registry {
	r.Helper()
	g := &registry{Directory: r.directory, owners: owners}
	r.config.Directory = g
	r.open()
	return g
}

// connects makes an organization of domains as root names them.
func (r *rig) connects(name string, domains ...string) (entitlement.ConnectedOrganization, error) {
	made, err := r.as("root").CreateOrganization(r.Context(), lifecycle.OrganizationInput{
		Organization: entitlement.ConnectedOrganization{DisplayName: name}, Domains: domains,
	})
	return made.Organization, err
}

func TestADomainStandsForItsTenant(t *testing.T) {
	t.Parallel()
	tenant := entitlement.IdentitySource{Type: entitlement.SourceTenant, DisplayName: "Contoso", TenantID: "t-1"}
	cloud := entitlement.IdentitySource{Type: entitlement.SourceCloud, TenantID: "t-2", CloudInstance: "microsoftonline.us"}
	domain := func(name string) entitlement.IdentitySource {
		return entitlement.IdentitySource{Type: entitlement.SourceDomain, DomainName: name}
	}
	onRigs(t, func(r *rig) {
		book := r.registered(map[string]entitlement.IdentitySource{
			"contoso.example": tenant, "contoso.test": tenant, "agency.example": cloud,
		})
		contoso, err := r.connects("Contoso", "Contoso.EXAMPLE", "contoso.test", "else.example", "agency.example")
		require.NoError(r, err)
		require.Equal(r, []entitlement.IdentitySource{tenant, domain("else.example"), cloud}, contoso.IdentitySources)
		require.Equal(r, []string{"contoso.example", "contoso.test", "else.example", "agency.example"}, book.asked)

		updated, err := r.as("root").UpdateOrganization(t.Context(), lifecycle.OrganizationInput{
			Organization: contoso, Domains: []string{"contoso.example", "new.example"},
		})
		require.NoError(r, err)
		require.Equal(r, append(contoso.IdentitySources, domain("new.example")), updated.Organization.IdentitySources)

		r.refuses(refusal{
			op: "create organization", code: entitlement.AlreadyExists, kind: entitlement.KindOrganization, id: contoso.ID.String(),
			detail: "the tenant t-1 belongs to it",
		}, func() error {
			_, err := r.connects("Other", "contoso.test")
			return err
		})
		explicit, err := r.as("root").CreateOrganization(t.Context(), lifecycle.OrganizationInput{
			Organization: organization("Explicit", "contoso.example"),
		})
		require.NoError(r, err)
		require.Equal(r, []entitlement.IdentitySource{domain("contoso.example")}, explicit.Organization.IdentitySources,
			"a source that is described is taken as it is")
	})
}

// A directory that does not know who owns domains leaves them as they are. // R-264
func TestADomainWithoutADirectoryOfTenants(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		made, err := r.connects("Contoso", "contoso.example")
		require.NoError(r, err)
		require.Equal(r, organization("", "contoso.example").IdentitySources, made.IdentitySources)
		pkg := r.partners("shop")
		require.Empty(r, r.codesFor(outsider("x", "contoso.example"), pkg))
	})
}

func TestDomainsThatCannotBeNamed(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		book := r.registered(nil)
		for _, domains := range [][]string{{"contoso"}, {""}, {"a.example", "A.example"}, make([]string, entitlement.ListLength+1)} {
			err := r.changesNothing(func() error { _, err := r.connects("Contoso", domains...); return err })
			require.Contains(r, []entitlement.Code{entitlement.InvalidArgument, entitlement.LimitExceeded}, entitlement.CodeOf(err))
		}
		r.refuses(lacks("create organization", entitlement.CatalogID{}), func() error {
			_, err := r.as("ann").CreateOrganization(t.Context(), lifecycle.OrganizationInput{Domains: []string{"contoso.example"}})
			return err
		})
		require.Empty(r, book.asked)

		book.failure = errors.New("the line is dead")
		err := r.changesNothing(func() error { _, err := r.connects("Contoso", "contoso.example"); return err })
		require.ErrorIs(r, err, entitlement.Unavailable) // I-94
		book.failure = nil
		book.owners = map[string]entitlement.IdentitySource{"contoso.example": {Type: entitlement.SourceTenant}}
		err = r.changesNothing(func() error { _, err := r.connects("Contoso", "contoso.example"); return err })
		require.ErrorIs(r, err, entitlement.InvalidArgument, "a tenant without identifier")
	})
}

// What a domain stood for stays so, also for a command that is repeated, whatever the directory says later. // R-264, I-63
func TestADomainIsLookedUpOnce(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.gather("partners", "hank")
		r.appoint(entitlement.GroupMembers("partners"), entitlement.RoleOrganizationAdministrator)
		tenant := entitlement.IdentitySource{Type: entitlement.SourceTenant, TenantID: "t-1"}
		book := r.registered(map[string]entitlement.IdentitySource{"contoso.example": tenant})
		in := lifecycle.OrganizationInput{
			Key: "once", Organization: entitlement.ConnectedOrganization{DisplayName: "Contoso"}, Domains: []string{"contoso.example"},
		}
		made, err := r.as("hank").CreateOrganization(t.Context(), in)
		require.NoError(r, err)
		book.owners = nil
		again, err := r.as("hank").CreateOrganization(t.Context(), in)
		require.NoError(r, err)
		require.Equal(r, made.Organization.ID, again.Organization.ID)
		require.Equal(r, []entitlement.IdentitySource{tenant}, r.connected("Contoso")[0].IdentitySources)
		require.Equal(r, []string{"contoso.example"}, book.asked)
	})
}

// Nobody enters a domain to let in the people of another one, or of a social provider: such an answer is none. // R-264
func TestAnswersThatAreNoTenant(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		book := r.registered(nil)
		for name, source := range map[string]entitlement.IdentitySource{
			"everybody":       {Type: entitlement.SourceSocial, SocialType: "facebook"},
			"another":         {Type: entitlement.SourceDomain, DomainName: "mail.example"},
			"federates_other": {Type: entitlement.SourceFederation, DomainName: "mail.example"},
			"nothing":         {},
		} {
			book.owners = map[string]entitlement.IdentitySource{"contoso.example": source}
			err := r.changesNothing(func() error { _, err := r.connects("Contoso", "contoso.example"); return err })
			require.ErrorIs(r, err, entitlement.InvalidArgument, name)
			require.ErrorContains(r, err, `domains: the directory says that "contoso.example" belongs to the `, name)
		}
		federated := entitlement.IdentitySource{Type: entitlement.SourceFederation, DomainName: "Contoso.example", IssuerURI: "https://id.example"}
		book.owners = map[string]entitlement.IdentitySource{"contoso.example": federated}
		made, err := r.connects("Contoso", "contoso.example")
		require.NoError(r, err)
		require.Equal(r, []entitlement.IdentitySource{federated}, made.IdentitySources)
	})
}

// Whoever signs in with a social provider is recognised by it, also when only their request tells so. // R-263
func TestAnOrganizationOfASocialProvider(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		made, err := r.as("root").CreateOrganization(t.Context(), lifecycle.OrganizationInput{Organization: entitlement.ConnectedOrganization{
			DisplayName:      "Social",
			IdentitySources:  []entitlement.IdentitySource{{Type: entitlement.SourceSocial, SocialType: "facebook"}},
			InternalSponsors: []entitlement.SubjectSet{entitlement.User("hank")},
		}})
		require.NoError(r, err)
		r.partner("Fabrikam", "fabrikam.example")
		pkg := r.partners("shop", approvedBy(stage(entitlement.User("bob")), stage(entitlement.Sponsors())))
		require.Contains(r, r.codesFor(outsider("x", "nowhere.example"), pkg), entitlement.NotInScope)
		who := pat()
		who.Domain, who.IdentityProvider = "", "facebook"
		asked := r.visits(who, pkg)
		r.approve("bob", asked.Request)
		require.Equal(r, []entitlement.SubjectID{"hank"}, r.stageOf(asked.Request, 2).Approvers) // found again without the claims
		r.approve("hank", asked.Request)
		r.settle()
		require.True(r, r.has(patsAccount, "shop"))
		require.Len(r, r.connected(""), 2)
		require.Equal(r, made.Organization, r.connected("Social")[0])
	})
}

// Who comes with nothing but a social provider proposes it. // R-067, R-068
func TestAProposedOrganizationOfASocialProvider(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		who := pat()
		who.Domain, who.IdentityProvider = "", "facebook"
		pkg := r.opened()
		r.visits(who, pkg)
		all := r.connected("")
		require.Len(r, all, 1)
		require.Equal(r, "facebook", all[0].DisplayName)
		require.Equal(r, entitlement.OrganizationProposed, all[0].State)
		require.Equal(r, []entitlement.IdentitySource{{Type: entitlement.SourceSocial, SocialType: "facebook"}}, all[0].IdentitySources)
		nobody := outsider("sue", "")
		r.visits(nobody, pkg)
		require.Len(r, r.connected(""), 1, "nothing is known of her")
	}, open)
}

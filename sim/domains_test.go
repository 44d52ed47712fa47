package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// owner returns the tenant or domain that owns a mail domain at an instant.
func owner(t *testing.T, d *sim.Directory, day time.Duration, domain string) string {
	t.Helper()
	view, err := d.At(t.Context(), after(day))
	require.NoError(t, err)
	source, owned, err := view.(lifecycle.Domains).Owner(t.Context(), domain)
	require.NoError(t, err)
	require.Equal(t, owned, source != entitlement.IdentitySource{})
	return source.TenantID + source.DomainName
}

// Who owns a domain is said, or follows from where its people are. // R-264
func TestOwnersOfDomains(t *testing.T) {
	t.Parallel()
	outside := func(id entitlement.SubjectID, domain, tenant string) entitlement.Subject {
		return entitlement.Subject{ID: id, UserType: entitlement.UserOutside, Domain: domain, TenantID: tenant}
	}
	d, err := sim.NewDirectory([]entitlement.Subject{
		outside("a", "one.example", "t1"), outside("b", "ONE.example", "t1"), outside("c", "two.example", "t1"), outside("d", "two.example", "t2"),
		outside("e", "half.example", "t1"), outside("f", "half.example", ""), outside("g", "none.example", ""),
		{ID: "h", UserType: entitlement.UserMember, Domain: "own.example", TenantID: "t3"},
	}, nil)
	require.NoError(t, err)
	tenant := entitlement.IdentitySource{Type: entitlement.SourceTenant, TenantID: "t9"}
	require.NoError(t, d.OwnDomain(after(2*day), "Two.example", tenant))
	require.NoError(t, d.OwnDomain(after(3*day), "one.example", entitlement.IdentitySource{}))
	federated := entitlement.IdentitySource{Type: entitlement.SourceFederation, DomainName: "fed.example", IssuerURI: "https://fed.example"}
	require.NoError(t, d.OwnDomain(after(3*day), "fed.example", federated))
	for domain, want := range map[string][3]string{
		"one.example": {"t1", "t1", ""}, "two.example": {"", "t9", "t9"}, "half.example": {}, "none.example": {}, "own.example": {},
		"nobody.example": {}, "fed.example": {"", "", "fed.example"},
	} { // order: each is a case of its own
		require.Equal(t, want, [3]string{owner(t, d, day, domain), owner(t, d, 2*day, domain), owner(t, d, 3*day, domain)}, domain)
	}

	for _, wrong := range []entitlement.IdentitySource{
		{Type: entitlement.SourceDomain, DomainName: "x.example"}, {Type: entitlement.SourceSocial, SocialType: "facebook"}, {Type: entitlement.SourceTenant},
	} {
		require.ErrorIs(t, d.OwnDomain(after(4*day), "x.example", wrong), entitlement.InvalidArgument)
	}
	require.ErrorIs(t, d.OwnDomain(after(4*day), "no domain", tenant), entitlement.InvalidArgument)
	require.ErrorIs(t, d.OwnDomain(after(day), "x.example", tenant), entitlement.InvalidArgument, "the past does not change")
}

// Whom somebody manages follows from who has them as manager. // R-357
func TestDirectReportsOfTheDirectory(t *testing.T) {
	t.Parallel()
	w := sim.Test(t, sim.Options{People: sim.Team("meg", "ann", "bob", "cem")})
	reports := func() []entitlement.SubjectID {
		view, err := w.Directory().At(t.Context(), w.Now())
		require.NoError(t, err)
		ids, err := view.(lifecycle.Reports).DirectReports(t.Context(), "meg")
		require.NoError(t, err)
		return ids
	}
	require.Equal(t, []entitlement.SubjectID{"ann", "bob", "cem"}, reports())
	pkg, err := w.Offer(sim.Offer{Name: "Sales", Roles: []string{"CRM/User"}, Policy: entitlement.AssignmentPolicy{
		AllowedTargetScope: entitlement.ScopeAllMemberUsers,
	}})
	require.NoError(t, err)
	for _, who := range []entitlement.SubjectID{"ann", "cem", "meg"} {
		_, err := w.As(who).Submit(t.Context(), lifecycle.SubmitInput{Package: pkg})
		require.NoError(t, err)
	}
	require.NoError(t, w.Settle())
	access, err := w.As("meg").Access(t.Context(), lifecycle.AccessInput{OfReports: true})
	require.NoError(t, err)
	require.Len(t, access.Items, 2)
	require.Equal(t, entitlement.SubjectID("ann"), access.Items[0].Assignment.Target)

	require.NoError(t, w.RunFor(day))
	require.NoError(t, w.Directory().Move(w.Now(), "ann", func(s *entitlement.Subject) { s.Manager = "" }))
	require.NoError(t, w.Directory().Leave(w.Now(), "bob"))
	require.Equal(t, []entitlement.SubjectID{"cem"}, reports())
	require.NoError(t, w.Directory().Leave(w.Now(), "meg"))
	require.Empty(t, reports(), "who is gone is nobody's manager")
}

package entitlement

import (
	"testing"

	"github.com/stretchr/testify/require"
)

//
func TestOrganizationMatches(t *testing.T) {
	t.Parallel()
	o := ConnectedOrganization{IdentitySources: []IdentitySource{
		{Type: SourceTenant, TenantID: "tenant-1"}, {Type: SourceDomain, DomainName: "Contoso.Example"},
		{Type: SourceCloud, TenantID: "tenant-us", CloudInstance: "microsoftonline.us"},
		{Type: SourceFederation, DomainName: "Federated.Example", IssuerURI: "https://idp"}, {Type: SourceSocial, SocialType: "facebook"},
	}}
	for name, c := range map[string]struct {
		person  Subject
		matches bool
	}{
		"tenant":                {Subject{UserType: UserOutside, TenantID: "tenant-1", Domain: "other.example"}, true}, // any domain
		"guest":                 {Subject{UserType: UserGuest, TenantID: "tenant-1"}, true},
		"domain":                {Subject{UserType: UserOutside, Domain: "contoso.example"}, true},
		"domain_in_capitals":    {Subject{UserType: UserOutside, Domain: "CONTOSO.EXAMPLE"}, true},
		"tenant_in_capitals":    {Subject{UserType: UserOutside, TenantID: "TENANT-1"}, true},
		"other_tenant":          {Subject{UserType: UserOutside, TenantID: "tenant-11"}, false},
		"subdomain":             {Subject{UserType: UserOutside, Domain: "mail.contoso.example"}, false}, // exactly
		"domain_at_the_end":     {Subject{UserType: UserOutside, Domain: "evilcontoso.example"}, false},
		"dotless_i":             {Subject{UserType: UserOutside, Domain: "contoso.examp\u0131e"}, false},
		"kelvin_sign":           {Subject{UserType: UserOutside, Domain: "\u212aontoso.example"}, false}, // no Unicode folding
		"member":                {Subject{UserType: UserMember, TenantID: "tenant-1", Domain: "contoso.example"}, false},
		"nothing_known":         {Subject{UserType: UserOutside}, false},
		"mail_is_not_evidence":  {Subject{UserType: UserOutside, Mail: "alice@contoso.example"}, false},
		"tenant_in_a_cloud":     {Subject{UserType: UserOutside, TenantID: "tenant-us"}, true},
		"federated_domain":      {Subject{UserType: UserOutside, Domain: "federated.example"}, true},
		"part_of_federated":     {Subject{UserType: UserOutside, Domain: "mail.federated.example"}, false},
		"provider":              {Subject{UserType: UserGuest, IdentityProvider: "facebook"}, true},
		"provider_in_capitals":  {Subject{UserType: UserOutside, IdentityProvider: "Facebook"}, true},
		"other_provider":        {Subject{UserType: UserOutside, IdentityProvider: "facebook.example"}, false},
		"issuer_is_no_provider": {Subject{UserType: UserOutside, IdentityProvider: "https://idp"}, false},
		"tenant_named_a_domain": {Subject{UserType: UserOutside, TenantID: "contoso.example"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.matches, o.Matches(&c.person))
		})
	}
	nothing := ConnectedOrganization{IdentitySources: []IdentitySource{{}, {Type: SourceTenant}, {Type: SourceDomain}, {Type: SourceCloud}, {Type: SourceFederation}, {Type: SourceSocial}}}
	require.False(t, nothing.Matches(&Subject{UserType: UserOutside}), "empty sources match nobody")
}

// A tenant and a domain of one name are different sources; their case does not make another. // R-275
func TestIdentitySourceKey(t *testing.T) {
	t.Parallel()
	tenant := IdentitySource{Type: SourceTenant, TenantID: "a.example"}
	domain := IdentitySource{Type: SourceDomain, DomainName: "a.example"}
	require.NotEqual(t, tenant.Key(), domain.Key())
	require.Equal(t, domain.Key(), IdentitySource{Type: SourceDomain, DomainName: "A.EXAMPLE"}.Key())
	require.Equal(t, tenant.Key(), IdentitySource{Type: SourceTenant, TenantID: "A.EXAMPLE"}.Key())
	require.Equal(t, tenant.Key(), IdentitySource{Type: SourceCloud, TenantID: "a.example", CloudInstance: "x"}.Key())
	require.Equal(t, domain.Key(), IdentitySource{Type: SourceFederation, DomainName: "a.example", IssuerURI: "x"}.Key())
	social := IdentitySource{Type: SourceSocial, SocialType: "a.example"}
	require.NotContains(t, []string{tenant.Key(), domain.Key()}, social.Key())
	require.Equal(t, social.Key(), IdentitySource{Type: SourceSocial, SocialType: "A.Example"}.Key())
}

//
func TestMayInvite(t *testing.T) {
	t.Parallel()
	allowing := Settings{AllowedDomains: []string{"Good.example"}}
	blocking := Settings{BlockedDomains: []string{"Bad.example"}}
	for domain, want := range map[string][3]bool{ // no list, allowed, blocked
		"good.example":     {true, true, true},
		"bad.EXAMPLE":      {true, false, false},
		"mail.bad.example": {true, false, true},
		"":                 {true, false, true},
	} {
		for i, s := range []Settings{{}, allowing, blocking} {
			require.Equal(t, want[i], s.MayInvite(domain, ""), "%q with list %d", domain, i)
			require.Equal(t, want[i], s.MayInvite("", "pat@"+domain), "mail of %q with list %d", domain, i)
		}
	}
	require.False(t, allowing.MayInvite("good.example", "pat@bad.example"), "the stricter answer")
	require.False(t, allowing.MayInvite("bad.example", "pat@good.example"))
	require.False(t, blocking.MayInvite("good.example", "pat@bad.example"))
	require.True(t, allowing.MayInvite("good.example", "\"p@t\"@Good.example"))
}

//
func TestDefaultSettings(t *testing.T) {
	t.Parallel()
	s := DefaultSettings()
	require.NoError(t, s.Validate())
	require.Equal(t, ActionBlockSignInAndDelete, s.ExternalUserLifecycleAction)
	require.Equal(t, Days(30), s.DurationUntilExternalUserDeletedAfterBlocked)
}

func TestUserTypes(t *testing.T) {
	t.Parallel()
	for typ, want := range map[UserType]struct{ external, account bool }{
		UserMember: {false, true}, UserGuest: {true, true}, UserOutside: {true, false},
		0: {true, true}, // not known: no right of a member
	} {
		s := Subject{UserType: typ}
		require.Equal(t, want.external, s.IsExternal(), "%v", typ)
		require.Equal(t, want.account, s.HasAccount(), "%v", typ)
	}
}

func TestActorWords(t *testing.T) {
	t.Parallel()
	for want, a := range map[string]Actor{
		"nobody":                {},
		"system":                {Kind: ActorSystem},
		"alice":                 {Kind: ActorPerson, Subject: "alice"},
		`"system"`:              {Kind: ActorPerson, Subject: "system"}, // a person of that name is not the system
		`"nobody"`:              {Kind: ActorPerson, Subject: "nobody"},
		`""`:                    {Kind: ActorPerson},
		`"host (import)"`:       {Kind: ActorPerson, Subject: "host (import)"},
		`"a\nb"`:                {Kind: ActorPerson, Subject: "a\nb"},
		"host (nightly import)": {Kind: ActorHost, Job: "nightly import"},
		`host ("a) host (b")`:   {Kind: ActorHost, Job: "a) host (b"},
		`host ("a\nsystem")`:    {Kind: ActorHost, Job: "a\nsystem"},
	} {
		require.Equal(t, want, a.String())
	}
}

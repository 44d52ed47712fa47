package entitlement

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// one of each type, from any of its issuers; what is not demanded is left out.
func TestDemandedCredentials(t *testing.T) {
	t.Parallel()
	s := fullPolicy().VerifiableCredentialSettings // a Diploma of a school or a college, and an Employee of contoso
	employee := VerifiedCredential{Authority: "did:web:contoso.example", Type: "Employee", Claims: []CredentialClaim{{"name", "Ann"}}}
	college := VerifiedCredential{Authority: "did:web:college.example", Type: "Diploma"}
	forged := VerifiedCredential{Authority: "did:web:contoso.example", Type: "Diploma"}
	other := VerifiedCredential{Authority: "did:web:college.example", Type: "diploma"}
	for name, c := range map[string]struct {
		list    []VerifiedCredential
		kept    []VerifiedCredential
		present []bool // of the types
	}{
		"nothing":      {nil, nil, []bool{false, false}},
		"one":          {[]VerifiedCredential{employee}, []VerifiedCredential{employee}, []bool{false, true}},
		"all":          {[]VerifiedCredential{employee, college}, []VerifiedCredential{college, employee}, []bool{true, true}},
		"other_issuer": {[]VerifiedCredential{forged}, nil, []bool{false, false}},
		"other_case":   {[]VerifiedCredential{other, employee}, []VerifiedCredential{employee}, []bool{false, true}},
	} {
		require.Equal(t, c.kept, s.Demanded(c.list), name)
		for i, want := range c.present {
			require.Equal(t, want, s.CredentialTypes[i].IsPresented(c.list), name)
		}
	}
	kept := s.Demanded([]VerifiedCredential{employee})
	kept[0].Claims[0].Value = "changed"
	require.Equal(t, "Ann", employee.Claims[0].Value)

	c := s.Clone()
	require.True(t, c.Equal(s) && !c.IsZero())
	c.CredentialTypes[0].Issuers[0] = "changed"
	require.False(t, c.Equal(s))
	require.True(t, fullPolicy().VerifiableCredentialSettings.Equal(s), "a clone shares nothing")
	require.True(t, VerifiableCredentialSettings{}.Equal(VerifiableCredentialSettings{CredentialTypes: []VerifiableCredentialType{}}))
}

func TestMalformedCredentials(t *testing.T) {
	t.Parallel()
	l := SeedLimits()
	claims := func(list ...CredentialClaim) []VerifiedCredential {
		return []VerifiedCredential{{Authority: "a", Type: "t", Claims: list}}
	}
	for name, list := range map[string][]VerifiedCredential{
		"no_authority":  {{Type: "t"}},
		"no_type":       {{Authority: "a"}},
		"no_utf8":       {{Authority: "a\xff", Type: "t"}},
		"twice":         {{Authority: "a", Type: "t"}, {Authority: "b", Type: "t"}, {Authority: "a", Type: "t"}},
		"no_name":       claims(CredentialClaim{"", "x"}),
		"hidden_name":   claims(CredentialClaim{"x\u202ey", "x"}),
		"hidden_value":  claims(CredentialClaim{"x", "x\u202ey"}),
		"claimed_twice": claims(CredentialClaim{"x", "1"}, CredentialClaim{"y", "1"}, CredentialClaim{"x", "2"}),
	} {
		require.ErrorIs(t, l.CheckVerifiedCredentials(list), InvalidArgument, name)
	}
	require.NoError(t, l.CheckVerifiedCredentials(claims(CredentialClaim{"x", ""}, CredentialClaim{"y", "two\nlines"})))
	require.NoError(t, l.CheckVerifiedCredentials([]VerifiedCredential{{Authority: "a", Type: "t"}, {Authority: "b", Type: "t"}}))
	require.NoError(t, l.CheckVerifiedCredentials(nil))
}

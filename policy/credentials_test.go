package policy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// demanding is a policy's demand: a diploma of one of two schools, and a passport.
func demanding() entitlement.VerifiableCredentialSettings {
	return entitlement.VerifiableCredentialSettings{CredentialTypes: []entitlement.VerifiableCredentialType{
		{CredentialType: "Diploma", Issuers: []string{"did:school", "did:college"}}, {CredentialType: "Passport", Issuers: []string{"did:state"}},
	}}
}

func credential(kind, by string) entitlement.VerifiedCredential {
	return entitlement.VerifiedCredential{
		Authority: by, Type: kind, Claims: []entitlement.CredentialClaim{{Name: "name", Value: "secret"}},
	}
}

// all of the types, each from any of its issuers.
func TestCredentials(t *testing.T) {
	t.Parallel()
	missing := []entitlement.Code{entitlement.CredentialsPresented, entitlement.CredentialMissing}
	for name, c := range map[string]struct {
		presented []entitlement.VerifiedCredential
		codes     []entitlement.Code // nil: allowed
	}{
		"nothing":        {nil, missing},
		"one_of_two":     {[]entitlement.VerifiedCredential{credential("Passport", "did:state")}, missing},
		"all":            {[]entitlement.VerifiedCredential{credential("Passport", "did:state"), credential("Diploma", "did:school")}, nil},
		"second_issuer":  {[]entitlement.VerifiedCredential{credential("Passport", "did:state"), credential("Diploma", "did:college")}, nil},
		"another_issuer": {[]entitlement.VerifiedCredential{credential("Passport", "did:school"), credential("Diploma", "did:school")}, missing},
		"more": {[]entitlement.VerifiedCredential{
			credential("Badge", "did:club"), credential("Passport", "did:state"), credential("Diploma", "did:school"),
		}, nil},
	} {
		s := newScene()
		s.policy.VerifiableCredentialSettings, s.ask.VerifiedCredentials = demanding(), c.presented
		v, reasons := s.evaluate(t)
		require.Equal(t, c.codes, v.Codes, "%s\n%s", name, entitlement.Explain(reasons))
		s.ask.Direct = true
		v, _ = s.evaluate(t)
		require.True(t, v.Allowed, "%s: administrators present nothing", name)
		s.ask.Direct, s.policy.VerifiableCredentialSettings = false, entitlement.VerifiableCredentialSettings{}
		v, _ = s.evaluate(t)
		require.True(t, v.Allowed, "%s: nothing is demanded", name)
	}
}

// The reasons name what is missing and whose it has to be, and nothing of what a credential says.
func TestReasonsNameMissingCredentials(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.policy.VerifiableCredentialSettings = demanding()
	s.ask.VerifiedCredentials = []entitlement.VerifiedCredential{credential("Diploma", "did:mill")}
	_, reasons := s.evaluate(t)
	text := entitlement.Explain(reasons)
	require.Contains(t, text, "no credentialMissing: Diploma is from another issuer, rule wants one from did:school, did:college")
	require.Contains(t, text, "no credentialMissing: Passport is missing, rule wants one from did:state")
	require.NotContains(t, text, "secret")
	require.NotContains(t, text, "did:mill")

	s.ask.VerifiedCredentials = []entitlement.VerifiedCredential{credential("Passport", "did:state")}
	_, reasons = s.evaluate(t)
	require.Contains(t, entitlement.Explain(reasons), "ok credentialMissing: Passport is presented")
}

// alternatives are policies of their own, and who chooses one meets its demand.
func TestAlternativeCredentialsArePolicies(t *testing.T) {
	t.Parallel()
	s := newScene()
	other := newPolicy(2, entitlement.ScopeAllMemberUsers)
	other.VerifiableCredentialSettings.CredentialTypes = demanding().CredentialTypes[1:]
	s.policy.VerifiableCredentialSettings.CredentialTypes = demanding().CredentialTypes[:1]
	s.ask.Policies = append(s.ask.Policies, other)
	s.ask.VerifiedCredentials = []entitlement.VerifiedCredential{credential("Passport", "did:state")}
	for choice, allowed := range map[byte]bool{1: false, 2: true} {
		s.ask.Choice = policyID(choice)
		v := policy.Evaluate(&s.ask, s.facts, s.options)
		require.Equal(t, allowed, v.Allowed, choice)
	}
}

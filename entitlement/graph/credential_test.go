package graph_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/graph"
)

// What beta demands of requestors is read; where some of it is not understood, the policy takes no requests. // R-097
func TestCredentialsOfBeta(t *testing.T) {
	t.Parallel()
	diploma := entitlement.VerifiableCredentialType{CredentialType: "Diploma", Issuers: []string{"did:a", "did:b"}}
	const good = `{"credentialType": "Diploma", "issuers": ["did:a", "did:b"]}`
	for name, c := range map[string]struct {
		settings  string
		want      []entitlement.VerifiableCredentialType
		suspended bool
	}{
		"none":          {`null`, nil, false},
		"empty":         {`{}`, nil, false},
		"empty_list":    {`{"credentialTypes": []}`, nil, false},
		"good":          {`{"@odata.type": "#microsoft.graph.verifiableCredentialSettings", "credentialTypes": [` + good + `]}`, []entitlement.VerifiableCredentialType{diploma}, false},
		"one":           {`{"credentialTypes": ` + good + `}`, []entitlement.VerifiableCredentialType{diploma}, false},
		"text":          {`"Diploma"`, nil, true},
		"list_of_texts": {`{"credentialTypes": ["Diploma"]}`, nil, true},
		"text_in_list":  {`{"credentialTypes": [` + good + `, "Passport"]}`, []entitlement.VerifiableCredentialType{diploma}, true},
		"not_a_list":    {`{"credentialTypes": "Diploma"}`, nil, true},
		"no_issuers":    {`{"credentialTypes": [` + good + `, {"credentialType": "Passport", "issuers": []}]}`, []entitlement.VerifiableCredentialType{diploma}, true},
		"one_issuer":    {`{"credentialTypes": [{"credentialType": "Passport", "issuers": "did:a"}]}`, nil, true},
		"nameless":      {`{"credentialTypes": [{"issuers": ["did:a"]}]}`, nil, true},
	} {
		d, lost, err := graph.Import([]byte(`{"catalogs": [{"displayName": "Sales", "description": "x", "accessPackages": [
			{"displayName": "CRM", "assignmentPolicies": [{"displayName": "Staff", "allowedTargetScope": "allMemberUsers",
				"verifiableCredentialSettings": `+c.settings+`}]}]}]}`), graph.Options{})
		require.NoError(t, err, name)
		p := d.Catalogs[0].AccessPackages[0].AssignmentPolicies[0]
		require.Equal(t, c.want, p.VerifiableCredentialSettings.CredentialTypes, name)
		require.Equal(t, c.suspended, p.IsSuspended, name)
		require.Equal(t, c.suspended, len(lost) > 0, "%s: %v", name, lost)
		require.NoError(t, d.Check(entitlement.SeedLimits()), name)
	}
}

package spec

import "example.com/tenure/entitlement"

var credentialsForm = object("verifiableCredentialSettings", "Which verified credentials requestors have to present.",
	field("credentialTypes", "All of them; alternatives are policies of their own.",
		func(s *entitlement.VerifiableCredentialSettings) *[]entitlement.VerifiableCredentialType {
			return &s.CredentialTypes
		}, sequence[entitlement.VerifiableCredentialType](credentialTypeForm)),
)

var credentialTypeForm = object("verifiableCredentialType", "A credential that is demanded.",
	field("credentialType", "Its type, such as BusinessCardCredential.",
		func(t *entitlement.VerifiableCredentialType) *string { return &t.CredentialType }, text[string]()).must(),
	field("issuers", "Who may have issued it, such as did:web:contoso.example. Any of them will do.",
		func(t *entitlement.VerifiableCredentialType) *[]string { return &t.Issuers }, set[string](text[string]())).must(),
)

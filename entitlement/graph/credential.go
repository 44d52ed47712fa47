package graph

import (
	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

// readCredentials reads which credentials requestors have to present, which beta says. Where some of it cannot be demanded,
// nobody may ask.
func readCredentials(v *value, p *spec.Policy) {
	if v == nil || v.isEmpty() {
		return
	}
	types := object(v).get("credentialTypes")
	said := 0
	switch {
	case v.kind != kindObject:
		said = 1
	case types == nil || types.isEmpty():
	case types.kind == kindList:
		said = len(types.inside)
	default:
		said = 1
	}
	s := &p.VerifiableCredentialSettings
	for _, t := range objects(types) {
		read := entitlement.VerifiableCredentialType{CredentialType: text(t.get("credentialType")), Issuers: readIssuers(t.get("issuers"))}
		if read.CredentialType == "" || len(read.Issuers) == 0 {
			t.lose("it does not say which credential, or whose: the policy takes no requests")
			continue
		}
		s.CredentialTypes = append(s.CredentialTypes, read)
	}
	if len(s.CredentialTypes) < said {
		p.IsSuspended = true
	}
}

// readIssuers reads a list of texts; what is none of them is trusted for nothing.
func readIssuers(v *value) (out []string) {
	if v == nil {
		return nil
	}
	if v.kind != kindList {
		v.lose("it must be a list")
		return nil
	}
	for _, item := range v.inside {
		item.read()
		if issuer := text(item); issuer != "" {
			out = append(out, issuer)
		}
	}
	return out
}

package entitlement

import "slices"

// VerifiableCredentialSettings say which verified credentials a requestor has to present: Graph's
// verifiableCredentialSettings. All of the types are demanded; alternatives are policies of their own. The zero value
// demands none.
type VerifiableCredentialSettings struct {
	CredentialTypes []VerifiableCredentialType `json:"credentialTypes,omitempty"`
}

// VerifiableCredentialType is a credential that a policy demands (Graph's verifiableCredentialType): one of this type, from
// any of the issuers. To demand one of the same type from two issuers, list it twice.
type VerifiableCredentialType struct {
	CredentialType string   `json:"credentialType"` // such as BusinessCardCredential; compared as bytes
	Issuers        []string `json:"issuers"`        // their authorities, such as did:web:contoso.example; compared as bytes
}

// VerifiedCredential is a credential that somebody presented with a request (Graph's verifiedCredentialData). That it is
// genuine, valid and of the person whom the request is for was verified by the host before: the engine takes its word.
type VerifiedCredential struct {
	Authority string            `json:"authority"` // who issued it
	Type      string            `json:"type"`      // the one of its types that policies name
	Claims    []CredentialClaim `json:"claims,omitempty"`
}

// CredentialClaim is something that a credential says of its holder.
type CredentialClaim struct {
	Name  string `json:"name"` // unique in the credential
	Value string `json:"value"`
}

// IsZero reports whether no credential is demanded.
func (s VerifiableCredentialSettings) IsZero() bool { return len(s.CredentialTypes) == 0 }

// Equal reports whether two settings are written alike, in the same order.
func (s VerifiableCredentialSettings) Equal(o VerifiableCredentialSettings) bool {
	return slices.EqualFunc(s.CredentialTypes, o.CredentialTypes, func(a, b VerifiableCredentialType) bool {
		return a.CredentialType == b.CredentialType && slices.Equal(a.Issuers, b.Issuers)
	})
}

// Demanded returns those of the credentials that are demanded, in the order of the settings. The others are nobody's business.
// The result shares no memory with the list.
func (s VerifiableCredentialSettings) Demanded(list []VerifiedCredential) []VerifiedCredential {
	var out []VerifiedCredential
	for i := range s.CredentialTypes {
		for _, c := range list {
			if s.CredentialTypes[i].accepts(&c) {
				c.Claims = slices.Clone(c.Claims)
				out = append(out, c)
			}
		}
	}
	return out
}

// IsPresented reports whether one of the credentials is of the type, and from one of its issuers.
func (t *VerifiableCredentialType) IsPresented(list []VerifiedCredential) bool {
	return slices.ContainsFunc(list, func(c VerifiedCredential) bool { return t.accepts(&c) })
}

func (t *VerifiableCredentialType) accepts(c *VerifiedCredential) bool {
	return c.Type == t.CredentialType && slices.Contains(t.Issuers, c.Authority)
}

// Clone returns a copy that shares no memory with the receiver.
func (s VerifiableCredentialSettings) Clone() VerifiableCredentialSettings {
	s.CredentialTypes = slices.Clone(s.CredentialTypes)
	for i := range s.CredentialTypes {
		s.CredentialTypes[i].Issuers = slices.Clone(s.CredentialTypes[i].Issuers)
	}
	return s
}

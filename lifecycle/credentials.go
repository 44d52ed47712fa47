package lifecycle

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"

	"example.com/tenure/entitlement"
)

// Credentials that people present are personal data: they lie with the text of the request, where EraseTexts finds them. The
// log has a salted hash of them with the rest.

// authorizeCredentials refuses to change what credentials a policy demands to everybody but a global administrator, also to
// whoever may change the rest of the policy. A policy that is new demanded none before: before is nil. To delete a
// policy takes no more than to delete any.
func (u *unit) authorizeCredentials(catalog entitlement.CatalogID, before, after *entitlement.AssignmentPolicy) error {
	var had entitlement.VerifiableCredentialSettings
	if before != nil {
		had = before.VerifiableCredentialSettings
	}
	if had.Equal(after.VerifiableCredentialSettings) {
		return nil
	}
	err := u.authorize(taskDemandCredentials, catalog)
	if e, ok := errors.AsType[*entitlement.Error](err); ok && e.Code == entitlement.Forbidden {
		e.Detail = "verifiableCredentialSettings: only a global administrator may change them"
	}
	return err
}

// credentialsHash is requestHash for a request with credentials. Its mark is another than that of answers alone.
func credentialsHash(text *entitlement.RequestText) [32]byte {
	const withCredentials = 0xfe // a byte that no justification has
	content := append(append([]byte(nil), text.Salt[:]...), withCredentials)
	content = appendPart(content, text.Justification)
	content = binary.AppendUvarint(content, uint64(len(text.Answers)))
	content = appendAnswers(content, text.Answers)
	for i := range text.VerifiedCredentials {
		c := &text.VerifiedCredentials[i]
		content = appendPart(appendPart(content, c.Authority), c.Type)
		content = binary.AppendUvarint(content, uint64(len(c.Claims)))
		for _, claim := range c.Claims {
			content = appendPart(appendPart(content, claim.Name), claim.Value)
		}
	}
	return sha256.Sum256(content)
}

// RequiredCredential is a verified credential that a policy demands.
type RequiredCredential struct {
	entitlement.VerifiableCredentialType
	IsPresented bool // one of those in the RequirementsInput is such a one
}

// requiredCredentials tells which of the credentials that a policy demands are presented.
func requiredCredentials(
	s entitlement.VerifiableCredentialSettings, presented []entitlement.VerifiedCredential,
) (out []RequiredCredential) {
	for _, t := range s.Clone().CredentialTypes {
		out = append(out, RequiredCredential{VerifiableCredentialType: t, IsPresented: t.IsPresented(presented)})
	}
	return out
}

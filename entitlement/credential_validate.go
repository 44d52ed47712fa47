package entitlement

import (
	"fmt"
	"slices"
)

// Bounds of credentials that no field of Limits names.
const (
	AuthorityLength     = 2048 // bytes of an issuer's identifier; some kinds hold their whole document
	ClaimsPerCredential = 100
	ClaimLength         = 1024 // characters of a claim's value
)

// validate refuses more than Limits.CredentialsPerPolicy types, one without name or issuers, and an issuer that is listed
// twice for a type.
func (s VerifiableCredentialSettings) validate(limits Limits) error {
	const path = "verifiableCredentialSettings.credentialTypes"
	if err := checkLimit(path, "CredentialsPerPolicy", len(s.CredentialTypes), limits.CredentialsPerPolicy); err != nil {
		return err
	}
	seen := map[[2]string]bool{}
	for i, t := range s.CredentialTypes {
		path := fmt.Sprintf("%s[%d]", path, i)
		if err := firstError(
			checkKey(path+".credentialType", t.CredentialType),
			checkLimit(path+".issuers", "ListLength", len(t.Issuers), ListLength),
		); err != nil {
			return err
		}
		if len(t.Issuers) == 0 {
			return invalid(path+".issuers", "name nobody whose credentials are trusted")
		}
		for j, issuer := range t.Issuers {
			path := fmt.Sprintf("%s.issuers[%d]", path, j)
			if err := checkBytes(path, issuer, "AuthorityLength", AuthorityLength); err != nil {
				return err
			}
			if seen[[2]string{t.CredentialType, issuer}] {
				return invalid(path, "%q is listed twice for %s", issuer, t.CredentialType)
			}
			seen[[2]string{t.CredentialType, issuer}] = true
		}
	}
	return nil
}

// CheckVerifiedCredentials refuses credentials that no policy could demand: with LimitExceeded more than a policy may demand,
// more than ClaimsPerCredential claims, and longer texts than AuthorityLength and ClaimLength; with InvalidArgument two of one
// type from one issuer, two claims of one name, and what is not readable text. Whether they are those that a policy demands is
// the policy's business.
func (l Limits) CheckVerifiedCredentials(list []VerifiedCredential) error {
	if err := checkLimit("verifiedCredentials", "CredentialsPerPolicy", len(list), l.CredentialsPerPolicy); err != nil {
		return err
	}
	for i := range list {
		c, path := &list[i], fmt.Sprintf("verifiedCredentials[%d]", i)
		if err := firstError(
			checkBytes(path+".authority", c.Authority, "AuthorityLength", AuthorityLength),
			checkKey(path+".type", c.Type),
			c.checkClaims(path+".claims"),
		); err != nil {
			return err
		}
		same := func(o VerifiedCredential) bool { return o.Authority == c.Authority && o.Type == c.Type }
		if slices.ContainsFunc(list[:i], same) {
			return invalid(path, "%s of %q is presented twice", c.Type, c.Authority)
		}
	}
	return nil
}

// checkClaims keeps from approvers what can hide or reorder text.
func (c *VerifiedCredential) checkClaims(path string) error {
	if err := checkLimit(path, "ClaimsPerCredential", len(c.Claims), ClaimsPerCredential); err != nil {
		return err
	}
	for i, claim := range c.Claims {
		path := fmt.Sprintf("%s[%d]", path, i)
		if err := firstError(
			checkKey(path+".name", claim.Name),
			checkText(path+".name", claim.Name, "ClaimLength", ClaimLength),
			checkText(path+".value", claim.Value, "ClaimLength", ClaimLength),
		); err != nil {
			return err
		}
		if slices.ContainsFunc(c.Claims[:i], func(o CredentialClaim) bool { return o.Name == claim.Name }) {
			return invalid(path+".name", "%q is claimed twice", claim.Name)
		}
	}
	return nil
}

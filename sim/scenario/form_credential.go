package scenario

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

func credentialForms() []form {
	return []form{{
		Doing, "{person} requests {package} [under {policy}] [answering {answers}] presenting {credentials} [because {text}]",
		"Somebody asks and presents credentials, which the host has verified: the type of each, who issued it, and what it says.",
		`ann requests Sales Starter presenting PressCard of did:web:press.example with since "2019" and level "gold" and Passport of did:web:state.example`,
		requests,
	}}
}

func credentialClaims() []form {
	return []form{
		{
			Claiming, "expect {approver} sees {credentials} in {person} 's request for {package}",
			"Credentials that the policy demands are shown with the latest request, and what they say.",
			`expect meg sees PressCard of did:web:press.example with since "2019" in ann's request for Sales Starter`, sees,
		},
		{
			Claiming, "expect {approver} sees no credentials in {person} 's request for {package}", "None are shown.",
			"expect meg sees no credentials in ann's request for Sales Starter", sees,
		},
	}
}

// sees checks the credentials that are shown: those of the sentence with what it says of them, or none.
func sees(a *args) deed {
	approver, who, pkg, want := a.person("approver"), a.person("person"), a.pkg(), a.credentials()
	return func(ctx context.Context, p *Play) error {
		request, err := p.request(who, pkg)
		if err != nil {
			return err
		}
		view, err := p.as(approver).Request(ctx, lifecycle.RequestInput{Request: request.ID})
		if code := entitlement.CodeOf(err); code == entitlement.Forbidden || code == entitlement.NotFound {
			return unmetf("%s does not see the request", approver)
		}
		if err != nil {
			return err
		}
		shown := view.VerifiedCredentials
		missing := slices.ContainsFunc(want, func(c entitlement.VerifiedCredential) bool {
			return !slices.ContainsFunc(shown, func(s entitlement.VerifiedCredential) bool { return says(&s, &c) })
		})
		if missing || len(want) == 0 && len(shown) > 0 {
			return unmet(toldCredentials(shown))
		}
		return nil
	}
}

// says reports whether a credential is the one that is wanted, and says at least as much.
func says(c, want *entitlement.VerifiedCredential) bool {
	return c.Type == want.Type && c.Authority == want.Authority && !slices.ContainsFunc(want.Claims, func(claim entitlement.CredentialClaim) bool {
		return !slices.Contains(c.Claims, claim)
	})
}

// toldCredentials writes credentials as sentences do.
func toldCredentials(list []entitlement.VerifiedCredential) string {
	if len(list) == 0 {
		return "no credentials are shown"
	}
	texts := make([]string, len(list))
	for i, c := range list {
		texts[i] = c.Type + " of " + c.Authority
		for j, claim := range c.Claims {
			texts[i] += [...]string{" with ", " and "}[min(j, 1)] + fmt.Sprintf("%s %q", claim.Name, claim.Value)
		}
	}
	return "shown is " + strings.Join(texts, " and ")
}

func (a *args) credentials() []entitlement.VerifiedCredential {
	return value(a, credentialsSlot, credentials)
}

// credentials reads `PressCard of did:web:press.example with since "2019" and level "gold" and Passport of did:web:state.example`.
func credentials(text string) (out []entitlement.VerifiedCredential, err error) {
	rest, err := tokens(text)
	for err == nil {
		var c entitlement.VerifiedCredential
		if rest, err = readCredential(&c, rest); err != nil {
			break
		}
		out = append(out, c)
		if len(rest) == 0 {
			return out, nil
		}
		rest = rest[1:] // and
	}
	return nil, fmt.Errorf(`%s is no credential: write PressCard of ISSUER, or PressCard of ISSUER with since "2019", and between several "and"`, text)
}

// readCredential reads a credential, behind which nothing is left, or "and" and another one.
func readCredential(c *entitlement.VerifiedCredential, rest []token) ([]token, error) {
	i := slices.Index(rest, token{text: "of"})
	if i <= 0 || i+1 == len(rest) {
		return nil, errNone()
	}
	c.Type, c.Authority, rest = joined(rest[:i], false), rest[i+1].text, rest[i+2:]
	if len(rest) > 0 && rest[0] == (token{text: "with"}) {
		for more := true; more; more = isAnd(rest) && claimEnd(rest[1:]) > 0 {
			end := claimEnd(rest[1:])
			if end == 0 {
				return nil, errNone()
			}
			claim := rest[1 : 1+end]
			c.Claims = append(c.Claims, entitlement.CredentialClaim{Name: joined(claim[:end-1], false), Value: claim[end-1].text})
			rest = rest[1+end:]
		}
	}
	if len(rest) > 0 && !isAnd(rest) {
		return nil, errNone()
	}
	return rest, nil
}

func errNone() error { return errors.New("no credential") }

func isAnd(rest []token) bool { return len(rest) > 0 && rest[0] == token{text: "and"} }

// claimEnd returns how many words a claim has at the beginning of a list: those of its name, and the value in quotes. It is 0 where
// no claim begins.
func claimEnd(rest []token) int {
	for i, t := range rest {
		switch {
		case i > 0 && t.quoted:
			return i + 1
		case t == (token{text: "of"}), t == (token{text: "and"}):
			return 0
		}
	}
	return 0
}

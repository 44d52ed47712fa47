package sim_test

import (
	"context"
	"errors"
	"fmt"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// A policy may demand verified credentials. The host lets people present them and verifies what they present; Submit takes what
// it found, and approvers see the claims.
func ExampleWorld_credentials() {
	w, err := sim.New(company())
	check(err)
	defer func() { check(w.Close()) }()
	pkg, err := w.Offer(sim.Offer{Name: "Newsroom", Roles: []string{"Wiki/Editor"}, Policy: entitlement.AssignmentPolicy{
		AllowedTargetScope: entitlement.ScopeAllMemberUsers,
		VerifiableCredentialSettings: entitlement.VerifiableCredentialSettings{CredentialTypes: []entitlement.VerifiableCredentialType{
			{CredentialType: "PressCard", Issuers: []string{"did:web:press.example", "did:web:union.example"}},
		}},
	}})
	check(err)
	ctx, bo := context.Background(), w.As("bo")
	forms, err := bo.Requirements(ctx, lifecycle.RequirementsInput{Package: pkg})
	check(err)
	fmt.Println(forms[0].VerifiedCredentials)

	_, err = bo.Submit(ctx, lifecycle.SubmitInput{Package: pkg})
	fmt.Println(errors.Is(err, entitlement.CredentialMissing))
	verified := entitlement.VerifiedCredential{
		Authority: "did:web:union.example", Type: "PressCard",
		Claims: []entitlement.CredentialClaim{{Name: "member since", Value: "2019"}},
	}
	asked, err := bo.Submit(ctx, lifecycle.SubmitInput{Package: pkg, VerifiedCredentials: []entitlement.VerifiedCredential{verified}})
	check(err)
	shown, err := bo.Request(ctx, lifecycle.RequestInput{Request: asked.Request})
	check(err)
	for _, c := range shown.VerifiedCredentials {
		fmt.Println(c.Type, "of", c.Authority, c.Claims)
	}
	// Output:
	// [{{PressCard [did:web:press.example did:web:union.example]} false}]
	// true
	// PressCard of did:web:union.example [{member since 2019}]
}

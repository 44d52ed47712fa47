package entitlement_test

import (
	"errors"
	"fmt"
	"time"

	"example.com/tenure/entitlement"
)

func ExamplePeriod() {
	start := time.Date(2027, 12, 31, 9, 0, 0, 0, time.UTC)
	for _, text := range []string{"P2M", "P60D", "PT8H"} {
		p, err := entitlement.ParsePeriod(text)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(p, "later it is", p.AddTo(start).Format("2 January 2006, 15:04"))
	}
	_, err := entitlement.ParsePeriod("two months")
	fmt.Println(err)
	// Output:
	// P2M later it is 29 February 2028, 09:00
	// P60D later it is 29 February 2028, 09:00
	// PT8H later it is 31 December 2027, 17:00
	// invalidArgument: "two months" is not a duration such as P30D, P1Y6M or PT8H
}

func ExampleEndOfDay() {
	berlin := time.FixedZone("CEST", 2*60*60)
	fmt.Println(entitlement.EndOfDay(2026, time.June, 30, berlin))
	// Output:
	// 2026-06-30 22:00:00 +0000 UTC
}

func ExampleRecurrence() {
	reviews := entitlement.Recurrence{
		Anchor: time.Date(2026, 1, 31, 8, 0, 0, 0, time.UTC), Every: entitlement.Period{Months: 1},
	}
	for k := range 4 {
		fmt.Println(reviews.At(k).Format("2 January"))
	}
	// Output:
	// 31 January
	// 28 February
	// 31 March
	// 30 April
}

func ExampleMachine() {
	m := entitlement.RequestMachine()
	state, err := m.Next(entitlement.RequestPendingApproval, entitlement.RequestIsDenied)
	fmt.Println(state, err)
	fmt.Println(m.Terminal(state))
	_, err = m.Next(state, entitlement.RequestStageApproved)
	fmt.Println(err)
	fmt.Println(m.Permitted(entitlement.RequestScheduled))
	// Output:
	// denied <nil>
	// true
	// assignmentRequest: illegalState: stage approved is not possible in state denied
	// [check at start fails access starts cancellation]
}

func ExampleError() {
	var err error = &entitlement.Error{
		Op: "submit", Code: entitlement.Refused, Kind: entitlement.KindSubject, ID: "alice",
		Reasons: []entitlement.Reason{{
			Code: entitlement.NoPolicyApplies,
			Children: []entitlement.Reason{
				{Code: entitlement.PolicySuspended, Pass: true},
				{Code: entitlement.NotInScope, Attribute: "memberOf", Got: "marketing", Want: "sales"},
			},
		}},
	}
	fmt.Println(err)
	fmt.Println(errors.Is(err, entitlement.Refused), errors.Is(err, entitlement.NotInScope))
	fmt.Println(errors.Is(err, entitlement.PolicySuspended)) // that check was passed
	fmt.Println(entitlement.CodeOf(err))
	// Output:
	// submit: subject alice: refused: notInScope: memberOf is marketing, rule wants sales
	// true true
	// false
	// refused
}

func ExampleExplain() {
	fmt.Print(entitlement.Explain([]entitlement.Reason{{
		Code: entitlement.PolicyApplies, Principal: "Employees",
		Children: []entitlement.Reason{
			{Code: entitlement.PolicySuspended, Pass: true},
			{Code: entitlement.NotInScope, Attribute: "memberOf", Got: "marketing", Want: "sales"},
		},
	}}))
	// Output:
	// no Employees: policyApplies
	//   ok policySuspended
	//   no notInScope: memberOf is marketing, rule wants sales
}

// An organization is a set of identity sources, and a person from outside comes with what the directory proved.
func ExampleConnectedOrganization_Matches() {
	contoso := entitlement.ConnectedOrganization{DisplayName: "Contoso", IdentitySources: []entitlement.IdentitySource{
		{Type: entitlement.SourceCloud, TenantID: "0f9a", CloudInstance: "microsoftonline.us"},
		{Type: entitlement.SourceFederation, DomainName: "contoso.example", IssuerURI: "https://idp.contoso.example"},
	}}
	for _, person := range []entitlement.Subject{
		{ID: "ann", UserType: entitlement.UserOutside, TenantID: "0f9a"},
		{ID: "bob", UserType: entitlement.UserOutside, Domain: "Contoso.Example"},
		{ID: "eve", UserType: entitlement.UserOutside, Domain: "mail.contoso.example", IdentityProvider: "facebook"},
	} {
		fmt.Println(person.ID, contoso.Matches(&person))
	}
	// Output:
	// ann true
	// bob true
	// eve false
}

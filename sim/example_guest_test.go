package sim_test

import (
	"context"
	"fmt"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// Gil works for a partner. He gets an account with his first access, and loses it after the last.
func ExampleWorld_Accounts() {
	options := company()
	options.Document = nil
	options.Habits = map[entitlement.SubjectID]sim.Habit{"bo": sim.Approves(day)}
	options.People = append(options.People, entitlement.Subject{
		ID: "gil", DisplayName: "Gil Roe", Mail: "gil@partner.example", Domain: "partner.example", UserType: entitlement.UserOutside,
	})
	w, err := sim.New(options)
	check(err)
	defer func() { check(w.Close()) }()
	_, err = w.Admin().CreateOrganization(context.Background(), lifecycle.OrganizationInput{
		Organization: entitlement.ConnectedOrganization{
			DisplayName: "Partner", State: entitlement.OrganizationConfigured,
			IdentitySources:  []entitlement.IdentitySource{{Type: entitlement.SourceDomain, DomainName: "partner.example"}},
			InternalSponsors: []entitlement.SubjectSet{entitlement.User("bo")},
		},
	})
	check(err)
	_, err = w.Offer(sim.Offer{Name: "Project", Roles: []string{"Project room/Member"}, Policy: entitlement.AssignmentPolicy{
		AllowedTargetScope: entitlement.ScopeAllConfiguredOrganizations,
		Expiration:         entitlement.Expiration{Type: entitlement.ExpirationAfterDuration, Duration: entitlement.Days(60)},
		RequestApprovalSettings: entitlement.ApprovalSettings{
			IsApprovalRequiredForAdd: true,
			Stages:                   []entitlement.StageSettings{{PrimaryApprovers: []entitlement.SubjectSet{entitlement.Sponsors()}}},
		},
	}})
	check(err)
	check(request(w, "gil", "Project"))
	check(w.RunFor(2 * day))
	fmt.Println(w.Accounts().State("gil"))
	check(w.RunUntilIdle(365 * day))
	fmt.Println(w.Accounts().State("gil"))
	for _, call := range w.Accounts().Calls(0) {
		fmt.Println(call.At.Format("2 January"), call.Verb)
	}
	// Output:
	// active
	// deleted
	// 6 January invite
	// 7 March block
	// 6 April delete
}

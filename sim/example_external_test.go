package sim_test

import (
	"context"
	"fmt"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// Anybody from outside may ask where the open scope is switched on and a policy has it. Whose organization is not known
// proposes it with the request; an administrator of organizations decides later what to make of it.
func ExampleWorld_openScope() {
	options := company()
	options.Config = func(c *lifecycle.Config) { c.Policy.OpenExternalScope = true }
	options.People = append(options.People, entitlement.Subject{
		ID: "pat", DisplayName: "Pat Fox", Mail: "pat@fabrikam.example", Domain: "fabrikam.example",
		UserType: entitlement.UserOutside,
	})
	w, err := sim.New(options)
	check(err)
	defer func() { check(w.Close()) }()
	_, err = w.Offer(sim.Offer{Name: "Newsroom", Roles: []string{"Wiki/Editor"}, Policy: entitlement.AssignmentPolicy{
		AllowedTargetScope: entitlement.ScopeAllExternalUsers,
		RequestApprovalSettings: entitlement.ApprovalSettings{
			IsApprovalRequiredForAdd: true,
			Stages:                   []entitlement.StageSettings{{PrimaryApprovers: []entitlement.SubjectSet{entitlement.User("meg")}}},
		},
	}})
	check(err)
	check(request(w, "pat", "Newsroom"))
	list, err := w.Admin().Organizations(context.Background(), lifecycle.OrganizationsInput{Search: "fabrikam"})
	check(err)
	for _, o := range list.Items {
		fmt.Println(o.DisplayName, o.State, o.IdentitySources[0].Type)
	}
	// Output:
	// fabrikam.example proposed domainIdentitySource
}

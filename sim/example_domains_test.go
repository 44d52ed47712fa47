package sim_test

import (
	"context"
	"fmt"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// A partner is connected by the mail domain that people know. The directory knows which tenant owns it, so people of the tenant may
// ask whatever their address is.
func ExampleDirectory_OwnDomain() {
	options := company()
	options.People = append(options.People, entitlement.Subject{
		ID: "pat", DisplayName: "Pat Fox", Domain: "fabrikam-labs.example", TenantID: "fabrikam", UserType: entitlement.UserOutside,
	})
	w, err := sim.New(options)
	check(err)
	defer func() { check(w.Close()) }()
	check(w.Directory().OwnDomain(w.Now(), "fabrikam.example", entitlement.IdentitySource{
		Type: entitlement.SourceTenant, TenantID: "fabrikam", DisplayName: "Fabrikam",
	}))
	made, err := w.Admin().CreateOrganization(context.Background(), lifecycle.OrganizationInput{
		Organization: entitlement.ConnectedOrganization{DisplayName: "Fabrikam", Description: "Our partner"},
		Domains:      []string{"Fabrikam.example", "other.example"},
	})
	check(err)
	for _, source := range made.Organization.IdentitySources {
		fmt.Println(source.Type, source.TenantID+source.DomainName)
	}
	_, err = w.Offer(sim.Offer{Name: "Newsroom", Roles: []string{"Wiki/Editor"}, Policy: entitlement.AssignmentPolicy{
		AllowedTargetScope: entitlement.ScopeAllConfiguredOrganizations,
	}})
	check(err)
	fmt.Println(request(w, "pat", "Newsroom"))
	// Output:
	// azureActiveDirectoryTenant fabrikam
	// domainIdentitySource other.example
	// <nil>
}

package sim_test

import (
	"context"
	"errors"
	"fmt"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// Somebody who may create catalogs fills them with what is theirs, and with nothing else.
func ExampleOwners() {
	options := company()
	options.Rights = sim.Owners{
		{Type: entitlement.ResourceGroup, OriginID: "sales-team"}: {"meg"},
		{Type: entitlement.ResourceGroup, OriginID: "board"}:      {"dan"},
	}
	w, err := sim.New(options)
	check(err)
	defer func() { check(w.Close()) }()
	ctx, meg := context.Background(), w.As("meg")
	_, err = w.Admin().AssignRole(ctx, lifecycle.RoleInput{Role: entitlement.RoleAssignment{
		Role: entitlement.RoleCatalogCreator, Principal: entitlement.User("meg"),
	}})
	check(err)
	made, err := meg.CreateCatalog(ctx, lifecycle.CatalogInput{
		Catalog: entitlement.Catalog{DisplayName: "Meg's", Description: "What meg's people need"},
	})
	check(err)
	for _, group := range []string{"sales-team", "board"} {
		_, err := meg.AddResource(ctx, lifecycle.ResourceInput{Resource: entitlement.Resource{
			Catalog: made.Catalog.ID, DisplayName: group, Type: entitlement.ResourceGroup, OriginID: group,
		}})
		fmt.Printf("%s: %q\n", group, entitlement.CodeOf(err))
		if refused, ok := errors.AsType[*entitlement.Error](err); ok {
			fmt.Println(refused.Detail)
		}
	}
	// Output:
	// sales-team: ""
	// board: "forbidden"
	// the actor lacks rights over the group "board": members/update and owners/update
}

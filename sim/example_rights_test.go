package sim_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/benbjohnson/clock"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// groupOwners is a lifecycle.Rights: who owns which group.
type groupOwners map[string]entitlement.SubjectID

// MayManage implements lifecycle.Rights.
func (o groupOwners) MayManage(_ context.Context, q lifecycle.RightsQuestion) (bool, error) {
	return q.Type == entitlement.ResourceGroup && o[q.OriginID] == q.Person, nil
}

// Somebody who may create catalogs fills them with what is theirs, and with nothing else.
func Example_rights() {
	ctx, mock := context.Background(), clock.NewMock()
	mock.Set(time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC))
	config := staffOf(mock)
	config.Rights = groupOwners{"sales-team": "meg", "board": "boss"}
	engine, err := lifecycle.New(ctx, config)
	check(err)
	_, err = engine.AsSystem("set-up").AssignRole(ctx, lifecycle.RoleInput{Role: entitlement.RoleAssignment{
		Role: entitlement.RoleCatalogCreator, Principal: entitlement.User("meg"),
	}})
	check(err)
	meg := engine.As(lifecycle.Actor{ID: "meg"})
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
	check(engine.Close())
	check(config.Store.Close())
	// Output:
	// sales-team: ""
	// board: "forbidden"
	// the actor lacks rights over the group "board": members/update and owners/update
}

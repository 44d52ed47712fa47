package check_test

import (
	"context"
	"fmt"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
	"example.com/tenure/sim/check"
)

// A guard watches a world from its beginning. In a test, Expect takes the place of everything after the run.
func ExampleWatch() {
	options := sim.Options{
		People: []entitlement.Subject{{ID: "ann", UserType: entitlement.UserMember}},
	}
	guard := check.Watch(&options)
	w, err := sim.New(options)
	fail(err)
	defer func() { fail(w.Close()) }()

	ctx := context.Background()
	pkg, err := w.Offer(sim.Offer{
		Name: "Sales", Roles: []string{"CRM/User"},
		Policy: entitlement.AssignmentPolicy{AllowedTargetScope: entitlement.ScopeAllMemberUsers},
	})
	fail(err)
	_, err = w.As("ann").Submit(ctx, lifecycle.SubmitInput{Package: pkg})
	fail(err)
	fail(w.RunFor(90 * 24 * time.Hour))

	found, err := guard.Full(ctx, w)
	fail(err)
	fmt.Println(len(found), "violations on", w.Now().Format(time.DateOnly))
	// Output:
	// 0 violations on 2026-04-05
}

func fail(err error) {
	if err != nil {
		panic(err)
	}
}

// Package examples_test has the code that README.md shows, and checks that README.md says what is so.
package examples_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/examples/organisation"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim"
	"example.com/tenure/store/boltstore"
)

// must returns the value, or ends an example that did not go as planned.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// Access from the request to its end.
func Example() {
	dir := must(os.MkdirTemp("", "tenure-"))
	defer func() { _ = os.RemoveAll(dir) }()
	lifeOfARequest(context.Background(), dir)
	// Output:
	// Sales Starter: pendingApproval
	// nora: delivering
	// CRM/User granted until 5 July 2026
	// Sales team/Member granted until 5 July 2026
	// in July: 0 roles, 0 in the target systems
}

// lifeOfARequest is the code in README.md, word for word.
func lifeOfARequest(ctx context.Context, dir string) {
	db := must(boltstore.Open(filepath.Join(dir, "tenure.db"), boltstore.Options{}))
	people := must(directory.Load(organisation.Files(), "people.csv", "groups.csv"))
	targets := fake.New(fake.Options{}) // yours implements provision.Provisioner
	clock := sim.NewClock(time.Date(2026, time.January, 6, 9, 0, 0, 0, time.UTC))
	engine := must(lifecycle.New(ctx, lifecycle.Config{
		Store: db, Directory: people, Provisioner: targets,
		Clock:          clock, // leave it out for the system's clock
		Administrators: []entitlement.SubjectSet{entitlement.User("tomas")},
	}))
	as := func(id entitlement.SubjectID) *lifecycle.Session { return engine.As(lifecycle.Actor{ID: id}) }
	tenant := must(organisation.Tenant()) // what spec.Parse makes of a JSON document
	must(as("tomas").Apply(ctx, lifecycle.ApplyInput{Document: tenant}))

	starter := must(as("alice").Offers(ctx, lifecycle.OffersInput{})).Items[0].Package
	asked := must(as("alice").Submit(ctx, lifecycle.SubmitInput{Package: starter.ID}))
	fmt.Printf("%s: %s\n", starter.DisplayName, asked.State)
	decided := must(as("nora").Approve(ctx, lifecycle.DecideInput{Request: asked.Request})) // her manager
	fmt.Printf("nora: %s\n", decided.State)

	must(engine.Dispatch(ctx)) // calls the target systems; a Runner does it by itself
	for _, r := range must(as("alice").EffectiveRoles(ctx, lifecycle.RolesInput{})) {
		fmt.Printf("%s/%s %s until %s\n", r.ResourceName, r.Role, r.State, r.Sources[0].End.Format("2 January 2006"))
	}

	clock.Add(180 * 24 * time.Hour) // the policy says P180D
	must(engine.Dispatch(ctx))
	roles := must(as("alice").EffectiveRoles(ctx, lifecycle.RolesInput{}))
	fmt.Printf("in July: %d roles, %d in the target systems\n", len(roles), len(targets.Holdings()))
	if err := errors.Join(engine.Close(), db.Close()); err != nil {
		panic(err)
	}
}

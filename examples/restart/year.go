package main

import (
	"context"
	"fmt"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/examples/organisation"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/sim"
	"example.com/tenure/store"
)

// step is a command that somebody gives, with a key of its own: given again with the same key it is not carried out twice.
type step struct {
	at   time.Time
	what string
	do   func(ctx context.Context, w *sim.World, key string) error
}

// year is what people do. The rest follows from it.
func year() []step {
	on := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 9, 0, 0, 0, time.UTC) }
	return []step{
		{on(time.January, 5), "Alice asks for Sales Starter", ask("alice", "Sales Starter")},
		{on(time.January, 6), "Nora approves", approve("nora", "alice", 1)},
		{on(time.March, 2), "Dina asks for Month-end Closing", ask("dina", "Month-end Closing")},
		{on(time.March, 4), "Carl approves", approve("carl", "dina", 1)},
		{on(time.March, 5), "Beatrix approves", approve("beatrix", "dina", 2)},
		{on(time.June, 15), "Alice asks for Trade Fair", ask("alice", "Trade Fair")},
		{on(time.September, 1), "Erik asks for Month-end Closing", ask("erik", "Month-end Closing")},
	}
}

func newYearsEve() time.Time { return time.Date(2026, time.December, 31, 12, 0, 0, 0, time.UTC) }

func ask(who entitlement.SubjectID, name string) func(context.Context, *sim.World, string) error {
	return func(ctx context.Context, w *sim.World, key string) error {
		pkg, err := w.Package(name)
		if err != nil {
			return err
		}
		_, err = w.As(who).Submit(ctx, lifecycle.SubmitInput{Key: key, Package: pkg})
		return err
	}
}

func approve(who, target entitlement.SubjectID, stage uint8) func(context.Context, *sim.World, string) error {
	return func(ctx context.Context, w *sim.World, key string) error {
		requests, err := w.As(target).Requests(ctx, lifecycle.RequestsInput{})
		if err != nil {
			return err
		}
		request := requests.Items[0].Request.ID
		_, err = w.As(who).Approve(ctx, lifecycle.DecideInput{Key: key, Request: request, Stage: stage})
		return err
	}
}

// begin puts the company on a store, at an instant.
func begin(ctx context.Context, db store.Store, target provision.Provisioner, at time.Time) (*sim.World, error) {
	tenant, err := organisation.Tenant()
	if err != nil {
		return nil, err
	}
	options, err := organisation.Options(&tenant)
	if err != nil {
		return nil, err
	}
	options.Context, options.Store, options.Start = ctx, db, at
	options.Config = func(c *lifecycle.Config) { c.Provisioner = target }
	return sim.New(options)
}

// work does the steps behind the first few, each at its instant, and tells of every one that the engine has acknowledged.
func work(ctx context.Context, w *sim.World, acknowledged int, t *trap, tell func(step int)) error {
	for i, s := range year()[acknowledged:] {
		if err := w.RunUntil(s.at); err != nil {
			return err
		}
		t.present = acknowledged + i + 1
		if err := s.do(ctx, w, fmt.Sprintf("step %d", t.present)); err != nil {
			return err
		}
		tell(t.present)
	}
	return w.RunUntil(newYearsEve())
}

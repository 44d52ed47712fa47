package main

import (
	"context"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
	"example.com/tenure/store"
)

const day = 24 * time.Hour

// live lets the year pass in a world, with its books in db.
func live(ctx context.Context, options sim.Options, db store.Store) (*sim.World, error) {
	options.Context, options.Store, options.Habits = ctx, db, habits()
	w, err := sim.New(options)
	if err != nil {
		return nil, err
	}
	for _, r := range requests() {
		w.Schedule(r.at, string(r.who)+" asks for "+r.what, func() error {
			pkg, err := w.Package(r.what)
			if err != nil {
				return err
			}
			_, err = w.As(r.who).Submit(ctx, lifecycle.SubmitInput{Package: pkg})
			return err
		})
	}
	err = w.RunUntil(time.Date(2026, time.December, 31, 12, 0, 0, 0, time.UTC))
	return w, err
}

// habits are how people decide who are asked. Ulla never looks at what waits for her.
func habits() map[entitlement.SubjectID]sim.Habit {
	return map[entitlement.SubjectID]sim.Habit{
		"nora":    sim.Approves(day),
		"rafael":  sim.Nth(1, sim.Denies(2*day), sim.NeverAnswers()),
		"victor":  sim.Approves(3 * day),
		"carl":    sim.Approves(2 * day),
		"beatrix": sim.Nth(1, sim.Approves(day), sim.Denies(day)),
		"ulla":    sim.NeverAnswers(),
		"gustav":  sim.Approves(4 * time.Hour),
	}
}

// request is somebody who asks for an access package.
type request struct {
	at   time.Time
	who  entitlement.SubjectID
	what string
}

func requests() []request {
	on := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 9, 0, 0, 0, time.UTC) }
	return []request{
		{on(time.January, 5), "alice", "Sales Starter"},
		{on(time.January, 12), "daniel", "Sales Starter"},
		{on(time.February, 2), "emma", "Sales Starter"},
		{on(time.March, 2), "dina", "Month-end Closing"},
		{on(time.March, 16), "vikram", "Cloud Lab"},
		{on(time.April, 7), "kemal", "Cloud Lab"},
		{on(time.May, 4), "tessa@brightwater.example", "Freight Desk"},
		{on(time.June, 15), "alice", "Trade Fair"},
		{on(time.September, 1), "erik", "Month-end Closing"},
		{on(time.November, 2), "alice", "Sales Starter"},
		{on(time.December, 31), "bruno", "Sales Starter"},
	}
}

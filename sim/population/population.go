// Package population lets an organization of any size live for years in a world of package sim: people ask for access by
// chance and keep or lose it, managers answer soon, late or never, target systems fail now and then, people leave and others
// come. What is learned is how much work the rules make: how many requests wait, how often questions escalate, what reviews
// cost, and how long it takes until access is gone.
//
// The organization, its access packages and everything that happens follow from the options: equal ones give equal reports.
package population

import (
	"context"
	"errors"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim"
)

const day = 24 * time.Hour

// Options say how large an organization is and how long it is watched.
type Options struct {
	Context  context.Context //nolint:containedctx // a run is one long call; default context.Background
	Seed     uint64
	People   int // default 100, at least 2
	Packages int // default 12
	Years    int // of 365 days; default 1
	Habits   Habits
	// Progress is told after each day that has passed.
	Progress func(days, of int)
}

// Run lives through the years and tells how they were. It refuses, with InvalidArgument, numbers that make no organization.
func Run(o Options) (_ *Report, err error) {
	if o, err = o.withDefaults(); err != nil {
		return nil, err
	}
	p := &population{Options: o, tally: newTally(), left: map[entitlement.SubjectID]bool{}}
	options := sim.Options{
		Context: o.Context, Seed: o.Seed, TellsChanges: true, Steps: manySteps,
		Target: fake.Options{Latency: fake.Spread(2 * time.Hour)}, Groups: []directory.Group{{ID: staff}},
		Habits: map[entitlement.SubjectID]sim.Habit{}, Reviewers: map[entitlement.SubjectID]sim.ReviewHabit{},
		Config: func(c *lifecycle.Config) {
			c.Log.Discard, c.Notifier, c.Observer = true, nil, p.tally // what happened is counted, not kept
		},
	}
	p.hire(&options)
	if p.world, err = sim.New(options); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, p.world.Close()) }()
	if err := p.begin(); err != nil {
		return nil, err
	}
	for d := range p.Years * daysOfYear {
		if err := p.world.RunFor(day); err != nil {
			return nil, err
		}
		p.tally.sample()
		if p.Progress != nil {
			p.Progress(d+1, p.Years*daysOfYear)
		}
	}
	return p.report()
}

const (
	daysOfYear = 365
	mostYears  = 100
	manySteps  = 100_000_000
)

// population is an organization that is watched.
type population struct {
	Options

	world    *sim.World
	packages []entitlement.AccessPackageID
	hired    int // how many people there ever were
	left     map[entitlement.SubjectID]bool
	tally    *tally
	refusals int // of what people asked for
}

func (o Options) withDefaults() (Options, error) {
	if o.Context == nil {
		o.Context = context.Background()
	}
	for _, number := range []struct {
		value           *int
		name            string
		otherwise, most int
	}{{&o.People, "people", 100, 1_000_000}, {&o.Packages, "packages", 12, 10_000}, {&o.Years, "years", 1, mostYears}} {
		if *number.value == 0 {
			*number.value = number.otherwise
		}
		if *number.value < 1 || *number.value > number.most {
			return o, &entitlement.Error{
				Op: "population", Code: entitlement.InvalidArgument, Detail: number.name + ": there is no such organization",
			}
		}
	}
	o.Habits = o.Habits.withDefaults()
	return o, o.Habits.validate()
}

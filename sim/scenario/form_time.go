package scenario

import (
	"context"
	"errors"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/sim"
)

func timeForms() []form {
	return []form{
		{
			Passing, "after {length}", "Lets time pass, calendar months and years included.", "after 3 days",
			func(a *args) deed {
				length := a.period()
				return func(_ context.Context, p *Play) error { return p.runUntil(length.AddTo(p.world.Now())) }
			},
		},
		{
			Passing, "on {time}", "Lets time pass until an instant, in UTC. A date alone is its first instant.",
			"on 1 June 2026 at 09:30",
			func(a *args) deed {
				at := a.time("time")
				return func(_ context.Context, p *Play) error { return p.runUntil(at) }
			},
		},
		{
			Passing, "until nothing more happens", "Lets time pass until nothing will ever happen by itself, ten years at most. Where access is " +
				"reviewed again and again something always will.",
			"until nothing more happens",
			func(*args) deed { return untilIdle },
		},
	}
}

func untilIdle(_ context.Context, p *Play) error {
	const most = 10 * 365 * 24 * time.Hour
	begin := p.world.Now()
	left := p.end().Sub(begin)
	err := p.world.RunUntilIdle(min(most, left))
	switch passed := p.world.Now().Sub(begin); {
	case !errors.Is(err, sim.NotQuiet) || passed < min(most, left):
		return err
	case left < most:
		return tooLong()
	}
	next, err := p.world.Next()
	if err != nil {
		return err
	}
	return &entitlement.Error{
		Op: "play scenario", Code: sim.NotQuiet, Detail: "after ten years something is still to come, on " +
			next.Format("2 January 2006") + ", as where access is reviewed again and again: write \"on\" with a date instead",
	}
}

// runUntil lets time pass, within the bounds of a scenario.
func (p *Play) runUntil(at time.Time) error {
	if at.After(p.end()) {
		return tooLong()
	}
	return p.world.RunUntil(at)
}

// end is the last instant that a scenario may reach.
func (p *Play) end() time.Time { return p.Scenario.start.AddDate(longest, 0, 0) }

func tooLong() error {
	return &entitlement.Error{
		Op: "play scenario", Code: entitlement.LimitExceeded, Detail: "a scenario lasts 50 years at most",
	}
}

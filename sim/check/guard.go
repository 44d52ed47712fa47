package check

import (
	"context"
	"fmt"
	"strings"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// Guard watches over a world of package sim.
//
//	guard := check.Watch(&options)
//	w := sim.Test(t, options)
//	…
//	guard.Expect(t, w) // everything that has happened until now was right
type Guard struct {
	follower *Follower
	ledger   *ledger
	told     int // violations of the follower that were returned
}

// Watch makes a guard for the world that the options are for: every engine of the world will tell it what is committed. The
// world's engine must keep its log.
func Watch(o *sim.Options) *Guard {
	g := &Guard{follower: Follow(), ledger: newLedger()}
	configure := o.Config
	o.Config = func(c *lifecycle.Config) {
		if configure != nil {
			configure(c)
		}
		if others := c.Observer; others != nil {
			c.Observer = both{g.follower, others}
		} else {
			c.Observer = g.follower
		}
	}
	return g
}

// both tells two observers.
type both struct{ first, second lifecycle.Observer }

// Observe implements lifecycle.Observer.
func (b both) Observe(events []entitlement.Event) {
	b.first.Observe(events)
	b.second.Observe(events)
}

// TargetsMayLie says that target systems may claim to have revoked what they have not (F14). Until a reconciliation has found
// it, which Rest expects, nobody else is to blame.
func (g *Guard) TargetsMayLie() { g.ledger.mayLie = true }

// Step returns what was wrong with what has happened since the last call: with commits, with calls to target systems, and
// with what people hold there (Delta).
func (g *Guard) Step(ctx context.Context, w *sim.World) ([]Violation, error) {
	if err := g.follower.Read(ctx, w.Store()); err != nil {
		return nil, err
	}
	all, err := g.follower.Violations()
	found := all[g.told:]
	g.told = len(all)
	return append(found, g.ledger.around(w, g.follower.m).look(g.follower.checkers)...), err
}

// Full is Step, and looks at the whole store: rows, indexes, timers, effects and log. What is due must be settled.
func (g *Guard) Full(ctx context.Context, w *sim.World) ([]Violation, error) {
	found, err := g.Step(ctx, w)
	if err != nil {
		return nil, err
	}
	more, err := storeWith(ctx, w.Store(), g.now(w), g.follower)
	return append(found, more...), err
}

// now returns engine time.
func (g *Guard) now(w *sim.World) time.Time {
	if now := w.Now(); now.After(g.follower.m.engine) {
		return now
	}
	return g.follower.m.engine
}

// Rest is Full, and says what is left undone: for a world whose ports have worked for long enough and which has nothing to
// do but to wait.
func (g *Guard) Rest(ctx context.Context, w *sim.World) ([]Violation, error) {
	found, err := g.Full(ctx, w)
	if err != nil {
		return nil, err
	}
	o := g.ledger.around(w, g.follower.m)
	more, err := restWith(ctx, w.Store(), o, g.follower)
	return append(found, more...), err
}

// TB is the part of testing.TB that a failure needs; *rapid.T has it too.
type TB interface {
	Helper()
	Fatalf(format string, args ...any)
}

// Expect ends a test, with the violations and the timeline, unless Full finds nothing.
func (g *Guard) Expect(t TB, w *sim.World) {
	t.Helper()
	found, err := g.Full(context.Background(), w)
	Fail(t, w, found, err)
}

// Fail ends a test, with the violations and the timeline, if there are any violations or an error.
func Fail(t TB, w *sim.World, found []Violation, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("the world cannot be checked: %v\n\n%s", err, story(w))
	}
	if len(found) == 0 {
		return
	}
	lines := make([]string, len(found))
	for i, v := range found {
		lines[i] = v.String()
	}
	t.Fatalf("at %s:\n%s\n\n%s", instant(w.Now()), strings.Join(lines, "\n"), story(w))
}

// story tells what happened in a world.
func story(w *sim.World) string {
	timeline, err := w.Timeline(sim.Filter{})
	if err != nil {
		return fmt.Sprintf("there is no timeline: %v", err)
	}
	return timeline.String()
}

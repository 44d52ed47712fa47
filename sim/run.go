package sim

import (
	"fmt"
	"time"

	"example.com/tenure/entitlement"
)

// NotQuiet is the code of the error that ends a run which does not come to rest: something stays due and is never done, or
// makes ever more work (I-125).
const NotQuiet entitlement.Code = "notQuiet"

// Schedule lets something happen at an instant, or as soon as the world runs if the instant has passed. What is scheduled
// for one instant happens in the order of scheduling, after everything that the engine has to do by then.
//
// If do fails, the run ends with its error, and the next run tries again: after a crash, Reopen and go on. Commands in do
// therefore carry idempotency keys where crashes are simulated.
func (w *World) Schedule(at time.Time, what string, do func() error) { w.agenda.add(at, what, do) }

// Settle lets everything happen that is due at the present instant: the engine's timers and effects, then what is scheduled,
// one after the other, and what people do at once, each followed by what it makes due.
func (w *World) Settle() error {
	if w.running {
		return invalid("what is scheduled cannot make the world run: it runs already")
	}
	w.running = true
	defer func() { w.running = false }()
	for range w.options.Steps {
		if err := w.options.Context.Err(); err != nil {
			return err
		}
		w.target.Advance(w.Now())
		if _, err := w.engine.Dispatch(w.options.Context); err != nil { // settles what is due first
			return err
		}
		if err := w.look(); err != nil {
			return err
		}
		w.lookProcesses()
		if told, err := w.tellChange(); err != nil {
			return err
		} else if told {
			continue
		}
		e := w.agenda.next()
		if e == nil || e.at.After(w.Now()) {
			return nil
		}
		if err := e.do(); err != nil {
			return fmt.Errorf("%s: %s: %w", w.Now().Format(time.RFC3339), e.what, err)
		}
		w.agenda.done(e)
	}
	return w.notQuiet("this instant makes ever more work")
}

// Next returns the next instant at which something happens, or the zero time if nothing ever will by itself. Something that
// is due already counts as now.
func (w *World) Next() (time.Time, error) {
	next, err := w.engine.NextDue(w.options.Context)
	if err != nil {
		return time.Time{}, err
	}
	if e := w.agenda.next(); e != nil && (next.IsZero() || e.at.Before(next)) {
		next = e.at
	}
	if change := w.nextChange(); !change.IsZero() && (next.IsZero() || change.Before(next)) {
		next = change
	}
	if now := w.Now(); !next.IsZero() && next.Before(now) {
		next = now
	}
	return next, nil
}

// RunNext settles the present instant, moves to the next one at which something happens, and settles that. It reports
// false, and does not move, when nothing will ever happen by itself.
func (w *World) RunNext() (bool, error) {
	next, err := w.settled()
	if err != nil || next.IsZero() {
		return false, err
	}
	w.clock.Set(next)
	return true, w.Settle()
}

// settled settles the present instant and returns the next one.
func (w *World) settled() (time.Time, error) {
	if err := w.Settle(); err != nil {
		return time.Time{}, err
	}
	next, err := w.Next()
	if err != nil {
		return time.Time{}, err
	}
	if !next.IsZero() && !next.After(w.Now()) {
		return time.Time{}, w.notQuiet("something is due and is never done")
	}
	return next, nil
}

// RunUntil lets time pass until an instant, stopping wherever something happens, and settles that instant too. An instant
// that has passed is refused with InvalidArgument.
func (w *World) RunUntil(t time.Time) error {
	if t.Before(w.Now()) {
		return invalid("%s has passed: it is %s", t.UTC().Format(time.RFC3339), w.Now().Format(time.RFC3339))
	}
	for range w.options.Steps {
		next, err := w.settled()
		if err != nil {
			return err
		}
		if next.IsZero() || next.After(t) {
			w.clock.Set(t)
			_, err := w.settled()
			return err
		}
		w.clock.Set(next)
	}
	return w.notQuiet("something happens all the time")
}

// RunFor is RunUntil for the instant at which d will have passed.
func (w *World) RunFor(d time.Duration) error { return w.RunUntil(w.Now().Add(d)) }

// RunUntilIdle lets time pass until nothing will ever happen by itself any more, and stays at the last instant at which
// something did. If that takes longer than the limit, it stops there and fails with NotQuiet.
func (w *World) RunUntilIdle(limit time.Duration) error {
	end := w.Now().Add(limit)
	for range w.options.Steps {
		next, err := w.settled()
		if err != nil || next.IsZero() {
			return err
		}
		if next.After(end) {
			w.clock.Set(end)
			return w.notQuiet(fmt.Sprintf("after %s something is still due, at %s", limit, next.Format(time.RFC3339)))
		}
		w.clock.Set(next)
	}
	return w.notQuiet("something happens all the time")
}

func (w *World) notQuiet(detail string) error {
	return &entitlement.Error{
		Op: "run", Code: NotQuiet, Kind: entitlement.KindEngine, Detail: detail + ": it is " + w.Now().Format(time.RFC3339),
	}
}

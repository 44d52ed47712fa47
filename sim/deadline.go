package sim

import (
	"context"
	"errors"
	"time"
)

// WithTimeout is WithDeadline for the instant at which d will have passed.
func (c *Clock) WithTimeout(parent context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return c.WithDeadline(parent, c.Now().Add(d))
}

// WithDeadline returns a context that ends when the clock reaches at, when its parent ends, or when the function is called,
// which the caller has to do. It needs neither a timer nor a goroutine.
func (c *Clock) WithDeadline(parent context.Context, at time.Time) (context.Context, context.CancelFunc) {
	if earlier, ok := parent.Deadline(); ok && earlier.Before(at) {
		return context.WithCancel(parent)
	}
	inner, cancel := context.WithCancelCause(parent)
	d := &deadline{Context: inner, at: at, clock: c, end: cancel}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.deadlines[d] = struct{}{}
	d.check()
	return d, d.cancel
}

// deadline is a context that ends at an instant of a Clock.
type deadline struct {
	context.Context

	at    time.Time
	clock *Clock
	end   context.CancelCauseFunc
}

// check ends the context if its instant has come. The clock's lock is held.
func (d *deadline) check() {
	if d.clock.Now().Before(d.at) {
		return
	}
	delete(d.clock.deadlines, d)
	d.end(context.DeadlineExceeded)
}

func (d *deadline) cancel() {
	d.clock.mu.Lock()
	defer d.clock.mu.Unlock()
	delete(d.clock.deadlines, d)
	d.end(nil)
}

// Deadline implements context.Context.
func (d *deadline) Deadline() (time.Time, bool) { return d.at, true }

// Err implements context.Context.
func (d *deadline) Err() error {
	err := d.Context.Err()
	if err != nil && errors.Is(context.Cause(d.Context), context.DeadlineExceeded) {
		return context.DeadlineExceeded
	}
	return err
}

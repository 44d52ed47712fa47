package sim

import (
	"context"
	"sync/atomic"

	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

// target is a fake target as the engine of a World sees it. Nothing moves while a call runs, so nobody can wait: a call that
// hangs is given up at once, as if its time were over (F15).
type target struct{ *fake.Target }

var (
	_ provision.Provisioner = target{}
	_ provision.Lister      = target{}
)

// Apply implements provision.Provisioner.
func (t target) Apply(ctx context.Context, op provision.Operation) (provision.Result, error) {
	return t.Target.Apply(&impatient{Context: ctx}, op)
}

// impatient is a context that is done as soon as somebody waits for its end.
type impatient struct {
	context.Context

	waited atomic.Bool
}

// Done implements context.Context.
func (c *impatient) Done() <-chan struct{} {
	c.waited.Store(true)
	over := make(chan struct{})
	close(over)
	return over
}

// Err implements context.Context.
func (c *impatient) Err() error {
	if err := c.Context.Err(); err != nil {
		return err
	}
	if c.waited.Load() {
		return context.DeadlineExceeded
	}
	return nil
}

package lifecycle

import (
	"context"
	"errors"
	"time"

	"example.com/tenure/entitlement"
)

// Defaults of engines that a Runner drives.
const (
	runnerCallTimeout = 30 * time.Second
	runnerMaxJump     = 45 * 24 * time.Hour
	runnerMaxPause    = time.Hour // the longest sleep: a clock that was moved is noticed within it
)

// Runner drives an engine in production: it lets timers fire and effects go out when they are due. It uses one goroutine,
// that of Run, one timer, and up to Config.Workers goroutines for calls that are under way; a second one and its timer
// reconcile, if Config.ReconcileEvery says so.
//
// Tests and simulations do without it: they call RunDue and Dispatch at the instants they choose. A Runner needs a clock
// that runs.
type Runner struct {
	e *Engine
}

// NewRunner returns the runner of an engine. It turns on what production needs and the engine's Config left open: a limit
// for forward jumps of the clock of 45 days, and for calls of 30 seconds; both hold for everything that the engine does from
// then on. An engine has one Runner.
func NewRunner(e *Engine) *Runner {
	e.driven.Store(true)
	return &Runner{e: e}
}

// maxForwardJump is the limit for forward jumps of the clock; 0 is none.
func (e *Engine) maxForwardJump() time.Duration {
	if e.config.MaxForwardJump == 0 && e.driven.Load() {
		return runnerMaxJump
	}
	return e.config.MaxForwardJump
}

// callTimeout is the limit for one call of a port; 0 is none.
func (e *Engine) callTimeout() time.Duration {
	if e.config.CallTimeout == 0 && e.driven.Load() {
		return runnerCallTimeout
	}
	return e.config.CallTimeout
}

// Run works until the context is done, and returns its error. Failures are logged and tried again; a clock that jumped
// ahead is waited out until an operator confirms it with ConfirmTime. With Config.ReconcileEvery it reconciles beside.
func (r *Runner) Run(ctx context.Context) error {
	defer r.patrols(ctx)()
	failures := 0
	for {
		pause, err := r.step(ctx)
		if ctx.Err() != nil {
			r.e.lanes.wait()
			return ctx.Err()
		}
		switch {
		case errors.Is(err, entitlement.Closed):
			r.e.lanes.wait()
			return err
		case err != nil:
			failures++
			pause = r.e.config.Backoff.Next(failures, "runner")
			r.e.config.Logger.ErrorContext(ctx, "due work failed", "error", err, "again in", pause)
		default:
			failures = 0
		}
		timer := r.e.config.Clock.Timer(pause)
		select {
		case <-ctx.Done():
		case <-r.e.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// step does what is due and starts what is ready, and returns how long nothing else will be.
func (r *Runner) step(ctx context.Context) (time.Duration, error) {
	e := r.e
	if err := e.enter(); err != nil {
		return 0, err
	}
	defer e.leave()
	e.dispatching.Lock()
	defer e.dispatching.Unlock()
	if err := e.lanes.failure(); err != nil {
		return 0, err
	}
	for {
		if _, err := e.runDue(ctx); err != nil {
			return 0, err
		}
		started, err := e.lanes.start(ctx)
		if err != nil {
			return 0, err
		}
		if started == 0 {
			break // what is under way wakes the runner when it has finished
		}
	}
	return r.pause(ctx)
}

// pause returns how long to sleep. Work that was ready at the last look at the queue does not count: its lane is busy, and
// the lane's end wakes the runner. What has become ready since then does.
func (r *Runner) pause(ctx context.Context) (time.Duration, error) {
	pause := runnerMaxPause
	err := r.e.read(ctx, r.e.now(), func(u *unit) error {
		timer, err := u.tx.NextTimer()
		if err != nil {
			return err
		}
		looked := r.e.lanes.looked
		if looked.IsZero() {
			looked = u.at // no worker is free
		}
		effect, err := u.tx.NextEffectAfter(looked)
		if err != nil {
			return err
		}
		for _, next := range [...]time.Time{timer, effect} {
			if !next.IsZero() {
				pause = min(pause, next.Sub(u.at))
			}
		}
		return nil
	})
	return max(pause, 0), err
}

package lifecycle_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/benbjohnson/clock"
	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
	"example.com/tenure/store/storetest"
)

// wrongClock is a clock that runs, and shows what somebody set it to.
type wrongClock struct {
	clock.Clock
	by atomic.Int64
}

func (c *wrongClock) Now() time.Time { return c.Clock.Now().Add(time.Duration(c.by.Load())) }

// set moves the clock by a duration against the time.
func (c *wrongClock) set(by time.Duration) { c.by.Store(int64(by)) }

// inBubbles runs a test on a rig on every store, inside a bubble: the clock of the system runs, as fast as everybody waits,
// and the test fails if a goroutine outlives it (I-119).
func inBubbles(t *testing.T, test func(r *rig), change ...func(*lifecycle.Config)) {
	t.Helper()
	onStores(t, func(t *testing.T, open func(*testing.T) store.Store) {
		synctest.Test(t, func(t *testing.T) {
			running := func(c *lifecycle.Config) { c.Clock = &wrongClock{Clock: clock.New()} }
			test(newRig(t, open(t), append([]func(*lifecycle.Config){running}, change...)...))
		})
	})
}

// runs starts a Runner. stop ends it and returns the error of Run.
func (r *rig) runs() (stop func() error) {
	r.Helper()
	ctx, cancel := context.WithCancel(r.Context())
	runner, done := lifecycle.NewRunner(r.engine), make(chan error, 1)
	go func() { done <- runner.Run(ctx) }()
	return func() error {
		cancel()
		return <-done
	}
}

// sleep lets time pass inside a bubble, and then whatever is due happen.
func (r *rig) sleep(d time.Duration) {
	r.config.Clock.Sleep(d)
	synctest.Wait()
}

func (r *rig) wrong() *wrongClock { return r.config.Clock.(*wrongClock) }

// Everything happens at its instant, by itself, and between two instants nothing does but a look once an hour.
func TestTheRunnerActsOnTime(t *testing.T) {
	t.Parallel()
	inBubbles(t, func(r *rig) {
		counted := storetest.Count(r.config.Store)
		r.config.Store = counted
		r.open()
		stop := r.runs()
		pkg, _ := r.offer(approvedBy(escalating(7, waiting(14, stage(entitlement.Manager(1))), entitlement.Manager(2))))
		club := r.simple("club", lasting(10))
		begin := r.seq()
		asked := r.submit("bob", pkg)
		r.submit("ann", club)
		synctest.Wait()
		require.True(r, r.has("ann", "club"), "at once")

		r.sleep(time.Hour)
		counted.Reset()
		r.sleep(3 * day)
		quiet := counted.Counts()
		require.Zero(r, quiet.Updates, "there was nothing to do")
		require.LessOrEqual(r, quiet.Views, 4*3*24, "a look every hour, no more")

		r.sleep(7*day - time.Hour)
		require.False(r, r.has("ann", "club"))
		require.Equal(r, []entitlement.RequestID{asked.Request}, r.asked("boss"))
		r.sleep(4 * day)
		r.ends(asked.Request, entitlement.RequestDenied, entitlement.ReasonApprovalTimeout)
		for _, ev := range r.events(begin) {
			require.Equal(r, ev.At.UTC(), ev.Recorded.UTC(), "%s was late", ev.Activity) // I-75
		}
		require.ErrorIs(r, stop(), context.Canceled)
	})
}

// A runner that sleeps towards something far away wakes for what is due earlier.
func TestTheRunnerWakesForEarlierWork(t *testing.T) {
	t.Parallel()
	inBubbles(t, func(r *rig) {
		stop := r.runs()
		r.submit("ann", r.simple("far", lasting(1)))
		r.sleep(20 * time.Minute)
		begin := r.seq()
		r.submit("bob", r.simple("near", expiring(entitlement.Expiration{
			Type: entitlement.ExpirationAfterDuration, Duration: entitlement.Hours(1),
		})))
		synctest.Wait()
		require.True(r, r.has("bob", "near"))
		r.sleep(time.Hour)
		require.False(r, r.has("bob", "near"))
		for _, ev := range r.events(begin) {
			require.Equal(r, ev.At.UTC(), ev.Recorded.UTC(), "%s was late", ev.Activity)
		}
		require.ErrorIs(r, stop(), context.Canceled)
	})
}

// A runner does not believe a clock that is suddenly forty-six days ahead, and goes on as soon as an operator does.
func TestTheRunnerWaitsForTheTimeToBeConfirmed(t *testing.T) {
	t.Parallel()
	inBubbles(t, func(r *rig) {
		stop := r.runs()
		given := r.submit("ann", r.simple("club", lasting(10)))
		synctest.Wait()
		r.wrong().set(46 * day)
		r.sleep(3 * time.Hour)
		require.True(r, r.has("ann", "club")) // I-84
		report, err := r.engine.Time(r.Context())
		require.NoError(r, err)
		require.True(r, report.Jumped)

		require.NoError(r, r.as("root").ConfirmTime(r.Context(), lifecycle.ConfirmTimeInput{UpTo: report.Clock}))
		synctest.Wait()
		require.False(r, r.has("ann", "club"), "at once")
		require.Equal(r, r.made(given.Request).Schedule.End, r.made(given.Request).Ended) // I-77
		require.ErrorIs(r, stop(), context.Canceled)
	})
}

// A clock that was put back stops nothing but time itself: when it has caught up, what is due happens.
func TestTheRunnerAndAClockThatWentBack(t *testing.T) {
	t.Parallel()
	inBubbles(t, func(r *rig) {
		stop := r.runs()
		r.submit("ann", r.simple("club", lasting(10)))
		r.sleep(9 * day)
		r.submit("bob", r.simple("other")) // engine time is nine days on
		r.wrong().set(-5 * day)
		r.sleep(5 * day)
		report, err := r.engine.Time(r.Context())
		require.NoError(r, err)
		require.Zero(r, report.Behind, "it has caught up")
		require.True(r, r.has("ann", "club"))
		r.sleep(day)
		require.False(r, r.has("ann", "club")) // I-74: neither earlier nor later by the clock
		require.ErrorIs(r, stop(), context.Canceled)
	})
}

// A store that does not work for a while is tried again, ever more slowly; nothing is lost.
func TestTheRunnerOutlivesAnOutageOfTheStore(t *testing.T) {
	t.Parallel()
	inBubbles(t, func(r *rig) {
		var down atomic.Bool
		broken := errors.New("the disk is gone")
		r.config.Store = storetest.Fault(r.config.Store, storetest.Plan{Begin: func(int) error {
			if down.Load() {
				return broken
			}
			return nil
		}})
		r.open()
		stop := r.runs()
		given := r.submit("ann", r.simple("club", lasting(10)))
		r.sleep(10*day - time.Hour)
		down.Store(true)
		r.sleep(5 * time.Hour)
		down.Store(false)
		r.sleep(time.Hour)
		require.False(r, r.has("ann", "club"))
		require.Equal(r, r.made(given.Request).Schedule.End, r.made(given.Request).Ended) // I-77
		require.ErrorIs(r, stop(), context.Canceled)
	})
}

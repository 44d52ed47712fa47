package lifecycle_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/benbjohnson/clock"
	"github.com/stretchr/testify/require"

	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/store/memstore"
)

// steppingClock moves a step with each look at it. It notes how long somebody wants to sleep, and lets nobody wake.
type steppingClock struct {
	clock.Clock
	mu     sync.Mutex
	now    time.Time
	step   time.Duration
	pauses []time.Duration
}

func (c *steppingClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(c.step)
	return c.now
}

func (c *steppingClock) Timer(d time.Duration) *clock.Timer {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pauses = append(c.pauses, d)
	return c.Clock.Timer(time.Hour)
}

// walk makes the clock move from an instant on.
func (c *steppingClock) walk(from time.Time, step time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now, c.step = from, step
}

// An effect that becomes ready while the runner is about to go to sleep, between any two of its looks at the clock, is not
// slept over.
func TestNothingBecomesReadyUnnoticed(t *testing.T) {
	t.Parallel()
	for looks := 1; looks < 8; looks++ {
		synctest.Test(t, func(t *testing.T) {
			mock := &steppingClock{Clock: clock.NewMock(), now: start}
			r := newRig(t, memstore.New(), func(c *lifecycle.Config) { c.Clock = mock })
			r.breaks(failing("club", provision.Transient(provision.Throttled, "")))
			r.submit("ann", r.simple("club"))
			r.settle()
			next, err := r.engine.NextDue(t.Context())
			require.NoError(t, err)
			r.target.Heal()
			mock.walk(next.Add(-time.Duration(looks)*time.Millisecond-500*time.Microsecond), time.Millisecond)
			stop := r.runs()
			synctest.Wait()
			asleep := mock.pauses[len(mock.pauses)-1]
			require.ErrorIs(t, stop(), context.Canceled)
			if !r.has("ann", "club") {
				require.Less(t, asleep, time.Second, "ready after %d looks", looks) // I-66
			}
		})
	}
}

package lifecycle_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
	"example.com/tenure/store/storetest"
)

// TestMain makes sure that engines leave no goroutine behind (I-119).
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// workers sets how many calls the engine makes side by side.
func workers(n int) func(*lifecycle.Config) {
	return func(c *lifecycle.Config) { c.Workers = n }
}

// hanging is the fault of a group that does not answer.
func hanging(group string) fake.Fault {
	return fake.Fault{Resource: group, Answer: fake.AnswerHang, Effect: fake.EffectNone}
}

// Whether the runner makes one call at a time or several.
func forWorkers(t *testing.T, test func(r *rig), change ...func(*lifecycle.Config)) {
	t.Helper()
	for name, n := range map[string]int{"one_worker": 1, "four_workers": 4} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubbles(t, test, append(change, workers(n))...)
		})
	}
}

// A call that hangs is given up after the call timeout, counted as a transient failure and tried again.
func TestACallThatHangs(t *testing.T) {
	t.Parallel()
	forWorkers(t, func(r *rig) {
		stop := r.runs()
		club := r.simple("club")
		r.breaks(hanging("club"))
		asked := r.submit("ann", club)
		r.sleep(30*time.Second - tick)
		require.Empty(r, r.stuck())
		r.sleep(tick)
		require.Equal(r, provision.NoAnswer, r.stuck()[0].Code) // I-73
		r.target.Heal()
		r.sleep(10 * time.Minute)
		require.Equal(r, entitlement.RequestDelivered, r.request(asked.Request).Request.State) // I-73
		require.ErrorIs(r, stop(), context.Canceled)
	})
}

// Ending Run ends the call that hangs; what it was for is not lost.
func TestStoppingTheRunnerWhileACallHangs(t *testing.T) {
	t.Parallel()
	forWorkers(t, func(r *rig) {
		stop := r.runs()
		club := r.simple("club")
		r.breaks(hanging("club"))
		asked := r.submit("ann", club)
		r.sleep(time.Second)
		began := r.config.Clock.Now()
		require.ErrorIs(r, stop(), context.Canceled)
		require.Equal(r, began, r.config.Clock.Now(), "without delay")
		require.NoError(r, r.engine.Close())

		r.target.Heal()
		r.open()
		stop = r.runs()
		r.sleep(10 * time.Minute)
		require.Equal(r, entitlement.RequestDelivered, r.request(asked.Request).Request.State) // I-114
		require.ErrorIs(r, stop(), context.Canceled)
	})
}

// Close waits for the call that hangs. When it has returned, Run has nothing left to do and the store is touched no more:
// the host may close it.
func TestClosingTheEngineWhileACallHangs(t *testing.T) {
	t.Parallel()
	forWorkers(t, func(r *rig) {
		counted := storetest.Count(r.config.Store)
		r.config.Store = counted
		r.open()
		ended := make(chan error, 1)
		runner := lifecycle.NewRunner(r.engine)
		go func() { ended <- runner.Run(r.Context()) }()
		club := r.simple("club")
		r.breaks(hanging("club"))
		r.submit("ann", club)
		r.sleep(time.Second)
		began := r.config.Clock.Now()
		require.NoError(r, r.engine.Close())
		require.Equal(r, 29*time.Second, r.config.Clock.Now().Sub(began), "until the call has timed out")
		counted.Reset()
		synctest.Wait()
		select {
		case err := <-ended:
			require.ErrorIs(r, err, entitlement.Closed)
		default:
			require.Fail(r, "Run goes on after Close")
		}
		r.sleep(time.Hour)
		require.Zero(r, counted.Counts(), "the store is left alone") // I-119
	})
}

// A runner that sleeps notices at once that its engine was closed.
func TestClosingTheEngineOfASleepingRunner(t *testing.T) {
	t.Parallel()
	inBubbles(t, func(r *rig) {
		ended := make(chan error, 1)
		runner := lifecycle.NewRunner(r.engine)
		go func() { ended <- runner.Run(r.Context()) }()
		synctest.Wait()
		began := r.config.Clock.Now()
		require.NoError(r, r.engine.Close())
		require.ErrorIs(r, <-ended, entitlement.Closed)
		require.Equal(r, began, r.config.Clock.Now(), "without delay") // I-119
	})
}

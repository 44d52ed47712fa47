package lifecycle_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"example.com/tenure/provision"
)

// A call that ends because the host shuts down is no failed attempt: after the restart it goes out at once.
func TestAShutdownIsNoFailure(t *testing.T) {
	t.Parallel()
	forWorkers(t, func(r *rig) {
		r.breaks(hanging("club"))
		r.submit("ann", r.simple("club"))
		ctx, cancel := context.WithCancel(r.Context())
		ended := make(chan error, 1)
		go func() {
			_, err := r.engine.Dispatch(ctx)
			ended <- err
		}()
		synctest.Wait()
		before := r.bytes()
		cancel()
		require.ErrorIs(r, <-ended, context.Canceled)
		require.Equal(r, before, r.bytes())
		require.Empty(r, r.stuck())

		r.target.Heal()
		r.sleep(tick) // at the same instant the target would repeat its answer, which is none
		r.open()
		r.settle()
		require.True(r, r.has("ann", "club")) // I-114
	})
}

// A target that has failed by itself before the shutdown has failed.
func TestAFailureBeforeTheShutdownCounts(t *testing.T) {
	t.Parallel()
	forWorkers(t, func(r *rig) {
		r.breaks(failing("club", provision.Transient(provision.Throttled, "")))
		r.submit("ann", r.simple("club"))
		ctx, cancel := context.WithCancel(r.Context())
		r.intercept().after = func(provision.Operation) { cancel() }
		_, err := r.engine.Dispatch(ctx)
		require.ErrorIs(r, err, context.Canceled)
		require.Equal(r, provision.Throttled, r.stuck()[0].Code)
	})
}

package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// I-84: an engine that was down for longer than the clock may jump opens all the same, or nobody could confirm the time.
// Until somebody does, it changes nothing.
func TestOpeningAfterALongPause(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		club := r.simple("club", lasting(10))
		given := r.submit("ann", club)
		r.settle()
		for range 3 { // opening again does not wear the limit down
			require.NoError(r, r.engine.Close())
			r.clock.Add(30 * day)
			r.open()
		}
		later := start.Add(90 * day)
		report, err := r.engine.Time(t.Context())
		require.NoError(r, err)
		require.Equal(r, lifecycle.TimeReport{Clock: later, Engine: start, Jumped: true}, report)
		before := r.bytes()
		require.ErrorIs(r, r.submission("bob", lifecycle.SubmitInput{Package: club.ID})(), entitlement.ClockJumped) // I-84
		_, err = r.engine.Dispatch(t.Context())
		require.ErrorIs(r, err, entitlement.ClockJumped) // I-84
		require.Equal(r, before, r.bytes())
		require.True(r, r.has("ann", "club"))

		r.confirms(later)
		r.settle()
		require.Equal(r, start.Add(10*day), r.made(given.Request).Ended) // I-77
		require.False(r, r.has("ann", "club"))
		r.submit("bob", club)
	}, func(c *lifecycle.Config) { c.MaxForwardJump = 45 * day })
}

// The limit that a Runner brings counts from before the opening too.
func TestARunnerNoticesALongPause(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		club := r.simple("club")
		require.NoError(r, r.engine.Close())
		r.clock.Add(46 * day)
		r.open()
		lifecycle.NewRunner(r.engine)
		require.ErrorIs(r, r.submission("ann", lifecycle.SubmitInput{Package: club.ID})(), entitlement.ClockJumped) // I-84
		r.confirms(start.Add(46 * day))
		r.submit("ann", club)
	})
}

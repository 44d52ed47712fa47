package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
)

// While a jump of the clock is not confirmed no port is called, even if nothing is due: what is queued would go out with an
// instant that may be wrong.
func TestNoCallsDuringAJump(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.submit("ann", r.simple("club", expiring(entitlement.Expiration{Type: entitlement.ExpirationNone})))
		jumped := start.Add(400 * day)
		r.clock.Set(jumped)
		before := r.bytes()
		for range 2 {
			_, err := r.engine.Dispatch(t.Context())
			require.ErrorIs(r, err, entitlement.ClockJumped) // I-84
		}
		require.Empty(r, r.target.Calls(0)) // I-84
		require.Empty(r, r.mails.tries)     // I-84
		require.Equal(r, before, r.bytes())

		r.confirms(jumped)
		r.settle()
		require.True(r, r.has("ann", "club"))
	}, func(c *lifecycle.Config) { c.MaxForwardJump = 45 * day })
}

// The clock jumps while a call is out: the rest of its batch stays where it is.
func TestTheClockJumpsDuringACall(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		club := r.simple("club", expiring(entitlement.Expiration{Type: entitlement.ExpirationNone}))
		for _, who := range r.crowd(3) {
			r.submit(who, club)
		}
		r.intercept().after = func(provision.Operation) { r.clock.Set(start.Add(400 * day)) }
		_, err := r.engine.Dispatch(t.Context())
		require.ErrorIs(r, err, entitlement.ClockJumped)
		require.Len(r, r.operations("club"), 1) // I-84
	}, func(c *lifecycle.Config) { c.MaxForwardJump = 45 * day })
}

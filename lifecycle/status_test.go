package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// status is the status of the only assignment that ann has or had.
func (r *rig) status(asOf ...time.Time) entitlement.AssignmentStatus {
	r.Helper()
	in := lifecycle.AccessInput{For: "ann", Ended: true}
	if len(asOf) > 0 {
		in.AsOf = asOf[0]
	}
	list, err := r.as("root").Access(r.Context(), in)
	require.NoError(r, err)
	require.Len(r, list.Items, 1)
	return list.Items[0].Status
}

// The words beside the state. // R-194
func TestTheStatusOfAnAssignment(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.submit("ann", r.simple("Wiki", extendable, lasting(30)))
		require.EqualValues(r, "Delivering", r.status())
		r.settle()
		require.EqualValues(r, "Delivered", r.status())
		r.passTo(start.Add(29*day - tick))
		require.EqualValues(r, "Delivered", r.status())
		r.clock.Add(tick)
		require.EqualValues(r, "NearExpiry1DayNotificationTriggered", r.status()) // a read sees it before settling
		r.settle()
		require.EqualValues(r, "NearExpiry1DayNotificationTriggered", r.status())
		r.extends("ann")
		require.EqualValues(r, "Delivered", r.status(), "the end is far again")
		r.passTo(start.Add(59 * day))
		require.EqualValues(r, "NearExpiry1DayNotificationTriggered", r.status())
		r.clock.Add(day)
		require.EqualValues(r, "ExpiredNotificationTriggered", r.status())
		r.settle()
		require.EqualValues(r, "ExpiredNotificationTriggered", r.status())
		require.EqualValues(r, "NearExpiry1DayNotificationTriggered", r.status(start.Add(59*day+time.Hour)), "as of then")
		require.EqualValues(r, "Delivered", r.status(start.Add(40*day)), "as of then")
	})
}

// Only who is asked to extend is near the expiry, and only where access lasts longer than a day. // R-177, R-178, R-194
func TestWhoIsNotAskedIsNotNearTheExpiry(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		policy []policyChange
		at     time.Duration
	}{
		"no_extension":   {[]policyChange{lasting(30)}, 29 * day},
		"a_day_or_less":  {[]policyChange{extendable, lasting(1)}, 23 * time.Hour},
		"without_an_end": {[]policyChange{extendable, expiring(entitlement.Expiration{Type: entitlement.ExpirationNone})}, 999 * day},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				r.submit("ann", r.simple("Wiki", c.policy...))
				r.pass(c.at)
				require.Equal(r, entitlement.StatusDelivered, r.status())
			})
		})
	}
}

// What did not arrive is told in the words of the state. // R-194
func TestTheStatusOfAFailedDelivery(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.target.RemoveResource(start, inTarget("Wiki"))
		r.submit("ann", r.simple("Wiki"))
		r.settle()
		require.Equal(r, entitlement.StatusDeliveryFailed, r.status())
	})
}

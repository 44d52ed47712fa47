package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

// instants returns the instants of the calls about a group.
func (r *rig) instants(group string) []time.Time {
	r.Helper()
	var out []time.Time
	for _, c := range r.operations(group) {
		out = append(out, c.Operation.At.UTC())
	}
	return out
}

// requireBackoff requires pauses that begin with about a minute, grow and stay below an hour. The last may be cut short by
// the end of a window.
func requireBackoff(r *rig, attempts []time.Time) {
	r.Helper()
	require.Greater(r, len(attempts), 5)
	before := time.Duration(0)
	for i := 1; i < len(attempts)-1; i++ {
		pause := attempts[i].Sub(attempts[i-1])
		require.GreaterOrEqual(r, pause, before, "attempt %d", i) // I-66
		require.LessOrEqual(r, pause, time.Hour)                  // I-66
		if i == 1 {
			require.InDelta(r, 45*time.Second, pause, float64(15*time.Second))
		}
		before = pause
	}
	require.Greater(r, before, 30*time.Minute, "it doubles")
}

// A target that does not work is tried for the retry window from the first failure, then the delivery has failed.
func TestGrantsAreRetriedForTheWindow(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.breaks(failing("club", provision.Transient(provision.Throttled, "")))
		r.clock.Set(start.Add(time.Hour))
		asked := r.submit("ann", r.simple("club"))
		r.pass(6*time.Hour - tick)
		require.Equal(r, entitlement.RequestDelivering, r.request(asked.Request).Request.State)
		state, failure := r.role("ann", "club")
		require.Equal(r, lifecycle.RoleDelivered, state, failure)
		require.Equal(r, provision.Throttled, r.stuck()[0].Code)

		begin := r.seq()
		r.pass(tick)
		attempts := r.instants("club")
		requireBackoff(r, attempts)
		require.Equal(r, start.Add(7*time.Hour), attempts[len(attempts)-1], "the last attempt is at the end of the window")
		r.ends(asked.Request, entitlement.RequestDeliveryFailed, 0)
		require.Equal(r, start.Add(7*time.Hour), r.request(asked.Request).Request.Completed)
		require.Equal(r, entitlement.AssignmentDeliveryFailed, r.made(asked.Request).State)
		state, failure = r.role("ann", "club")
		require.Equal(r, lifecycle.RoleFailed, state)
		require.Equal(r, string(provision.Throttled), failure)
		require.Equal(r, []entitlement.Code{provision.Throttled}, r.happened(begin, entitlement.ActivityFailGrant)[0].Codes)

		r.pass(20 * day)
		require.Len(r, r.instants("club"), len(attempts), "nothing is tried by itself any more")
		require.Empty(r, r.stuck())
	})
}

// Once the cause is gone within the window, the delivery ends well by itself.
func TestARepairWithinTheWindow(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.breaks(failing("club", nil))
		asked := r.submit("ann", r.simple("club"))
		r.pass(4 * time.Hour)
		r.target.Heal()
		r.pass(2 * time.Hour)
		require.Equal(r, entitlement.RequestDelivered, r.request(asked.Request).Request.State)
		require.True(r, r.has("ann", "club"))
		require.Empty(r, r.stuck())
	})
}

// The window and the back-off are the host's to choose.
func TestTheWindowIsConfigured(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.breaks(failing("club", nil))
		asked := r.submit("ann", r.simple("club"))
		r.pass(10*time.Minute - tick)
		require.Equal(r, entitlement.RequestDelivering, r.request(asked.Request).Request.State)
		r.pass(tick)
		require.Equal(r, entitlement.RequestDeliveryFailed, r.request(asked.Request).Request.State)
		attempts := r.instants("club")
		for i := 1; i < len(attempts); i++ {
			require.LessOrEqual(r, attempts[i].Sub(attempts[i-1]), 2*time.Minute)
		}
	}, func(c *lifecycle.Config) {
		c.RetryWindow = 10 * time.Minute
		c.Backoff = provision.Backoff{First: time.Minute, Max: 2 * time.Minute, Factor: 2}
	})
}

// A target that says when to come back is left alone until then.
func TestATargetThatWantsFewerCalls(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.breaks(failing("club", provision.TransientAfter(provision.Throttled, 3*time.Hour, "")))
		asked := r.submit("ann", r.simple("club"))
		r.pass(6 * time.Hour)
		require.Equal(r, []time.Time{start, start.Add(3 * time.Hour), start.Add(6 * time.Hour)}, r.instants("club"))
		require.Equal(r, entitlement.RequestDeliveryFailed, r.request(asked.Request).Request.State)
	})
}

// What somebody has to repair first is not tried again.
func TestAPermanentErrorEndsTheAttempts(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.breaks(failing("club", provision.Permanent(provision.PermissionMissing, "")))
		asked := r.submit("ann", r.simple("club"))
		r.settle()
		require.Equal(r, entitlement.RequestDeliveryFailed, r.request(asked.Request).Request.State)
		r.pass(day)
		require.Len(r, r.instants("club"), 1)
	})
}

// Each wish has its own attempts and its own window: what another person's, or an earlier, delivery used up does not count.
func TestEachWishHasItsOwnWindow(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.breaks(failing("club", nil))
		group := r.addGroup("club")
		one, two := r.bundle("One", member(group)), r.bundle("Two", member(group))
		r.allow(one)
		r.allow(two)
		first := r.submit("ann", one)
		r.pass(5 * time.Hour)
		second := r.submit("ann", two) // the same role again: a new generation, with fresh attempts
		bob := r.submit("bob", one)
		r.pass(2 * time.Hour)
		require.Equal(r, entitlement.RequestDelivering, r.request(first.Request).Request.State)
		require.Equal(r, entitlement.RequestDelivering, r.request(second.Request).Request.State)
		r.pass(4*time.Hour - tick)
		require.Equal(r, entitlement.RequestDelivering, r.request(bob.Request).Request.State)
		r.pass(tick)
		for _, asked := range []lifecycle.SubmitResult{first, second, bob} {
			require.Equal(r, entitlement.RequestDeliveryFailed, r.request(asked.Request).Request.State) // I-124
		}
	})
}

// The provisioner has a defect. It is as good as an outage: contained, logged, tried again.
func TestAProvisionerThatPanics(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.breaks(fake.Fault{Resource: "club", LastAttempt: 3, Answer: fake.AnswerPanic, Effect: fake.EffectNone})
		asked, other := r.submit("ann", r.simple("club")), r.submit("ann", r.simple("other"))
		r.settle()
		require.Equal(r, entitlement.RequestDelivered, r.request(other.Request).Request.State) // I-73, I-70
		require.Equal(r, provision.TargetUnavailable, r.stuck()[0].Code)
		r.pass(time.Hour)
		require.Equal(r, entitlement.RequestDelivered, r.request(asked.Request).Request.State) // I-73
		require.Len(r, r.instants("club"), 4)
	})
}

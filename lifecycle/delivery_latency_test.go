package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

// A target that takes its time is asked again when it said to, with its own token, and not in between.
func TestATargetThatTakesItsTime(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		asked := r.submit("ann", r.simple("club", lasting(10)))
		r.settle()
		calls := r.operations("club")
		require.Len(r, calls, 1)
		require.True(r, calls[0].Result.Pending)
		require.Empty(r, calls[0].Operation.Token)
		require.Empty(r, r.stuck(), "to take one's time is no failure")

		r.pass(50*time.Minute - tick)
		require.Len(r, r.operations("club"), 1, "not before the time it asked for")
		require.Equal(r, entitlement.RequestDelivering, r.request(asked.Request).Request.State)
		r.pass(tick)
		calls = r.operations("club")
		require.Len(r, calls, 2)
		require.Equal(r, calls[0].Operation.Key, calls[1].Operation.Key) // I-63
		require.Equal(r, calls[0].Result.Token, calls[1].Operation.Token)
		require.Equal(r, start.Add(50*time.Minute), calls[1].Operation.At.UTC())
		require.Equal(r, start.Add(50*time.Minute), r.request(asked.Request).Request.Completed)

		end := start.Add(10 * day)
		r.passTo(end) // expired at once, however long the revoke takes
		require.Equal(r, entitlement.AssignmentExpired, r.made(asked.Request).State)
		require.True(r, r.has("ann", "club"))
		r.passTo(end.Add(50 * time.Minute))
		require.False(r, r.has("ann", "club"))
	}, lagging(50*time.Minute))
}

// A restart while the target works goes on with the same operation.
func TestARestartWhileTheTargetWorks(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		asked := r.submit("ann", r.simple("club"))
		r.pass(20 * time.Minute)
		r.open()
		r.pass(30 * time.Minute)
		require.Equal(r, entitlement.RequestDelivered, r.request(asked.Request).Request.State) // I-114
		require.Len(r, r.target.Changes(0), 1)                                                 // I-63
	}, lagging(50*time.Minute))
}

// A pending answer is not a failure: it uses up nothing of the time that failures have.
func TestWaitingIsNotFailing(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		asked := r.submit("ann", r.simple("club"))
		r.breaks(fake.Fault{
			Resource: "club", FirstAttempt: 2, LastAttempt: 3, Answer: fake.AnswerError, Effect: fake.EffectNone,
			Err: provision.Transient(provision.Throttled, ""),
		})
		r.pass(9 * time.Hour)
		require.Equal(r, entitlement.RequestDelivering, r.request(asked.Request).Request.State, "beyond the retry window")
		r.pass(2 * time.Hour)                                                                  // two failed status queries lie behind it
		require.Equal(r, entitlement.RequestDelivered, r.request(asked.Request).Request.State) // from the first failure
	}, lagging(10*time.Hour))
}

// A grant that is still being worked on when the access ends is overtaken by its revoke.
func TestTheEndOvertakesAPendingGrant(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		asked := r.submit("ann", r.simple("club"))
		r.pass(10 * time.Minute)
		r.remove(asked.Assignment)
		r.pass(3 * time.Hour)
		require.Equal(r, []provision.Verb{provision.Grant, provision.Revoke}, r.verbs("club"))
		require.False(r, r.has("ann", "club"))                                                 // I-57
		require.Empty(r, r.stuck())
		for _, c := range r.operations("club") {
			late := c.Operation.Verb == provision.Grant && c.Operation.At.After(start.Add(10*time.Minute))
			require.False(r, late, "nobody asks about the grant any more") // I-68
		}
	}, lagging(time.Hour))
}

package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
	"example.com/tenure/store/storetest"
)

// once makes a function that does something the first time it is called.
func once(do func()) func() {
	done := false
	return func() {
		if !done {
			done = true
			do()
		}
	}
}

// Access is removed while the call that grants it is out. The answer is about a wish of the past: it counts for nothing, and
// the revoke follows.
func TestARemovalWhileTheGrantIsOut(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		asked := r.submit("ann", r.simple("club"))
		remove := once(func() { r.remove(asked.Assignment) })
		begin := r.seq()
		r.intercept().after = func(provision.Operation) { remove() }
		r.settle()
		require.Empty(r, r.happened(begin, entitlement.ActivityFulfillGrant)) // I-64
		require.Equal(r, []provision.Verb{provision.Grant, provision.Revoke}, r.verbs("club"))
		require.False(r, r.has("ann", "club"))                                                // I-57
		r.ends(asked.Request, entitlement.RequestCanceled, entitlement.ReasonAssignmentEnded)
		require.Empty(r, r.mails.of(entitlement.MailAccessGiven))
	})
}

// Access is wanted again while the call that revokes it is out.
func TestANewRequestWhileTheRevokeIsOut(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		club := r.simple("club", lasting(10))
		r.submit("ann", club)
		r.settle()
		var again entitlement.RequestID
		ask := once(func() { again = r.submit("ann", club).Request })
		r.intercept().after = func(op provision.Operation) {
			if op.Verb == provision.Revoke {
				ask()
			}
		}
		begin := r.seq()
		r.passTo(start.Add(10 * day))
		require.Equal(r, []provision.Verb{provision.Grant, provision.Revoke, provision.Grant}, r.verbs("club"))
		require.Empty(r, r.happened(begin, entitlement.ActivityRemoveGrant), "the revoke's answer is not of interest any more") // I-64
		require.True(r, r.has("ann", "club"))                                                                                   // I-58
		require.Equal(r, entitlement.RequestDelivered, r.request(again).Request.State)
		requireGenerations(r, "club")
	})
}

// A second package wants the role while the call for the first is out, at the same instant. That call's answer is not about
// the second wish: it gets a call, and a confirmation, of its own.
func TestASecondSourceWhileTheGrantIsOut(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		group := r.addGroup("club")
		one, two := r.bundle("One", member(group)), r.bundle("Two", member(group))
		r.allow(one)
		r.allow(two)
		r.submit("ann", one)
		ask := once(func() { r.submit("ann", two) })
		begin := r.seq()
		r.intercept().after = func(provision.Operation) { ask() }
		r.settle()
		require.Equal(r, []provision.Verb{provision.Grant, provision.Grant}, r.verbs("club")) // I-51, I-64
		require.Len(r, r.happened(begin, entitlement.ActivityFulfillGrant), 1)                // I-64
		for _, a := range r.live("ann") {
			require.Equal(r, entitlement.AssignmentDelivered, a.State)
		}
	})
}

// requireGenerations requires that the wishes about a group never went back, and that each had one key.
func requireGenerations(r *rig, group string) {
	r.Helper()
	keys := map[uint64]string{}
	last := uint64(0)
	for _, c := range r.operations(group) {
		op := c.Operation
		require.GreaterOrEqual(r, op.Generation, last) // I-64
		last = op.Generation
		if key, known := keys[op.Generation]; known {
			require.Equal(r, key, op.Key) // I-63
		}
		keys[op.Generation] = op.Key
	}
	require.NotZero(r, last)
}

// Many changes of mind about one role, with a target that takes longer than people need to change their mind.
func TestChangesOfMind(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		club := r.simple("club")
		for range 6 {
			given := r.submit("ann", club)
			r.pass(20 * time.Minute)
			r.remove(given.Assignment)
			r.pass(10 * time.Minute)
		}
		r.pass(3 * time.Hour)
		require.False(r, r.has("ann", "club")) // I-57
		requireGenerations(r, "club")
		last := r.submit("ann", club)
		r.pass(3 * time.Hour)
		require.True(r, r.has("ann", "club")) // I-58
		require.Equal(r, entitlement.AssignmentDelivered, r.made(last.Request).State)
	}, lagging(45*time.Minute))
}

// The answer was lost after the target had done its work: the call is repeated, its effect is not.
func TestAnAnswerThatWasLost(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		asked := r.submit("ann", r.simple("club", lasting(10)))
		r.breaks(fake.Fault{Resource: "club", LastAttempt: 2, Answer: fake.AnswerError}) // grants and revokes alike
		r.pass(time.Hour)
		require.Len(r, r.operations("club"), 3)
		require.Len(r, r.target.Changes(0), 1)                                                 // I-65
		require.Equal(r, entitlement.RequestDelivered, r.request(asked.Request).Request.State) // I-65
		r.pass(11 * day)
		require.Len(r, r.target.Changes(0), 2)
		require.Empty(r, r.stuck())
	})
}

// The commit that records an answer has an unknown outcome: the answer counts once, whether it was stored or not.
func TestADoubtfulRecordOfAnAnswer(t *testing.T) {
	t.Parallel()
	for name, stored := range map[string]bool{"stored": true, "not_stored": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				asked := r.submit("ann", r.simple("club"))
				begin := r.seq()
				r.commits(func(n int) storetest.Outcome {
					if n == 1 {
						return storetest.Outcome{Err: entitlement.OutcomeUnknown, Applied: stored}
					}
					return storetest.Outcome{}
				})
				r.settle()
				require.Len(r, r.happened(begin, entitlement.ActivityFulfillGrant), 1) // I-65
				require.Equal(r, entitlement.RequestDelivered, r.request(asked.Request).Request.State)
				require.Len(r, r.operations("club"), 1)
				require.Len(r, r.mails.of(entitlement.MailAccessGiven), 1)
			})
		})
	}
}

// The engine dies between the call and the record of its answer: the next one asks again with the same key.
func TestACrashBeforeTheAnswerIsRecorded(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		asked := r.submit("ann", r.simple("club"))
		crash := entitlement.Unavailable
		restart := r.commits(func(int) storetest.Outcome { return storetest.Outcome{Err: crash, Crashed: true} })
		_, err := r.engine.Dispatch(t.Context())
		require.ErrorIs(r, err, crash)
		require.True(r, r.has("ann", "club"))
		restart()
		require.Equal(r, entitlement.RequestDelivering, r.request(asked.Request).Request.State) // I-62, I-107
		r.pass(time.Hour)
		calls := r.operations("club")
		require.Len(r, calls, 2)
		require.Equal(r, calls[0].Operation.Key, calls[1].Operation.Key) // I-63
		require.Len(r, r.target.Changes(0), 1)                           // I-65
		require.Equal(r, entitlement.RequestDelivered, r.request(asked.Request).Request.State)
	})
}

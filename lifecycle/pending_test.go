package lifecycle_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
)

// neverDone is a target that takes every operation and is never done. It notes what it was asked.
type neverDone struct {
	after time.Duration
	asked []provision.Operation
}

func (n *neverDone) Apply(_ context.Context, op provision.Operation) (provision.Result, error) {
	n.asked = append(n.asked, op)
	return provision.Result{Pending: true, CheckAfter: n.after, Token: "ticket"}, nil
}

// unfinished lets a target that is never done serve the rig from now on.
func (r *rig) unfinished(after time.Duration) *neverDone {
	r.Helper()
	target := &neverDone{after: after}
	r.config.Provisioner = target
	r.open()
	return target
}

// A grant that the target is never done with fails at the end of the retry window, which runs from the first pending answer.
func TestAGrantThatStaysPendingFails(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		target := r.unfinished(time.Hour)
		begin := r.seq()
		asked := r.submit("ann", r.simple("club"))
		r.pass(6*time.Hour - tick)
		require.Equal(r, entitlement.RequestDelivering, r.request(asked.Request).Request.State)
		require.Empty(r, r.stuck(), "to take one's time is no failure")
		r.pass(tick)
		r.ends(asked.Request, entitlement.RequestDeliveryFailed, 0) // R-227, I-124
		failed := r.happened(begin, entitlement.ActivityFailGrant)
		require.Equal(r, []entitlement.Code{provision.NotFinished}, failed[0].Codes)
		calls := len(target.asked)
		require.Equal(r, 7, calls, "every hour")
		for _, op := range target.asked[1:] {
			require.Equal(r, "ticket", op.Token)
		}
		r.pass(day)
		require.Len(r, target.asked, calls, "nobody asks any more")
	})
}

// A revoke that the target is never done with is reported once, listed, and asked about for ever.
func TestARevokeThatStaysPendingIsStuck(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]time.Duration{"an_hour": time.Hour, "unsaid": 0, "a_century": 100 * 365 * day} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				r.submit("ann", r.simple("club", lasting(1)))
				r.settle()
				target := r.unfinished(after)
				begin, end := r.seq(), start.Add(day)
				r.passTo(end.Add(6*time.Hour - tick))
				require.Empty(r, r.happened(begin, entitlement.ActivityStuckRevoke))
				require.Empty(r, r.stuck())

				r.passTo(end.Add(2 * day))
				told := r.happened(begin, entitlement.ActivityStuckRevoke)
				require.Len(r, told, 1)
				require.Equal(r, []entitlement.Code{provision.NotFinished}, told[0].Codes)
				stuck := r.stuck()
				require.Len(r, stuck, 1)
				require.Equal(r, provision.NotFinished, stuck[0].Code)
				require.NotEmpty(r, stuck[0].Hint)
				require.Equal(r, end, stuck[0].First)
				require.Equal(r, provision.Revoke, stuck[0].Verb)

				calls := len(target.asked)
				r.pass(2 * day)
				require.Greater(r, len(target.asked), calls) // I-67
				for _, op := range target.asked[1:] {
					require.Equal(r, "ticket", op.Token)
				}
				r.config.Provisioner = r.target
				r.open()
				r.pass(2 * day)                        // the real target knows nothing of the ticket, and is then asked anew
				require.False(r, r.has("ann", "club")) // I-123
				require.Empty(r, r.stuck())
			})
		})
	}
}

// A target that does not say when to ask again is asked after the first pause of the back-off, not at once and for ever.
func TestAPendingAnswerWithoutAnInstant(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		target := r.unfinished(0)
		r.submit("ann", r.simple("club"))
		r.pass(5 * time.Minute)
		require.Len(r, target.asked, 3) // at once, and every two minutes
	}, func(c *lifecycle.Config) {
		c.Backoff = provision.Backoff{First: 2 * time.Minute, Max: time.Hour, Factor: 2}
	})
}

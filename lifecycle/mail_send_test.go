package lifecycle_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/store/storetest"
)

// A mail that cannot be sent is tried again with its key, for three days; the access that it is about does not wait for it.
func TestAMailThatCannotBeSent(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.mails.failure = provision.Transient(provision.TargetUnavailable, "The mail server does not answer.")
		asked := r.submit("ann", r.simple("club", lasting(2)))
		r.settle()
		require.Equal(r, entitlement.RequestDelivered, r.request(asked.Request).Request.State) // I-128
		r.pass(2 * day)
		require.False(r, r.has("ann", "club"), "nor does its end")
		waiting := r.stuck()
		require.Len(r, waiting, 2)
		require.Equal(r, entitlement.KindEngine, waiting[0].Kind)
		require.Equal(r, provision.TargetUnavailable, waiting[0].Code)

		r.pass(day - tick)
		r.mails.failure = nil
		r.pass(tick)
		require.Equal(r, []string{"N18"}, r.mails.kinds(), "at its last attempt")
		r.pass(time.Hour)
		require.Equal(r, []string{"N18", "N20"}, r.mails.kinds()) // I-128
		keys := map[string]int{}
		for _, key := range r.mails.tries {
			keys[key]++
		}
		require.Len(r, keys, 2) // the same key each time
		require.Empty(r, r.stuck())
		sent := len(r.mails.tries)
		r.pass(30 * day)
		require.Len(r, r.mails.tries, sent)
	})
}

// After three days, or at once when nobody will ever read it, the mail stays with its failure for the operator to see.
func TestAMailThatIsNeverSent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		failure error
		after   time.Duration
	}{
		"transient": {provision.Transient(provision.TargetUnavailable, ""), 3 * day},
		"permanent": {provision.Permanent(provision.SubjectMissing, ""), 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				r.mails.failure = c.failure
				asked := r.submit("ann", r.simple("club"))
				r.pass(c.after)
				tries := len(r.mails.tries)
				r.mails.failure = nil
				r.pass(20 * day)
				require.Len(r, r.mails.tries, tries, "it was given up") // I-128
				dead := r.stuck()
				require.Len(r, dead, 1)
				require.Equal(r, entitlement.MailAccessGiven, dead[0].Mail.Kind)
				require.Equal(r, asked.Request, dead[0].Mail.Request)
				require.Equal(r, provision.Classify(c.failure).Code, dead[0].Code)
				require.True(r, dead[0].Next.IsZero())
			})
		})
	}
}

// The engine dies after a mail was sent and before that is recorded, or after. It is sent at most once for its key.
func TestAMailAndACrash(t *testing.T) {
	t.Parallel()
	for name, recorded := range map[string]bool{"before_the_record": false, "after_the_record": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				asked := r.submit("ann", r.simple("club"))
				restart := r.commits(func(n int) storetest.Outcome {
					if n == 2 { // the first records the grant, the second the mail
						return storetest.Outcome{Err: entitlement.Unavailable, Applied: recorded, Crashed: true}
					}
					return storetest.Outcome{}
				})
				_, err := r.engine.Dispatch(t.Context())
				require.ErrorIs(r, err, entitlement.Unavailable)
				require.Len(r, r.mails.tries, 1)
				restart()
				require.Equal(r, entitlement.RequestDelivered, r.request(asked.Request).Request.State)
				r.pass(day)
				if recorded {
					require.Len(r, r.mails.tries, 1) // a restart repeats nothing
					return
				}
				require.Len(r, r.mails.tries, 2)
				require.Equal(r, r.mails.tries[0], r.mails.tries[1]) // the host knows the key
			})
		})
	}
}

// panicking is a Notifier with a defect.
type panicking struct{ *postbox }

func (p panicking) Notify(ctx context.Context, m lifecycle.Message) error {
	if err := p.postbox.Notify(ctx, m); err != nil {
		panic(err)
	}
	return nil
}

func TestANotifierThatPanics(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.mails.failure = provision.Permanent(provision.TargetRefused, "")
		asked, other := r.submit("ann", r.simple("club")), r.submit("bob", r.simple("other"))
		r.settle()
		require.Equal(r, entitlement.RequestDelivered, r.request(asked.Request).Request.State) // I-73
		require.Equal(r, entitlement.RequestDelivered, r.request(other.Request).Request.State)
		r.mails.failure = nil
		r.pass(day)
		require.Equal(r, []string{"N18", "N18"}, r.mails.kinds(), "a panic is no refusal: it is tried again") // I-73
	}, func(c *lifecycle.Config) { c.Notifier = panicking{c.Notifier.(*postbox)} })
}

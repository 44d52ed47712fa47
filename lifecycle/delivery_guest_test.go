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

// An invitation is tried for the retry window like a grant. Then the delivery has failed; what waited for the account was
// never sent.
func TestAnInvitationIsRetriedForTheWindow(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.accounts.fail("invite", provision.Transient(provision.TargetUnavailable, ""))
		asked := r.visits(pat(), r.partners("shop"))
		r.pass(6*time.Hour - tick)
		require.Equal(r, entitlement.RequestDelivering, r.request(asked.Request).Request.State)
		require.Equal(r, entitlement.KindGuest, r.stuck()[0].Kind)
		r.pass(tick)
		require.Equal(r, entitlement.RequestDeliveryFailed, r.request(asked.Request).Request.State)
		require.Equal(r, start.Add(6*time.Hour), r.request(asked.Request).Request.Completed.UTC())
		_, failure := r.role(pat().ID, "shop")
		require.Equal(r, string(provision.TargetUnavailable), failure)
		keys := map[string]bool{}
		var at []time.Time
		for _, c := range r.accounts.calls {
			keys[c.Key] = true
			at = append(at, c.At)
		}
		requireBackoff(r, at)   // I-66
		require.Len(r, keys, 1) // I-63
		tries := len(at)
		r.pass(5 * day)
		require.Len(r, r.accounts.calls, tries)
		require.Empty(r, r.target.Calls(0))
	})
}

// New access for somebody whose invitation failed tries again, and the access from before is reprocessed by itself.
func TestAnInvitationThatFailedIsRepeatedByNewAccess(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.accounts.fail("invite", provision.Permanent(provision.PermissionMissing, ""))
		shop, wiki := r.partners("shop"), r.partners("wiki")
		r.visits(pat(), shop)
		r.settle()
		r.accounts.fail("invite", nil)
		second := r.visits(pat(), wiki)
		r.settle()
		require.Equal(r, entitlement.RequestDelivered, r.request(second.Request).Request.State)
		require.True(r, r.has(patsAccount, "wiki"))
		require.False(r, r.has(patsAccount, "shop"), "what failed for good waits for somebody to reprocess it")
	})
}

// hookedAccounts calls a function during each invitation.
type hookedAccounts struct {
	*accounts
	during func()
}

func (h *hookedAccounts) Invite(ctx context.Context, call lifecycle.AccountCall) (string, error) {
	id, err := h.accounts.Invite(ctx, call)
	h.during()
	return id, err
}

// The access ends while the invitation is out. The account that it makes is found, and cleaned up like any other.
func TestAccessEndsDuringTheInvitation(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		asked := r.visits(pat(), r.partners("shop"))
		remove := once(func() { r.remove(asked.Assignment) })
		r.config.Accounts = &hookedAccounts{accounts: r.accounts, during: remove}
		r.open()
		r.settle()
		require.Equal(r, []string{"invite", "block"}, r.accounts.verbs())
		require.Equal(r, patsAccount, r.accounts.last().AccountID)
		require.Empty(r, r.target.Calls(0), "nothing was granted, nothing is revoked") // I-68
		r.pass(30 * day)
		require.Equal(r, []string{"invite", "block", "delete"}, r.accounts.verbs())
	})
}

// The engine dies while the invitation is out. The next one sends it again under the same key, and finds the same account.
func TestAnInvitationAndACrash(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		asked := r.visits(pat(), r.partners("shop"))
		restart := r.commits(func(n int) storetest.Outcome {
			if n == 2 { // the first notes that the invitation goes out, the second its answer
				return storetest.Outcome{Err: entitlement.Unavailable, Crashed: true}
			}
			return storetest.Outcome{}
		})
		_, err := r.engine.Dispatch(t.Context())
		require.ErrorIs(r, err, entitlement.Unavailable)
		restart()
		r.remove(asked.Assignment) // nobody wants the account any more, but it is there
		r.pass(time.Hour)
		require.Equal(r, []string{"invite", "block"}, r.accounts.verbs()) // R-252, I-63
		require.Equal(r, r.accounts.calls[0].Key, r.accounts.calls[1].Key)
	})
}

// A person who was never given an account is not asked to be taken anything from.
func TestNothingIsRevokedFromWhoHasNoAccount(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]func(r *rig){
		"invitation_failed": func(r *rig) { r.accounts.fail("invite", provision.Permanent(provision.PermissionMissing, "")) },
		"domain_blocked": func(r *rig) {
			r.set(func(s *entitlement.Settings) { s.BlockedDomains = []string{"fabrikam.example"} })
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				shop := r.partners("shop", lasting(10))
				fails(r)
				asked := r.visits(pat(), shop)
				r.settle()
				require.Equal(r, entitlement.RequestDeliveryFailed, r.request(asked.Request).Request.State)
				r.pass(20 * day)
				require.Equal(r, entitlement.AssignmentExpired, r.made(asked.Request).State)
				require.Empty(r, r.target.Calls(0))
				require.NotContains(r, r.accounts.verbs(), "block")
				require.Empty(r, r.stuck())
			})
		})
	}
}

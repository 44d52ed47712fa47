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

// A revoke that is still under way when the account is deleted goes on under the account's name, which the target knows.
func TestARevokeOutlivesTheAccount(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.set(func(s *entitlement.Settings) { s.DurationUntilExternalUserDeletedAfterBlocked = entitlement.Period{} })
		asked := r.visits(pat(), r.partners("shop"))
		r.settle()
		require.True(r, r.has(patsAccount, "shop"))
		require.NoError(r, r.target.Inject(fake.Fault{
			Verb: provision.Revoke, Until: start.Add(day), Answer: fake.AnswerError, Effect: fake.EffectNone,
		}))
		r.remove(asked.Assignment)
		r.pass(time.Hour)
		require.Equal(r, "delete", r.accounts.last().verb)
		r.pass(2 * day)
		require.False(r, r.has(patsAccount, "shop")) // I-57, R-233
	})
}

// A start whose look-up is late gives access from its instant on: an account that was to be deleted later is kept for it.
func TestADeletionWaitsForAStartThatIsLate(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop, wiki := r.partners("shop"), r.partners("wiki", scheduled)
		asked := r.visits(pat(), shop)
		r.settle()
		r.remove(asked.Assignment) // blocked, and deleted in 30 days: R-252
		r.settle()
		guest := pat()
		later := r.assign(lifecycle.AssignInput{
			Package: wiki.ID, Target: guest.ID, TargetClaims: &guest, Schedule: entitlement.Schedule{Start: start.Add(10 * day)},
		})
		require.Equal(r, entitlement.RequestScheduled, later.State)
		r.clock.Add(35 * day) // nothing ran on day 10, nor on day 30
		r.pass(day)
		require.Equal(r, []string{"invite", "block", "invite"}, r.accounts.verbs())
		require.True(r, r.has(patsAccount, "wiki"))
	})
}

// A deletion that waited comes when the start is refused.
func TestADeletionComesWhenTheLateStartIsRefused(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop, wiki := r.partners("shop"), r.partners("wiki", scheduled)
		asked := r.visits(pat(), shop)
		r.settle()
		r.remove(asked.Assignment)
		r.settle()
		guest := pat()
		later := r.assign(lifecycle.AssignInput{
			Package: wiki.ID, Target: guest.ID, TargetClaims: &guest, Schedule: entitlement.Schedule{Start: start.Add(10 * day)},
		})
		r.clock.Add(9 * day)
		r.settle()
		guest.UserType, guest.AccountDisabled = entitlement.UserGuest, true
		r.hire(guest)
		r.clock.Add(26 * day)
		r.pass(day)
		require.Equal(r, entitlement.RequestDenied, r.request(later.Request).Request.State)
		require.Equal(r, []string{"invite", "block", "delete"}, r.accounts.verbs())
	})
}

// A tenant that blocks a domain while somebody is being invited refuses further access. What waits for the invitation
// still gets there.
func TestRefusedAccessLeavesTheInvitationAlone(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.accounts.fail("invite", provision.Transient(provision.TargetUnavailable, ""))
		shop := r.partners("shop")
		both := r.bundle("both", shop.Roles[0], member(r.addGroup("wiki")))
		r.allow(both, scoped(entitlement.ScopeAllConfiguredOrganizations))
		first := r.visits(pat(), shop)
		r.settle()
		r.set(func(s *entitlement.Settings) { s.BlockedDomains = []string{"fabrikam.example"} })
		second := r.visits(pat(), both)
		require.Equal(r, entitlement.RequestDeliveryFailed, r.request(second.Request).Request.State)
		r.accounts.fail("invite", nil)
		r.pass(day)
		require.Equal(r, entitlement.RequestDelivered, r.request(first.Request).Request.State) // I-67, I-124
		require.True(r, r.has(patsAccount, "shop"))
		require.False(r, r.has(patsAccount, "wiki"))
	})
}

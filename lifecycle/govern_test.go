package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
)

// marks says whose a guest is.
func (r *rig) marks(assignment entitlement.AssignmentID, to entitlement.SubjectLifecycle) {
	r.Helper()
	got, err := r.as("root").Govern(r.Context(), lifecycle.GovernInput{Assignment: assignment, Lifecycle: to})
	require.NoError(r, err)
	require.Equal(r, to, got.Lifecycle)
}

func TestAMarkedGuestIsCleanedUp(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.arrives(pat())
		asked := r.submit(pat().ID, r.partners("shop", lasting(10)))
		r.settle()
		begin := r.seq()
		r.marks(asked.Assignment, entitlement.LifecycleGoverned)
		r.marks(asked.Assignment, entitlement.LifecycleGoverned)
		events := r.events(begin)
		require.Len(r, events, 1, "the second time changes nothing")
		require.Equal(r, entitlement.ActivityGovernGuest, events[0].Activity)

		r.pass(10 * day)
		require.Equal(r, []string{"block"}, r.accounts.verbs())
		require.Equal(r, string(pat().ID), r.accounts.last().AccountID)
		r.pass(30 * day)
		require.Equal(r, []string{"block", "delete"}, r.accounts.verbs())
	})
}

func TestAGuestWhoIsNotGovernedStays(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		asked := r.visits(pat(), r.partners("shop", lasting(10)))
		r.settle()
		r.marks(asked.Assignment, entitlement.LifecycleNotGoverned)
		r.pass(100 * day)
		require.False(r, r.has(patsAccount, "shop"))
		require.Equal(r, []string{"invite"}, r.accounts.verbs())
	})
}

// Access that comes back later finds the mark as it was.
func TestTheMarkOutlivesTheAccess(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop := r.partners("shop", lasting(10))
		asked := r.visits(pat(), shop)
		r.settle()
		r.marks(asked.Assignment, entitlement.LifecycleNotGoverned)
		r.pass(20 * day)
		again := r.visits(pat(), shop)
		r.settle()
		require.Equal(r, entitlement.AssignmentDelivered, r.made(again.Request).State)
		r.pass(100 * day)
		require.Equal(r, []string{"invite"}, r.accounts.verbs())
	})
}

func TestWhoCanBeMarked(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		governed := func(id entitlement.AssignmentID) func() error {
			return func() error {
				_, err := r.as("root").Govern(t.Context(), lifecycle.GovernInput{
					Assignment: id, Lifecycle: entitlement.LifecycleGoverned,
				})
				return err
			}
		}
		shop, wiki := r.partners("shop", lasting(10)), r.partners("wiki")
		r.arrives(pat())
		given := r.assign(lifecycle.AssignInput{Package: wiki.ID, Target: pat().ID})
		r.settle()
		r.refuses(refusal{ // not for people who were assigned directly
			op: "govern", code: entitlement.Refused, kind: entitlement.KindAssignment, id: given.Assignment.String(),
			detail: "in person", reasons: []entitlement.Code{entitlement.NotAskedInPerson},
		}, governed(given.Assignment))
		require.ErrorIs(r, governed(given.Assignment)(), entitlement.NotAskedInPerson)

		asked := r.submit(pat().ID, shop)
		r.pass(10 * day)
		r.refuses(refusal{ // access that the guest has
			op: "govern", code: entitlement.IllegalState, kind: entitlement.KindAssignment, id: asked.Assignment.String(),
			detail: "ended already",
		}, governed(asked.Assignment))
		require.ErrorIs(r, governed(entitlement.AssignmentID{1})(), entitlement.NotFound)
		r.refuses(refusal{op: "govern", code: entitlement.InvalidArgument, detail: "notGoverned"}, func() error {
			_, err := r.as("root").Govern(t.Context(), lifecycle.GovernInput{Assignment: asked.Assignment})
			return err
		})
	})
}

func TestOnlyGuestsWithAccountsAreMarked(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		mark := func(id entitlement.AssignmentID) func() error {
			return func() error {
				_, err := r.as("root").Govern(t.Context(), lifecycle.GovernInput{
					Assignment: id, Lifecycle: entitlement.LifecycleGoverned,
				})
				return err
			}
		}
		awaited := r.visits(pat(), r.partners("shop"))
		r.refuses(refusal{
			op: "govern", code: entitlement.IllegalState, kind: entitlement.KindGuest, id: string(pat().ID),
			detail: "no account yet",
		}, mark(awaited.Assignment))
		r.settle()
		r.joins(pat())
		r.refuses(refusal{ // a member is no guest any more
			op: "govern", code: entitlement.IllegalState, kind: entitlement.KindGuest, id: string(pat().ID), detail: "no guest",
		}, mark(awaited.Assignment))
	})
}

func TestATargetThatTakesNoGuests(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.breaks(failing("shop", provision.Permanent(provision.PermissionMissing, "guest sharing is off")))
		asked := r.visits(pat(), r.partners("shop"))
		r.settle()
		require.Equal(r, []string{"invite"}, r.accounts.verbs())
		require.Equal(r, entitlement.RequestDeliveryFailed, r.request(asked.Request).Request.State)
		require.False(r, r.has(patsAccount, "shop"))
	})
}

package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store/memstore"
	"example.com/tenure/store/storetest"
)

// What somebody asked for stays when they move; what they have by their department goes. // R-237
func TestMovers(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.automatic("Sales", automatically(salesRule))
		r.moves("ann", "Sales")
		r.submit("ann", r.simple("Wiki", lasting(30)))
		r.settle()
		r.moves("ann", "Legal")
		require.Equal(r, []string{"systemAdd delivered", "userAdd delivered", "systemRemove delivered"}, r.requestsOf("ann"))
		require.Len(r, r.target.Holdings(), 1)
		r.pass(30 * day)
		require.Empty(r, r.target.Holdings())
	})
}

// Who is deleted loses what waits at once, and access after thirty days; nobody is mailed. // R-240, R-241, R-242
func TestDeletedPeople(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.submit("bob", r.simple("Wiki", lasting(300)))
		r.settle()
		waits := r.submit("bob", r.simple("Depot", approvedBy(stage(entitlement.User("boss")))))
		r.settle()
		sent := len(r.mails.sent)
		r.dismiss("bob")
		changed := r.tell("bob")
		require.True(r, changed.Deleted)
		require.Equal(r, 1, changed.Canceled)
		r.requireCanceled(waits.Request, entitlement.ReasonTargetNotFound)
		require.Len(r, r.live("bob"), 1)
		require.False(r, r.tell("bob").Deleted, "that is known")

		r.pass(30*day - 1)
		require.Len(r, r.target.Holdings(), 1)
		r.clock.Add(1)
		require.Len(r, r.live("bob"), 1, "the directory was not asked yet")
		r.settle()
		require.Empty(r, r.target.Holdings())
		after := r.access(lifecycle.AccessInput{For: "bob", Ended: true})
		require.Equal(r, start.Add(30*day), after[0].Ended)
		require.Equal(r, entitlement.ReasonUserDeleted, after[0].Reason)
		for _, m := range r.mails.sent[sent:] {
			require.NotContains(r, m.To, entitlement.SubjectID("bob"))
		}
		require.Len(r, r.happened(1, entitlement.ActivityCleanUpDeleted), 1)

		r.hire(entitlement.Subject{ID: "bob", UserType: entitlement.UserMember})
		require.False(r, r.tell("bob").Restored, "too late")
		r.pass(100 * day)
		require.Empty(r, r.live("bob"))       // I-92: a restore resurrects nothing
		require.Empty(r, r.target.Holdings()) // I-92
	})
}

// requireCanceled requires that a request was canceled, and why.
func (r *rig) requireCanceled(id entitlement.RequestID, reason entitlement.EndReason) {
	r.Helper()
	request := r.request(id).Request
	require.Equal(r, entitlement.RequestCanceled, request.State)
	require.Equal(r, reason, request.Reason)
}

// Who is back within thirty days goes on as before. // R-242
func TestRestoredPeople(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.automatic("Sales", automatically(salesRule))
		r.moves("bob", "Sales")
		r.submit("bob", r.simple("Wiki", extendable, lasting(40)))
		r.settle()
		sent := len(r.mails.sent)
		r.dismiss("bob")
		require.True(r, r.tell("bob").Deleted)
		r.reconciles()
		require.Len(r, r.live("bob"), 2, "who is deleted has not left the scope")
		r.pass(28 * day)
		require.Len(r, r.mails.sent, sent, "nobody who is deleted is asked to extend")

		r.hire(entitlement.Subject{
			ID: "bob", UserType: entitlement.UserMember, Attributes: map[string]string{"department": "Sales"},
		})
		require.True(r, r.tell("bob").Restored)
		r.pass(11 * day)
		require.Len(r, r.live("bob"), 2)
		require.Len(r, r.mails.sent, sent+1, "the prompt of the last day")
		r.pass(day)
		require.Len(r, r.live("bob"), 1, "the end was not suspended")
	})
}

// Deletions are noticed by a reconciliation too, and do not empty anything if too many are missing. // R-240, I-95
func TestMissingPeopleAreNoticed(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		people := r.staffed(30, "Sales")
		r.automatic("Sales", automatically(salesRule))
		r.dismiss(people[0])
		r.reconciles()
		require.Len(r, r.target.Holdings(), 30)
		require.Len(r, r.happened(1, entitlement.ActivityPersonDeleted), 1)
		r.pass(30 * day)
		require.Len(r, r.target.Holdings(), 29)
		require.Equal(r, uint32(29), r.scope().People)

		r.hire(entitlement.Subject{
			ID: people[0], UserType: entitlement.UserMember, Attributes: map[string]string{"department": "Sales"},
		})
		r.reconciles()
		require.Len(r, r.live(people[0]), 1)
		r.dismiss(people[0])
		r.reconciles()
		r.hire(entitlement.Subject{
			ID: people[0], UserType: entitlement.UserMember, Attributes: map[string]string{"department": "Sales"},
		})
		r.reconciles()
		require.Len(r, r.happened(1, entitlement.ActivityPersonRestored), 1)
		r.dismiss(people[0])

		for _, id := range people[1:] {
			r.dismiss(id)
		}
		r.reconciles()
		r.pass(29 * day)
		require.Len(r, r.target.Holdings(), 30)
		require.True(r, r.scope().Held)
	})
}

// A survey notices who is missing whatever they have access by. // R-240, R-242
func TestASurveyNoticesWhoHasOtherAccess(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.automatic("Sales", automatically(salesRule))
		r.ask("bob", lifecycle.SubmitInput{Package: pkg.ID, Policy: r.allow(pkg, lasting(300)).ID})
		r.moves("bob", "Sales")
		waits := r.submit("bob", r.simple("Depot", approvedBy(stage(entitlement.User("boss")))))
		r.dismiss("bob")
		r.reconciles()
		r.requireCanceled(waits.Request, entitlement.ReasonTargetNotFound)
		r.reconciles()
		require.Len(r, r.happened(1, entitlement.ActivityPersonDeleted), 1)
		require.Len(r, r.live("bob"), 1)
		r.pass(30 * day)
		require.Empty(r, r.live("bob"))
		require.Zero(r, r.scope().People)
	})
}

// If too many are missing for that to be believed, the others are looked at again another day. // I-95, R-242
func TestMissingPeopleWithOtherAccessAreNotForgotten(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.automatic("Sales", automatically(salesRule))
		members := r.allow(pkg, lasting(300))
		for _, id := range []entitlement.SubjectID{"ann", "bob"} {
			r.ask(id, lifecycle.SubmitInput{Package: pkg.ID, Policy: members.ID})
			r.moves(id, "Sales")
			r.dismiss(id)
		}
		r.reconciles()
		require.Len(r, r.happened(1, entitlement.ActivityPersonDeleted), 1)
		r.pass(day)
		r.reconciles()
		require.Len(r, r.happened(1, entitlement.ActivityPersonDeleted), 2)
	}, func(c *lifecycle.Config) { c.LossThreshold = 1 })
}

// Whose account is not the engine's to clean up is deleted like everybody else: a guest who became a member, or whom somebody
// else invited. // R-242, R-246
func TestWhoWasAGuestIsDeleted(t *testing.T) {
	t.Parallel()
	bossFirst := approvedBy(stage(entitlement.User("boss")))
	for name, comes := range map[string]func(r *rig) (waits lifecycle.SubmitResult){
		"became_a_member": func(r *rig) lifecycle.SubmitResult {
			r.visits(pat(), r.partners("shop", lasting(100)))
			r.settle()
			r.joins(pat())
			r.tell(pat().ID)
			return r.submit(pat().ID, r.simple("Depot", bossFirst))
		},
		"invited_by_others": func(r *rig) lifecycle.SubmitResult {
			r.arrives(pat())
			r.visits(pat(), r.partners("shop", lasting(100)))
			return r.visits(pat(), r.partners("depot", bossFirst))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				waits := comes(r)
				r.settle()
				r.dismiss(pat().ID)
				require.True(r, r.tell(pat().ID).Deleted)
				r.requireCanceled(waits.Request, entitlement.ReasonTargetNotFound)
				r.pass(30 * day)
				require.Empty(r, r.live(pat().ID))
			})
		})
	}
}

// Who never had anything leaves no trace.
func TestStrangersWhoAreDeleted(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		require.Equal(r, lifecycle.PersonChanged{}, r.tell("nobody"))
		require.Empty(r, r.happened(1, entitlement.ActivityPersonDeleted))
		_, err := r.engine.OnPersonChanged(r.Context(), "")
		require.ErrorIs(r, err, entitlement.InvalidArgument)
	})
}

// A disabled person's requests go on, unless the host wants them canceled. // R-239
func TestDisabledPeople(t *testing.T) {
	t.Parallel()
	for name, cancels := range map[string]bool{"by_default": false, "canceling": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				r.submit("bob", r.simple("Wiki", lasting(30)))
				waits := r.submit("bob", r.simple("Depot", approvedBy(stage(entitlement.User("boss")))))
				r.settle()
				r.disable("bob")
				require.Equal(r, cancels, r.tell("bob").Canceled == 1)
				require.Len(r, r.live("bob"), 1)
				if cancels {
					r.requireCanceled(waits.Request, entitlement.ReasonTargetDisabled)
				} else {
					require.Equal(r, entitlement.RequestPendingApproval, r.request(waits.Request).Request.State)
				}
			}, func(c *lifecycle.Config) { c.CancelWhenDisabled = cancels })
		})
	}
}

// Who leaves is offboarded with one call; who changes jobs keeps access. // R-243
func TestOffboarding(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.automatic("Sales", automatically(salesRule))
		r.moves("bob", "Sales")
		r.submit("bob", r.simple("Wiki", lasting(300)))
		depot := r.simple("Depot", approvedBy(stage(entitlement.User("boss"))))
		waits := r.submit("bob", depot)
		r.settle()
		in := lifecycle.OffboardInput{Person: "bob", KeepsAccess: true}
		left, err := r.as("root").Offboard(r.Context(), in)
		require.NoError(r, err)
		require.Equal(r, lifecycle.OffboardResult{Canceled: 1}, left)
		r.requireCanceled(waits.Request, entitlement.ReasonAdministratorCanceled)
		require.Len(r, r.live("bob"), 2)

		r.submit("bob", depot)
		in.KeepsAccess, in.Justification = false, "has left"
		left, err = r.as("root").Offboard(r.Context(), in)
		require.NoError(r, err)
		require.Equal(r, 1, left.Canceled)
		require.Len(r, left.Removed, 2)
		r.tell("bob")
		r.reconciles()
		require.Empty(r, r.live("bob"))
		require.Empty(r, r.target.Holdings())

		_, err = r.as("root").Offboard(r.Context(), lifecycle.OffboardInput{})
		require.ErrorIs(r, err, entitlement.InvalidArgument)
		_, err = r.as("hank").Offboard(r.Context(), in)
		require.ErrorIs(r, err, entitlement.Forbidden)
		nothing, err := r.as("root").Offboard(r.Context(), lifecycle.OffboardInput{Person: "boss"})
		require.NoError(r, err)
		require.Equal(r, lifecycle.OffboardResult{}, nothing)
	})
}

// What it costs to cancel what waits for somebody does not grow with what they have asked for and had before. // I-129
func TestWhatHasEndedCostsNoOffboarding(t *testing.T) {
	t.Parallel()
	work := func(past int) (gets, scanned int) {
		r := newRig(t, memstore.New())
		depot := r.simple("Depot", approvedBy(stage(entitlement.User("boss"))))
		for range past {
			r.deny("boss", r.submit("bob", depot).Request)
		}
		waits := r.submit("bob", depot)
		r.submit("bob", r.simple("Wiki", extendedBy(stage(entitlement.User("boss"))), lasting(100)))
		r.settle()
		extension := r.extends("bob")
		r.settle()
		counted := storetest.Count(r.config.Store)
		r.config.Store = counted
		r.open()
		_, err := r.as("root").Requests(t.Context(), lifecycle.RequestsInput{For: "root"}) // reads what is read once
		require.NoError(t, err)
		counted.Reset()
		out, err := r.as("root").Offboard(t.Context(), lifecycle.OffboardInput{Person: "bob", KeepsAccess: true})
		require.NoError(t, err)
		require.Equal(t, 2, out.Canceled)
		counts := counted.Counts()
		r.requireCanceled(waits.Request, entitlement.ReasonAdministratorCanceled)
		r.requireCanceled(extension.Request, entitlement.ReasonAdministratorCanceled)
		return counts.Gets, counts.Scanned
	}
	gets, scanned := work(1)
	moreGets, moreScanned := work(30)
	require.Equal(t, gets, moreGets)
	require.Equal(t, scanned, moreScanned)
}

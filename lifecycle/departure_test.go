package lifecycle_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// departs lets bob, who has access, leave the directory, and tells the engine.
func (r *rig) departs() {
	r.Helper()
	r.submit("bob", r.simple("Wiki", lasting(300)))
	r.settle()
	r.dismiss("bob")
	require.True(r, r.tell("bob").Deleted)
}

// Somebody whose return nobody has told keeps everything: before access is taken away the directory is asked. // R-240, R-242
func TestAReturnThatWasNotTold(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(*rig){"running": func(*rig) {}, "restarted": (*rig).open} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				r.departs()
				r.pass(10 * day)
				r.hire(entitlement.Subject{ID: "bob", UserType: entitlement.UserMember, Attributes: map[string]string{"department": "Sales"}})
				r.submit("bob", r.simple("Depot", lasting(300)))
				r.automatic("Sales", automatically(salesRule))
				r.passTo(start.Add(30*day - tick))
				r.clock.Add(tick)
				open(r)
				r.settle()
				require.Len(r, r.happened(1, entitlement.ActivityPersonRestored), 1)
				require.Empty(r, r.happened(1, entitlement.ActivityCleanUpDeleted))
				require.Len(r, r.live("bob"), 3)
				require.Len(r, r.target.Holdings(), 3)
				r.requireDerived(map[byte]bool{})

				r.dismiss("bob")
				require.True(r, r.tell("bob").Deleted, "it can happen again")
				r.pass(30 * day)
				require.Empty(r, r.live("bob"))
			})
		})
	}
}

// While the directory does not answer nothing is taken away; when it does, what ends has ended on time. // I-94, R-242
func TestTheEndOfADepartureWithoutADirectory(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		book := r.book()
		r.departs()
		book.set(errors.New("the line is dead"), nil, 0)
		r.pass(33 * day)
		require.Len(r, r.live("bob"), 1) // I-94
		require.Len(r, r.target.Holdings(), 1)
		book.set(nil, nil, 0)
		stuck := r.stuck()
		require.Len(r, stuck, 1, "the operator can see it")
		require.Equal(r, entitlement.KindDeparture, stuck[0].Kind)
		require.Equal(r, entitlement.SubjectID("bob"), stuck[0].Subject)

		r.pass(day)
		require.Empty(r, r.target.Holdings())
		ended := r.access(lifecycle.AccessInput{For: "bob", Ended: true})
		require.Equal(r, entitlement.ReasonUserDeleted, ended[0].Reason)
		require.Equal(r, start.Add(30*day), ended[0].Ended) // as of the thirtieth day
		require.Empty(r, r.stuck())
	})
}

// Somebody comes back while the directory is asked whether they are back: who says so last is followed. // R-242
func TestAReturnDuringTheLookUp(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		book := r.book()
		r.departs()
		book.set(errors.New("the line is dead"), nil, 0)
		r.pass(30*day + time.Minute)
		book.set(nil, nil, 0)
		r.hire(entitlement.Subject{ID: "bob", UserType: entitlement.UserMember})
		require.True(r, r.tell("bob").Restored)
		r.pass(day)
		require.Len(r, r.live("bob"), 1)
		require.Empty(r, r.happened(1, entitlement.ActivityCleanUpDeleted))
		require.Empty(r, r.stuck())
	})
}

// Guests whom the engine invited are not in the directory any more once their accounts are blocked and deleted, or not yet: neither
// a survey nor a call for them takes that for a departure. // R-240, R-246
func TestGuestsOfTheEngineDoNotDepart(t *testing.T) {
	t.Parallel()
	for name, notices := range map[string]func(*rig){
		"told":     func(r *rig) { require.False(r, r.tell(pat().ID).Deleted) },
		"surveyed": (*rig).reconciles,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				r.visits(pat(), r.partners("shop", lasting(100)))
				r.settle()
				guest := pat()
				guest.UserType, guest.Attributes = entitlement.UserGuest, map[string]string{"department": "Sales"}
				r.hire(guest)
				r.automatic("Sales", automatically(salesRule))
				require.Len(r, r.live(pat().ID), 2)
				r.dismiss(pat().ID)
				notices(r)
				require.Empty(r, r.happened(1, entitlement.ActivityPersonDeleted))
				require.Len(r, r.live(pat().ID), 2)
			})
		})
	}
}

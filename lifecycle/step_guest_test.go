package lifecycle

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
)

// The wishes about a governed guest's account follow the rule table, under the default settings. What the table does not
// have leaves the wish as it is: nobody is blocked twice, and nothing is deleted that is not there.
func TestStepsOfGuests(t *testing.T) {
	t.Parallel()
	settings := entitlement.DefaultSettings()
	machine := entitlement.GuestMachine()
	for _, from := range machine.States() {
		for _, input := range machine.Inputs() {
			guest := &entitlement.GuestAccount{
				Subject: "pat", Desired: from, Observed: from, Lifecycle: entitlement.LifecycleGoverned,
			}
			guest.Version = 1
			var o outcome
			switch input {
			case entitlement.GuestNeeded:
				o.needGuest(guest, &settings, noon)
			case entitlement.GuestLosesLastAccess:
				o.releaseGuest(guest, &settings, true, noon)
			case entitlement.GuestDeletionDue:
				stepGuestDeletion(&o, guest, false, noon)
			default:
				require.Fail(t, "an input without consequence", "%v", input)
			}
			want := from
			if machine.Accepts(from, input) {
				to, err := machine.Next(from, input)
				require.NoError(t, err)
				want = to
			}
			after := guest
			if change := lastChange[entitlement.GuestAccount](&o); change != nil {
				after = change.after.(*entitlement.GuestAccount)
			}
			require.Equal(t, want, after.Desired, "%v in %v", input, from)
			require.Equal(t, want != from, after.Dirty.Equal(noon), "the directory is told of changes only: %v in %v", input, from)
			require.Equal(t, from, guest.Desired, "a step changes copies only")
		}
	}
}

// The deletion counts from the loss, access that came back cancels it, and what was not lost is not deleted.
func TestTheDeletionOfGuests(t *testing.T) {
	t.Parallel()
	settings := entitlement.DefaultSettings()
	guest := &entitlement.GuestAccount{
		Subject: "pat", Desired: entitlement.GuestActive, Observed: entitlement.GuestActive,
		Lifecycle: entitlement.LifecycleGoverned,
	}
	var o outcome
	o.releaseGuest(guest, &settings, true, noon)
	blocked := lastChange[entitlement.GuestAccount](&o).after.(*entitlement.GuestAccount)
	require.Equal(t, noon.Add(30*24*time.Hour), blocked.DeleteAt)

	o = outcome{}
	stepGuestDeletion(&o, blocked, true, blocked.DeleteAt)
	saved := lastChange[entitlement.GuestAccount](&o).after.(*entitlement.GuestAccount)
	require.Equal(t, entitlement.GuestBlocked, saved.Desired) // somebody gave access back
	require.True(t, saved.DeleteAt.IsZero())

	o = outcome{}
	guest.Lifecycle = entitlement.LifecycleNotGoverned
	o.releaseGuest(guest, &settings, true, noon)
	require.Empty(t, o.changes)
}

package lifecycle_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// The date of the policy, in the time zone of who made it, is the last one: nobody gets beyond it, by extension or by asking
// anew. // R-180, R-181
func TestNobodyGetsBeyondTheDateOfThePolicy(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	last := entitlement.EndOfDay(2026, time.March, 31, berlin)
	require.Equal(t, "2026-03-31T22:00:00Z", last.Format(time.RFC3339)) // the end of the day there
	onRigs(t, func(r *rig) {
		pkg := r.simple("Project", extendable, expiring(entitlement.Expiration{
			Type: entitlement.ExpirationAfterDateTime, EndDateTime: last,
		}), func(p *entitlement.AssignmentPolicy) { p.RequestorSettings.AllowCustomAssignmentSchedule = true })
		r.ask("ann", lifecycle.SubmitInput{Package: pkg.ID, Schedule: entitlement.Schedule{End: start.Add(10 * day)}})
		r.settle()
		_, err := r.extend("ann", "ann", last.Add(time.Microsecond))
		require.ErrorIs(r, err, entitlement.ScheduleTooLong)
		_, err = r.extend("ann", "ann", last)
		require.NoError(r, err)
		require.Equal(r, last, r.live("ann")[0].Schedule.End)
		_, err = r.extend("ann", "ann", time.Time{})
		require.ErrorIs(r, err, entitlement.NothingToExtend) // after the extension there is no more

		beyond := func(who entitlement.SubjectID, end time.Time) error {
			_, err := r.as(who).Submit(t.Context(), lifecycle.SubmitInput{Package: pkg.ID, Schedule: entitlement.Schedule{End: end}})
			return err
		}
		require.ErrorIs(r, beyond("bob", last.Add(time.Microsecond)), entitlement.ScheduleTooLong)
		r.passTo(last)
		require.Empty(r, r.live("ann"))
		require.ErrorIs(r, beyond("ann", time.Time{}), entitlement.PolicyEnded)
	})
}

// Asking for an extension and the extension itself are two activities. // R-190
func TestAskingAndExtendingAreTwoActivities(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.submit("ann", r.simple("Wiki", extendedBy(stage(entitlement.User("meg"))), lasting(30)))
		r.settle()
		asked := r.extends("ann")
		require.Len(r, r.happened(1, entitlement.ActivityUserRequestsExtension), 1)
		require.Empty(r, r.happened(1, entitlement.ActivityExtendAssignment))       // nothing is extended yet
		r.approve("meg", asked.Request)
		request := r.happened(1, entitlement.ActivityUserRequestsExtension)
		require.Len(r, request, 1)
		require.Equal(r, entitlement.SubjectID("ann"), request[0].Actor.Subject)
		extended := r.happened(1, entitlement.ActivityExtendAssignment)
		require.NotEmpty(r, extended)
		require.True(r, slices.ContainsFunc(extended, func(ev lifecycle.LoggedEvent) bool {
			return ev.Assignment == r.live("ann")[0].ID && ev.Actor.Subject == "meg"
		}), "the assignment's own event")
	})
}

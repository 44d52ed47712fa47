package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/sim"
)

// A reviewer who had it in mind for after the end does nothing, and one who never was asked neither.
func TestReviewersWhoAreTooLate(t *testing.T) {
	t.Parallel()
	options := company()
	options.Document = nil
	options.Reviewers = map[entitlement.SubjectID]sim.ReviewHabit{
		"meg": sim.Reviews(entitlement.ReviewDeny, 20*day), "bo": sim.Reviews(entitlement.ReviewDeny, 0),
	}
	w := sim.Test(t, options)
	_, err := w.Offer(sim.Offer{Name: "Wiki", Roles: []string{"Wiki/Reader"}, Policy: entitlement.AssignmentPolicy{
		AllowedTargetScope: entitlement.ScopeAllMemberUsers, Expiration: entitlement.Expiration{Type: entitlement.ExpirationNone},
		ReviewSettings: &entitlement.ReviewSettings{
			IsEnabled: true, PrimaryReviewers: []entitlement.SubjectSet{entitlement.Manager(1)},
			Schedule: entitlement.ReviewSchedule{
				StartDateTime: w.Now().Add(10 * day), Recurrence: entitlement.Period{Months: 3}, Duration: entitlement.Days(14),
			},
		},
	}})
	require.NoError(t, err)
	require.NoError(t, request(w, "ann", "Wiki"))
	require.NoError(t, w.RunFor(60*day))
	w.Expect(t).Has("ann", "Wiki")
	timeline, err := w.Timeline(sim.Filter{})
	require.NoError(t, err)
	for _, entry := range timeline {
		require.NotEqual(t, sim.SourcePeople, entry.Source, entry.Text)
	}
}

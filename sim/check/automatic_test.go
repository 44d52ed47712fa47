package check_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/sim"
	"example.com/tenure/sim/check"
)

// Automatic policies and departures keep every invariant, commit by commit.
func TestAutomaticPoliciesKeepTheInvariants(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	sales := func(id entitlement.SubjectID) entitlement.Subject {
		return entitlement.Subject{ID: id, UserType: entitlement.UserMember, Attributes: map[string]string{"department": "Sales"}}
	}
	options := sim.Options{People: []entitlement.Subject{sales("ann"), sales("bob"), sales("cem")}, TellsChanges: true}
	guard := check.Watch(&options)
	w := sim.Test(t, options)
	settings := entitlement.DefaultAutomaticRequestSettings()
	settings.GracePeriodBeforeAccessRemoval = entitlement.Days(7)
	_, err := w.Offer(sim.Offer{Name: "Sales", Roles: []string{"CRM/User"}, Policy: entitlement.AssignmentPolicy{
		AllowedTargetScope:       entitlement.ScopeSpecificDirectoryUsers,
		SpecificAllowedTargets:   []entitlement.SubjectSet{entitlement.AttributeRule(`user.department -eq "Sales"`)},
		AutomaticRequestSettings: settings,
	}})
	require.NoError(t, err)
	start := w.Now()
	legal := func(s *entitlement.Subject) { s.Attributes = map[string]string{"department": "Legal"} }
	back := func(s *entitlement.Subject) { *s = sales(s.ID) }
	require.NoError(t, w.Directory().Move(start.Add(2*day), "ann", legal))
	require.NoError(t, w.Directory().Move(start.Add(4*day), "ann", back))
	require.NoError(t, w.Directory().Move(start.Add(6*day), "ann", legal))
	require.NoError(t, w.Directory().Leave(start.Add(3*day), "bob"))
	for range 60 {
		require.NoError(t, w.RunFor(day))
	}
	guard.Expect(t, w)
	require.Len(t, w.Target().Holdings(), 1)
}

package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// The test of the package's documentation, as it stands there.
func TestTheManagerApproves(t *testing.T) {
	t.Parallel()
	w := sim.Test(t, sim.Options{
		People: sim.Team("meg", "ann", "bob"),
		Habits: map[entitlement.SubjectID]sim.Habit{"meg": sim.Approves(2 * 24 * time.Hour)},
	})
	pkg, err := w.Offer(sim.Offer{
		Name: "Sales", Roles: []string{"CRM/User"}, Approvers: []entitlement.SubjectSet{entitlement.Manager(1)},
		Policy: entitlement.AssignmentPolicy{AllowedTargetScope: entitlement.ScopeAllMemberUsers},
	})
	require.NoError(t, err)
	_, err = w.As("ann").Submit(t.Context(), lifecycle.SubmitInput{Package: pkg})
	require.NoError(t, err)
	w.Expect(t).RequestIs("ann", "Sales", entitlement.RequestPendingApproval)
	require.NoError(t, w.RunFor(3*24*time.Hour))
	w.Expect(t).Holds("ann", "Sales/CRM/User")
}

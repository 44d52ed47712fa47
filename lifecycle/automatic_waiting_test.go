package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// Removals that wait: for the end of a survey, or for an operator.

// held lets twelve of thirty people leave a scope one by one: ten lose access, and the removal of the last two waits.
func (r *rig) held() (policy entitlement.AssignmentPolicy, waiting []entitlement.SubjectID) {
	r.Helper()
	people := r.staffed(30, "Sales")
	_, policy = r.automatic("Sales", automatically(salesRule))
	for _, id := range people[:12] {
		r.moves(id, "Legal")
	}
	require.True(r, r.scope().Held)
	return policy, people[10:12]
}

// When everybody whose removal waited is back, nothing waits, and the guard is as it was. // I-95, R-210
func TestNothingWaitsWhenEverybodyIsBack(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		policy, waiting := r.held()
		for _, id := range waiting {
			r.moves(id, "Sales")
		}
		require.False(r, r.scope().Held)
		_, err := r.as("root").ConfirmRemovals(r.Context(), lifecycle.ConfirmRemovalsInput{Policy: policy.ID})
		require.ErrorIs(r, err, entitlement.IllegalState)
		r.pass(2 * day)
		r.moves("p0020", "Legal")
		require.Empty(r, r.live("p0020"))
	})
}

// The same when those who were waited for are gone for good. // I-95, R-242
func TestNothingWaitsWhenEverybodyIsGone(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, waiting := r.held()
		for _, id := range waiting {
			r.dismiss(id)
			r.tell(id)
		}
		r.pass(31 * day)
		require.Zero(r, r.scope().Leaving)
		require.False(r, r.scope().Held)
		r.moves("p0020", "Legal")
		require.Empty(r, r.live("p0020"))
	})
}

// Who loses access by a survey is counted once. // I-95
func TestASurveyCountsEachLossOnce(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		people := r.staffed(30, "Sales")
		r.automatic("Sales", automatically(salesRule))
		r.moveAll(people[:6], "Legal")
		r.reconciles()
		require.Equal(r, uint32(6), r.scope().Lost)
		for _, id := range people[6:10] {
			r.moves(id, "Legal")
			require.Empty(r, r.live(id), "ten a day")
		}
		r.moves(people[10], "Legal")
		require.Len(r, r.live(people[10]), 1)
	})
}

// A policy that was told not to take access away does not, not even what waited for that. // R-210, R-220
func TestRemovalsThatWaitAreCalledOff(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		policy, waiting := r.held()
		policy = r.edit(policy, automatically(salesRule, func(s *entitlement.AutomaticRequestSettings) {
			s.RemoveAccessWhenTargetLeavesAllowedTargets = false
		}))
		kept := func() {
			r.Helper()
			for _, id := range waiting {
				require.Len(r, r.live(id), 1)
			}
		}
		kept() // read before anybody has settled it
		r.pass(2 * day)
		kept()
		r.reconciles()
		kept()
		require.Zero(r, r.scope().Leaving)
		require.False(r, r.scope().Held)
		require.Equal(r, uint32(18), r.scope().People)

		r.edit(policy, automatically(salesRule))
		r.settle()
		require.Empty(r, r.live(waiting[0]), "and is told to once more")
	})
}

// What was taken away by hand from somebody who had left is given again when they come back. // R-219
func TestWhoLeftAndWasRemovedComesBack(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, waiting := r.held()
		r.remove(r.live(waiting[0])[0].ID)
		r.settle()
		r.moves(waiting[0], "Sales")
		require.Len(r, r.live(waiting[0]), 1)
		require.Equal(r, uint32(1), r.scope().Leaving)
		require.Equal(r, uint32(20), r.scope().People)
		r.moves(waiting[0], "Legal")
		require.Equal(r, uint32(2), r.scope().Leaving)

		for _, id := range waiting {
			r.remove(r.live(id)[0].ID)
			r.tell(id)
		}
		require.False(r, r.scope().Held, "there is nothing left to wait for") // I-95
		require.Zero(r, r.scope().Leaving)
	})
}

// While everybody is being looked at nobody knows yet how many will have left: an operator cannot confirm that. // I-95
func TestNothingIsConfirmedDuringASurvey(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		policy, _ := r.held()
		var people []entitlement.SubjectID
		for _, p := range r.people {
			people = append(people, p.ID)
		}
		slow := &slowDirectory{Directory: r.directory}
		r.config.Directory = slow
		r.open()
		r.moveAll(people, "Legal")
		calls := 0
		slow.before = func() {
			if calls++; calls < 5 {
				return
			}
			slow.before = nil
			_, err := r.as("root").ConfirmRemovals(r.Context(), lifecycle.ConfirmRemovalsInput{Policy: policy.ID})
			require.ErrorIs(r, err, entitlement.IllegalState)
		}
		r.reconciles()
		require.GreaterOrEqual(r, calls, 5)
		require.Len(r, r.target.Holdings(), 20) // I-95
		require.True(r, r.scope().Held)
		require.Equal(r, uint32(20), r.scope().Leaving)
		_, err := r.as("root").ConfirmRemovals(r.Context(), lifecycle.ConfirmRemovalsInput{Policy: policy.ID})
		require.NoError(r, err)
		r.settle()
		require.Empty(r, r.target.Holdings())
	}, func(c *lifecycle.Config) { c.BatchSize = 4 })
}

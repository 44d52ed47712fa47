package check_test

import (
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/sim"
	"example.com/tenure/sim/check"
)

// planted is a bug, and the invariants whose checkers find it: one, or the few that it cannot but break.
type planted struct {
	want   []int
	plant  func(f *forge)
	silent bool // no event tells of it: only who looks at the whole store sees it
	look   func(f *forge) ([]check.Violation, error)
}

// TestPlantedBugsAreFound plants each bug in a world of its own. A checker that finds no bug is not trusted.
func TestPlantedBugsAreFound(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	trusted := map[string]bool{} // by rule
	t.Run("bugs", func(t *testing.T) {
		t.Parallel()
		for name, bug := range plantedBugs() {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				f := newForge(t, func(o *sim.Options) { o.Target.Forgetful = true })
				bug.plant(f)
				found, err := bug.look(f)
				require.NoError(t, err)
				require.Equal(t, bug.want, numbers(found), "%v", found)
				mu.Lock()
				defer mu.Unlock()
				for _, v := range found {
					trusted[v.Rule] = true
				}
			})
		}
	})
	t.Cleanup(func() {
		var doubtful []string
		for _, c := range check.All() {
			if !trusted[c.Rule] {
				doubtful = append(doubtful, c.Rule)
			}
		}
		require.Empty(t, doubtful, "checkers that find no bug")
	})
}

// numbers returns the invariants that do not hold, sorted.
func numbers(found []check.Violation) []int {
	var out []int
	for _, v := range found {
		out = append(out, v.Invariant)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func plantedBugs() map[string]planted {
	all := map[string]planted{}
	for _, bugs := range []map[string]planted{
		plantedIDs(), plantedRequests(), plantedApprovals(), plantedAssignments(), plantedGrants(), plantedGuests(), plantedTimes(),
		plantedDerived(), plantedReviews(),
	} {
		for name, bug := range bugs {
			bug.look = lookAtStore(&bug)
			all[name] = bug
		}
	}
	maps.Copy(all, plantedOutside())
	maps.Copy(all, plantedUndone())
	maps.Copy(all, plantedDrift())
	maps.Copy(all, plantedLosses())
	return all
}

// lookAtStore returns a look that sees the bug twice: when it happens or in the store as it is, and as somebody does who has
// nothing but the store, later.
func lookAtStore(bug *planted) func(f *forge) ([]check.Violation, error) {
	want, silent := bug.want, bug.silent
	return func(f *forge) ([]check.Violation, error) {
		found, err := f.guard.Full(f.Context(), f.w)
		require.NoError(f, err)
		require.Equal(f, want, numbers(found), "%v", found)
		inEvents := slices.ContainsFunc(found, func(v check.Violation) bool { return v.Event != 0 })
		require.Equal(f, !silent, inEvents, "%v", found)
		later, err := check.Store(f.Context(), f.inner, f.now())
		require.Equal(f, want, numbers(later), "%v", later)
		return slices.Concat(found, later), err
	}
}

func step(f *forge) ([]check.Violation, error) { return f.guard.Step(f.Context(), f.w) }

func rest(f *forge) ([]check.Violation, error) { return f.guard.Rest(f.Context(), f.w) }

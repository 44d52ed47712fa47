package lifecycle_test

import (
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
	"example.com/tenure/store/storetest"
)

// The budgets that do not depend on the machine. BENCHMARKS.md has the others.

const (
	mostAllocations = 8    // for a transition
	mostHeap        = 2048 // bytes for a live assignment of three roles, its indexes and timers, without the log
)

// Tests that count allocations do not run beside others.

func TestAllocationsOfATransition(t *testing.T) {
	const lives = 300
	y := newYard(t, memstore.New(), 2*lives)
	live := func() {
		for range lives {
			y.decide(t, y.submit(t))
		}
		y.dispatch(t)
		y.pass(year)
		y.dispatch(t)
	}
	live() // the engine takes the memory that it keeps
	runtime.GC()
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // which would take some of it away
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	live()
	runtime.ReadMemStats(&after)
	each := float64(after.Mallocs-before.Mallocs) / (lives * lifeTransitions)
	t.Logf("%.2f allocations for a transition", each)
	most := float64(mostAllocations)
	if raced {
		most *= 1.5 // what pools forget is allocated again, and not for the engine's sake
	}
	require.LessOrEqual(t, each, most)
}

func TestHeapOfALiveAssignment(t *testing.T) {
	const lives = 2000
	y := newYard(t, memstore.New(), 2*lives)
	live := func() {
		for range lives {
			y.decide(t, y.submit(t))
		}
		y.dispatch(t)
	}
	heap := func() uint64 {
		runtime.GC()
		runtime.GC() // the first one leaves what pools have kept
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return stats.HeapAlloc
	}
	live()
	before := heap()
	live()
	each := float64(heap()-before) / lives
	t.Logf("%.0f bytes for a live assignment", each)
	require.LessOrEqual(t, each, float64(mostHeap))
	runtime.KeepAlive(y)
}

// A command is one commit, whatever it changes; so is a batch of ends.
func TestCommitsOfACommand(t *testing.T) {
	t.Parallel()
	onStores(t, func(t *testing.T, open func(*testing.T) store.Store) {
		counter := storetest.Count(open(t))
		y := newYard(t, counter, 10)
		commits := func(do func()) int {
			counter.Reset()
			do()
			return counter.Counts().Commits
		}
		id := y.submit(t) // may be the first to read the configuration, which is not what is counted here
		y.decide(t, id)
		require.Equal(t, 1, commits(func() { id = y.submit(t) }))
		require.Equal(t, 2, commits(func() { y.decide(t, id) }), "each of two approvals")
		require.Equal(t, 1, commits(func() { y.dispatch(t) }), "the answers of a round")
		require.Equal(t, 0, commits(func() { y.dispatch(t) }), "nothing to do")
		id = y.submit(t)
		require.Equal(t, 1, commits(func() {
			_, err := y.boss.Deny(t.Context(), lifecycle.DecideInput{Request: id})
			require.NoError(t, err)
		}))
		y.pass(year)
		require.Equal(t, 1, commits(func() { y.runDue(t) }), "both ends")
	})
}

// A submission looks at the rows once: what must be known about the person, the policy's approvers, their managers and the
// members of their groups is looked up together. The Update finds everything.
func TestViewsOfASubmission(t *testing.T) {
	t.Parallel()
	counter := storetest.Count(memstore.New())
	y := newYard(t, counter, 1)
	counter.Reset()
	y.submit(t)
	require.Equal(t, 1, counter.Counts().Views)
	require.Equal(t, 1, counter.Counts().Updates)
}

// What a transition reads and writes, and what a person's roles cost to look up, does not depend on how many others have
// access.
func TestWorkDoesNotGrowWithThePopulation(t *testing.T) {
	t.Parallel()
	work := func(population int) map[string]storetest.Counts {
		counter := storetest.Count(memstore.New())
		y := newYard(t, counter, population)
		y.populate(t)
		out := map[string]storetest.Counts{}
		count := func(part string, _ int, do func()) {
			counter.Reset()
			do()
			counts := counter.Counts()
			counts.BytesRead, counts.BytesWritten = 0, 0 // numbers of events have more digits
			out[part] = counts
		}
		const ends = 10
		round(t, y, ends, count)
		count("roles", 0, func() {
			roles, err := y.as(y.people[population/2]).EffectiveRoles(t.Context(), lifecycle.RolesInput{})
			require.NoError(t, err)
			require.Len(t, roles, rolesOfPackage)
		})
		count("access", 0, func() {
			_, err := y.as(y.people[population/2]).Access(t.Context(), lifecycle.AccessInput{})
			require.NoError(t, err)
		})
		count("next due", 0, func() {
			_, err := y.engine.NextDue(t.Context())
			require.NoError(t, err)
		})
		count("nothing to do", 0, func() { y.dispatch(t) })
		return out
	}
	require.Equal(t, work(1000), work(10_000))
}

package sim_test

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim"
	"example.com/tenure/store"
	"example.com/tenure/store/boltstore"
	"example.com/tenure/store/memstore"
	"example.com/tenure/store/storetest"
)

// ending is everything that a scenario has come to.
type ending struct {
	canonical string // rows and log
	holdings  []fake.Held
	changes   []fake.Change
	timeline  string
}

func endingOf(t *testing.T, w *sim.World, s store.Store) ending {
	t.Helper()
	canonical, err := sim.Canonical(t.Context(), s)
	require.NoError(t, err)
	timeline, err := w.Timeline(sim.Filter{})
	require.NoError(t, err)
	return ending{
		canonical: string(canonical), holdings: w.Target().Holdings(), changes: w.Target().Changes(0), timeline: timeline.String(),
	}
}

// requireEqual compares what people can read first.
func requireEqual(t *testing.T, want, got ending, how string) {
	t.Helper()
	if diff := firstDifference(want.timeline, got.timeline); diff != "" {
		t.Fatalf("%s: the timeline differs\n%s", how, diff)
	}
	if diff := firstDifference(want.canonical, got.canonical); diff != "" {
		t.Fatalf("%s: rows or log differ\n%s", how, diff)
	}
	require.Equal(t, want.changes, got.changes, how)
	require.Equal(t, want.holdings, got.holdings, how)
}

// firstDifference shows the first line that differs, with a few before it.
func firstDifference(want, got string) string {
	if want == got {
		return ""
	}
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	i := 0
	for i < len(w) && i < len(g) && w[i] == g[i] {
		i++
	}
	return strings.Join(w[max(0, i-5):i], "\n") + "\n- " + strings.Join(w[i:min(i+3, len(w))], "\n- ") +
		"\n+ " + strings.Join(g[i:min(i+3, len(g))], "\n+ ")
}

// onStores runs a property on every store.
func onStores(t *testing.T, property func(t *testing.T, open func(t *testing.T) store.Store)) {
	t.Helper()
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		property(t, func(t *testing.T) store.Store { return closing(t, memstore.New()) })
	})
	t.Run("bbolt", func(t *testing.T) {
		t.Parallel()
		property(t, func(t *testing.T) store.Store {
			s, err := boltstore.Open(filepath.Join(t.TempDir(), "tenure.db"), boltstore.Options{UnsafeNoSync: true})
			require.NoError(t, err)
			return closing(t, s)
		})
	})
}

func closing(t *testing.T, s store.Store) store.Store {
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// reference tells a scenario in the plainest way.
func reference(t *testing.T, s *scenario) ending {
	t.Helper()
	m := closing(t, memstore.New())
	w := s.begin(t, m)
	require.NoError(t, w.RunUntil(after(s.length)))
	return endingOf(t, w, m)
}

func TestStepSizeDoesNotMatter(t *testing.T) { // I-77, I-112
	t.Parallel()
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			want := reference(t, &s)
			onStores(t, func(t *testing.T, open func(*testing.T) store.Store) {
				m := open(t)
				w := s.begin(t, m)
				require.NoError(t, w.RunUntil(after(s.length)))
				requireEqual(t, want, endingOf(t, w, m), "in one run")

				m = open(t)
				w = s.begin(t, m)
				for d := day; d <= s.length; d += day {
					require.NoError(t, w.RunUntil(after(d)))
				}
				requireEqual(t, want, endingOf(t, w, m), "day by day")

				m = open(t)
				w = s.begin(t, m)
				stepTo(t, w, &s, func() {})
				requireEqual(t, want, endingOf(t, w, m), "from instant to instant")
			})
		})
	}
}

// stepTo tells a scenario instant by instant and does something after each.
func stepTo(t *testing.T, w *sim.World, s *scenario, then func()) {
	t.Helper()
	for {
		next, err := w.Next()
		require.NoError(t, err)
		if next.IsZero() || next.After(after(s.length)) {
			break
		}
		moved, err := w.RunNext()
		require.NoError(t, err)
		if !moved {
			break
		}
		then()
	}
	require.NoError(t, w.RunUntil(after(s.length)))
}

func TestRestartsDoNotMatter(t *testing.T) { // I-114
	t.Parallel()
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			want := reference(t, &s)
			onStores(t, func(t *testing.T, open func(*testing.T) store.Store) {
				m := open(t)
				w := s.begin(t, m)
				require.NoError(t, w.Restart())
				stepTo(t, w, &s, func() { require.NoError(t, w.Restart()) })
				requireEqual(t, want, endingOf(t, w, m), "with restarts")
			})
		})
	}
}

var errCrash = errors.New("the process ended")

// misfortunes are what can happen to a commit.
var misfortunes = []struct {
	name    string
	outcome storetest.Outcome
}{
	{"crash_before", storetest.Outcome{Err: errCrash, Crashed: true}},
	{"crash_after", storetest.Outcome{Err: errCrash, Applied: true, Crashed: true}},
	{"unknown_applied", storetest.Outcome{Err: entitlement.OutcomeUnknown, Applied: true}},
	{"unknown_not_applied", storetest.Outcome{Err: entitlement.OutcomeUnknown}},
	{"conflict", storetest.Outcome{Err: entitlement.Conflict}},
}

// TestCrashesDoNotMatter strikes every commit of every scenario with every misfortune, one a run; on bbolt with one
// misfortune each, in turn.
func TestCrashesDoNotMatter(t *testing.T) { // I-101, I-107, I-108, I-109
	t.Parallel()
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			want := reference(t, &s)
			onStores(t, func(t *testing.T, open func(*testing.T) store.Store) {
				everything := strings.HasSuffix(t.Name(), "memory") && !testing.Short()
				for commit, struck := 1, true; struck; commit++ {
					for i, m := range misfortunes {
						if !everything && commit%len(misfortunes) != i {
							continue
						}
						t.Run(fmt.Sprintf("commit_%d_%s", commit, m.name), func(t *testing.T) {
							struck = strikes(t, &s, open(t), commit, m.outcome, want)
						})
					}
				}
			})
		})
	}
}

// strikes tells a scenario in which one commit meets a misfortune. It reports false when there was no such commit.
func strikes(
	t *testing.T, s *scenario, inner store.Store, commit int, outcome storetest.Outcome, want ending,
) (struck bool) {
	t.Helper()
	w := s.survive(t, inner, storetest.Plan{Commit: func(n int) storetest.Outcome {
		if n != commit {
			return storetest.Outcome{}
		}
		struck = true
		return outcome
	}})
	requireEqual(t, want, endingOf(t, w, inner), "after a misfortune")
	return struck
}

// survive tells a scenario on a store with faults. After every error it goes on as a host does: with a new engine.
func (s *scenario) survive(t *testing.T, inner store.Store, plan storetest.Plan) *sim.World {
	t.Helper()
	options := s.options()
	options.Store = storetest.Fault(inner, plan)
	w, err := sim.New(options)
	if err != nil {
		options.Store = inner
		w, err = sim.New(options)
	}
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, w.Close()) })
	s.script(&script{w, map[string]entitlement.AccessPackageID{}})
	err = w.RunUntil(after(s.length))
	if errors.Is(err, errCrash) {
		require.NoError(t, w.Reopen(inner))
		err = w.RunUntil(after(s.length))
	}
	require.NoError(t, err)
	return w
}

func jsonOf(t *testing.T, w *sim.World) string {
	t.Helper()
	timeline, err := w.Timeline(sim.Filter{})
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, timeline.WriteJSON(&out))
	return out.String()
}

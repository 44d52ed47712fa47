package sim_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
	"example.com/tenure/store/memstore"
	"example.com/tenure/store/storetest"
)

// listener keeps what an engine tells its observer.
type listener struct{ events []entitlement.Event }

func (l *listener) Observe(events []entitlement.Event) { l.events = append(l.events, events...) }

// heard returns a scenario whose engine tells a listener.
func (s scenario) heard(by *listener) scenario {
	options := s.options
	s.options = func() sim.Options {
		o := options()
		config := o.Config
		o.Config = func(c *lifecycle.Config) {
			if config != nil {
				config(c)
			}
			c.Observer = by
		}
		return o
	}
	return s
}

// logOf reads a store's log.
func logOf(t *testing.T, w *sim.World) []entitlement.Event {
	t.Helper()
	var out []entitlement.Event
	for ev, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.LoggedEvent], error) {
		return w.Admin().Events(t.Context(), lifecycle.EventsInput{Page: p})
	}) {
		require.NoError(t, err)
		out = append(out, ev.Event)
	}
	return out
}

func TestObserversSeeEveryEventOnceAndInOrder(t *testing.T) {
	t.Parallel()
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			var l listener
			heard := s.heard(&l)
			w := heard.begin(t, closing(t, memstore.New()))
			stepTo(t, w, &heard, func() { require.NoError(t, w.Restart()) })
			require.Equal(t, logOf(t, w), l.events, "with restarts")

			for commit := 2; commit < 40; commit += 3 { // not the first: without it there is no engine
				for _, m := range misfortunes {
					if m.outcome.Crashed {
						continue // who needs every event despite crashes reads the log
					}
					var l listener
					heard := s.heard(&l)
					w := heard.survive(t, closing(t, memstore.New()), storetest.Plan{Commit: func(n int) storetest.Outcome {
						if n != commit {
							return storetest.Outcome{}
						}
						return m.outcome
					}})
					require.Equal(t, logOf(t, w), l.events, "%s at commit %d", m.name, commit)
				}
			}
		})
	}
}

func TestEqualWorldsAreEqual(t *testing.T) { // I-120
	t.Parallel()
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, told(t, &s), told(t, &s))
		})
	}
}

// TestProcessorsDoNotMatter changes what all tests share, so it runs alone.
func TestProcessorsDoNotMatter(t *testing.T) { // I-120
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			runtime.GOMAXPROCS(1)
			want := told(t, &s)
			runtime.GOMAXPROCS(8)
			require.Equal(t, want, told(t, &s))
		})
	}
}

// told tells a scenario and returns the whole timeline in JSON, and the store.
func told(t *testing.T, s *scenario) [2]string {
	t.Helper()
	m := closing(t, memstore.New())
	w := s.begin(t, m)
	require.NoError(t, w.RunUntil(after(s.length)))
	return [2]string{jsonOf(t, w), endingOf(t, w, m).canonical}
}

// TestSeedsMatter makes sure that what the others compare could differ.
func TestSeedsMatter(t *testing.T) {
	t.Parallel()
	s := twoStages()
	one := told(t, &s)
	options := s.options
	s.options = func() sim.Options {
		o := options()
		o.Seed++
		return o
	}
	require.NotEqual(t, one, told(t, &s))
}

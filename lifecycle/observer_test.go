package lifecycle_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
	"example.com/tenure/store/storetest"
)

// witness is an observer and a sink that remember what they were told.
type witness struct {
	mu      sync.Mutex
	seen    []entitlement.Event // by Observe
	sunk    []entitlement.Event // by the sink
	then    func(events []entitlement.Event)
	sinking func(entitlement.Event)
}

func (w *witness) Observe(events []entitlement.Event) {
	w.mu.Lock()
	w.seen = append(w.seen, events...)
	w.mu.Unlock()
	if w.then != nil {
		w.then(events)
	}
}

func (w *witness) sink(ev entitlement.Event) {
	w.mu.Lock()
	w.sunk = append(w.sunk, ev)
	w.mu.Unlock()
	if w.sinking != nil {
		w.sinking(ev)
	}
}

// watch lets a witness see what happens from now on.
func (r *rig) watch() *witness {
	r.Helper()
	w := new(witness)
	r.config.Observer, r.config.Log.Sink = w, w.sink
	r.open()
	return w
}

// requireToldAll requires that observer and sink were told of everything in the log from an event on, once and in order.
func (r *rig) requireToldAll(w *witness, from uint64) {
	r.Helper()
	var want []entitlement.Event
	for _, ev := range r.events(from) {
		want = append(want, ev.Event)
	}
	require.NotEmpty(r, want)
	require.Len(r, w.seen, len(want))
	require.Equal(r, want, w.seen)
	require.Equal(r, want, w.sunk)
}

func TestObserversAreToldEverythingInOrder(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		w := r.watch()
		begin := r.seq()
		pkg, _ := r.offer(lasting(10))
		r.approve("meg", r.submit("ann", pkg).Request)
		r.visits(pat(), r.partners("shop", lasting(5)))
		r.pass(50 * day)
		r.requireToldAll(w, begin) // I-99

		told := len(w.seen)
		require.Error(r, r.submission("nobody", lifecycle.SubmitInput{Package: pkg.ID})())
		require.Len(r, w.seen, told, "a refusal is no event")
	})
}

// What a new store begins with is told too.
func TestObserversOfANewStore(t *testing.T) {
	t.Parallel()
	onStores(t, func(t *testing.T, open func(*testing.T) store.Store) {
		w := new(witness)
		r := newRig(t, open(t), func(c *lifecycle.Config) { c.Observer, c.Log.Sink = w, w.sink })
		r.requireToldAll(w, 0) // I-99: the catalog General and the settings
		r.addCatalog("Sales")
		r.requireToldAll(w, 0)
	})
}

// Many commands at a time: commits return in any order, observers are told in that of the log.
func TestObserversAndConcurrentCommands(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("club")
		people := r.crowd(40)
		w := r.watch()
		begin := r.seq()
		var done sync.WaitGroup
		for _, who := range people {
			done.Go(func() {
				_, err := r.as(who).Submit(r.Context(), lifecycle.SubmitInput{Package: pkg.ID})
				require.NoError(r, err)
			})
		}
		done.Wait()
		r.settle()
		r.requireToldAll(w, begin)
		require.NoError(r, r.engine.Close())
	})
}

// lateStore is a store whose first update returns after the second has.
type lateStore struct {
	store.Store
	mu        sync.Mutex
	updates   int
	committed chan struct{} // closed when the first has committed
	second    chan struct{} // closed when the second has returned
}

func (s *lateStore) Update(ctx context.Context, fn func(store.Tx) error) error {
	err := s.Store.Update(ctx, fn)
	s.mu.Lock()
	s.updates++
	first := s.updates == 1
	s.mu.Unlock()
	if first {
		close(s.committed)
		<-s.second
	}
	return err
}

// The very first commits of an engine return in the wrong order. Even then nothing is told out of order, or forgotten.
func TestObserversOfTheFirstCommits(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("club")
		w := r.watch()
		late := &lateStore{Store: r.config.Store, committed: make(chan struct{}), second: make(chan struct{}), updates: -1}
		r.config.Store = late // its opening is update 0
		r.open()
		begin := r.seq()
		var done sync.WaitGroup
		done.Go(func() {
			_, err := r.as("ann").Submit(r.Context(), lifecycle.SubmitInput{Package: pkg.ID})
			require.NoError(r, err)
		})
		<-late.committed
		r.submit("bob", pkg)
		close(late.second)
		done.Wait()
		r.requireToldAll(w, begin)
	})
}

// An observer cannot stop what it is told of, not even by a panic; the next one is told all the same.
func TestObserversThatPanic(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		w := r.watch()
		begin := r.seq()
		w.then = func([]entitlement.Event) { panic("an observer's defect") }
		w.sinking = func(entitlement.Event) { panic("a sink's defect") }
		club := r.simple("club")
		r.submit("ann", club)
		r.settle()
		require.True(r, r.has("ann", "club"))
		r.requireToldAll(w, begin)
	})
}

// An observer may call the engine. It sees what it is told of, for it has happened; what it causes is told afterwards.
func TestObserversThatAct(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		first, second := r.simple("first"), r.simple("second")
		w := r.watch()
		begin := r.seq()
		follow := once(func() { r.submit("bob", second) })
		w.then = func(events []entitlement.Event) {
			for _, ev := range events {
				if ev.Activity != entitlement.ActivityUserRequests {
					continue
				}
				require.NotEmpty(r, r.request(ev.Request).Request.Target) // I-135, after the commit
				follow()
			}
		}
		r.submit("ann", first)
		require.Len(r, r.live("bob"), 1)
		r.requireToldAll(w, begin)
	})
}

// A commit whose outcome is unknown is told when it is known that it happened, and not at all when it did not.
func TestObserversAndDoubt(t *testing.T) {
	t.Parallel()
	for name, stored := range map[string]bool{"stored": true, "not_stored": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				pkg := r.simple("club")
				w := new(witness)
				r.config.Observer, r.config.Log.Sink = w, w.sink
				begin := r.seq()
				r.commits(func(n int) storetest.Outcome {
					if n == 1 {
						return storetest.Outcome{Err: entitlement.OutcomeUnknown, Applied: stored}
					}
					return storetest.Outcome{}
				})
				r.submit("ann", pkg) // the engine finds out by itself
				r.submit("bob", pkg)
				r.requireToldAll(w, begin)
				require.Len(r, r.happened(begin, entitlement.ActivityUserRequests), 2) // I-17
			})
		})
	}
}

package store_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
	"example.com/tenure/store/storetest"
)

func TestOverlayKeepsTheContract(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(*testing.T) store.Store { return store.Overlaid(memstore.New()) })
}

// member is one update of a group: what it runs, and what became of it.
type member struct {
	fn  func(tx store.Tx) error
	ctx context.Context // t.Context() if nil

	runs      int
	err       error
	recovered any  // what it panicked with
	exited    bool // Update did not return
}

// runGroup calls Update for the leader and, while its function is running, for the followers in their order. When all
// of them wait, meanwhile is called and the leader's function goes on.
func runGroup(t *testing.T, inner store.Store, meanwhile func(), leader *member, followers ...*member) {
	s := store.GroupCommit(inner)
	begun, release := make(chan struct{}), make(chan struct{})
	var ended sync.WaitGroup
	ended.Go(func() {
		leader.update(t, s, func() {
			close(begun)
			<-release
		})
	})
	<-begun
	for i, follower := range followers {
		ended.Go(func() { follower.update(t, s, func() {}) })
		for store.Waiting(s) <= i {
			runtime.Gosched()
		}
	}
	meanwhile()
	close(release)
	ended.Wait()
	require.Zero(t, store.Waiting(s))
}

func (m *member) update(t *testing.T, s store.Store, before func()) {
	if m.ctx == nil {
		m.ctx = t.Context()
	}
	m.exited = true
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			m.recovered = recover()
		}()
		m.err = s.Update(m.ctx, func(tx store.Tx) error {
			m.runs++
			before()
			return m.fn(tx)
		})
		m.exited = false
	}()
	<-done
}

func puts(key string) func(store.Tx) error {
	return func(tx store.Tx) error { return tx.Put([]byte(key), []byte(key)) }
}

// spoils changes what puts("ta") wrote, and then ends in the given way.
func spoils(end func() error) func(store.Tx) error {
	return func(tx store.Tx) error {
		return errors.Join(tx.Delete([]byte("ta")), tx.Put([]byte("tb"), nil), tx.Put([]byte("tspoilt"), nil), end())
	}
}

func refuses() error { return entitlement.Refused }

func nothing() {}

// keys returns all keys of the table t.
func keys(t *testing.T, s store.Store) (found []string) {
	require.NoError(t, s.View(t.Context(), func(r store.Reader) error {
		return r.Scan([]byte("t"), nil, func(key, _ []byte) (bool, error) {
			found = append(found, string(key))
			return true, nil
		})
	}))
	return found
}

func TestGroup(t *testing.T) {
	t.Parallel()

	t.Run("shares_one_commit_in_order_of_arrival", func(t *testing.T) {
		t.Parallel()
		inner := storetest.Count(memstore.New())
		sees := func(earlier, own string) *member {
			return &member{fn: func(tx store.Tx) error {
				value, found, err := tx.Get([]byte("tlast"))
				require.NoError(t, err)
				require.Equal(t, earlier != "", found)
				require.Equal(t, earlier, string(value))
				return errors.Join(tx.Put([]byte("tlast"), []byte(own)), tx.Put([]byte("t"+own), nil))
			}}
		}
		members := []*member{sees("", "1"), sees("1", "2"), sees("2", "3"), sees("3", "4")}
		runGroup(t, inner, nothing, members[0], members[1:]...)
		for _, m := range members {
			require.NoError(t, m.err)
			require.Equal(t, 1, m.runs)
		}
		require.Equal(t, 1, inner.Counts().Updates)
		require.Equal(t, []string{"t1", "t2", "t3", "t4", "tlast"}, keys(t, inner))
	})

	t.Run("writes_reach_the_store_once_and_in_key_order", func(t *testing.T) {
		t.Parallel()
		inner := &recorder{Store: memstore.New()}
		runGroup(t, inner, nothing, &member{fn: puts("tx")}, &member{fn: puts("tb")}, &member{fn: puts("ta")},
			&member{fn: puts("tb")}, &member{fn: func(tx store.Tx) error { return tx.Delete([]byte("tab")) }})
		require.Equal(t, []string{"put tx", "put ta", "delete tab", "put tb"}, inner.writes)
	})

	t.Run("a_group_has_an_end", func(t *testing.T) {
		t.Parallel()
		inner := storetest.Count(memstore.New())
		followers := make([]*member, 300)
		for i := range followers {
			followers[i] = &member{fn: puts(fmt.Sprintf("t%03d", i))}
		}
		runGroup(t, inner, nothing, &member{fn: puts("tleader")}, followers...)
		require.Equal(t, 2, inner.Counts().Updates)
		require.Len(t, keys(t, inner), 301)
	})

	t.Run("a_refusal_discards_only_its_own_writes", func(t *testing.T) {
		t.Parallel()
		inner := memstore.New()
		refused, last := &member{fn: spoils(refuses)}, &member{fn: puts("tb")}
		runGroup(t, inner, nothing, &member{fn: puts("tleader")}, &member{fn: puts("ta")}, refused, last)
		require.ErrorIs(t, refused.err, entitlement.Refused)
		require.NoError(t, last.err)
		require.Equal(t, []string{"ta", "tb", "tleader"}, keys(t, inner))
	})

	t.Run("a_panic_discards_only_its_own_writes_and_stays_in_its_goroutine", func(t *testing.T) {
		t.Parallel()
		inner := memstore.New()
		panics, last := &member{fn: spoils(culprit)}, &member{fn: puts("tc")}
		runGroup(t, inner, nothing, &member{fn: puts("tleader")}, &member{fn: puts("ta")}, panics, last)
		passedOn, ok := panics.recovered.(error)
		require.True(t, ok)
		require.ErrorIs(t, passedOn, errMine)
		require.ErrorContains(t, passedOn, "culprit", "the stack shows who panicked")
		require.NoError(t, last.err)
		require.Equal(t, []string{"ta", "tc", "tleader"}, keys(t, inner))
	})

	t.Run("an_ended_goroutine_discards_only_its_own_writes", func(t *testing.T) {
		t.Parallel()
		inner := memstore.New()
		exits, last := &member{fn: spoils(exit)}, &member{fn: puts("tc")}
		runGroup(t, inner, nothing, &member{fn: puts("tleader")}, &member{fn: puts("ta")}, exits, last)
		require.True(t, exits.exited)
		require.NoError(t, last.err)
		require.Equal(t, []string{"ta", "tc", "tleader"}, keys(t, inner))
	})

	for name, end := range map[string]func() error{"refuses": refuses, "panics": culprit, "ends_its_goroutine": exit} {
		t.Run("a_leader_that_"+name+"_leaves_the_others_to_the_next", func(t *testing.T) {
			t.Parallel()
			inner := memstore.New()
			a, b := &member{fn: puts("ta")}, &member{fn: puts("tb")}
			runGroup(t, inner, nothing, &member{fn: spoils(end)}, a, b)
			for _, m := range []*member{a, b} {
				require.NoError(t, m.err)
				require.Equal(t, 1, m.runs)
			}
			require.Equal(t, []string{"ta", "tb"}, keys(t, inner))
		})
	}
}

func TestGroupContexts(t *testing.T) {
	t.Parallel()

	t.Run("one_that_is_done_while_waiting_does_not_run", func(t *testing.T) {
		t.Parallel()
		inner := memstore.New()
		ctx, cancel := context.WithCancel(t.Context())
		gone, last := &member{fn: puts("ta"), ctx: ctx}, &member{fn: puts("tb")}
		runGroup(t, inner, cancel, &member{fn: puts("tleader")}, gone, last)
		require.ErrorIs(t, gone.err, context.Canceled)
		require.Zero(t, gone.runs)
		require.NoError(t, last.err)
		require.Equal(t, []string{"tb", "tleader"}, keys(t, inner))
	})

	t.Run("one_that_is_done_as_its_function_returns_writes_nothing", func(t *testing.T) {
		t.Parallel()
		inner := memstore.New()
		ctx, cancel := context.WithCancel(t.Context())
		gone := &member{ctx: ctx, fn: spoils(func() error { cancel(); return nil })}
		runGroup(t, inner, nothing, &member{fn: puts("tleader")}, &member{fn: puts("ta")}, gone)
		require.ErrorIs(t, gone.err, context.Canceled)
		require.Equal(t, []string{"ta", "tleader"}, keys(t, inner))
	})

	t.Run("a_leader_that_is_done_leaves_the_others_to_the_next", func(t *testing.T) {
		t.Parallel()
		inner := memstore.New()
		ctx, cancel := context.WithCancel(t.Context())
		leader, follower := &member{fn: puts("tleader"), ctx: ctx}, &member{fn: puts("ta")}
		runGroup(t, inner, cancel, leader, follower)
		require.ErrorIs(t, leader.err, context.Canceled)
		require.NoError(t, follower.err)
		require.Equal(t, []string{"ta"}, keys(t, inner))
	})

	t.Run("a_leader_that_is_done_later_does_not_cancel_the_commit", func(t *testing.T) {
		t.Parallel()
		inner := memstore.New()
		ctx, cancel := context.WithCancel(t.Context())
		leader, follower := &member{fn: puts("tleader"), ctx: ctx}, &member{fn: func(tx store.Tx) error {
			cancel()
			return puts("ta")(tx)
		}}
		runGroup(t, inner, nothing, leader, follower)
		require.NoError(t, leader.err)
		require.NoError(t, follower.err)
		require.Equal(t, []string{"ta", "tleader"}, keys(t, inner))
	})
}

func TestGroupOutcomes(t *testing.T) {
	t.Parallel()

	for name, outcome := range map[string]storetest.Outcome{
		"unknown_and_applied":     {Err: entitlement.OutcomeUnknown, Applied: true},
		"unknown_and_not_applied": {Err: entitlement.OutcomeUnknown},
		"conflict":                {Err: entitlement.Conflict},
		"full":                    {Err: store.ErrFull},
	} {
		t.Run(name+"_is_the_outcome_of_every_member", func(t *testing.T) {
			t.Parallel()
			inner := storetest.Fault(memstore.New(), storetest.Plan{
				Commit: func(int) storetest.Outcome { return outcome },
			})
			members := []*member{{fn: puts("tleader")}, {fn: puts("ta")}, {fn: spoils(refuses)}, {fn: puts("tb")}}
			runGroup(t, inner, nothing, members[0], members[1:]...)
			for _, m := range members { // the refused one too: it may have read what was not committed
				require.ErrorIs(t, m.err, outcome.Err)
				require.Equal(t, 1, m.runs)
			}
			want := []string(nil)
			if outcome.Applied {
				want = []string{"ta", "tb", "tleader"}
			}
			require.Equal(t, want, keys(t, inner))
		})
	}

	t.Run("a_commit_that_panics_is_unknown_to_the_followers", func(t *testing.T) {
		t.Parallel()
		leader, follower := &member{fn: puts("tleader")}, &member{fn: puts("ta")}
		runGroup(t, panicking{memstore.New()}, nothing, leader, follower)
		require.Equal(t, "in the commit", leader.recovered)
		require.ErrorIs(t, follower.err, entitlement.OutcomeUnknown)
	})
}

func TestGroupUnwraps(t *testing.T) {
	t.Parallel()
	inner := storetest.Count(memstore.New())
	found, ok := store.As[*storetest.Counter](store.GroupCommit(inner))
	require.True(t, ok)
	require.Same(t, inner, found)
}

var errMine = errors.New("mine")

func culprit() error { panic(errMine) }

func exit() error {
	runtime.Goexit()
	return nil
}

// recorder keeps the writes that reach it, in order.
type recorder struct {
	store.Store
	writes []string
}

type recorderTx struct {
	store.Tx
	r *recorder
}

func (r *recorder) Update(ctx context.Context, fn func(store.Tx) error) error {
	return r.Store.Update(ctx, func(tx store.Tx) error { return fn(recorderTx{tx, r}) })
}

func (t recorderTx) Put(key, value []byte) error {
	t.r.writes = append(t.r.writes, "put "+string(key))
	return t.Tx.Put(key, value)
}

func (t recorderTx) Delete(key []byte) error {
	t.r.writes = append(t.r.writes, "delete "+string(key))
	return t.Tx.Delete(key)
}

// panicking is a store whose commits panic.
type panicking struct{ store.Store }

func (p panicking) Update(ctx context.Context, fn func(store.Tx) error) error {
	return p.Store.Update(ctx, func(tx store.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		panic("in the commit")
	})
}

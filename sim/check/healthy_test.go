package check_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
	"example.com/tenure/sim/check"
	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
)

// TestNothingIsWrongWithAHealthyWorld looks at everything at every instant until nothing happens any more.
func TestNothingIsWrongWithAHealthyWorld(t *testing.T) {
	t.Parallel()
	f := newForge(t)
	f.w.SetHabit("boss", sim.Approves(day))
	f.w.SetReviewHabit("meg", sim.Reviews(entitlement.ReviewApprove, day).About("gil", sim.Reviews(entitlement.ReviewDeny, day)))
	f.must(settings(f.story, op{a: 0, b: 0, c: 1}))
	for more := true; more; {
		var err error
		more, err = f.w.RunNext()
		f.must(err)
		f.guard.Expect(t, f.w)
	}
	found, err := f.guard.Rest(t.Context(), f.w)
	f.must(err)
	require.Empty(t, found)
	found, err = check.Store(t.Context(), f.inner, f.now())
	f.must(err)
	require.Empty(t, found)
}

// TestNothingIsWrongWhileTheDirectoryIsSilent lets the directory fail every other day, so that what asks it is tried again. // I-66
func TestNothingIsWrongWhileTheDirectoryIsSilent(t *testing.T) {
	t.Parallel()
	f := newForge(t)
	f.w.SetHabit("boss", sim.Approves(day))
	f.w.SetReviewHabit("meg", sim.Reviews(entitlement.ReviewApprove, day))
	f.must(settings(f.story, op{a: 0, b: 0, c: 1}))
	for i := range 400 {
		from := f.now().Add(time.Duration(2*i)*day + 12*time.Hour)
		f.w.Directory().Outage(from, from.Add(day))
	}
	tried := map[store.EffectKind]bool{}
	for more := true; more; {
		var err error
		more, err = f.w.RunNext()
		f.must(err)
		f.guard.Expect(t, f.w)
		f.must(f.inner.View(t.Context(), func(r store.Reader) error {
			return store.Reading(r).Attempts(func(e store.Effect, _ *store.Attempt) (bool, error) {
				tried[e.Kind] = true
				return true, nil
			})
		}))
	}
	require.Contains(t, tried, store.EffectReview)
}

// TestCheckersSayWhatTheyWatch keeps the list readable.
func TestCheckersSayWhatTheyWatch(t *testing.T) {
	t.Parallel()
	last, rules := 0, map[string]bool{}
	for _, c := range check.All() {
		require.GreaterOrEqual(t, c.Invariant, last)
		require.True(t, strings.HasSuffix(c.Rule, "."), c.Rule)
		require.False(t, rules[c.Rule], c.Rule)
		last, rules[c.Rule] = c.Invariant, true
	}
}

// recorder is a test that fails.
type recorder struct{ failure string }

func (r *recorder) Helper() {}

func (r *recorder) Fatalf(format string, args ...any) { r.failure = fmt.Sprintf(format, args...) }

func TestAFailureTellsTheStory(t *testing.T) {
	t.Parallel()
	f := newForge(t)
	var r recorder
	f.guard.Expect(&r, f.w)
	require.Empty(t, r.failure)

	plantedRequests()["approved_without_access"].plant(f)
	f.guard.Expect(&r, f.w)
	require.Contains(t, r.failure, `I-16: bob's request for Package 1 (`)
	require.Contains(t, r.failure, `: seen it is delivering with assignment "", want an assignment that it made (`)
	require.Contains(t, r.failure, "Monday, 5 January 2026\n")
	require.Contains(t, r.failure, "dot has all of Package 1")

	check.Fail(&r, f.w, nil, entitlement.Closed)
	require.Contains(t, r.failure, "the world cannot be checked: closed\n\nMonday, 5 January 2026\n")
}

// TestAFollowerMayComeLate lets somebody follow who was not there from the beginning, nor all the time.
func TestAFollowerMayComeLate(t *testing.T) {
	t.Parallel()
	f := newForge(t)
	late, log := check.Follow(), f.events()
	require.NoError(t, late.Read(t.Context(), f.inner))
	late.Observe(log) // known already
	f.ask("eli", 1, entitlement.Schedule{})
	f.ask("eli", 2, entitlement.Schedule{})
	more := f.events()[len(log):]
	late.Observe(more[len(more)-1:]) // what came before it is missing
	late.Observe(more)               // and is not waited for
	requireNothing(t, late)
	require.NoError(t, late.Read(t.Context(), f.inner))
	requireNothing(t, late)

	f.commit(func() {
		edit(f, &f.schema.Requests, f.request("bob", 1), func(r *entitlement.Request) { r.Requestor = "ann" })
	})
	late.Observe(f.events())
	found, err := late.Violations()
	require.NoError(t, err)
	require.Equal(t, []int{18}, numbers(found))
}

// TestAFollowerBeginsWhereTheLogBegins follows a log whose beginning was removed.
func TestAFollowerBeginsWhereTheLogBegins(t *testing.T) {
	t.Parallel()
	f := newForge(t)
	_, err := f.w.Admin().TruncateLog(t.Context(), lifecycle.TruncateLogInput{Before: f.now()})
	f.must(err)
	require.Greater(t, f.events()[0].Seq, uint64(50))
	found, err := check.Store(t.Context(), f.inner, f.now())
	f.must(err)
	require.Empty(t, found)

	f.must(f.w.RunFor(20 * day))
	f.guard.Expect(t, f.w)
	found, err = check.Store(t.Context(), f.inner, f.now())
	f.must(err)
	require.Empty(t, found)
	f.raw(func(tx store.Tx) error {
		before, after := f.general(), f.general()
		after.Description = "something else"
		_, err := f.schema.Catalogs.Write(store.Writing(tx), &before, &after)
		return err
	})
	found, err = check.Store(t.Context(), f.inner, f.now())
	f.must(err)
	require.Equal(t, []int{101}, numbers(found))
}

// TestWhatCannotBeReadIsAnError tells a store that does not answer, or that nobody can understand, from one that is wrong.
func TestWhatCannotBeReadIsAnError(t *testing.T) {
	t.Parallel()
	f := newForge(t)
	f.commit(func() {
		ev := entitlement.Event{At: f.at, Actor: f.actor, Activity: entitlement.ActivityUpdateSettings, After: []byte{1}}
		ev.Object = entitlement.ObjectRef{Kind: entitlement.KindSubject, Key: "ann"}
		f.must(f.tx.Append(&f.meta, &ev, []byte("ann"), f.at, true))
	})
	_, err := check.Store(t.Context(), f.inner, time.Time{})
	require.ErrorIs(t, err, entitlement.Internal)
	_, err = f.guard.Step(t.Context(), f.w)
	require.ErrorIs(t, err, entitlement.Internal)
	_, err = f.guard.Full(t.Context(), f.w)
	require.ErrorIs(t, err, entitlement.Internal)
	_, err = f.guard.Rest(t.Context(), f.w)
	require.ErrorIs(t, err, entitlement.Internal)

	closed := memstore.New()
	require.NoError(t, closed.Close())
	_, err = check.Store(t.Context(), closed, time.Time{})
	require.ErrorIs(t, err, entitlement.Closed)
}

// TestAGuardSharesTheObserver makes sure that the host's own observer is still told.
func TestAGuardSharesTheObserver(t *testing.T) {
	t.Parallel()
	options := tenant()
	var heard listener
	configure := options.Config
	options.Config = func(c *lifecycle.Config) {
		configure(c)
		c.Observer = &heard
	}
	guard := check.Watch(&options)
	w := sim.Test(t, options)
	_, err := furnish(w)
	require.NoError(t, err)
	guard.Expect(t, w)
	require.NotZero(t, heard.events)
}

type listener struct{ events int }

func (l *listener) Observe(events []entitlement.Event) { l.events += len(events) }

// events returns the log.
func (f *forge) events() []entitlement.Event {
	f.Helper()
	var out []entitlement.Event
	f.must(f.view(func(tx *store.Txn) error {
		return tx.Events(0, func(ev *entitlement.Event, _ time.Time) (bool, error) {
			out = append(out, ev.Clone())
			return true, nil
		})
	}))
	return out
}

func requireNothing(t *testing.T, f *check.Follower) {
	t.Helper()
	found, err := f.Violations()
	require.NoError(t, err)
	require.Empty(t, found)
}

package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store/memstore"
)

func keeping(d time.Duration) func(*lifecycle.Config) {
	return func(c *lifecycle.Config) { c.Log.Keep = d }
}

// With Keep the log holds what happened lately, and nothing that is older than that and a day. // R-345
func TestTheLogIsKeptForAWhile(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("shop", lasting(2))
		for range 20 {
			given := r.submit("ann", pkg)
			r.pass(5 * day)
			held := false
			for _, ev := range r.events(0) {
				if ev.Activity != entitlement.ActivityLogTruncated {
					require.False(r, ev.At.Before(r.clock.Now().Add(-31*day)), "nothing is older")
				}
				held = held || ev.Request == given.Request
			}
			require.True(r, held, "what is younger is there")
		}
		require.Greater(r, r.verify().First, uint64(1))
	}, keeping(30*day))
}

// Where many events are too old they leave in batches, and commands come in between.
func TestManyOldEventsLeaveInBatches(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.season()
		all := len(r.events(0))
		r.config.Log.Keep = day
		r.open()
		_, err := r.engine.RunDue(r.Context())
		require.NoError(r, err)
		require.Len(r, r.events(0), all-10+1, "one batch, and its checkpoint")
		r.simple("in between")
		next, err := r.engine.NextDue(r.Context())
		require.NoError(r, err)
		require.Equal(r, r.clock.Now().Add(time.Second).UTC(), next)
		r.pass(time.Minute)
		require.False(r, r.events(0)[0].At.Before(r.clock.Now().Add(-day)))
		notes := 0
		for _, ev := range r.events(0) {
			if ev.Activity == entitlement.ActivityLogTruncated {
				require.Equal(r, entitlement.Actor{Kind: entitlement.ActorSystem}, ev.Actor)
				notes++
			}
		}
		require.Greater(r, notes, 2)
		r.verify()
	}, func(c *lifecycle.Config) { c.BatchSize = 10 })
}

// A jump of the clock removes at each day's own instant what was too old then. What is left are the records of that: an
// engine at rest does not go on removing the record of the last removal. // I-77, I-125
func TestAJumpTruncatesDayByDay(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		for i := range 5 {
			r.addGroup(string(rune('a' + i)))
			r.pass(day)
		}
		r.clock.Set(start.Add(50 * day))
		_, err := r.engine.RunDue(r.Context())
		require.NoError(r, err)
		var at []time.Time
		for _, ev := range r.events(0) {
			require.Equal(r, entitlement.ActivityLogTruncated, ev.Activity)
			at = append(at, ev.At)
		}
		require.Equal(r, []time.Time{start.Add(5 * day), start.Add(6 * day), start.Add(7 * day), start.Add(8 * day)}, at)
		r.verify()
	}, keeping(3*day))
}

// Keep may be set and taken back at any start; only one job looks after it.
func TestKeepIsAChoiceOfEachStart(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		next := func() time.Time {
			due, err := r.engine.NextDue(r.Context())
			require.NoError(r, err)
			return due
		}
		require.Zero(r, next(), "without it nothing is due") // the default
		r.config.Log.Keep = 30 * day
		r.open()
		r.settle()
		r.open()
		require.Equal(r, start.Add(day), next())
		fired, err := r.engine.RunDue(r.Context())
		require.NoError(r, err)
		require.Zero(r, fired.Fired, "a restart does not look again")
		r.config.Log.Keep = 0
		r.open()
		r.pass(2 * day)
		require.Zero(r, next())
		require.Equal(r, uint64(1), r.verify().First)
	})
}

func TestLogsThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		log    lifecycle.EventLog
		detail string
	}{
		"keep_is_negative":  {lifecycle.EventLog{Keep: -1}, "config.Log.Keep must be positive"},
		"keep_and_discard":  {lifecycle.EventLog{Keep: day, Discard: true}, "both Keep and Discard"},
		"discard_after_all": {lifecycle.EventLog{Discard: true}, "the store was made with false"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, memstore.New())
			r.config.Log = c.log
			r.refuses(refusal{op: "new engine", code: entitlement.InvalidArgument, detail: c.detail}, func() error {
				_, err := lifecycle.New(t.Context(), r.config)
				return err
			})
		})
	}
	t.Run("keep_after_all", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, memstore.New(), func(c *lifecycle.Config) { c.Log.Discard = true })
		r.config.Log.Discard = false
		r.refuses(refusal{op: "new engine", code: entitlement.InvalidArgument, detail: "was made with true"}, func() error {
			_, err := lifecycle.New(t.Context(), r.config)
			return err
		})
	})
}

package lifecycle_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
)

// season is a hundred days in which access comes, changes, ends and comes again, of people and of a guest.
func (r *rig) season() {
	r.Helper()
	pkg, _ := r.offer(lasting(20))
	shop := r.partners("shop", lasting(15))
	r.approve("meg", r.submit("ann", pkg).Request)
	r.submit("hank", r.simple("desk", lasting(50))) // from before the truncations to after them
	r.pass(10 * day)
	r.visits(pat(), shop)
	r.approve("meg", r.submit("bob", pkg).Request)
	r.pass(20 * day)
	pkg = r.setRoles(pkg, pkg.Roles[0])
	r.approve("meg", r.submit("ann", pkg).Request)
	r.pass(5 * day)
	r.remove(r.live("ann")[0].ID)
	r.pass(25 * day)
	r.deny("meg", r.submit("ann", pkg).Request)
	r.approve("meg", r.submit("bob", pkg).Request)
	r.pass(40 * day)
}

// truncate removes what happened before an instant.
func (r *rig) truncate(before time.Time) lifecycle.TruncateLogResult {
	r.Helper()
	done, err := r.as("root").TruncateLog(r.Context(), lifecycle.TruncateLogInput{Before: before})
	require.NoError(r, err)
	return done
}

func (r *rig) verify() store.LogReport {
	r.Helper()
	report, err := r.engine.VerifyLog(r.Context(), lifecycle.VerifyLogInput{})
	require.NoError(r, err)
	return report
}

func (r *rig) canonical() string {
	r.Helper()
	text, err := sim.Canonical(r.Context(), r.config.Store)
	require.NoError(r, err)
	return string(text)
}

// past is what people had at an instant, from both reads that can tell.
func (r *rig) past(at time.Time) (string, error) {
	r.Helper()
	var out string
	for _, who := range []entitlement.SubjectID{"ann", "bob", "hank", "pat"} {
		access, err := r.as("root").Access(r.Context(), lifecycle.AccessInput{For: who, AsOf: at, Ended: true})
		if err != nil {
			return "", err
		}
		roles, err := r.as("root").EffectiveRoles(r.Context(), lifecycle.RolesInput{For: who, AsOf: at})
		if err != nil {
			return "", err
		}
		out += fmt.Sprintf("%s %+v %+v\n", who, access, roles)
	}
	return out, nil
}

// What was removed is told of no more; everything after it as before, also where the last event about something is among
// those removed. // I-101
func TestATruncatedLogTellsOfWhatCameLater(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.season()
		before := map[time.Time]string{}
		for at := start; !at.After(r.clock.Now()); at = at.Add(2 * day) {
			told, err := r.past(at)
			require.NoError(r, err)
			before[at] = told
		}
		all := r.events(0)
		rows := r.verify().Rows

		done := r.truncate(start.Add(40 * day))
		c := done.Checkpoint
		require.Positive(r, done.Removed)
		require.Equal(r, uint64(done.Removed+1), c.First)
		require.Equal(r, all[done.Removed-1].Link, c.Link)
		require.Less(r, c.At, start.Add(40*day))
		require.False(r, all[done.Removed].At.Before(start.Add(40*day)), "the log begins with the first event that may stay")

		told := 0
		for at, want := range before { // order: each instant by itself
			got, err := r.past(at)
			if at.Before(c.At) {
				require.ErrorIs(r, err, store.ErrLogTruncated, "%s", at)
				require.ErrorContains(r, err, "reaches back to "+c.At.Format(time.RFC3339Nano))
				continue
			}
			require.NoError(r, err)
			require.Equal(r, want, got, "%s", at)
			told++
		}
		require.Greater(r, told, 30)
		require.Less(r, told, len(before))
		require.Equal(r, rows, r.verify().Rows, "the rows are still those that the log tells of")

		kept := r.events(0)
		require.Equal(r, c.First, kept[0].Seq)
		require.Equal(r, all[done.Removed:], kept[:len(all)-done.Removed], "what stays is not touched") // I-102
	}, func(c *lifecycle.Config) { c.BatchSize = 1000 })
}

// Each commit of a truncation records where the log goes on, in the log. // R-345, I-99
func TestATruncationIsRecorded(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.season()
		begin := r.events(0)
		done := r.truncate(start.Add(40 * day))
		notes := r.events(begin[len(begin)-1].Seq + 1)
		require.Len(r, notes, (done.Removed+6)/7, "one for each batch")
		for i, note := range notes {
			require.Equal(r, entitlement.ActivityLogTruncated, note.Activity)
			require.Equal(r, entitlement.Actor{Kind: entitlement.ActorPerson, Subject: "root"}, note.Actor)
			require.Equal(r, r.clock.Now().UTC(), note.At)
			removed := begin[min(7*(i+1), done.Removed)-1]
			require.Equal(r, entitlement.Fact{Name: "first", Value: strconv.FormatUint(removed.Seq+1, 10)}, note.Facts[0])
			require.Equal(r, entitlement.Fact{Name: "link", Value: hex.EncodeToString(removed.Link[:])}, note.Facts[1])
		}
		last := notes[len(notes)-1]
		require.Equal(r, done.Checkpoint.Facts(), last.Facts)
		require.Equal(r, done.Checkpoint.Event, last.Seq)
	}, func(c *lifecycle.Config) { c.BatchSize = 7 })
}

func TestATruncationIsRepeatable(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.season()
		done := r.truncate(start.Add(40 * day))
		after := r.canonical()
		again := r.truncate(start.Add(40 * day))
		require.Zero(r, again.Removed)
		require.Equal(r, done.Checkpoint, again.Checkpoint)
		require.Equal(r, again, func() lifecycle.TruncateLogResult { return r.truncate(start.Add(10 * day)) }(), "less is not more")
		require.Equal(r, after, r.canonical())

		further := r.truncate(start.Add(70 * day))
		require.Positive(r, further.Removed)
		require.Equal(r, again.Checkpoint.First+uint64(further.Removed), further.Checkpoint.First)
		require.Equal(r, further.Checkpoint, r.verify().Checkpoint)
	})
}

// The hash of the checkpoint stands for the rows, however many batches led there.
func TestTheCheckpointDoesNotDependOnTheBatches(t *testing.T) {
	t.Parallel()
	var states [][32]byte
	for _, size := range []int{1, 7, 1000} {
		r := newRig(t, memstore.New(), func(c *lifecycle.Config) { c.BatchSize = size })
		r.season()
		c := r.truncate(start.Add(40 * day)).Checkpoint
		states = append(states, c.State)
		require.Equal(t, states[0], c.State)
		require.NotEqual(t, c.State, r.truncate(start.Add(70*day)).Checkpoint.State)
	}
}

// A truncation that is given up goes on where it stopped, and comes to the same. // I-109
func TestATruncationThatWasGivenUp(t *testing.T) {
	t.Parallel()
	onStores(t, func(t *testing.T, open func(*testing.T) store.Store) {
		size := func(c *lifecycle.Config) { c.BatchSize = 7 }
		whole := newRig(t, open(t), size)
		whole.season()
		whole.truncate(start.Add(40 * day))

		cut := newRig(t, open(t), size)
		cut.season()
		ctx, cancel := context.WithCancel(t.Context())
		cut.config.Log.Sink = func(ev entitlement.Event) {
			if ev.Activity == entitlement.ActivityLogTruncated {
				cancel()
			}
		}
		cut.open()
		part, err := cut.as("root").TruncateLog(ctx, lifecycle.TruncateLogInput{Before: start.Add(40 * day)})
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, 7, part.Removed)
		require.Equal(t, part.Checkpoint, cut.verify().Checkpoint, "what was done is whole")
		cut.truncate(start.Add(40 * day))
		require.Equal(t, whole.canonical(), cut.canonical())
	})
}

// A person's own events end where the log begins.
func TestAPersonsEventsEndAtTheCheckpoint(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.season()
		c := r.truncate(start.Add(32 * day)).Checkpoint
		about := map[entitlement.SubjectID]int{}
		for _, ev := range r.events(0) {
			about[ev.Subject]++
		}
		require.Zero(r, about["pat"], "everything about pat was removed")
		for _, who := range []entitlement.SubjectID{"ann", "bob", "pat"} {
			got := 0
			for ev, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.LoggedEvent], error) {
				p.Size = 3
				return r.as("root").Events(r.Context(), lifecycle.EventsInput{Page: p, Subject: who})
			}) {
				require.NoError(r, err)
				require.GreaterOrEqual(r, ev.Seq, c.First)
				got++
			}
			require.Equal(r, about[who], got, "%s", who)
		}
	})
}

func TestTruncationsThatAreRefused(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		truncate := func(before time.Time) func() error {
			return func() error {
				_, err := r.as("root").TruncateLog(r.Context(), lifecycle.TruncateLogInput{Before: before})
				return err
			}
		}
		past := refusal{op: "truncate log", code: entitlement.InvalidArgument, detail: "an instant in the past"}
		r.refuses(past, truncate(time.Time{}))
		r.refuses(past, truncate(start.Add(1)))
	})
	r := newRig(t, memstore.New(), func(c *lifecycle.Config) { c.Log.Discard = true })
	r.refuses(refusal{
		op: "truncate log", code: entitlement.Unsupported, kind: entitlement.KindEngine, detail: "not kept",
	}, func() error {
		_, err := r.as("root").TruncateLog(t.Context(), lifecycle.TruncateLogInput{Before: start})
		return err
	})
	r.refuses(refusal{
		op: "verify log", code: entitlement.Unsupported, kind: entitlement.KindEngine, detail: "not kept",
	}, func() error {
		_, err := r.engine.VerifyLog(t.Context(), lifecycle.VerifyLogInput{})
		return err
	})
}

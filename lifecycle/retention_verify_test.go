package lifecycle_test

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
)

// Tables of the store, for what is done to it behind the engine's back.
const (
	checkpointTable = store.EventTable + 5
	baselineTable   = store.EventTable + 6
	besideEvent     = 40 // bytes of an event that are not canonical: its link, and when it was recorded
)

func eventKey(seq uint64) []byte { return store.AppendUint64([]byte{store.EventTable}, seq) }

// peek reads a value that is there.
func (r *rig) peek(key []byte) (value []byte) {
	r.Helper()
	require.NoError(r, r.config.Store.View(r.Context(), func(reader store.Reader) error {
		found, ok, err := reader.Get(key)
		require.True(r, ok)
		value = bytes.Clone(found)
		return err
	}))
	return value
}

// poke writes a value, or with nil removes it.
func (r *rig) poke(key, value []byte) {
	r.Helper()
	require.NoError(r, r.config.Store.Update(r.Context(), func(tx store.Tx) error {
		if value == nil {
			return tx.Delete(key)
		}
		return tx.Put(key, value)
	}))
}

// twist changes one byte of a value, counted from the end if negative.
func (r *rig) twist(key []byte, i int) {
	r.Helper()
	value := r.peek(key)
	value[(i+len(value))%len(value)] ^= 1
	r.poke(key, value)
}

// rowOf finds the key of the row that an event left.
func (r *rig) rowOf(ev lifecycle.LoggedEvent) (key []byte) {
	r.Helper()
	require.NoError(r, r.config.Store.View(r.Context(), func(reader store.Reader) error {
		for table := byte(1); table < store.EventTable && key == nil; table++ {
			at := append([]byte{table}, ev.Object.Key...)
			value, _, err := reader.Get(at)
			if err != nil {
				return err
			}
			if bytes.Equal(value, ev.After) {
				key = at
			}
		}
		return nil
	}))
	require.NotNil(r, key)
	return key
}

// lastAbout returns the last event that left an object of a kind.
func (r *rig) lastAbout(kind entitlement.Kind) (last lifecycle.LoggedEvent) {
	r.Helper()
	for _, ev := range r.events(0) {
		if ev.Object.Kind == kind && (ev.After != nil || kind == entitlement.KindEngine) {
			last = ev
		}
	}
	require.NotZero(r, last.Seq)
	return last
}

// forgeries are what somebody with access to the file could do, and what the verifier says about it.
var forgeries = map[string]struct {
	truncated bool
	forge     func(r *rig) (seq uint64, detail string)
}{
	"changed": {forge: func(r *rig) (uint64, string) {
		r.twist(eventKey(40), 8)
		return 40, "is not the one that was written"
	}},
	"changed_with_its_link": {forge: func(r *rig) (uint64, string) {
		r.twist(eventKey(40), 8)
		value, before := r.peek(eventKey(40)), r.peek(eventKey(39))
		canonical, recorded := value[:len(value)-besideEvent], value[len(value)-8:]
		link := store.Link([32]byte(before[len(before)-besideEvent:]), 40, canonical)
		r.poke(eventKey(40), bytes.Join([][]byte{canonical, link[:], recorded}, nil))
		return 41, "is not the one that was written"
	}},
	"removed": {forge: func(r *rig) (uint64, string) {
		r.poke(eventKey(40), nil)
		return 40, "is missing"
	}},
	"first_removed": {forge: func(r *rig) (uint64, string) {
		r.poke(eventKey(1), nil)
		return 1, "is missing"
	}},
	"tail_cut": {forge: func(r *rig) (uint64, string) {
		last := r.seq() - 1
		r.poke(eventKey(last), nil)
		r.poke(eventKey(last-1), nil)
		return last - 1, "is missing, and all after it"
	}},
	"swapped": {forge: func(r *rig) (uint64, string) {
		one, other := r.peek(eventKey(40)), r.peek(eventKey(41))
		r.poke(eventKey(40), other)
		r.poke(eventKey(41), one)
		return 40, "is not the one that was written"
	}},
	"unreadable": {forge: func(r *rig) (uint64, string) {
		r.twist(eventKey(40), 0) // the version
		return 40, "cannot be read"
	}},
	"cut_short": {forge: func(r *rig) (uint64, string) {
		r.poke(eventKey(40), r.peek(eventKey(40))[:besideEvent])
		return 40, "cannot be read"
	}},
	"put_in_under_another_key": {forge: func(r *rig) (uint64, string) {
		r.poke(append(eventKey(39), 0), r.peek(eventKey(39)))
		return 40, "has a key that cannot be read"
	}},
	"put_in": {forge: func(r *rig) (uint64, string) {
		next := r.seq()
		again := r.lastAbout(entitlement.KindSettings)
		canonical := store.Canonical(&again.Event)
		last := r.peek(eventKey(next - 1))
		link := store.Link([32]byte(last[len(last)-besideEvent:]), next, canonical)
		r.poke(eventKey(next), bytes.Join([][]byte{canonical, link[:], last[len(last)-8:]}, nil))
		return next, "is later than the row that it is about"
	}},
	"put_in_about_nothing": {forge: func(r *rig) (uint64, string) {
		next := r.seq()
		canonical := store.Canonical(&entitlement.Event{Object: entitlement.ObjectRef{Kind: entitlement.KindEngine}})
		last := r.peek(eventKey(next - 1))
		link := store.Link([32]byte(last[len(last)-besideEvent:]), next, canonical)
		r.poke(eventKey(next), bytes.Join([][]byte{canonical, link[:], last[len(last)-8:]}, nil))
		return next, "is not the last one that was written"
	}},
	"row_changed": {forge: func(r *rig) (uint64, string) {
		ev := r.lastAbout(entitlement.KindAssignment)
		r.twist(r.rowOf(ev), -1)
		return ev.Seq, "left another row than the one that is stored"
	}},
	"configuration_changed": {forge: func(r *rig) (uint64, string) {
		ev := r.lastAbout(entitlement.KindAccessPackage)
		r.poke(r.rowOf(ev), bytes.Replace(ev.After, []byte("Everything"), []byte("Something "), 1))
		return ev.Seq, "left another row than the one that is stored"
	}},
	"row_taken_back": {forge: func(r *rig) (uint64, string) {
		ev := r.lastAbout(entitlement.KindRequest)
		r.poke(r.rowOf(ev), r.events(ev.Previous)[0].After)
		return ev.Seq, "is later than the row that it is about"
	}},
	"row_unreadable": {forge: func(r *rig) (uint64, string) {
		ev := r.lastAbout(entitlement.KindAssignment)
		r.poke(r.rowOf(ev), ev.After[:1])
		first := ev.Seq // the first event about the row meets it
		for first > 0 && r.events(first)[0].Previous > 0 {
			first = r.events(first)[0].Previous
		}
		return first, "is about a row that cannot be read"
	}},
	"row_removed": {forge: func(r *rig) (uint64, string) {
		r.poke(r.rowOf(r.lastAbout(entitlement.KindStage)), nil)
		return 0, "the log tells of"
	}},
	"row_put_in": {forge: func(r *rig) (uint64, string) {
		key := r.rowOf(r.lastAbout(entitlement.KindAssignment))
		row := r.peek(key)
		key[len(key)-1]++
		r.poke(key, row)
		return 0, "the log tells of"
	}},
	"checkpoint_removed": {truncated: true, forge: func(r *rig) (uint64, string) {
		r.poke([]byte{checkpointTable}, nil)
		return r.events(0)[0].Seq, "is not where the checkpoint says that the log begins"
	}},
	"checkpoint_moved": {truncated: true, forge: func(r *rig) (uint64, string) {
		r.twist([]byte{checkpointTable}, 10) // the link
		return r.lastAbout(entitlement.KindEngine).Seq, "does not record the checkpoint"
	}},
	"record_of_the_checkpoint_unreadable": {truncated: true, forge: func(r *rig) (uint64, string) {
		seq := r.lastAbout(entitlement.KindEngine).Seq
		r.twist(eventKey(seq), 0)
		return seq, "cannot be read"
	}},
	"baseline_unreadable": {truncated: true, forge: func(r *rig) (uint64, string) {
		key := append(store.AppendText([]byte{baselineTable}, pat().ID), byte(entitlement.KindGuest))
		key = store.AppendText(key, pat().ID)
		r.poke(key, r.peek(key)[:1])
		return r.lastAbout(entitlement.KindEngine).Seq, "tells of a baseline that cannot be read"
	}},
	"baseline_changed": {truncated: true, forge: func(r *rig) (uint64, string) {
		// A row that has changed since: only the checkpoint tells how it was.
		key := append(store.AppendText([]byte{baselineTable}, pat().ID), byte(entitlement.KindGuest))
		r.twist(store.AppendText(key, pat().ID), -1)
		return r.lastAbout(entitlement.KindEngine).Seq, "tells of another baseline than the one that is kept"
	}},
	"row_of_the_baseline_changed": {truncated: true, forge: func(r *rig) (uint64, string) {
		ann := r.access(lifecycle.AccessInput{For: "ann", Ended: true})[0]
		key := append(store.AppendText([]byte{baselineTable}, ann.Target), byte(entitlement.KindAssignment))
		row := r.peek(store.AppendID(key, ann.ID))
		var was entitlement.Assignment
		require.NoError(r, store.NewSchema().Assignments.Decode(ann.ID, row, &was))
		r.twist(r.rowOf(lifecycle.LoggedEvent{Event: entitlement.Event{
			Object: entitlement.ObjectRef{Key: string(ann.ID[:])}, After: row,
		}}), -1)
		return was.Event, "left another row than the one that is stored"
	}},
}

// Whatever is done to the log, or to the rows that it tells of, the verifier says where. // I-100, I-101
func TestTheVerifierNamesTheFirstWrongEvent(t *testing.T) {
	t.Parallel()
	for name, c := range forgeries { // order: parallel tests
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, memstore.New())
			r.season()
			if c.truncated {
				r.truncate(start.Add(40 * day))
			}
			r.verify()
			seq, detail := c.forge(r)
			_, err := r.engine.VerifyLog(t.Context(), lifecycle.VerifyLogInput{})
			require.ErrorIs(t, err, store.ErrLogDamaged)
			damage, ok := errors.AsType[*entitlement.Error](err)
			require.True(t, ok)
			id := "" // rows are counted
			if seq != 0 {
				id = strconv.FormatUint(seq, 10)
			}
			require.Equal(t, id, damage.ID, "%v", err)
			require.Equal(t, "verify log", damage.Op)
			require.Contains(t, damage.Detail, detail)
		})
	}
}

func TestAVerifiedLog(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.season()
		events := r.events(0)
		report := r.verify()
		last := events[len(events)-1]
		require.Equal(r, store.LogReport{
			First: 1, End: store.LogPoint{Seq: last.Seq, Link: last.Link}, Rows: report.Rows,
		}, report)
		require.Greater(r, report.Rows, 20)

		done := r.truncate(start.Add(40 * day))
		after := r.verify()
		require.Equal(r, done.Checkpoint, after.Checkpoint)
		require.Equal(r, done.Checkpoint.First, after.First)
		require.Equal(r, report.Rows, after.Rows)

		ctx, cancel := context.WithCancel(r.Context())
		cancel()
		_, err := r.engine.VerifyLog(ctx, lifecycle.VerifyLogInput{})
		require.ErrorIs(r, err, context.Canceled)
	})
}

// A point that was noted elsewhere shows whether the log still begins the same way, also when all of it was written
// anew. // I-102, I-106
func TestALogIsComparedWithAKnownPoint(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("shop")
		other := newRig(r.T, memstore.New()) // another log from event 10 on, as good in itself
		other.simple("shop")
		noted := r.verify().End
		r.submit("ann", pkg)
		r.pass(day)
		verify := func(by *rig, known store.LogPoint) error {
			_, err := by.engine.VerifyLog(r.Context(), lifecycle.VerifyLogInput{Known: known})
			return err
		}
		require.NoError(r, verify(r, noted))
		require.NoError(r, verify(other, noted))
		end := r.verify().End
		require.ErrorContains(r, verify(other, end), "is missing, and all up to the one that was noted")
		require.ErrorIs(r, verify(other, end), store.ErrLogDamaged)
		other.addGroup("another")
		require.NoError(r, verify(other, noted))
		forked := other.verify().End
		require.ErrorContains(r, verify(r, forked), "is not the one that was noted")
		require.ErrorIs(r, verify(r, forked), store.ErrLogDamaged)

		c := r.truncate(r.clock.Now()).Checkpoint
		require.NoError(r, verify(r, store.LogPoint{Seq: c.First - 1, Link: c.Link}))
		require.ErrorContains(r, verify(r, store.LogPoint{Seq: c.First - 1}), "is not the one that was noted")
		require.ErrorIs(r, verify(r, noted), store.ErrLogTruncated)
	})
}

package store_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/internal/golden"
	"example.com/tenure/store"
	"example.com/tenure/store/boltstore"
	"example.com/tenure/store/memstore"
)

// noon is when the tests' log begins; event number n happens n hours later.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// journal is a log without an engine.
type journal struct {
	*testing.T
	s store.Store
}

func newJournal(t *testing.T) journal { return journal{t, memstore.New()} }

// append writes events, each a row of its object unless it removes it.
func (j journal) append(keep bool, events ...entitlement.Event) {
	j.Helper()
	require.NoError(j, j.s.Update(j.Context(), func(tx store.Tx) error {
		var m store.Meta
		t := store.Writing(tx)
		if _, err := t.Meta(&m); err != nil {
			return err
		}
		for i := range events {
			ev := &events[i]
			ev.At = noon.Add(time.Duration(m.Seq+1) * time.Hour)
			if err := t.Append(&m, ev, []byte(ev.Object.Key), ev.At, keep); err != nil {
				return err
			}
		}
		return t.PutMeta(&m)
	}))
}

// about is an event that leaves a row.
func about(who entitlement.SubjectID, object string) entitlement.Event {
	return entitlement.Event{
		Activity: entitlement.ActivityUpdateGrant, Actor: entitlement.Actor{Kind: entitlement.ActorSystem}, Subject: who,
		Object: entitlement.ObjectRef{Kind: entitlement.KindGrant, Key: object}, After: []byte("row of " + object),
	}
}

// removing is an event that leaves none.
func removing(who entitlement.SubjectID, object string) entitlement.Event {
	ev := about(who, object)
	ev.After = nil
	return ev
}

func recording() entitlement.Event {
	return entitlement.Event{
		Activity: entitlement.ActivityLogTruncated, Actor: entitlement.Actor{Kind: entitlement.ActorSystem},
		Object: entitlement.ObjectRef{Kind: entitlement.KindEngine},
	}
}

func (j journal) read(fn func(tx *store.Txn) error) {
	j.Helper()
	require.NoError(j, j.s.View(j.Context(), func(r store.Reader) error { return fn(store.Reading(r)) }))
}

// events returns the log from an event on.
func (j journal) events(from uint64) (out []entitlement.Event) {
	j.Helper()
	j.read(func(tx *store.Txn) error {
		return tx.Events(from, func(ev *entitlement.Event, recorded time.Time) (bool, error) {
			require.Equal(j, ev.At, recorded)
			out = append(out, ev.Clone())
			return true, nil
		})
	})
	return out
}

// truncate removes events and records it.
func (j journal) truncate(before time.Time, limit int) (c store.Checkpoint, removed int, rest bool) {
	j.Helper()
	require.NoError(j, j.s.Update(j.Context(), func(tx store.Tx) (err error) {
		var m store.Meta
		t := store.Writing(tx)
		if _, err := t.Meta(&m); err != nil {
			return err
		}
		if c, removed, rest, err = t.Truncate(&m, before, limit); err != nil || removed == 0 {
			return err
		}
		note := recording()
		note.At, note.Facts = noon.Add(time.Duration(m.Seq+1)*time.Hour), c.Facts()
		require.Equal(j, m.Seq+1, c.Event)
		if err := t.Append(&m, &note, nil, note.At, true); err != nil {
			return err
		}
		return t.PutMeta(&m)
	}))
	return c, removed, rest
}

// baseline returns the rows that were left, by object.
func (j journal) baseline(of *entitlement.SubjectID) map[string]string {
	j.Helper()
	out := map[string]string{}
	j.read(func(tx *store.Txn) error {
		return tx.Baseline(of, func(object entitlement.ObjectRef, row []byte) (bool, error) {
			require.Equal(j, entitlement.KindGrant, object.Kind)
			out[object.Key] = string(row)
			return true, nil
		})
	})
	return out
}

// Events are numbered and linked, and name the one before them about the same person, also where several people take turns
// in one transaction. // I-100
func TestAppendedEvents(t *testing.T) {
	t.Parallel()
	j := newJournal(t)
	j.append(true, about("ann", "a"), about("ann", "b"), about("bob", "c"), about("ann", "a"), about("", "d"))
	j.append(true, about("bob", "c"), about("ann", "b"))
	var link [32]byte
	var before []uint64
	for i, ev := range j.events(0) {
		require.Equal(t, uint64(i+1), ev.Seq)
		link = store.Link(link, ev.Seq, store.Canonical(&ev))
		require.Equal(t, link, ev.Link)
		before = append(before, ev.LastSeen)
	}
	require.Equal(t, []uint64{0, 1, 0, 2, 0, 3, 4}, before)
	require.Len(t, j.events(6), 2)
	j.read(func(tx *store.Txn) error {
		for who, want := range map[entitlement.SubjectID]uint64{"ann": 7, "bob": 6, "cleo": 0} { // order: each is checked
			seq, err := tx.LastSeen(who)
			require.NoError(t, err)
			require.Equal(t, want, seq, "%s", who)
		}
		var m store.Meta
		found, err := tx.Meta(&m)
		require.True(t, found)
		require.Equal(t, link, m.Link)
		require.Equal(t, uint64(7), m.Seq)
		var ev entitlement.Event
		_, found, _ = tx.Event(8, &ev)
		require.False(t, found)
		return err
	})
}

// A log that is not kept has the same numbers, and no events.
func TestEventsThatAreNotKept(t *testing.T) {
	t.Parallel()
	j := newJournal(t)
	j.append(false, about("ann", "a"), about("bob", "b"))
	require.Empty(t, j.events(0))
	j.read(func(tx *store.Txn) error {
		var m store.Meta
		_, err := tx.Meta(&m)
		require.Equal(t, uint64(2), m.Seq)
		require.NotZero(t, m.Link)
		seq, _ := tx.LastSeen("ann")
		require.Zero(t, seq, "there is nothing to look back at")
		return err
	})
}

// The baseline is what the removed events left: the last row of each object, and none of what was removed. // I-101
func TestTruncatedEventsLeaveTheirRows(t *testing.T) {
	t.Parallel()
	j := newJournal(t)
	changed := about("ann", "a")
	changed.After = []byte("changed")
	j.append(true, about("ann", "a"), about("bob", "b"), about("", "c"), recording(), changed, removing("bob", "b"), about("bob", "d"))
	all := j.events(0)

	c, removed, rest := j.truncate(noon.Add(5*time.Hour), 3)
	require.Equal(t, 3, removed)
	require.True(t, rest)
	require.Equal(t, store.Checkpoint{First: 4, Link: all[2].Link, At: all[2].At, State: c.State, Event: 8}, c)
	require.Equal(t, map[string]string{"a": "row of a", "b": "row of b", "c": "row of c"}, j.baseline(nil))

	c, removed, rest = j.truncate(noon.Add(7*time.Hour), 3)
	require.Equal(t, 3, removed)
	require.False(t, rest, "event 7 is not before its own instant")
	require.Equal(t, uint64(7), c.First)
	require.Equal(t, map[string]string{"a": "changed", "c": "row of c"}, j.baseline(nil))
	ann, nobody, bob := entitlement.SubjectID("ann"), entitlement.SubjectID(""), entitlement.SubjectID("bob")
	require.Equal(t, map[string]string{"a": "changed"}, j.baseline(&ann))
	require.Equal(t, map[string]string{"c": "row of c"}, j.baseline(&nobody))
	require.Empty(t, j.baseline(&bob))

	kept := j.events(0)
	require.Equal(t, all[6], kept[0])
	require.Len(t, kept, 3, "and the two records")
	j.read(func(tx *store.Txn) error {
		var stored store.Checkpoint
		found, err := tx.Checkpoint(&stored)
		require.True(t, found)
		require.Equal(t, c, stored)
		return err
	})
}

// The hash of the baseline depends on the rows and on nothing else: not on how they came about, nor in what order.
func TestTheHashOfTheBaseline(t *testing.T) {
	t.Parallel()
	state := func(events ...entitlement.Event) [32]byte {
		j := newJournal(t)
		j.append(true, events...)
		c, _, _ := j.truncate(noon.Add(100*time.Hour), 100)
		return c.State
	}
	a, b, other := about("ann", "a"), about("ann", "b"), about("ann", "a")
	other.After = []byte("other")
	require.Equal(t, state(a, b), state(b, other, a))
	require.Equal(t, state(a), state(b, a, removing("ann", "b")))
	seen := map[[32]byte]bool{}
	moved := about("ann", "a")
	moved.Subject = "bob"
	for _, rows := range [][]entitlement.Event{{a}, {b}, {a, b}, {other}, {moved}, {a, moved}, {removing("ann", "a")}} {
		seen[state(rows...)] = true
	}
	require.Len(t, seen, 7)
}

func TestTruncationsThatRemoveNothing(t *testing.T) {
	t.Parallel()
	j := newJournal(t)
	nothing := func(before time.Time) {
		t.Helper()
		c, removed, rest := j.truncate(before, 10)
		require.Zero(t, removed)
		require.False(t, rest)
		var want store.Checkpoint
		j.read(func(tx *store.Txn) error {
			_, err := tx.Checkpoint(&want)
			return err
		})
		require.Equal(t, want, c)
	}
	nothing(noon.Add(time.Hour)) // an empty log
	j.append(true, about("ann", "a"))
	nothing(noon.Add(time.Hour)) // event 1 happened then, not before
	_, removed, _ := j.truncate(noon.Add(2*time.Hour), 10)
	require.Equal(t, 1, removed)
	require.Len(t, j.events(0), 1)
	nothing(noon.Add(100 * time.Hour)) // only the record of that is left
}

// A checkpoint that cannot be read is damage, and nothing is removed on top of it. // I-8
func TestADamagedCheckpoint(t *testing.T) {
	t.Parallel()
	j := newJournal(t)
	j.append(true, about("ann", "a"), about("ann", "b"))
	j.truncate(hour(2), 1)
	key := []byte{store.EventTable + 5}
	var whole []byte
	require.NoError(t, j.s.View(t.Context(), func(r store.Reader) error {
		value, found, err := r.Get(key)
		require.True(t, found)
		whole = bytes.Clone(value)
		return err
	}))
	golden.Check(t, filepath.Join("testdata", "rows", "checkpoint.hex"), []byte(dump("key", key)+dump("value", whole)))
	for _, value := range [][]byte{nil, whole[:1], whole[:50], whole[:len(whole)-1], append(bytes.Clone(whole), 1), append([]byte{2}, whole[1:]...)} {
		err := j.s.Update(t.Context(), func(tx store.Tx) error {
			require.NoError(t, tx.Put(key, value))
			_, err := store.Reading(tx).Checkpoint(&store.Checkpoint{})
			require.ErrorIs(t, err, store.ErrForeign)
			_, _, _, err = store.Writing(tx).Truncate(&store.Meta{Seq: 3}, hour(9), 9)
			return err
		})
		require.ErrorIs(t, err, store.ErrForeign)
	}
	require.Len(t, j.events(0), 2)
}

// The pages that removed events leave are used again, also in a table whose pages are filled to the brim.
func TestATruncatedFileStopsGrowing(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	require.NoError(t, os.Chmod(path, 0o700)) //nolint:gosec // a directory
	path = filepath.Join(path, "tenure.db")
	s, err := boltstore.Open(path, boltstore.Options{AppendOnly: []byte{store.EventTable}, UnsafeNoSync: true})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	j := journal{t, s}
	var sizes []int64
	for range 12 {
		for range 4 {
			events := make([]entitlement.Event, 100)
			for i := range events {
				events[i] = about("ann", strconv.Itoa(i))
				events[i].After = make([]byte, 300)
			}
			j.append(true, events...)
		}
		for rest := true; rest; {
			_, _, rest = j.truncate(noon.Add(1_000_000*time.Hour), 500)
		}
		info, err := os.Stat(path)
		require.NoError(t, err)
		sizes = append(sizes, info.Size())
	}
	require.Equal(t, sizes[4], sizes[len(sizes)-1], "%v", sizes) // I-118
}

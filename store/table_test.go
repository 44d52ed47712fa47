package store_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

func TestTables(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	one, two := assignment(1, "ann", 1), assignment(2, "bob", 1)
	put(s, &s.Assignments, one, two)
	var row entitlement.Assignment
	s.view(func(tx *store.Txn) error {
		found, err := s.Assignments.Get(tx, two.ID, &row)
		require.True(t, found)
		require.Equal(t, two, row)
		found, _ = s.Assignments.Has(tx, one.ID)
		require.True(t, found)
		found, _ = s.Assignments.Has(tx, num[entitlement.Assignment](3))
		require.False(t, found)
		none, _ := s.Assignments.Find(tx, num[entitlement.Assignment](3), func() *entitlement.Assignment { return &row })
		require.Nil(t, none)
		return err
	})
	require.Equal(t, entitlement.KindAssignment, s.Assignments.Kind())
	drop(s, &s.Assignments, one.ID)
	drop(s, &s.Assignments, two.ID)
	require.Empty(t, s.contents(), "a row leaves nothing behind")
}

// What Write returns is what is stored, and what goes into the event.
func TestWriteReturnsTheStoredForm(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	a := assignment(1, "ann", 1, ending(1))
	s.update(func(tx *store.Txn) error {
		written, err := s.Assignments.Write(tx, nil, &a)
		require.Equal(t, s.Assignments.Encode(nil, &a), written)
		var back entitlement.Assignment
		require.NoError(t, s.Assignments.Decode(a.ID, written, &back))
		require.Equal(t, a, back)
		return err
	})
}

func TestEachFrom(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	for _, n := range []byte{5, 1, 3} {
		put(s, &s.Assignments, assignment(n, "ann", n))
	}
	list := func(from *entitlement.AssignmentID, most int) (out []byte) {
		s.view(func(tx *store.Txn) error {
			return s.Assignments.Each(tx, from, func(a *entitlement.Assignment) (bool, error) {
				out = append(out, a.ID[15])
				return len(out) < most, nil
			})
		})
		return out
	}
	three, four := num[entitlement.Assignment](3), num[entitlement.Assignment](4)
	require.Equal(t, []byte{1, 3, 5}, list(nil, 9))
	require.Equal(t, []byte{3, 5}, list(&three, 9))
	require.Equal(t, []byte{5}, list(&four, 9))
	require.Equal(t, []byte{1, 3}, list(nil, 2))
}

// Versions of packages and policies outlive them; of a resource only the last is kept.
func TestVersions(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	pkg := entitlement.AccessPackage{ID: num[entitlement.AccessPackage](1), DisplayName: "one", Stamp: entitlement.Stamp{Version: 1}}
	next := pkg
	next.Version, next.DisplayName = 2, "two"
	put(s, &s.Packages, pkg)
	put(s, &s.Packages, next)
	resource := entitlement.Resource{ID: num[entitlement.Resource](1), DisplayName: "old", Stamp: entitlement.Stamp{Version: 7}, Type: "group"}
	renamed := resource
	renamed.DisplayName = "new"
	put(s, &s.Resources, resource, renamed)
	drop(s, &s.Packages, pkg.ID)
	drop(s, &s.Resources, resource.ID)
	s.view(func(tx *store.Txn) error {
		for version, want := range map[uint32]entitlement.AccessPackage{1: pkg, 2: next} { // order: each is checked
			var got entitlement.AccessPackage
			found, err := s.Packages.GetVersion(tx, pkg.ID, version, &got)
			require.NoError(t, err)
			require.True(t, found)
			require.Equal(t, want, got)
		}
		var got entitlement.AccessPackage
		found, err := s.Packages.GetVersion(tx, pkg.ID, 3, &got)
		require.False(t, found)
		var last entitlement.Resource
		_, _ = s.Resources.GetVersion(tx, resource.ID, 0, &last)
		require.Equal(t, renamed, last)
		return err
	})
}

// Whatever is written and removed, the indexes and the due queue are those of the rows that are there. // I-7, I-78
func TestIndexesFollowFromRows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		s := newShelf(t)
		rows := map[byte]entitlement.Assignment{}
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			n := rapid.ByteRange(1, 4).Draw(rt, "row")
			_, exists := rows[n]
			if exists && rapid.Bool().Draw(rt, "remove") {
				drop(s, &s.Assignments, rows[n].ID)
				delete(rows, n)
				continue
			}
			a := assignment(n, rapid.SampledFrom([]entitlement.SubjectID{"ann", "bob"}).Draw(rt, "who"), rapid.ByteRange(1, 2).Draw(rt, "pkg"))
			a.State = rapid.SampledFrom([]entitlement.AssignmentState{entitlement.AssignmentDelivered, entitlement.AssignmentExpired}).Draw(rt, "state")
			if rapid.Bool().Draw(rt, "ends") {
				a.Schedule.End = hour(rapid.IntRange(1, 2).Draw(rt, "end"))
			}
			put(s, &s.Assignments, a)
			rows[n] = a
		}
		got := s.contents()
		for _, a := range rows { // order: entries of a set
			keys, values := s.Assignments.Entries(&a)
			require.GreaterOrEqual(rt, len(keys), 2)
			for i := range keys {
				require.Contains(rt, got, string(keys[i]))
				require.Equal(rt, string(values[i]), got[string(keys[i])])
				delete(got, string(keys[i]))
			}
			for key := range got { // order: one of them is the row
				if bytes.HasSuffix([]byte(key), a.ID[:]) && len(key) == 17 {
					delete(got, key)
				}
			}
		}
		require.Empty(rt, got)
	})
}

// A unique entry whose key stays and whose value changes points to the new row.
func TestAnIndexValueIsReplaced(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	was := entitlement.Request{
		ID: num[entitlement.Request](1), Type: entitlement.RequestUserAdd, State: entitlement.RequestSubmitted, Target: "ann", Requestor: "ann",
	}
	is := was
	is.ID = num[entitlement.Request](2)
	put(s, &s.Requests, was)
	s.update(func(tx *store.Txn) error {
		_, err := s.Requests.Write(tx, &was, &is) // the same open request of the same person and package
		return err
	})
	s.view(func(tx *store.Txn) error {
		id, found, err := tx.OpenRequest("ann", was.Package.ID)
		require.True(t, found)
		require.Equal(t, is.ID, id)
		return err
	})
}

// Keys that cannot be read, and rows under a key of another table, are damage and no panic.
func TestDamagedKeysAreReported(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	_, err := s.Grants.ParseKey([]byte("ann"))
	require.ErrorIs(t, err, entitlement.InvalidArgument)
	key, err := s.Stages.ParseKey(slices.Concat(make([]byte, 16), []byte{2}))
	require.NoError(t, err)
	require.Equal(t, entitlement.StageKey{Index: 2}, key)
	for table := byte(1); table < 60; table++ {
		require.NoError(t, s.s.Update(t.Context(), func(tx store.Tx) error { return tx.Put([]byte{table, 1, 2, 3}, []byte{1}) }))
	}
	s.view(func(tx *store.Txn) error {
		broken := map[string]error{
			"rows":    s.Grants.Each(tx, nil, func(*entitlement.Grant) (bool, error) { return true, nil }),
			"timers":  tx.Due(hour(1), func(store.Timer) (bool, error) { return true, nil }),
			"events":  tx.Events(0, func(*entitlement.Event, time.Time) (bool, error) { return true, nil }),
			"tries":   tx.Attempts(func(store.Effect, *store.Attempt) (bool, error) { return true, nil }),
			"effects": tx.Ready(store.Class(1), hour(1), func(store.Effect) (bool, error) { return true, nil }),
		}
		_, broken["next timer"] = tx.NextTimer()
		_, broken["next effect"] = tx.NextEffect()
		for name, err := range broken { // order: each is checked
			code := entitlement.CodeOf(err)
			require.True(t, code == store.ErrForeign || code == entitlement.InvalidArgument, "%s: %v", name, err)
		}
		return nil
	})
}

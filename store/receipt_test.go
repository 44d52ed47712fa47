package store_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

func (s shelf) receipt(actor, key string) (out store.Receipt, found bool) {
	s.Helper()
	s.view(func(tx *store.Txn) (err error) {
		found, err = tx.Receipt(actor, key, &out)
		return err
	})
	return out, found
}

// A key belongs to an actor, and is remembered for its time; who uses keys pays for forgetting the old ones. // I-17
func TestReceipts(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	for i := range 20 {
		s.update(func(tx *store.Txn) error {
			r := store.Receipt{Command: "submit", Body: [32]byte{byte(i)}, Answer: []byte(strconv.Itoa(i)), At: hour(i)}
			return tx.PutReceipt("ann", "key "+strconv.Itoa(i), &r, hour(i-5))
		})
	}
	for i := range 20 {
		r, found := s.receipt("ann", "key "+strconv.Itoa(i))
		require.Equal(t, i >= 14, found, "key %d", i)
		if found {
			require.Equal(t, store.Receipt{Command: "submit", Body: [32]byte{byte(i)}, Answer: []byte(strconv.Itoa(i)), At: hour(i)}, r)
		}
	}
	_, found := s.receipt("bob", "key 19")
	require.False(t, found)
	_, found = s.receipt("ann key", "19")
	require.False(t, found)
	require.Len(t, s.contents(), 12, "what is forgotten leaves nothing behind") // I-118
}

// The engine's row is refused when a newer version wrote it, and read when an older one did. // I-116
func TestVersionsOfTheStore(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	var m store.Meta
	s.view(func(tx *store.Txn) error {
		found, err := tx.Meta(&m)
		require.False(t, found, "a new store has none")
		return err
	})
	s.update(func(tx *store.Txn) error { return tx.PutMeta(&store.Meta{Seq: 3}) })
	versioned := func(version byte) {
		require.NoError(t, s.s.Update(t.Context(), func(tx store.Tx) error {
			key, value, err := onlyValue(tx)
			require.NoError(t, err)
			value[0] = version
			return tx.Put(key, value)
		}))
	}
	versioned(store.SchemaVersion + 1)
	err := s.s.View(t.Context(), func(r store.Reader) error {
		_, err := store.Reading(r).Meta(&m)
		return err
	})
	require.ErrorIs(t, err, store.ErrNewer)
	require.NotErrorIs(t, err, store.ErrForeign)
	require.ErrorContains(t, err, "upgrade the program")

	versioned(store.SchemaVersion - 1)
	s.view(func(tx *store.Txn) error {
		found, err := tx.Meta(&m)
		require.True(t, found)
		require.Equal(t, uint32(store.SchemaVersion-1), m.Schema)
		require.Equal(t, uint64(3), m.Seq)
		return err
	})
	s.update(func(tx *store.Txn) error { return tx.PutMeta(&m) })
	s.view(func(tx *store.Txn) error {
		_, err := tx.Meta(&m)
		require.Equal(t, uint32(store.SchemaVersion), m.Schema, "what is written has the version of the program")
		return err
	})
}

func TestTargets(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	crm := store.Target{Target: entitlement.Target{Type: "group", OriginID: "crm"}, DisplayName: "CRM"}
	s.update(func(tx *store.Txn) error { return tx.PutTarget(&crm) })
	crm.DisplayName = "CRM 2"
	s.update(func(tx *store.Txn) error { return tx.PutTarget(&crm) })
	s.view(func(tx *store.Txn) error {
		var got store.Target
		found, err := tx.Target(crm.ID(), &got)
		require.True(t, found)
		require.Equal(t, crm, got)
		found, _ = tx.Target(entitlement.TargetID{}, &got)
		require.False(t, found)
		return err
	})
}

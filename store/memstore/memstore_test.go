package memstore_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
	"example.com/tenure/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(*testing.T) store.Store { return memstore.New() })
}

// An update costs one allocation for each entry it writes, and reading costs none. Counting excludes parallel tests.
func TestAllocations(t *testing.T) {
	s := memstore.New()
	ctx := t.Context()
	key, value, from, to := []byte("tkey"), []byte("value"), []byte("t"), []byte("u")
	put := func(tx store.Tx) error { return tx.Put(key, value) }
	read := func(_, _ []byte) (bool, error) { return true, nil }
	get := func(r store.Reader) error {
		if _, found, err := r.Get(key); !found || err != nil {
			t.Fatal(found, err)
		}
		return r.Scan(from, to, read)
	}
	require.NoError(t, s.Update(ctx, put)) // makes the table
	require.Equal(t, 1.0, testing.AllocsPerRun(100, func() { require.NoError(t, s.Update(ctx, put)) }))
	require.Zero(t, testing.AllocsPerRun(100, func() { require.NoError(t, s.View(ctx, get)) }))
}

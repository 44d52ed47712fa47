package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
)

// A mark answers for its own command only: not for one of another epoch, nor for one that shares its place in the ring.
func TestMarksOfCommands(t *testing.T) { // I-17
	t.Parallel()
	s := memstore.New()
	marked := func(epoch, number uint64) (found bool) {
		require.NoError(t, s.View(t.Context(), func(r store.Reader) (err error) {
			found, err = store.Reading(r).Marked(epoch, number)
			return err
		}))
		return found
	}
	mark := func(epoch, number uint64) {
		require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error { return store.Writing(tx).Mark(epoch, number) }))
	}
	require.False(t, marked(1, 7))
	mark(1, 7)
	require.True(t, marked(1, 7))
	require.False(t, marked(2, 7))
	require.False(t, marked(1, 7+store.RingSize))
	mark(1, 7+store.RingSize)
	require.True(t, marked(1, 7+store.RingSize))
	require.False(t, marked(1, 7))
}

package ordered

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Counting allocations excludes parallel tests.
func TestEntryIs24BytesAndOneAllocation(t *testing.T) {
	require.Equal(t, uintptr(24), unsafe.Sizeof(Entry{}))
	key, value := []byte("key"), []byte("value")
	var e Entry
	require.Equal(t, 1.0, testing.AllocsPerRun(100, func() { e = NewEntry(key, value) }))
	require.Equal(t, "key", string(e.Key()))
}

func TestEntry(t *testing.T) {
	t.Parallel()

	t.Run("copies_what_it_is_given", func(t *testing.T) {
		t.Parallel()
		key, value := []byte("key"), []byte("value")
		e := NewEntry(key, value)
		key[0], value[0] = 'x', 'x'
		require.Equal(t, "key", string(e.Key()))
		require.Equal(t, "value", string(e.Value()))
	})
	t.Run("an_empty_value_is_a_value", func(t *testing.T) {
		t.Parallel()
		e := NewEntry([]byte("k"), nil)
		require.False(t, e.Hidden())
		require.NotNil(t, e.Value())
		require.Empty(t, e.Value())
	})
	t.Run("a_tombstone_has_none", func(t *testing.T) {
		t.Parallel()
		e := new(Arena).Tombstone([]byte("k"))
		require.True(t, e.Hidden())
		require.Nil(t, e.Value())
		require.Equal(t, "k", string(e.Key()))
	})
}

// Entries of one arena lie side by side, and no write to one of them reaches another.
func TestArena(t *testing.T) {
	t.Parallel()
	var arena Arena
	var entries []Entry
	const n = 3000 // fills several allocations, one of them made for a large value
	value := func(i int) string { return strings.Repeat(strconv.Itoa(i), i%5) + strings.Repeat("x", i/2999*100_000) }
	for i := range n {
		key := []byte("k" + strconv.Itoa(i))
		entries = append(entries, arena.Entry(key, []byte(value(i))))
		clear(key) // the arena has copies
	}
	for i, e := range entries {
		require.Equal(t, "k"+strconv.Itoa(i), string(e.Key()))
		require.Equal(t, value(i), string(e.Value()))
	}
}

// Keys of one table are compared by prefix first: the result has to be that of the whole keys, also for keys that are
// shorter than the prefix or end in zeros.
func TestEntryOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rest := rapid.SliceOfN(rapid.SampledFrom([]byte{0, 0, 1, 0xff}), 0, 12)
		a := append([]byte{7}, rest.Draw(t, "a")...)
		b := append([]byte{7}, rest.Draw(t, "b")...)
		e := NewEntry(a, nil)
		require.Equal(t, bytes.Compare(a, b), e.compare(b, prefixOf(b)))
	})
}

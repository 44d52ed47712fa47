package ordered

import (
	"encoding/binary"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestMapAgainstModel compares a map with a Go map that is sorted on demand, over runs long enough to split and join
// chunks.
func TestMapAgainstModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var m Map
		model := map[string]string{}
		limit := rapid.SampledFrom([]uint32{5, 300, 3000}).Draw(t, "keys")
		for range rapid.IntRange(1, 20).Draw(t, "runs") {
			first := rapid.Uint32Range(0, limit).Draw(t, "first")
			step := rapid.Uint32Range(1, 7).Draw(t, "step")
			value := rapid.StringN(0, 3, -1).Draw(t, "value")
			put := rapid.IntRange(0, 2).Draw(t, "put") > 0
			for i := range rapid.Uint32Range(1, 400).Draw(t, "length") {
				key := testKey(first + i*step)
				want, exists := model[string(key)]
				var old Entry
				var found bool
				if put {
					old, found = m.Put(NewEntry(key, []byte(value)))
					model[string(key)] = value
				} else {
					old, found = m.Delete(key)
					delete(model, string(key))
				}
				if exists != found || found && string(old.Value()) != want {
					require.Failf(t, "wrong old entry", "key %x: %v %q, not %v %q", key, found, old.Value(), exists, want)
				}
			}
		}
		requireSame(t, model, &m)
		from := testKey(rapid.Uint32Range(0, limit).Draw(t, "from"))
		var want, got []string
		for _, key := range slices.Sorted(maps.Keys(model)) {
			if key >= string(from) {
				want = append(want, key)
			}
		}
		for c := m.Seek(from); ; {
			e, more := c.Next()
			if !more {
				break
			}
			got = append(got, string(e.Key()))
		}
		require.Equal(t, want, got)
	})
}

func requireSame(t require.TestingT, model map[string]string, m *Map) {
	keys := slices.Sorted(maps.Keys(model))
	c := Cursor{chunks: m.chunks}
	for _, key := range keys {
		e, more := c.Next()
		found, ok := m.Get([]byte(key))
		if !more || string(e.Key()) != key || string(e.Value()) != model[key] || !ok || found != e {
			require.Failf(t, "wrong entry", "key %x: cursor %x %q, get %v", key, e.Key(), e.Value(), ok)
		}
	}
	_, more := c.Next()
	require.False(t, more)
	for i := range m.chunks {
		require.NotEmpty(t, m.chunks[i].entries)
		require.Equal(t, m.chunks[i].entries[0].prefix, m.chunks[i].first)
	}
}

func TestMapKeepsChunksFull(t *testing.T) {
	t.Parallel()

	t.Run("ascending_keys_fill_their_chunks", func(t *testing.T) {
		t.Parallel()
		var m Map
		for i := range uint32(10 * chunkMax) {
			m.Put(NewEntry(testKey(i), nil))
		}
		require.Len(t, m.chunks, 10)
	})
	t.Run("what_is_left_after_deletions_is_joined", func(t *testing.T) { // I-118
		t.Parallel()
		var m Map
		for i := range uint32(100 * chunkMax) {
			m.Put(NewEntry(testKey(i), nil))
		}
		for i := range uint32(100 * chunkMax) {
			if i%chunkMax != 0 {
				m.Delete(testKey(i))
			}
		}
		require.LessOrEqual(t, len(m.chunks), 4)
	})
	t.Run("a_split_keeps_no_forgotten_copies", func(t *testing.T) {
		t.Parallel()
		var m Map
		for i := range uint32(chunkMax) {
			m.Put(NewEntry(testKey(2*i), nil))
		}
		m.Put(NewEntry(testKey(1), nil))
		require.Len(t, m.chunks, 2)
		lower := m.chunks[0].entries
		for _, rest := range lower[len(lower):cap(lower)] {
			require.Zero(t, rest)
		}
	})
}

func testKey(i uint32) []byte { return binary.BigEndian.AppendUint32([]byte{7}, i) }

package store_test

import (
	"bytes"
	"cmp"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// component is one kind of key component: how to draw, append, read and compare its values.
type component struct {
	draw    func(t *rapid.T) any
	append  func(dst []byte, v any) []byte
	read    func(r *store.KeyReader) any
	compare func(a, b any) int
}

func components() []component {
	return []component{
		of(texts(), store.AppendText, (*store.KeyReader).Text, cmp.Compare[string]),
		of(rapid.Uint8(), store.AppendUint8, (*store.KeyReader).Uint8, cmp.Compare[uint8]),
		of(rapid.Uint32(), store.AppendUint32, (*store.KeyReader).Uint32, cmp.Compare[uint32]),
		of(rapid.Uint64(), store.AppendUint64, (*store.KeyReader).Uint64, cmp.Compare[uint64]),
		of(ids(), store.AppendID, (*store.KeyReader).ID, func(a, b [16]byte) int { return bytes.Compare(a[:], b[:]) }),
		of(instants(), store.AppendTime, (*store.KeyReader).Time, time.Time.Compare),
	}
}

func of[T any](
	gen *rapid.Generator[T], appendTo func([]byte, T) []byte, read func(*store.KeyReader) T, compare func(a, b T) int,
) component {
	return component{
		draw:    func(t *rapid.T) any { return gen.Draw(t, "component") },
		append:  func(dst []byte, v any) []byte { return appendTo(dst, v.(T)) },
		read:    func(r *store.KeyReader) any { return read(r) },
		compare: func(a, b any) int { return compare(a.(T), b.(T)) },
	}
}

func texts() *rapid.Generator[string] {
	return rapid.StringOf(rapid.SampledFrom([]rune{0, 1, 'a', 0x7f, 'ÿ', 0x10ffff}))
}

func ids() *rapid.Generator[[16]byte] {
	return rapid.Custom(func(t *rapid.T) (id [16]byte) {
		copy(id[:], rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 0xff}), 16, 16).Draw(t, "id"))
		return id
	})
}

// instants draws microseconds from the whole range that behaves, years 1 to 9999, and near its ends.
func instants() *rapid.Generator[time.Time] {
	last := time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC)
	return rapid.Map(rapid.Int64Range(time.Time{}.UnixMicro(), last.UnixMicro()), func(us int64) time.Time {
		return time.UnixMicro(us).UTC()
	})
}

func TestKeysOrderAndReadLikeTheirTuples(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		shape := rapid.SliceOfN(rapid.SampledFrom(components()), 1, 4).Draw(t, "shape")
		var a, b []any
		var keyA, keyB []byte
		for i, c := range shape {
			a, b = append(a, c.draw(t)), append(b, c.draw(t))
			if rapid.Bool().Draw(t, "same") {
				b[i] = a[i]
			}
			keyA, keyB = c.append(keyA, a[i]), c.append(keyB, b[i])
		}

		order := 0
		for i, c := range shape {
			if order == 0 {
				order = c.compare(a[i], b[i])
			}
		}
		require.Equal(t, order, bytes.Compare(keyA, keyB))
		if order != 0 { // or a scan of one would yield the other
			require.False(t, bytes.HasPrefix(keyA, keyB) || bytes.HasPrefix(keyB, keyA))
		}

		r := store.ReadKey(keyA)
		for i, c := range shape {
			require.Equal(t, a[i], c.read(&r))
		}
		require.NoError(t, r.End())

		cut := store.ReadKey(keyA[:rapid.IntRange(0, len(keyA)-1).Draw(t, "cut")])
		for _, c := range shape {
			c.read(&cut)
		}
		require.ErrorIs(t, cut.End(), entitlement.InvalidArgument)
	})
}

func TestKeyReader(t *testing.T) {
	t.Parallel()

	t.Run("refuses_what_is_left_over", func(t *testing.T) {
		t.Parallel()
		r := store.ReadKey([]byte{1, 2})
		require.Equal(t, uint8(1), r.Uint8())
		require.ErrorIs(t, r.End(), entitlement.InvalidArgument)
	})
	t.Run("refuses_unknown_escapes", func(t *testing.T) {
		t.Parallel()
		r := store.ReadKey([]byte{'a', 0, 2, 0, 1})
		require.Empty(t, r.Text())
		require.ErrorIs(t, r.End(), entitlement.InvalidArgument)
	})
	t.Run("stays_refused_after_a_bad_component", func(t *testing.T) {
		t.Parallel()
		r := store.ReadKey([]byte{1, 2, 3})
		require.Zero(t, r.Uint64())
		require.Zero(t, r.Uint8())
		require.ErrorIs(t, r.End(), entitlement.InvalidArgument)
	})
}

func TestTimes(t *testing.T) {
	t.Parallel()
	zero := store.AppendTime(nil, time.Time{})

	t.Run("the_zero_time_is_the_smallest_and_comes_back_as_it_is", func(t *testing.T) {
		t.Parallel()
		require.Negative(t, bytes.Compare(zero, store.AppendTime(nil, time.Time{}.Add(time.Microsecond))))
		r := store.ReadKey(zero)
		require.Equal(t, time.Time{}, r.Time())
	})
	t.Run("zones_do_not_matter", func(t *testing.T) {
		t.Parallel()
		at := time.Date(2026, 3, 29, 1, 30, 0, 0, time.UTC)
		require.Equal(t, store.AppendTime(nil, at), store.AppendTime(nil, at.In(time.FixedZone("", 3600))))
	})
	t.Run("what_is_finer_than_a_microsecond_is_cut_off", func(t *testing.T) {
		t.Parallel()
		for _, at := range []time.Time{time.Unix(1, 1999), time.Unix(-1, 1999)} {
			r := store.ReadKey(store.AppendTime(nil, at))
			require.True(t, r.Time().Equal(at.Truncate(time.Microsecond)))
		}
	})
}

func TestSuccessor(t *testing.T) {
	t.Parallel()

	t.Run("bounds_exactly_the_keys_that_begin_with_the_prefix", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			some := rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 0xfe, 0xff}), 1, 5)
			prefix, key := some.Draw(t, "prefix"), some.Draw(t, "key")
			to := store.Successor(prefix)
			inside := bytes.Compare(prefix, key) <= 0 && (to == nil || bytes.Compare(key, to) < 0)
			require.Equal(t, bytes.HasPrefix(key, prefix), inside)
		})
	})
	t.Run("leaves_the_prefix_as_it_is", func(t *testing.T) {
		t.Parallel()
		prefix := []byte{1, 2}
		require.Equal(t, []byte{1, 3}, store.Successor(prefix))
		require.Equal(t, []byte{1, 2}, prefix)
	})
}

// Counting allocations excludes parallel tests.
func TestAppendDoesNotAllocateWhereThereIsRoom(t *testing.T) {
	buffer := make([]byte, 0, 128)
	id, at := [16]byte{1}, time.Unix(1, 0)
	require.Zero(t, testing.AllocsPerRun(100, func() {
		key := store.AppendText(buffer, "sales\x00access")
		key = store.AppendTime(store.AppendID(key, id), at)
		key = store.AppendUint64(store.AppendUint32(store.AppendUint8(key, 1), 2), math.MaxUint64)
		if len(key) != 15+16+8+1+4+8 {
			t.Fatal("the key has the wrong length")
		}
	}))
}

// FuzzReadKey reads anything as a key: it must not panic, and what is accepted is the only encoding of what was read.
func FuzzReadKey(f *testing.F) {
	key := store.AppendText(store.AppendTime(nil, time.Unix(1, 0)), "a\x00b")
	f.Add(store.AppendUint8(store.AppendID(key, [16]byte{1}), 2))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, key []byte) {
		r := store.ReadKey(key)
		at, text, id, small := r.Time(), r.Text(), r.ID(), r.Uint8()
		if err := r.End(); err != nil {
			require.ErrorIs(t, err, entitlement.InvalidArgument)
			return
		}
		again := store.AppendUint8(store.AppendID(store.AppendText(store.AppendTime(nil, at), text), id), small)
		require.Equal(t, key, again)
	})
}

package ordered

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestUndoRestoresTheMark(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var tables Tables
		write := func(label string) {
			for range rapid.IntRange(0, 30).Draw(t, label) {
				key := []byte(rapid.SampledFrom([]string{"a", "a1", "a2", "b", "b1", "\xff"}).Draw(t, "key"))
				switch rapid.IntRange(0, 2).Draw(t, "write") {
				case 0:
					tables.Put(NewEntry(key, []byte(rapid.StringN(0, 2, -1).Draw(t, "value"))))
				case 1:
					tables.Put(new(Arena).Tombstone(key))
				case 2:
					tables.Delete(key)
				}
			}
		}
		write("before")
		want, mark := contents(t, &tables), tables.Mark()
		write("after")
		tables.Undo(mark)
		require.Equal(t, want, contents(t, &tables))
		tables.Undo(0)
		require.Empty(t, contents(t, &tables))
	})
}

func TestKeepForgetsTheLog(t *testing.T) {
	t.Parallel()
	var tables Tables
	for i := range uint32(2 * keptChanges) {
		tables.Put(NewEntry(testKey(i), nil))
	}
	require.Equal(t, 2*keptChanges, tables.Mark())
	tables.Keep()
	require.Zero(t, tables.Mark())
	require.Zero(t, cap(tables.changes), "a large transaction's log is let go")
	tables.Undo(0)
	require.False(t, tables.Empty(testKey(0)))

	tables.Put(NewEntry(testKey(0), nil))
	tables.Keep()
	for _, c := range tables.changes[:cap(tables.changes)] {
		require.Zero(t, c, "the log holds no entries back")
	}
	tables.Clear()
	require.True(t, tables.Empty(testKey(0)))
}

func TestAllStopsAtAnError(t *testing.T) {
	t.Parallel()
	var tables Tables
	tables.Put(NewEntry([]byte("b"), nil))
	tables.Put(NewEntry([]byte("a"), nil))
	stop := errors.New("stop")
	var seen []string
	require.ErrorIs(t, tables.All(func(e Entry) error {
		seen = append(seen, string(e.Key()))
		return stop
	}), stop)
	require.Equal(t, []string{"a"}, seen)
}

func contents(t require.TestingT, tables *Tables) (all []Entry) {
	require.NoError(t, tables.All(func(e Entry) error {
		all = append(all, e)
		return nil
	}))
	return all
}

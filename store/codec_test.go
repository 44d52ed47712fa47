package store_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/internal/golden"
	"example.com/tenure/store"
)

func eachCodec(t *testing.T, test func(t *testing.T, c codec)) {
	t.Helper()
	for _, c := range codecs() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			test(t, c)
		})
	}
}

// A codec gives back every field, and each for itself. A field that was added to a row and not to its codec fails
// here. // I-10
func TestCodecsGiveBackEveryField(t *testing.T) {
	t.Parallel()
	eachCodec(t, func(t *testing.T, c codec) {
		row := c.filled()
		leaves(reflect.ValueOf(row).Elem(), "", func(path string, leaf reflect.Value) {
			require.False(t, leaf.IsZero(), "%s was not filled", path)
		})
		key, value := requireRoundTrip(t, c, row, "")
		var paths []string
		leaves(reflect.ValueOf(row).Elem(), "", func(path string, _ reflect.Value) { paths = append(paths, path) })
		for i, path := range paths {
			changed := c.filled()
			n := 0
			leaves(reflect.ValueOf(changed).Elem(), "", func(_ string, leaf reflect.Value) {
				if n == i {
					alter(leaf)
				}
				n++
			})
			versioned(changed)
			if reflect.DeepEqual(row, changed) {
				continue // it has one value only
			}
			otherKey, otherValue := requireRoundTrip(t, c, changed, path)
			require.False(t, bytes.Equal(key, otherKey) && bytes.Equal(value, otherValue), "%s is not stored", path)
		}
	})
}

func requireRoundTrip(t *testing.T, c codec, row any, path string) (key, value []byte) {
	t.Helper()
	key, value, err := c.encode(row)
	require.NoError(t, err, path)
	back, err := c.decode(key, value)
	require.NoError(t, err, path)
	require.Equal(t, row, back, path)
	return key, value
}

// An instant is stored as an instant: in which zone it was said leaves no trace, so equal rows have equal bytes on every store,
// and what is read can be compared with ==. // I-83
func TestCodecsForgetZones(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 3600)
	eachCodec(t, func(t *testing.T, c codec) {
		row, local := c.filled(), c.filled()
		leaves(reflect.ValueOf(local).Elem(), "", func(_ string, leaf reflect.Value) {
			if at, ok := leaf.Interface().(time.Time); ok && c.hot { // configuration is brought to UTC before
				leaf.Set(reflect.ValueOf(at.In(zone)))
			}
		})
		key, value, err := c.encode(row)
		require.NoError(t, err)
		localKey, localValue, err := c.encode(local)
		require.NoError(t, err)
		require.Equal(t, key, localKey)
		require.Equal(t, value, localValue) // I-83
		back, err := c.decode(localKey, localValue)
		require.NoError(t, err)
		leaves(reflect.ValueOf(back).Elem(), "", func(path string, leaf reflect.Value) {
			if at, ok := leaf.Interface().(time.Time); ok {
				require.Equal(t, time.UTC, at.Location(), path)
			}
		})
	})
}

// alter gives a part of a row another value.
func alter(v reflect.Value) {
	switch {
	case v.Kind() == reflect.Bool:
		v.SetBool(false)
	case v.Kind() == reflect.Slice:
		v.Set(v.Slice(0, 1))
	default:
		(&filler{1000}).fill(v)
	}
}

// An empty row is a row: zero instants, empty texts, no lists. // I-10
func TestCodecsGiveBackEmptyRows(t *testing.T) {
	t.Parallel()
	eachCodec(t, func(t *testing.T, c codec) {
		row := c.empty()
		versioned(row)
		if ev, ok := row.(*logged); ok {
			ev.Recorded = time.Unix(0, 0).UTC()
		}
		if c.hot { // the words of the others' enumerations have none for nothing
			requireRoundTrip(t, c, row, "")
		}
	})
}

// The bytes of each row, with a value in every field. What changes here cannot read the stores that exist.
func TestStoredRows(t *testing.T) {
	t.Parallel()
	eachCodec(t, func(t *testing.T, c codec) {
		key, value, err := c.encode(c.filled())
		require.NoError(t, err)
		golden.Check(t, filepath.Join("testdata", "rows", c.name+".hex"), []byte(dump("key", key)+dump("value", value)))
	})
}

// dump shows bytes in lines of 32.
func dump(name string, data []byte) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s, %d bytes\n", name, len(data))
	for len(data) > 0 {
		n := min(32, len(data))
		out.WriteString(hex.EncodeToString(data[:n]) + "\n")
		data = data[n:]
	}
	return out.String()
}

// The link of an event is SHA-256 over the link before it, its number and its canonical bytes. // I-100
func TestTheLinkOfAnEvent(t *testing.T) {
	t.Parallel()
	row := event().filled().(*logged)
	first := store.Link([32]byte{}, 1, store.Canonical(&row.Event))
	second := store.Link(first, 2, store.Canonical(&row.Event))
	golden.Check(t, filepath.Join("testdata", "link.hex"), []byte(dump("first", first[:])+dump("second", second[:])))

	require.NotEqual(t, first, store.Link([32]byte{}, 2, store.Canonical(&row.Event)), "the number counts")
	require.NotEqual(t, first, second)
	other := row.Event
	other.Link[0]++
	other.Seq++
	require.Equal(t, store.Canonical(&row.Event), store.Canonical(&other), "the canonical bytes have neither number nor link")
}

// Rows that are cut short, have something behind them, or are of a later version are refused, not guessed at. // I-8
func TestDamagedRowsAreRefused(t *testing.T) {
	t.Parallel()
	eachCodec(t, func(t *testing.T, c codec) {
		row := c.filled()
		key, value, err := c.encode(row)
		require.NoError(t, err)
		refused := func(value []byte, detail string) {
			t.Helper()
			_, err := c.decode(key, value)
			require.ErrorIs(t, err, store.ErrForeign)
			require.ErrorContains(t, err, detail)
			require.NotZero(t, kindOf(err))
		}
		refused(append(bytes.Clone(value), 'x'), "the store is damaged or was written by something else")
		for n := range value {
			refused(value[:n], "the store is damaged or was written by something else")
		}
		if c.hot && c.name != "meta" {
			refused(append([]byte{99}, value[1:]...), "version is unknown")
		}
	})
}

// A word that this version does not know is refused; each that it knows is read. // I-8
func TestWordsOfEvents(t *testing.T) {
	t.Parallel()
	c := event()
	read := func(ev entitlement.Event) error {
		ev.Seq = 1
		key, value, err := c.encode(&logged{Event: ev})
		require.NoError(t, err)
		_, err = c.decode(key, value)
		return err
	}
	for _, activity := range entitlement.Activities() {
		require.NoError(t, read(entitlement.Event{Activity: activity}), "%s", activity)
	}
	for kind := range entitlement.KindCallout + 1 {
		require.NoError(t, read(entitlement.Event{Object: entitlement.ObjectRef{Kind: kind}}), "%s", kind)
	}
	require.ErrorIs(t, read(entitlement.Event{Activity: 255}), store.ErrForeign)
	require.ErrorIs(t, read(entitlement.Event{Object: entitlement.ObjectRef{Kind: 255}}), store.ErrForeign)
}

func kindOf(err error) entitlement.Kind {
	if e, ok := errors.AsType[*entitlement.Error](err); ok {
		return e.Kind
	}
	return 0
}

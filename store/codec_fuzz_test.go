package store_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// Whatever bytes are stored, a codec refuses them as damaged or gives back a row, and never panics. A compact row can be
// stored again.
func FuzzCodecs(f *testing.F) {
	all := codecs()
	for i, c := range all {
		key, value, err := c.encode(c.filled())
		require.NoError(f, err)
		f.Add(uint8(i), key, value)
		f.Add(uint8(i), key, value[:len(value)/2])
	}
	f.Fuzz(func(t *testing.T, which uint8, key, value []byte) {
		c := all[int(which)%len(all)]
		seedKey, _, err := c.encode(c.filled())
		require.NoError(t, err)
		if c.rawKey {
			key = seedKey // what stands under another key is not looked for
		}
		row, err := c.decode(key, value)
		if err != nil {
			code := entitlement.CodeOf(err)
			require.True(t, code == store.ErrForeign || code == store.ErrNewer || code == entitlement.InvalidArgument, "%v", err)
			return
		}
		if !c.hot {
			return // configuration is checked as a whole before it is stored: see the Validate methods
		}
		versioned(row)
		key, value, err = c.encode(row)
		require.NoError(t, err)
		again, err := c.decode(key, value)
		require.NoError(t, err)
		require.Equal(t, row, again) // I-10
	})
}

// A row that claims to hold more than its bytes can asks for no memory. It does not run beside other tests: it counts
// what all of them allocate.
func TestDamagedRowsAskForLittleMemory(t *testing.T) { //nolint:paralleltest // see above
	for _, c := range codecs() {
		if !c.hot {
			continue
		}
		key, value, err := c.encode(c.filled())
		require.NoError(t, err)
		const room = 1 << 16 // 32767 elements of two bytes each would fit
		for i := 1; i < len(value); i += 3 {
			// From here on each number reads as 32767: as many elements as there could be if they took two bytes each.
			hostile := append([]byte{}, value[:i]...)
			for len(hostile) < room {
				hostile = append(hostile, 0xff, 0xff, 0x01)
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := c.decode(key, hostile)
			runtime.ReadMemStats(&after)
			require.Error(t, err, "%s %d", c.name, i)
			require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(16*room), "%s %d", c.name, i)
		}
	}
}

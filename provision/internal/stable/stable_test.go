package stable_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/provision/internal/stable"
)

func TestHash(t *testing.T) {
	t.Parallel()

	t.Run("depends_on_its_arguments_alone", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, stable.Hash("key", 1), stable.Hash("key", 1)) // I-120
		require.NotEqual(t, stable.Hash("key", 1), stable.Hash("key", 2))
		require.NotEqual(t, stable.Hash("key", 1), stable.Hash("kez", 1))
	})

	t.Run("spreads_neighbouring_keys_and_numbers", func(t *testing.T) {
		t.Parallel()
		const n, buckets = 10_000, 10
		var keys, numbers [buckets]int
		for i := range n {
			keys[stable.Hash("grant/"+strconv.Itoa(i), 1)%buckets]++
			numbers[stable.Hash("grant", uint64(i))%buckets]++
		}
		for i := range buckets {
			require.InDelta(t, n/buckets, keys[i], n/buckets/5)
			require.InDelta(t, n/buckets, numbers[i], n/buckets/5)
		}
	})
}

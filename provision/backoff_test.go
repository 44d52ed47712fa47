package provision_test

import (
	"math"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

// backoffs draws back-offs that Validate accepts, up to the longest durations there are.
func backoffs() *rapid.Generator[provision.Backoff] {
	return rapid.Custom(func(t *rapid.T) provision.Backoff {
		first := rapid.Int64Range(1, int64(math.MaxInt64/time.Microsecond)).Draw(t, "first")
		longest := rapid.Int64Range(first, int64(math.MaxInt64/time.Microsecond)).Draw(t, "max")
		return provision.Backoff{
			First:  time.Duration(first) * time.Microsecond,
			Max:    time.Duration(longest) * time.Microsecond,
			Factor: rapid.IntRange(1, math.MaxInt).Draw(t, "factor"),
		}
	})
}

func TestBackoffKeepsItsBounds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := backoffs().Draw(t, "backoff")
		require.NoError(t, b.Validate())
		key := rapid.String().Draw(t, "key")
		attempt := rapid.IntRange(1, math.MaxInt-1).Draw(t, "attempt")

		pause := b.Next(attempt, key)
		require.Equal(t, pause, b.Next(attempt, key), "the pause is a function") // I-66, I-120
		require.GreaterOrEqual(t, pause, b.First/2)                              // I-66
		require.LessOrEqual(t, pause, b.Max)                                     // I-66
		require.Positive(t, pause)
		require.Zero(t, pause%time.Microsecond, "whole microseconds")          // I-9
		require.GreaterOrEqual(t, b.Next(attempt+1, key), pause, "never less") // I-66
	})
}

func TestBackoffGrowsByTheFactor(t *testing.T) {
	t.Parallel()
	b := provision.DefaultBackoff()
	require.NoError(t, b.Validate())
	bounds := []time.Duration{30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600} // R-226, in seconds
	for attempt, low := range bounds[:len(bounds)-1] {
		pause := b.Next(attempt+1, "key")
		require.GreaterOrEqual(t, pause, low*time.Second, "attempt %d", attempt+1)
		require.LessOrEqual(t, pause, bounds[attempt+1]*time.Second, "attempt %d", attempt+1)
	}
	require.Equal(t, time.Hour, b.Next(10_000, "key"), "I-123: the pause of a revoke that failed ten thousand times")
	require.Equal(t, b.Next(1, "key"), b.Next(0, "key"), "attempts count from one")
	require.Equal(t, b.Next(1, "key"), b.Next(-3, "key"))
}

func TestBackoffSpreadsKeys(t *testing.T) {
	t.Parallel()
	b := provision.DefaultBackoff()
	const n, buckets = 1000, 10
	var count [buckets]int
	for i := range n {
		pause := b.Next(2, "grant/"+strconv.Itoa(i))
		count[min((pause-time.Minute)*buckets/time.Minute, buckets-1)]++
	}
	for i := range count {
		require.InDelta(t, n/buckets, count[i], n/buckets/2, "bucket %d of the second minute", i)
	}
}

func TestBackoffWithFactorOneIsConstant(t *testing.T) {
	t.Parallel()
	b := provision.Backoff{First: time.Second, Max: time.Hour, Factor: 1}
	require.NoError(t, b.Validate())
	require.Equal(t, time.Second, b.Next(2, "key"))
	require.Equal(t, time.Second, b.Next(math.MaxInt, "key"))
}

func TestARetryAfterWinsWhenItIsLonger(t *testing.T) {
	t.Parallel()
	b := provision.DefaultBackoff()
	next := b.Next(3, "key")
	throttled := func(after time.Duration) error { return provision.TransientAfter(provision.Throttled, after, "") }

	require.Equal(t, next, b.NextAfter(3, "key", nil))
	require.Equal(t, next, b.NextAfter(3, "key", errCause))
	require.Equal(t, next, b.NextAfter(3, "key", throttled(time.Second)))
	require.Equal(t, 2*time.Hour, b.NextAfter(3, "key", throttled(2*time.Hour)), "also beyond Max")
	require.Equal(t, 2*time.Hour+time.Microsecond, b.NextAfter(3, "key", throttled(2*time.Hour+1)), "I-9")
	require.Equal(t, provision.MaxRetryAfter, b.NextAfter(3, "key", throttled(math.MaxInt64)), "I-123")
}

func TestBackoffIsValidated(t *testing.T) {
	t.Parallel()
	refused := map[string]provision.Backoff{
		"zero_value":       {},
		"no_pause":         {First: 0, Max: time.Hour, Factor: 2},
		"below_microsec":   {First: 999, Max: time.Hour, Factor: 2},
		"negative":         {First: -time.Minute, Max: time.Hour, Factor: 2},
		"max_below_first":  {First: time.Hour, Max: time.Minute, Factor: 2},
		"fraction_first":   {First: time.Minute + 1, Max: time.Hour, Factor: 2},
		"fraction_max":     {First: time.Minute, Max: time.Hour + 1, Factor: 2},
		"no_factor":        {First: time.Minute, Max: time.Hour},
		"negative_factor":  {First: time.Minute, Max: time.Hour, Factor: -2},
		"minimal_negative": {First: math.MinInt64, Max: math.MinInt64, Factor: math.MinInt},
	}
	for name, b := range refused {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.ErrorIs(t, b.Validate(), entitlement.InvalidArgument)
			for _, attempt := range []int{math.MinInt, 0, 1, 2, math.MaxInt} {
				require.GreaterOrEqual(t, b.Next(attempt, "key"), time.Duration(0), "no panic, no endless loop")
			}
		})
	}
	require.NoError(t, provision.Backoff{First: time.Microsecond, Max: time.Microsecond, Factor: 1}.Validate())
}

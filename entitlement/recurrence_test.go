package entitlement

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A series on the 31st falls on the last day of short months and returns to the 31st. // I-80
func TestRecurrenceDoesNotDrift(t *testing.T) {
	t.Parallel()
	monthly := Recurrence{Anchor: clock("2027-10-31T08:00:00"), Every: Period{Months: 1}}
	for k, want := range []string{
		"2027-10-31T08:00:00", "2027-11-30T08:00:00", "2027-12-31T08:00:00", "2028-01-31T08:00:00", "2028-02-29T08:00:00",
		"2028-03-31T08:00:00",
	} {
		require.Equal(t, clock(want), monthly.At(k))
	}
	yearly := Recurrence{Anchor: clock("2024-02-29T00:00:00"), Every: Period{Years: 1}}
	require.Equal(t, clock("2027-02-28T00:00:00"), yearly.At(3))
	require.Equal(t, clock("2028-02-29T00:00:00"), yearly.At(4))
	every90 := Recurrence{Anchor: day(1, 1), Every: Days(90)}
	require.Equal(t, day(1, 1).AddDate(0, 0, 360), every90.At(4))
}

func TestNext(t *testing.T) {
	t.Parallel()
	r := Recurrence{Anchor: day(1, 31), Every: Period{Months: 1}}
	for at, want := range map[time.Time]int{
		day(1, 1): 0, day(1, 31).Add(-1): 0, day(1, 31): 1, day(2, 28).Add(-1): 1, day(2, 28): 2, day(3, 1): 2, day(12, 31): 12,
	} {
		k, instant := r.Next(at)
		require.Equal(t, want, k, "after %v", at)
		require.Equal(t, r.At(want), instant)
	}
}

// A distance that leads nowhere gives the anchor, and comes to an end.
func TestNextWithoutDistance(t *testing.T) {
	t.Parallel()
	for _, every := range []Period{{}, Days(-1), {Months: 1, Days: -40}, {Clock: time.Nanosecond}} {
		k, instant := Recurrence{Anchor: day(1, 1), Every: every}.Next(day(6, 1))
		require.Zero(t, k)
		require.Equal(t, day(1, 1), instant)
	}
}

// From the first year to the last, at any distance: no overflow, and the answer is the first instant after t. // I-80, I-82
func TestNextProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		every := rapid.SampledFrom([]Period{
			{Clock: time.Microsecond}, {Clock: 7 * time.Second}, Hours(1), Hours(25), Hours(99_999), Hours(mostHours), Days(1), Days(90),
			{Months: 1}, {Months: 1, Days: 1}, {Months: 3, Clock: time.Hour}, {Years: 1}, {Years: 9999},
		}).Draw(t, "every")
		instant := func(label string) time.Time {
			return time.UnixMicro(rapid.Int64Range(earliest.UnixMicro(), latest.UnixMicro()).Draw(t, label)).UTC()
		}
		r, at := Recurrence{Anchor: instant("anchor"), Every: every}, instant("at")
		k, next := r.Next(at)
		require.True(t, next.After(at) || k == 0)
		require.Equal(t, r.At(k), next)
		if k > 0 {
			before := r.At(k - 1)
			require.False(t, before.After(at), "the one before is not after t")
			require.True(t, before.Before(next), "each comes later than the one before")
		} else {
			require.True(t, at.Before(r.Anchor))
		}
	})
}

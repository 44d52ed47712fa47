package entitlement

import (
	"testing"
	"time"
	_ "time/tzdata" // zones do not depend on the machine

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	require.NoError(t, err)
	return loc
}

// A day ends at the first instant of the next day: where midnight is jumped over, the first instant after the gap; where
// it comes twice, the first of the two. // R-170, R-171, I-79
func TestEndOfDay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ zone, day, end string }{
		{"UTC", "2026-06-30", "2026-07-01T00:00:00"},
		{"UTC", "2026-12-31", "2027-01-01T00:00:00"},
		{"UTC", "2028-02-28", "2028-02-29T00:00:00"},
		{"Europe/Berlin", "2026-06-30", "2026-06-30T22:00:00"}, // summer: two hours ahead
		{"Europe/Berlin", "2026-12-31", "2026-12-31T23:00:00"}, // winter: one
		{"Europe/Berlin", "2026-03-28", "2026-03-28T23:00:00"}, // the night before the clocks go forward
		{"Europe/Berlin", "2026-03-29", "2026-03-29T22:00:00"}, // a day of 23 hours
		{"Europe/Berlin", "2026-10-25", "2026-10-25T23:00:00"}, // a day of 25 hours
		{"America/New_York", "2026-03-08", "2026-03-09T04:00:00"},
		{"America/New_York", "2026-11-01", "2026-11-02T05:00:00"},
		{"Australia/Lord_Howe", "2026-04-05", "2026-04-05T13:30:00"}, // half an hour back
		{"Australia/Lord_Howe", "2026-10-04", "2026-10-04T13:00:00"}, // half an hour forward
		{"America/Sao_Paulo", "2018-11-03", "2018-11-04T03:00:00"},   // midnight is jumped over: 00:00 is 01:00
		{"America/Sao_Paulo", "2018-11-04", "2018-11-05T02:00:00"},
		{"America/Sao_Paulo", "2018-02-17", "2018-02-18T03:00:00"}, // at 24:00 it is 23:00 again: midnight comes once, an hour later
		{"America/Havana", "2026-10-31", "2026-11-01T04:00:00"},    // at 01:00 it is 00:00 again: midnight comes twice
		{"America/Havana", "2026-03-07", "2026-03-08T05:00:00"},    // midnight is jumped over
		{"America/St_Johns", "2010-11-06", "2010-11-07T02:30:00"},  // at 00:01 it is 23:01 again: the day begins twice
		{"Pacific/Apia", "2011-12-29", "2011-12-30T10:00:00"},      // the 30th does not exist
		{"Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00"},      // a day that does not exist ends when it begins
		{"Pacific/Apia", "2011-12-31", "2011-12-31T10:00:00"},
		{"Pacific/Kiritimati", "2026-01-01", "2026-01-01T10:00:00"}, // 14 hours ahead
		{"Pacific/Niue", "2026-01-01", "2026-01-02T11:00:00"},       // 11 behind
		{"Asia/Manila", "1844-12-29", "1844-12-30T15:56:08"},        // local mean time, almost 16 hours behind
	} {
		t.Run(c.zone+"_"+c.day, func(t *testing.T) {
			t.Parallel()
			loc := location(t, c.zone)
			date := clock(c.day + "T00:00:00")
			end := EndOfDay(date.Year(), date.Month(), date.Day(), loc)
			require.Equal(t, clock(c.end), end)
			require.Equal(t, time.UTC, end.Location())
		})
	}
}

func TestEndOfDayWithoutLocationIsUTC(t *testing.T) {
	t.Parallel()
	require.Equal(t, day(7, 1), EndOfDay(2026, 6, 30, nil))
	require.Equal(t, day(7, 2), EndOfDay(2026, 6, 31, nil), "counts on into the next month")
}

// In every zone, on every day: before the end the wall still shows that day or an earlier one, at the end a later one.
func TestEndOfDayIsTheFirstInstantOfALaterDay(t *testing.T) {
	t.Parallel()
	zones := []string{
		"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Apia", "America/Havana",
		"Africa/Cairo", "Asia/Kathmandu", "Asia/Beirut", "America/Asuncion", "Atlantic/Azores", "Antarctica/Troll", "UTC",
	}
	rapid.Check(t, func(rt *rapid.T) {
		loc := location(t, rapid.SampledFrom(zones).Draw(rt, "zone"))
		date := clock("1990-01-01T00:00:00").AddDate(0, 0, rapid.IntRange(0, 50*365).Draw(rt, "day"))
		end := EndOfDay(date.Year(), date.Month(), date.Day(), loc)
		shown := func(at time.Time) string { return at.In(loc).Format(time.DateOnly) }
		require.Greater(t, shown(end), date.Format(time.DateOnly))
		require.LessOrEqual(t, shown(end.Add(-1)), date.Format(time.DateOnly))
		next := date.AddDate(0, 0, 1)
		require.False(t, EndOfDay(next.Year(), next.Month(), next.Day(), loc).Before(end), "days end in order")
	})
}

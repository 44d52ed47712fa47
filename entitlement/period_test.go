package entitlement

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func clock(text string) time.Time {
	at, err := time.Parse("2006-01-02T15:04:05.999999", text)
	if err != nil {
		panic(err)
	}
	return at
}

// Years and months on the calendar, the day clamped to the month's last; then days of 24 hours; then the clock. // I-79
func TestAddTo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ from, period, to string }{
		{"2026-01-31T09:00:00", "P1M", "2026-02-28T09:00:00"},
		{"2028-01-31T09:00:00", "P1M", "2028-02-29T09:00:00"}, // leap year
		{"2026-01-31T09:00:00", "P2M", "2026-03-31T09:00:00"},
		{"2026-03-31T09:00:00", "P1M", "2026-04-30T09:00:00"},
		{"2026-10-31T09:00:00", "P13M", "2027-11-30T09:00:00"},
		{"2026-12-31T23:59:59.999999", "P2M", "2027-02-28T23:59:59.999999"},
		{"2024-02-29T00:00:00", "P1Y", "2025-02-28T00:00:00"},
		{"2024-02-29T00:00:00", "P4Y", "2028-02-29T00:00:00"},
		{"2024-02-29T00:00:00", "P12M", "2025-02-28T00:00:00"},
		{"1896-02-29T00:00:00", "P4Y", "1900-02-28T00:00:00"}, // no leap year
		{"2026-01-30T00:00:00", "P1M1D", "2026-03-01T00:00:00"},
		{"2026-01-31T00:00:00", "P1Y1M", "2027-02-28T00:00:00"},
		{"2026-03-28T12:00:00", "P1D", "2026-03-29T12:00:00"}, // a clock change somewhere does not shorten it
		{"2026-02-27T23:00:00", "P1DT1H", "2026-03-01T00:00:00"},
		{"2026-01-01T00:00:00", "P2W", "2026-01-15T00:00:00"},
		{"2026-01-01T00:00:00", "PT0S", "2026-01-01T00:00:00"},
		{"2026-01-01T00:00:00", "P3660D", "2036-01-09T00:00:00"},   // I-82
		{"2026-01-01T00:00:00", "PT99999H", "2037-05-29T15:00:00"}, // I-82
		{"0001-01-01T00:00:00", "P9998Y", "9999-01-01T00:00:00"},
	} {
		t.Run(c.from+"_"+c.period, func(t *testing.T) {
			t.Parallel()
			p, err := ParsePeriod(c.period)
			require.NoError(t, err)
			require.Equal(t, clock(c.to), p.AddTo(clock(c.from)))
		})
	}
}

// "N days" is N times 24 hours in UTC, whatever location the start is told in. // I-79
func TestDaysAreTwentyFourHoursEverywhere(t *testing.T) {
	t.Parallel()
	berlin := location(t, "Europe/Berlin")
	start := time.Date(2026, 3, 28, 12, 0, 0, 0, berlin) // the clocks change on the 29th
	end := Days(1).AddTo(start)
	require.Equal(t, 24*time.Hour, end.Sub(start))
	require.Equal(t, time.UTC, end.Location())
	require.Equal(t, "2026-03-29 13:00", end.In(berlin).Format("2006-01-02 15:04"))
}

func TestPeriodText(t *testing.T) {
	t.Parallel()
	for text, p := range map[string]Period{
		"PT0S":           {},
		"P30D":           Days(30),
		"P365D":          Days(365), // never P1Y
		"PT8H":           Hours(8),
		"PT99999H":       Hours(99_999),  // I-82
		"PT999999H":      Hours(999_999), // the longest
		"P1Y6M":          {Years: 1, Months: 6},
		"P1Y2M3DT4H5M6S": {1, 2, 3, 4*time.Hour + 5*time.Minute + 6*time.Second},
		"PT0.5S":         {Clock: 500 * time.Millisecond},
		"PT1M0.000001S":  {Clock: time.Minute + time.Microsecond},
		"P3660D":         Days(3660),
		"P9999Y":         {Years: 9999},
	} {
		require.Equal(t, text, p.String())
		got, err := ParsePeriod(text)
		require.NoError(t, err, "%s", text)
		require.Equal(t, p, got)
		data, err := json.Marshal(p)
		require.NoError(t, err)
		var back Period
		require.NoError(t, json.Unmarshal(data, &back))
		require.Equal(t, p, back) // I-10
	}
	for other, text := range map[string]string{
		"P2W": "P14D", "P1W1D": "P8D", "PT90M": "PT1H30M", "PT11520M": "PT192H", "PT9999990M": "PT166666H30M", "P0D": "PT0S", "P01D": "P1D", "PT1.500S": "PT1.5S",
	} {
		p, err := ParsePeriod(other)
		require.NoError(t, err, "%s", other)
		require.Equal(t, text, p.String(), "one text for what is read from %s", other)
	}
}

func TestTextsThatAreNoPeriods(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "P", "PT", "P1DT", "30D", "1D", "p30d", "P-1D", "-P1D", "+P1D", "P+1D", "P1.5D", "P1,5D", "P1D1Y", "P1Y1Y", "PT1S1H",
		"P1H", "PT1D", "PD", "PTH", "PTS", "PT1.xS", "PT1xS", "PT10000000M", "PT1Y", "P1DT1H1H", "P D", "P1D ", " P1D", "P1D\n", "PT1.S", "PT.5S", "PT1.0000001S", "PT1H30", "P1",
		"P١D", "P999999999D", "P99999999Y", "PT1000000H", "PT999999H60M", "PT9999999999S", "P10000Y", "P99999999W", "PT1.5M", "PT1T1S",
		"P0000000000000000000000000000000000000000000000000000000000000001D", "30 days", "null", "P30D; drop",
	} {
		p, err := ParsePeriod(text)
		require.ErrorIs(t, err, InvalidArgument, "%q", text)
		require.Zero(t, p)
		kept := Days(7)
		require.Error(t, kept.UnmarshalText([]byte(text)))
		require.Equal(t, Days(7), kept, "a refused text changes nothing")
	}
}

func TestPeriodsThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, p := range []Period{
		Days(-1), Hours(-1), {Years: -1}, {Months: -1}, {Clock: -1}, {Years: 1, Days: -1}, {Clock: time.Nanosecond},
		{Clock: time.Microsecond - 1}, {Years: 10_000}, {Months: 9999*12 + 1}, Days(9999*366 + 1), Hours(1_000_000),
		Hours(3_000_000), Hours(6_000_000), Hours(1 << 62), Hours(-1 << 62), {Clock: 1<<63 - 1}, // none of them wraps around
	} {
		err := p.Validate()
		require.ErrorIs(t, err, InvalidArgument, "%+v", p)
		require.ErrorContains(t, err, "duration: ")
		_, err = p.MarshalText()
		require.Error(t, err, "what cannot be read is not written")
		require.NotPanics(t, func() { _ = p.String() })
	}
	for _, p := range []Period{
		{Years: 9999}, {Months: 9999 * 12}, Days(9999 * 366), Hours(999_999), {Clock: time.Microsecond},
	} {
		require.NoError(t, p.Validate(), "%+v", p)
	}
}

// anyPeriod draws valid periods of all sizes.
func anyPeriod(t *rapid.T) Period {
	return Period{
		Years: rapid.IntRange(0, 100).Draw(t, "years"), Months: rapid.IntRange(0, 100).Draw(t, "months"),
		Days:  rapid.IntRange(0, 5000).Draw(t, "days"),
		Clock: time.Duration(rapid.Int64Range(0, int64(mostHours*time.Hour/time.Microsecond)).Draw(t, "clock")) * time.Microsecond,
	}
}

func anyInstant(t *rapid.T, label string) time.Time {
	return time.UnixMicro(rapid.Int64Range(clock("1900-01-01T00:00:00").UnixMicro(), clock("2200-01-01T00:00:00").UnixMicro()).Draw(t, label)).UTC()
}

func TestPeriodProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, at := anyPeriod(t), anyInstant(t, "at")
		require.NoError(t, p.Validate())
		back, err := ParsePeriod(p.String())
		require.NoError(t, err)
		require.Equal(t, p, back, "text and back") // I-10

		end := p.AddTo(at)
		require.Equal(t, p.IsZero(), end.Equal(at), "only nothing adds nothing")
		require.False(t, end.Before(at))
		later := at.Add(time.Microsecond)
		require.False(t, p.AddTo(later).Before(end), "who starts later does not end earlier")

		require.True(t, p.Times(0).IsZero())
		n := rapid.IntRange(0, 50).Draw(t, "n")
		flat := Period{Days: p.Days, Clock: p.Clock}
		want := at
		for range n {
			want = flat.AddTo(want)
		}
		require.Equal(t, want, flat.Times(n).AddTo(at), "days and hours add up")
	})
}

func TestOr(t *testing.T) {
	t.Parallel()
	require.Equal(t, Days(1), Period{}.Or(Days(1)))
	require.Equal(t, Days(2), Days(2).Or(Days(1)))
}

// FuzzParsePeriod: whatever is accepted prints as something that reads as the same period; nothing panics. // I-10
func FuzzParsePeriod(f *testing.F) {
	for _, text := range []string{
		"P30D", "PT8H", "P1Y2M3W4DT5H6M7.000008S", "PT0S", "P", "PT", "P1DT", "PT999999H9999999M", "P99999999W", "PT4294967295S", "\xff",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePeriod(text)
		if err != nil {
			require.ErrorIs(t, err, InvalidArgument)
			require.Zero(t, p)
			return
		}
		require.NoError(t, p.Validate())
		back, err := ParsePeriod(p.String())
		require.NoError(t, err, "%q prints as %s", text, p)
		require.Equal(t, p, back, "%q prints as %s", text, p)
		require.False(t, p.AddTo(day(1, 1)).Before(day(1, 1)), fmt.Sprint(p))
	})
}

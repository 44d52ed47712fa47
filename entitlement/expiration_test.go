package entitlement

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

//
func TestEndOfAnAssignment(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 1, 31, 9, 30, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		rule Expiration
		end  time.Time
	}{
		"unspecified_is_30_days":   {Expiration{}, start.AddDate(0, 0, 30)},
		"never":                    {Expiration{Type: ExpirationNone}, time.Time{}},
		"on_a_date":                {Expiration{Type: ExpirationAfterDateTime, EndDateTime: day(3, 1)}, day(3, 1)},
		"on_a_date_told_elsewhere": {Expiration{Type: ExpirationAfterDateTime, EndDateTime: day(3, 1).In(time.FixedZone("", 3600))}, day(3, 1)},
		"after_days":               {Expiration{Type: ExpirationAfterDuration, Duration: Days(90)}, start.AddDate(0, 0, 90)},
		"after_hours":              {Expiration{Type: ExpirationAfterDuration, Duration: Hours(8)}, start.Add(8 * time.Hour)},
		"after_a_month":            {Expiration{Type: ExpirationAfterDuration, Duration: Period{Months: 1}}, time.Date(2026, 2, 28, 9, 30, 0, 0, time.UTC)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.end, c.rule.EndFrom(start))
		})
	}
}

func TestExpirationFlaws(t *testing.T) {
	t.Parallel()
	full := func() Expiration { return Expiration{Type: ExpirationAfterDuration, Duration: Days(30)} }
	validate := func(e *Expiration) error { return e.Validate(SeedLimits()) }
	testFlaws(t, full, validate, []flaw[Expiration]{
		{"unknown_type", func(e *Expiration) { e.Type = 9 }, "expiration.type"},
		{"no_duration", func(e *Expiration) { e.Duration = Period{} }, "expiration.duration"},
		{"59_minutes", func(e *Expiration) { e.Duration = Period{Clock: 59 * time.Minute} }, "expiration.duration"},
		{"negative", func(e *Expiration) { e.Duration = Days(-1) }, "expiration.duration"},
		{"negative_part", func(e *Expiration) { e.Duration = Period{Days: 2, Clock: -time.Hour} }, "expiration.duration"},
		{"too_fine", func(e *Expiration) { e.Duration = Period{Clock: time.Hour + 1} }, "expiration.duration"},            // I-9
		{"duration_without_use", func(e *Expiration) { e.Type = ExpirationNone }, "expiration.duration"},
		{"date_without_use", func(e *Expiration) { e.EndDateTime = day(1, 1) }, "expiration.endDateTime"},
		{"no_date", func(e *Expiration) { *e = Expiration{Type: ExpirationAfterDateTime} }, "expiration.endDateTime"},
		{"date_too_late", func(e *Expiration) { *e = Expiration{Type: ExpirationAfterDateTime, EndDateTime: latest.Add(1000)} }, "expiration.endDateTime"},
		{"date_too_fine", func(e *Expiration) { *e = Expiration{Type: ExpirationAfterDateTime, EndDateTime: day(1, 1).Add(1)} }, "expiration.endDateTime"},
	})
	for _, e := range []Expiration{
		{}, {Type: ExpirationNone}, {Type: ExpirationAfterDateTime, EndDateTime: latest},
		{Type: ExpirationAfterDuration, Duration: Hours(1)}, // at least one hour
		{Type: ExpirationAfterDuration, Duration: Period{Years: 10, Days: 7}},
	} {
		require.NoError(t, e.Validate(SeedLimits()))
	}
}

// No assignment lasts longer than the limit, from whatever day it starts: the months of a duration are counted as long as
// they can be. // R-167, I-49
func TestDurationsAreMeasuredAtTheirLongest(t *testing.T) {
	t.Parallel()
	for text, days := range map[string]int{
		"P1D": 1, "PT1H": 1, "PT24H": 1, "PT24H0.000001S": 2, "P3660D": 3660, "P3660DT0.000001S": 3661,
		"P1M": 31, "P2M": 62, "P3M": 92, "P11M": 337, "P1Y": 366, "P4Y": 1461, "P10Y": 3653, "P119M": 3625, "PT99999H": 4167,
	} {
		p, err := ParsePeriod(text)
		require.NoError(t, err)
		require.Equal(t, days, p.longestDays(), "%s", text)
		longest := time.Duration(0)
		for start := day(1, 1); start.Year() < 2034; start = start.AddDate(0, 0, 1) {
			longest = max(longest, p.AddTo(start).Sub(start))
		}
		require.LessOrEqual(t, longest, time.Duration(days)*24*time.Hour, "%s", text)
	}
}

// The end is excluded: access ends at the instant itself. // R-173, I-75
func TestEndIsExcluded(t *testing.T) {
	t.Parallel()
	s := Schedule{Start: day(1, 1), End: day(2, 1)}
	require.False(t, s.EndedBy(day(2, 1).Add(-1)))
	require.True(t, s.EndedBy(day(2, 1)))
	require.False(t, Schedule{Start: day(1, 1)}.EndedBy(latest), "no end never comes")

	for _, state := range AssignmentMachine().States() {
		a := Assignment{State: state, Schedule: s}
		require.Equal(t, state != AssignmentExpired, a.IsLive(day(1, 31)), "%v", state)
		require.False(t, a.IsLive(day(2, 1)), "whether or not anybody noticed")
	}
}

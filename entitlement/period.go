package entitlement

import (
	"math/bits"
	"strconv"
	"strings"
	"time"
)

// Period is a length of time as people agree on it: calendar years and months, days of 24 hours, and a clock part. It is
// what policies are written in; ISO 8601 text ("P30D", "PT8H", "P1Y6M") is its only text form, as in Microsoft Graph
// . The zero Period means "not given". Parts are never negative.
type Period struct {
	Years, Months, Days int
	Clock               time.Duration // whole microseconds
}

// Days returns a period of n days of 24 hours (I-79).
func Days(n int) Period { return Period{Days: n} }

// mostHours bounds the clock part, so that neither adding nor printing it can overflow (I-82).
const mostHours = 999_999

// Hours returns a period of n hours. Validate refuses n below 0 and beyond 999,999.
func Hours(n int) Period {
	return Period{Clock: time.Duration(max(-1, min(n, mostHours+1))) * time.Hour}
}

// IsZero reports whether the period is unset or of no length.
func (p Period) IsZero() bool { return p == Period{} }

// Or returns p, or other if p is zero.
func (p Period) Or(other Period) Period {
	if p.IsZero() {
		return other
	}
	return p
}

// AddTo returns t plus the period, in UTC: first years and months on the calendar, where a day that the month does not have
// becomes its last (31 January plus one month is 28 or 29 February), then days of 24 hours, then the clock part.
func (p Period) AddTo(t time.Time) time.Time {
	t = t.UTC()
	if p.Years != 0 || p.Months != 0 {
		t = addMonths(t, p.Years*12+p.Months)
	}
	return t.AddDate(0, 0, p.Days).Add(p.Clock) // days in UTC are 24 hours; AddDate does not overflow
}

// Times returns the period n times over, for n of 0 or more; whole days of the clock part are counted as days, so that it
// does not overflow. Anchored recurrences add Times(k) to their anchor instead of adding the period k times, so that month
// ends do not drift (I-80).
func (p Period) Times(n int) Period {
	const day = 24 * time.Hour
	high, low := bits.Mul64(uint64(p.Clock%day), uint64(n))
	days, clock := bits.Div64(high, low, uint64(day)) // cannot overflow: n has 63 bits, so high is less than day
	return Period{
		Years: p.Years * n, Months: p.Months * n,
		Days: (p.Days+int(p.Clock/day))*n + int(days), Clock: time.Duration(clock),
	}
}

// longestDays returns how many days the period lasts at most, begun days counted: P1M lasts up to 31.
func (p Period) longestDays() int {
	const day = 24 * 60 * 60
	longest := int64(0)
	for _, start := range monthStarts() {
		end := p.AddTo(start).Add(time.Second - 1) // a begun second counts too
		longest = max(longest, (end.Unix()-start.Unix()+day-1)/day)
	}
	return int(longest)
}

// monthStarts returns the first instants of the 48 months of a leap year cycle. How long a calendar period lasts depends
// only on the months it spans, so what holds from each of these holds from everywhere.
func monthStarts() [48]time.Time {
	var out [48]time.Time
	for i := range out {
		out[i] = time.Date(2000, time.Month(1+i), 1, 0, 0, 0, 0, time.UTC)
	}
	return out
}

// Validate refuses negative parts, a clock part that is not whole microseconds, and parts beyond 9,999 years, 999,999
// hours in the clock part.
func (p Period) Validate() error { return p.check("duration") }

func (p Period) check(path string) error {
	const most = 9999 * 366
	if p.Years < 0 || p.Months < 0 || p.Days < 0 || p.Clock < 0 {
		return invalid(path, "has a negative part")
	}
	if p.Years > 9999 || p.Months > 9999*12 || p.Days > most || p.Clock > mostHours*time.Hour {
		return invalid(path, "%s is too long", p)
	}
	if p.Clock%time.Microsecond != 0 {
		return invalid(path, "is finer than a microsecond")
	}
	return nil
}

// String returns the ISO 8601 form, "PT0S" for the zero period. It writes the parts as they are: a period of 365 days is
// P365D, never P1Y.
func (p Period) String() string {
	if p.IsZero() {
		return "PT0S"
	}
	b := []byte{'P'}
	part := func(n int64, unit byte) {
		if n != 0 {
			b = append(strconv.AppendInt(b, n, 10), unit)
		}
	}
	part(int64(p.Years), 'Y')
	part(int64(p.Months), 'M')
	part(int64(p.Days), 'D')
	if p.Clock == 0 {
		return string(b)
	}
	b = append(b, 'T')
	part(int64(p.Clock/time.Hour), 'H')
	part(int64(p.Clock%time.Hour/time.Minute), 'M')
	if rest := p.Clock % time.Minute; rest != 0 {
		b = strconv.AppendInt(b, int64(rest/time.Second), 10)
		if frac := rest % time.Second; frac != 0 {
			digits := strconv.FormatInt(int64(frac/time.Microsecond)+1_000_000, 10)[1:]
			b = append(append(b, '.'), strings.TrimRight(digits, "0")...)
		}
		b = append(b, 'S')
	}
	return string(b)
}

// MarshalText returns the ISO 8601 form.
func (p Period) MarshalText() ([]byte, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	return []byte(p.String()), nil
}

// UnmarshalText is ParsePeriod.
func (p *Period) UnmarshalText(text []byte) error {
	out, err := ParsePeriod(string(text))
	if err != nil {
		return err
	}
	*p = out
	return nil
}

// addMonths keeps the time of day and clamps the day to the length of the resulting month.
func addMonths(t time.Time, months int) time.Time {
	year, month, day := t.Date()
	first := time.Date(year, month+time.Month(months), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
	last := time.Date(first.Year(), first.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return first.AddDate(0, 0, min(day, last)-1)
}

// EndOfDay returns the instant at which the calendar day ends in the location: the first instant of the next day, in UTC.
// Where the next midnight does not exist (a clock change jumps over it) it is the first instant after the gap; where it
// exists twice it is the first of the two. A policy's fixed date ends access at this instant. No location
// means UTC; a day that the month does not have counts on into the next, as in time.Date.
func EndOfDay(year int, month time.Month, day int, loc *time.Location) time.Time {
	if loc == nil {
		loc = time.UTC
	}
	// time.Date leaves open which side of a clock change it picks, so walk the zone's segments: in each, wall time is the
	// instant plus one offset. Start a day early, where the wall certainly shows less than the midnight looked for.
	midnight := time.Date(year, month, day+1, 0, 0, 0, 0, time.UTC)
	t := midnight.Add(-24 * time.Hour)
	for {
		_, offset := t.In(loc).Zone()
		_, change := t.In(loc).ZoneBounds()
		if here := midnight.Add(-time.Duration(offset) * time.Second); here.After(t) {
			t = here
		}
		if change.IsZero() || t.Before(change) {
			return t.UTC()
		}
		t = change
	}
}

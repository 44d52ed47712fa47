package scenario

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"example.com/tenure/entitlement"
)

// layouts are the ways to write an instant. All are in UTC; a date alone is its first instant.
var layouts = [...]string{
	"2006-01-02", "2006-01-02 15:04", "2006-01-02 at 15:04", "2006-01-02T15:04:05Z", "2 January 2006", "2 January 2006 15:04",
	"2 January 2006 at 15:04",
}

// The years of instants.
const (
	firstYear = 1970
	lastYear  = 2999
)

func parseTime(text string) (time.Time, error) {
	for _, layout := range layouts {
		at, err := time.Parse(layout, text)
		switch {
		case err != nil:
		case at.Year() < firstYear || at.Year() > lastYear:
			return time.Time{}, fmt.Errorf("%q is too far away: a scenario is between the years %d and %d", text, firstYear, lastYear)
		default:
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf(`%q is no instant: write "2026-06-01", "1 June 2026" or "1 June 2026 at 09:30"`, text)
}

// parsePeriod reads "3 days", "1 month", "2 years and 6 months", "90 minutes".
func parsePeriod(text string) (entitlement.Period, error) {
	var out entitlement.Period
	for part := range strings.SplitSeq(text, " and ") {
		digits, unit, found := strings.Cut(part, " ")
		n, err := strconv.Atoi(digits)
		if digits == "a" || digits == "an" || digits == "one" {
			n, err = 1, nil
		}
		const most = 100_000
		if !found || err != nil || n < 0 || n > most || !addUnits(&out, n, strings.TrimSuffix(unit, "s")) {
			return out, fmt.Errorf(`%q is no length of time: write "3 days", "2 weeks", "1 year and 6 months"`, text)
		}
	}
	return out, nil
}

func addUnits(p *entitlement.Period, n int, unit string) bool {
	const week = 7
	switch unit {
	case "minute":
		p.Clock += time.Duration(n) * time.Minute
	case "hour":
		p.Clock += time.Duration(n) * time.Hour
	case "day":
		p.Days += n
	case "week":
		p.Days += week * n
	case "month":
		p.Months += n
	case "year":
		p.Years += n
	default:
		return false
	}
	return true
}

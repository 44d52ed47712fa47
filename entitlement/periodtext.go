package entitlement

import (
	"strconv"
	"strings"
	"time"
)

// ParsePeriod reads an ISO 8601 duration as Microsoft Graph writes them: P[nY][nM][nW][nD][T[nH][nM][n[.n]S]], upper case,
// at least one part, parts in this order, each at most once, without sign; weeks count as seven days; only seconds may have
// a fraction, of at most six digits. Everything else is refused with InvalidArgument.
func ParsePeriod(text string) (Period, error) {
	p, ok := parsePeriod(text)
	if !ok || p.Validate() != nil {
		return Period{}, &Error{Code: InvalidArgument, Detail: quoteStart(text) + " is not a duration such as P30D, P1Y6M or PT8H"}
	}
	return p, nil
}

func parsePeriod(text string) (Period, bool) {
	rest, ok := strings.CutPrefix(text, "P")
	if !ok || len(text) > 64 {
		return Period{}, false
	}
	date, clock, hasClock := strings.Cut(rest, "T")
	if date == "" && !hasClock || hasClock && clock == "" {
		return Period{}, false
	}
	var p Period
	weeks := 0
	for i, unit := range []byte("YMWD") {
		n, tail, found, ok := leadingNumber(date, unit)
		if !ok {
			return Period{}, false
		}
		if found {
			*[]*int{&p.Years, &p.Months, &weeks, &p.Days}[i] = n
			date = tail
		}
	}
	p.Days += 7 * weeks
	hours, minutes := 0, 0
	for i, unit := range []byte("HM") {
		n, tail, found, ok := leadingNumber(clock, unit)
		if !ok {
			return Period{}, false
		}
		if found {
			*[]*int{&hours, &minutes}[i] = n
			clock = tail
		}
	}
	seconds, ok := parseSeconds(clock)
	if !ok || date != "" || hours > mostHours || minutes > 10*mostHours { // so that the sum cannot overflow
		return Period{}, false
	}
	p.Clock = time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute + seconds
	return p, true
}

// leadingNumber reads digits that are followed by unit. Digits followed by another unit are left for that unit.
func leadingNumber(s string, unit byte) (n int, tail string, found, ok bool) {
	digits := 0
	for digits < len(s) && s[digits] >= '0' && s[digits] <= '9' {
		digits++
	}
	if digits == len(s) || s[digits] != unit {
		return 0, s, false, true
	}
	if digits == 0 || digits > 8 {
		return 0, s, false, false
	}
	n, err := strconv.Atoi(s[:digits])
	return n, s[digits+1:], true, err == nil
}

func parseSeconds(s string) (time.Duration, bool) {
	if s == "" {
		return 0, true
	}
	s, ok := strings.CutSuffix(s, "S")
	if !ok {
		return 0, false
	}
	whole, frac, hasFrac := strings.Cut(s, ".")
	if whole == "" || len(whole) > 8 || hasFrac && (frac == "" || len(frac) > 6) {
		return 0, false
	}
	n, err := strconv.ParseUint(whole, 10, 32)
	if err != nil {
		return 0, false
	}
	micros := uint64(0)
	if hasFrac {
		micros, err = strconv.ParseUint(frac+strings.Repeat("0", 6-len(frac)), 10, 32)
		if err != nil {
			return 0, false
		}
	}
	return time.Duration(n)*time.Second + time.Duration(micros)*time.Microsecond, true
}

package provision

import (
	"fmt"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision/internal/stable"
)

// MaxRetryAfter is the longest pause that a target can ask for; what it asks for beyond counts as this. Without a bound
// one nonsensical answer could silence a revoke for ever (I-123).
const MaxRetryAfter = 24 * time.Hour

// Backoff says how long to wait after a failed attempt: a pause that grows by Factor from First and stops growing at
// Max (R-226, I-66). The zero value is not valid; start from DefaultBackoff.
type Backoff struct {
	First  time.Duration // about the pause after the first failure; whole microseconds, at least one
	Max    time.Duration // the longest pause; whole microseconds, not below First
	Factor int           // growth per attempt, at least 1
}

// DefaultBackoff returns a minute, doubling up to an hour.
func DefaultBackoff() Backoff {
	return Backoff{First: time.Minute, Max: time.Hour, Factor: 2}
}

// Validate refuses a back-off that does not pause, shrinks, or is finer than logical time, with
// entitlement.InvalidArgument.
func (b Backoff) Validate() error {
	switch {
	case b.First < time.Microsecond:
		return invalidBackoff("first: must be at least a microsecond, not %v", b.First)
	case b.Max < b.First:
		return invalidBackoff("max: must not be below first, which is %v, but is %v", b.First, b.Max)
	case b.First%time.Microsecond != 0 || b.Max%time.Microsecond != 0:
		return invalidBackoff("first and max: must be whole microseconds, not %v and %v", b.First, b.Max)
	case b.Factor < 1:
		return invalidBackoff("factor: must be at least 1, not %d", b.Factor)
	}
	return nil
}

func invalidBackoff(format string, args ...any) error {
	return &entitlement.Error{Code: entitlement.InvalidArgument, Detail: "backoff: " + fmt.Sprintf(format, args...)}
}

// Next returns the pause after the given failed attempt, counted from 1; a smaller number counts as 1. The pause lies
// between the ceilings of the attempt before and of this one, at a place that a hash of key and attempt chooses: it is
// the same in every run, differs between keys so that they do not return all at once, is never below First/2 and never
// above Max, and never shrinks from one attempt to the next. It is whole microseconds.
func (b Backoff) Next(attempt int, key string) time.Duration {
	attempt = max(attempt, 1)
	low, high := b.ceiling(attempt-1), b.ceiling(attempt)
	if attempt == 1 {
		low = high - high/2 // rounds up, so that half a microsecond is not lost
	}
	low, high = (low-1)/time.Microsecond+1, high/time.Microsecond
	if low >= high {
		return max(high, 0) * time.Microsecond
	}
	span := uint64(high-low) + 1
	return (low + time.Duration(stable.Hash(key, uint64(attempt))%span)) * time.Microsecond
}

// NextAfter is Next for an attempt that failed with err: when the target asked for a longer pause than Next, it gets
// that pause, rounded up to a microsecond, but no more than MaxRetryAfter.
func (b Backoff) NextAfter(attempt int, key string, err error) time.Duration {
	pause := b.Next(attempt, key)
	if e := Classify(err); e != nil {
		asked := (min(e.RetryAfter, MaxRetryAfter) + time.Microsecond - 1) / time.Microsecond * time.Microsecond
		pause = max(pause, asked)
	}
	return pause
}

// ceiling is the longest pause after the attempt: First, then Factor times more for each further one, at most Max.
func (b Backoff) ceiling(attempt int) time.Duration {
	pause := min(b.First, b.Max)
	for ; attempt > 1 && pause > 0 && pause < b.Max && b.Factor > 1; attempt-- {
		if pause > b.Max/time.Duration(b.Factor) {
			return b.Max // the product would pass Max, or overflow
		}
		pause *= time.Duration(b.Factor)
	}
	return pause
}

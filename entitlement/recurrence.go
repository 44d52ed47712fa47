package entitlement

import "time"

// Recurrence is a series of instants at a fixed distance from an anchor: Anchor, Anchor + Every, Anchor + 2·Every, …. Each
// is computed from the anchor, so that a series on the 31st falls on the last day of short months and returns to the 31st
// afterwards (I-80).
type Recurrence struct {
	Anchor time.Time
	Every  Period // not zero
}

// At returns the k-th instant of the series; At(0) is the anchor.
func (r Recurrence) At(k int) time.Time { return r.Every.Times(k).AddTo(r.Anchor) }

// Next returns the index and instant of the first occurrence after t. For an Every that is zero or not valid it returns the
// anchor, whatever t is.
func (r Recurrence) Next(t time.Time) (int, time.Time) {
	if t.Before(r.Anchor) || r.Every.IsZero() || r.Every.Validate() != nil {
		return 0, r.At(0)
	}
	// Gallop to an upper bound, then halve: a series looked at after a long sleep must not be walked.
	low, high := 0, 1
	for !r.At(high).After(t) {
		low, high = high, high*2
	}
	for high-low > 1 {
		mid := low + (high-low)/2
		if r.At(mid).After(t) {
			high = mid
		} else {
			low = mid
		}
	}
	return high, r.At(high)
}

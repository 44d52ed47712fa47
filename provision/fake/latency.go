package fake

import (
	"time"

	"example.com/tenure/provision"
	"example.com/tenure/provision/internal/stable"
)

// Latency says how long the target takes for an operation, from the call that it accepts to the effect. It must be a
// function of the operation. Less than nothing counts as nothing, and parts of a microsecond are cut off.
type Latency func(op provision.Operation) time.Duration

// Fixed returns the same latency for every operation.
func Fixed(d time.Duration) Latency {
	return func(provision.Operation) time.Duration { return d }
}

// Spread returns a latency between nothing and longest, included, at a place that a hash of the key chooses. The
// default model of the product is Spread(time.Hour).
func Spread(longest time.Duration) Latency {
	steps := uint64(max(longest, 0)/time.Microsecond) + 1
	return func(op provision.Operation) time.Duration {
		return time.Duration(stable.Hash(op.Key, op.Generation)%steps) * time.Microsecond
	}
}

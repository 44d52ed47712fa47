// Package cputime tells how much processor time a benchmark has used: on a machine that others use too, the clock on the
// wall says little.
package cputime

import "time"

// Now returns the processor time that the process has used, of all its threads, the collector's included. Where the
// platform does not tell it, the time that the benchmark has run for has to do.
func Now(b interface{ Elapsed() time.Duration }) time.Duration {
	if used, ok := used(); ok {
		return used
	}
	return b.Elapsed()
}

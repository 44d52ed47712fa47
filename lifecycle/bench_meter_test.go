package lifecycle_test

import (
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/internal/cputime"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
	"example.com/tenure/store/boltstore"
	"example.com/tenure/store/memstore"
)

// cost is what some transitions took.
type cost struct {
	transitions   int
	cpu, wall     time.Duration
	allocs, bytes uint64
}

// measure adds what a part of a benchmark takes.
func (c *cost) measure(b *testing.B, transitions int, do func()) {
	b.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	c.time(b, transitions, do)
	runtime.ReadMemStats(&after)
	c.allocs += after.Mallocs - before.Mallocs
	c.bytes += after.TotalAlloc - before.TotalAlloc
}

// time is measure without memory, whose measuring takes as long as short parts do.
func (c *cost) time(b *testing.B, transitions int, do func()) {
	wall, cpu := b.Elapsed(), cputime.Now(b)
	do()
	c.cpu += cputime.Now(b) - cpu
	c.wall += b.Elapsed() - wall
	c.transitions += transitions
}

func (c *cost) each() float64 { return float64(c.cpu.Nanoseconds()) / float64(c.transitions) }

// report reports the cost of a transition, and, where there is one, its ratio to the floor.
func (c *cost) report(b *testing.B, floor *cost) {
	b.Helper()
	n := float64(c.transitions)
	b.ReportMetric(0, "ns/op") // of a round, whose size says nothing
	b.ReportMetric(c.each(), "ns/transition")
	b.ReportMetric(float64(c.wall.Nanoseconds())/n, "wall-ns/transition")
	b.ReportMetric(float64(c.bytes)/n, "B/transition")
	b.ReportMetric(float64(c.allocs)/n, "allocs/transition")
	if floor != nil && floor.cpu > 0 {
		b.ReportMetric(floor.each(), "bare-ns/transition")
		b.ReportMetric(c.each()/floor.each(), "xbare")
	}
}

// largeEnv lets benchmarks run that take minutes and gigabytes.
const largeEnv = "TENURE_BENCH_LARGE"

// sizes are the numbers of live assignments that benchmarks run at.
func sizes() []int {
	if os.Getenv(largeEnv) != "" {
		return []int{1000, 100_000, 1_000_000}
	}
	return []int{1000, 100_000}
}

// onSizes runs a benchmark at every size on every store. fill makes a yard whose people all have access.
func onSizes(b *testing.B, run func(b *testing.B, fill func(b *testing.B) *yard)) {
	for _, size := range sizes() {
		b.Run(fmt.Sprintf("store=memory/size=%d", size), func(b *testing.B) {
			run(b, func(b *testing.B) *yard {
				y := newYard(b, memstore.New(), size)
				y.populate(b)
				return y
			})
		})
	}
	for _, size := range sizes() {
		b.Run(fmt.Sprintf("store=bbolt/size=%d", size), func(b *testing.B) {
			run(b, func(b *testing.B) *yard { return fileYard(b, size, lifecycle.EventLog{Discard: true}) })
		})
	}
}

func openFile(tb testing.TB, path string, options boltstore.Options) store.Store {
	tb.Helper()
	options.AppendOnly = []byte{store.EventTable}
	s, err := boltstore.Open(path, options)
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, s.Close()) })
	return s
}

package lifecycle_test

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"testing"

	"example.com/tenure/store/memstore"
)

// BenchmarkSizes brings a few people through their lives while so many assignments are live, does something else like a host,
// and takes the next few. At every size the engine and the bare loop begin each turn with cold caches: a population of a
// thousand would otherwise stay in them, and the ratio would tell that instead of what the size does to the work. The collector
// rests, because it would run while nothing is measured; its share is in BenchmarkYear.
func BenchmarkSizes(b *testing.B) {
	const lives = 10
	for _, size := range sizes() {
		b.Run(fmt.Sprintf("store=memory/size=%d", size), func(b *testing.B) {
			y := newYard(b, memstore.New(), size)
			y.populate(b)
			floor := newBare(y.people)
			floor.populate(b)
			elsewhere := make([]byte, 128<<20) // some times what caches hold
			runtime.GC()
			defer debug.SetGCPercent(debug.SetGCPercent(-1))
			turn := func(c *cost, l living) {
				for i := 0; i < len(elsewhere); i += 64 {
					elsewhere[i]++
				}
				c.measure(b, lives*lifeTransitions, func() { round(b, l, lives, func(_ string, _ int, do func()) { do() }) })
			}
			var own, other cost
			for b.Loop() {
				turn(&own, y)
				turn(&other, floor)
			}
			own.report(b, &other)
		})
	}
}

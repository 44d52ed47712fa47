package lifecycle_test

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/internal/cputime"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store/memstore"
)

// living is what brings people through their lives: the engine or the bare loop.
type living interface {
	size() int // of the population
	pass(d time.Duration)
	submit(tb testing.TB) entitlement.RequestID
	decide(tb testing.TB, id entitlement.RequestID) // approves both stages
	runDue(tb testing.TB)
	dispatch(tb testing.TB)
}

// round lets time pass until n assignments have ended, and brings n others to life. measure is given each part of it.
func round(tb testing.TB, l living, n int, measure func(part string, transitions int, do func())) {
	requests := make([]entitlement.RequestID, n)
	l.pass(year / time.Duration(l.size()) * time.Duration(n))
	measure("due", n*dueTransitions, func() { l.runDue(tb) })
	measure("deliver", n*revokeTransitions, func() { l.dispatch(tb) })
	measure("submit", n*submitTransitions, func() {
		for i := range requests {
			requests[i] = l.submit(tb)
		}
	})
	measure("decide", n*decideTransitions, func() {
		for _, id := range requests {
			l.decide(tb, id)
		}
	})
	measure("deliver", n*deliverTransitions, func() { l.dispatch(tb) })
}

// wholeLives lets everybody ask in the course of a year, evenly, and keep the access for another one. Approvers answer a day
// later, and what is wanted is delivered once a day. Populations of one size live side by side, step by step.
func wholeLives(tb testing.TB, all ...living) {
	const days = 365
	waiting := make([][]entitlement.RequestID, len(all))
	for today := range days {
		for i, l := range all {
			l.pass(day)
			decideAll(tb, l, waiting[i])
			waiting[i] = waiting[i][:0]
		}
		for i, l := range all {
			for range l.size()*(today+1)/days - l.size()*today/days {
				waiting[i] = append(waiting[i], l.submit(tb))
			}
		}
		for _, l := range all {
			l.dispatch(tb)
		}
	}
	for i, l := range all {
		l.pass(day)
		decideAll(tb, l, waiting[i])
		l.dispatch(tb)
		l.pass(year)
		l.dispatch(tb)
	}
}

func decideAll(tb testing.TB, l living, waiting []entitlement.RequestID) {
	for _, id := range waiting {
		l.decide(tb, id)
	}
}

// BenchmarkLive measures transitions while so many assignments are live. In every round some end and as many begin. Each
// sub-benchmark measures a part of the round, or all of it; the engine and the bare loop take turns.
func BenchmarkLive(b *testing.B) {
	onSizes(b, func(b *testing.B, fill func(b *testing.B) *yard) {
		y := fill(b)
		floor := newBare(y.people)
		floor.populate(b)
		runtime.GC()
		for _, part := range []string{"submit", "decide", "deliver", "due", "life"} {
			b.Run(part, func(b *testing.B) { benchmarkPart(b, part, y, floor) })
		}
		b.Run("roles", func(b *testing.B) { benchmarkRoles(b, y) })
	})
}

func benchmarkPart(b *testing.B, part string, y *yard, floor *bare) {
	var own, other cost
	measureFloor(b, part, floor, &other)
	for b.Loop() {
		roundOf(b, part, y, func(transitions int, do func()) { own.measure(b, transitions, do) })
	}
	measureFloor(b, part, floor, &other)
	own.report(b, &other)
}

// roundOf is round for one part, or for "life", which is all of it.
func roundOf(b *testing.B, part string, l living, measure func(transitions int, do func())) {
	const perRound = 100
	if part == "life" {
		measure(perRound*lifeTransitions, func() { round(b, l, perRound, func(_ string, _ int, do func()) { do() }) })
		return
	}
	round(b, l, perRound, func(measured string, transitions int, do func()) {
		if measured == part {
			measure(transitions, do)
		} else {
			do()
		}
	})
}

// measureFloor measures the bare loop while the collector rests. It would walk the engine's memory as well, at the bare
// loop's expense: what is left out makes the floor lower, not higher.
func measureFloor(b *testing.B, part string, floor *bare, c *cost) {
	const rounds = 100
	runtime.GC()
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	for range rounds {
		roundOf(b, part, floor, func(transitions int, do func()) { c.time(b, transitions, do) })
	}
}

// benchmarkRoles asks for the effective roles of one person after the other.
func benchmarkRoles(b *testing.B, y *yard) {
	const stride = 7919 // a prime: neighbours in the store are asked for far apart
	i, begin := 0, cputime.Now(b)
	b.ReportAllocs()
	for b.Loop() {
		i = (i + stride) % len(y.people)
		roles, err := y.as(y.people[i]).EffectiveRoles(b.Context(), lifecycle.RolesInput{})
		if err != nil || len(roles) != rolesOfPackage {
			require.Fail(b, "wrong roles", "%v, %d", err, len(roles))
		}
	}
	b.ReportMetric(float64(cputime.Now(b)-begin)/float64(b.N), "cpu-ns/op")
}

// BenchmarkAdvance lets a year pass at once over so many live assignments: all of them end, and all roles are revoked.
func BenchmarkAdvance(b *testing.B) {
	onSizes(b, func(b *testing.B, fill func(b *testing.B) *yard) {
		var own, other cost
		for b.Loop() {
			y := fill(b)
			floor := newBare(y.people)
			floor.populate(b)
			runtime.GC()
			for c, l := range map[*cost]living{&own: y, &other: floor} { // order: they do not know of each other
				l.pass(year)
				c.measure(b, l.size()*endTransitions, func() { l.dispatch(b) })
			}
		}
		own.report(b, &other)
	})
}

// BenchmarkYear brings assignments through all of their lives: they begin evenly over a year, and end in the next. At every size
// as many people live altogether, in populations of that size: the caches of the processor hold the same share of them, so
// that a ratio tells what the size does to the work.
func BenchmarkYear(b *testing.B) {
	sizes := sizes()
	altogether := sizes[len(sizes)-1]
	for _, size := range sizes {
		b.Run(fmt.Sprintf("store=memory/size=%d", size), func(b *testing.B) {
			var own, other cost
			for b.Loop() {
				yards, floors := make([]living, altogether/size), make([]living, altogether/size)
				for i := range yards {
					y := newYard(b, memstore.New(), size)
					yards[i], floors[i] = y, newBare(y.people)
				}
				runtime.GC()
				other.measure(b, altogether*lifeTransitions, func() { wholeLives(b, floors...) })
				floors = nil
				runtime.GC()
				own.measure(b, altogether*lifeTransitions, func() { wholeLives(b, yards...) })
			}
			own.report(b, &other)
		})
	}
}

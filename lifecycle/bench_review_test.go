package lifecycle_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store/memstore"
)

// A life with reviews is the life of a year, and in each quarter of it somebody looks at it again:
//
//	open     the review has an item for the assignment     1
//	decide   the manager keeps it                          1
//	close    the result is applied, and nothing ends       1
const (
	reviewTransitions       = 3
	reviewsOfLife           = 4
	reviewedLifeTransitions = lifeTransitions + reviewsOfLife*reviewTransitions
	reviewsBegin            = 45*day - 12*time.Hour // not when access begins or ends
	reviewLength            = 14 * day
	monthsBetweenReviews    = 3
	daysOfReviewedLives     = 2 * 365
)

// underReview is what brings people through their lives and is asked for decisions in reviews.
type underReview interface {
	living
	keepAll(tb testing.TB) (items int) // decides about everything that waits for the reviewer
}

// reviewedLives is wholeLives with a review each quarter. It returns how many items the reviews had.
func reviewedLives(tb testing.TB, l underReview) (items int) {
	var waiting []entitlement.RequestID
	begun, now := start.Add(reviewsBegin), start
	for today := range daysOfReviewedLives + 1 {
		tomorrow := now.Add(day)
		if begun.Before(tomorrow) {
			l.pass(begun.Sub(now))
			l.dispatch(tb)
			items += l.keepAll(tb)
			now, begun = begun, begun.AddDate(0, monthsBetweenReviews, 0)
		}
		l.pass(tomorrow.Sub(now))
		now = tomorrow
		for _, id := range waiting {
			l.decide(tb, id)
		}
		waiting = waiting[:0]
		if today < 365 {
			for range l.size()*(today+1)/365 - l.size()*today/365 {
				waiting = append(waiting, l.submit(tb))
			}
		}
		l.dispatch(tb)
	}
	return items
}

// review turns on reviews by managers, each quarter.
func (y *yard) review(tb testing.TB) *yard {
	tb.Helper()
	root := y.as("root")
	policies, err := root.Policies(tb.Context(), lifecycle.PoliciesInput{Package: y.pkg})
	require.NoError(tb, err)
	policies[0].ReviewSettings = &entitlement.ReviewSettings{
		IsEnabled: true, PrimaryReviewers: []entitlement.SubjectSet{entitlement.Manager(1)},
		Schedule: entitlement.ReviewSchedule{
			StartDateTime: start.Add(reviewsBegin), Recurrence: entitlement.Period{Months: monthsBetweenReviews},
			Duration: entitlement.Period{Days: int(reviewLength / day)},
		},
	}
	_, err = root.UpdatePolicy(tb.Context(), lifecycle.PolicyInput{Policy: policies[0]})
	require.NoError(tb, err)
	return y
}

func (y *yard) keepAll(tb testing.TB) (items int) {
	for todo, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.ReviewToDo], error) {
		return y.boss.ReviewsToDo(tb.Context(), lifecycle.ReviewsToDoInput{Page: p})
	}) {
		succeeds(tb, err)
		_, err := y.boss.DecideReview(tb.Context(), lifecycle.DecideReviewInput{
			Review: todo.Item.Review, Assignment: todo.Item.Assignment, Decision: entitlement.ReviewApprove,
		})
		succeeds(tb, err)
		items++
	}
	return items
}

// bareReviews is the bare loop with reviews: an item lies in a map under its review and assignment.
type bareReviews struct {
	*bare

	begins int64 // the next review
	ends   int64 // of the open one, 0 if none is
	review entitlement.ReviewID
	items  map[entitlement.ReviewItemKey]*bareItem
	open   []entitlement.ReviewItemKey
}

type bareItem struct {
	decision entitlement.ReviewDecision
	by       entitlement.SubjectID
	result   entitlement.ReviewResult
}

func newBareReviews(who []entitlement.SubjectID) *bareReviews {
	return &bareReviews{
		bare: newBare(who), begins: start.Add(reviewsBegin).UnixMicro(), items: map[entitlement.ReviewItemKey]*bareItem{},
	}
}

func (b *bareReviews) dispatch(tb testing.TB) {
	if b.ends != 0 && b.ends <= b.now {
		for _, key := range b.open {
			if item := b.items[key]; item.decision != entitlement.ReviewApprove {
				require.Fail(tb, "not decided")
			} else {
				item.result = entitlement.ReviewResultApplied
			}
		}
		b.ends, b.open = 0, b.open[:0]
	}
	b.bare.dispatch(tb)
	if b.begins > b.now {
		return
	}
	b.review = b.newID()
	for id, a := range b.assignments { // order: the items are many, and stand for themselves
		if a.state == entitlement.AssignmentDelivered {
			key := entitlement.ReviewItemKey{Review: b.review, Assignment: id}
			b.items[key] = &bareItem{}
			b.open = append(b.open, key)
		}
	}
	begun := time.UnixMicro(b.begins).UTC()
	b.begins, b.ends = begun.AddDate(0, monthsBetweenReviews, 0).UnixMicro(), begun.Add(reviewLength).UnixMicro()
}

func (b *bareReviews) keepAll(tb testing.TB) int {
	for _, key := range b.open {
		item := b.items[key]
		if item.decision != entitlement.ReviewNotReviewed || b.ends <= b.now {
			require.Fail(tb, "not waiting for a decision")
		}
		item.decision, item.by = entitlement.ReviewApprove, "boss"
	}
	return len(b.open)
}

// BenchmarkReviewedYear brings so many assignments through lives of a year with four reviews. Beside the costs of a transition
// it reports the heap that is in use at the end, when the rows of all of these lives are there, and the whole processor time.
func BenchmarkReviewedYear(b *testing.B) {
	for _, size := range sizes() {
		b.Run(fmt.Sprintf("store=memory/size=%d", size), func(b *testing.B) {
			var own, other cost
			var heap float64
			for b.Loop() {
				floor := newBareReviews(people(size))
				runtime.GC()
				other.measure(b, size*reviewedLifeTransitions, func() {
					require.Equal(b, size*reviewsOfLife, reviewedLives(b, floor))
				})
				floor = nil
				before := heapInUse()
				y := newYard(b, memstore.New(), size).review(b)
				own.measure(b, size*reviewedLifeTransitions, func() {
					require.Equal(b, size*reviewsOfLife, reviewedLives(b, y))
				})
				heap = heapInUse() - before
				runtime.KeepAlive(y)
			}
			own.report(b, &other)
			b.ReportMetric(heap/float64(size), "heap-B/life")
			b.ReportMetric(own.cpu.Seconds()/float64(b.N), "cpu-s/op")
		})
	}
}

// heapInUse is the size of what is reachable, in bytes.
func heapInUse() float64 {
	runtime.GC()
	runtime.GC() // the first one leaves what pools have kept
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return float64(stats.HeapAlloc)
}

// The lives that the benchmark measures are what it says they are: each is reviewed four times, and nobody has anything at the
// end.
func TestReviewedLives(t *testing.T) {
	t.Parallel()
	const size = 365 * 2
	y := newLoggingYard(t, memstore.New(), size, lifecycle.EventLog{}).review(t)
	require.Equal(t, size*reviewsOfLife, reviewedLives(t, y))
	require.Equal(t, size*reviewsOfLife, reviewedLives(t, newBareReviews(people(size))))
	transitions := 0
	for ev, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.LoggedEvent], error) {
		return y.as("root").Events(t.Context(), lifecycle.EventsInput{Page: p})
	}) {
		require.NoError(t, err)
		switch ev.Object.Kind { //nolint:exhaustive // the configuration, and the reviews that all share, are not counted
		case entitlement.KindRequest, entitlement.KindStage, entitlement.KindAssignment, entitlement.KindGrant, entitlement.KindReviewItem:
			transitions++
		}
	}
	require.Equal(t, size*reviewedLifeTransitions, transitions)
	for _, id := range y.people {
		roles, err := y.as(id).EffectiveRoles(t.Context(), lifecycle.RolesInput{})
		require.NoError(t, err)
		require.Empty(t, roles)
	}
}

package lifecycle_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

func limited(change func(*entitlement.Limits)) func(*lifecycle.Config) {
	return func(c *lifecycle.Config) {
		c.Limits = entitlement.UnlimitedLimits()
		change(&c.Limits)
	}
}

// tooMany is the refusal of one more than a limit allows.
func tooMany(op string, kind entitlement.Kind, limit string, maximum int) refusal {
	return refusal{
		op: op, code: entitlement.LimitExceeded, kind: kind,
		limit: entitlement.LimitError{Limit: limit, Max: maximum, Value: maximum + 1},
	}
}

// askers hires people p0, p1, … and returns a command by which one of them asks for a package.
func (r *rig) askers(n int) func(pkg entitlement.AccessPackage, i int) error {
	r.Helper()
	for i := range n {
		r.hire(entitlement.Subject{ID: entitlement.SubjectID(fmt.Sprint("p", i)), UserType: entitlement.UserMember, Manager: "meg"})
	}
	return func(pkg entitlement.AccessPackage, i int) error {
		_, err := r.as(entitlement.SubjectID(fmt.Sprint("p", i))).Submit(r.Context(), lifecycle.SubmitInput{Package: pkg.ID})
		return err
	}
}

// What waits has its place, and what ends makes room. // R-362, I-133
func TestAssignmentsOfAPackageAreLimited(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		asks := r.askers(6)
		wiki, sales := r.simple("wiki"), r.bundle("Sales", member(r.addGroup("sales")))
		r.allow(sales, lasting(10), approvedBy(stage(entitlement.Manager(1))))
		full := tooMany("submit", entitlement.KindAssignment, "AssignmentsPerPackage", 2)

		first := r.submit("p0", sales)
		require.NoError(r, asks(sales, 1))
		r.refuses(full, func() error { return asks(sales, 2) })
		r.refuses(tooMany("assign", entitlement.KindAssignment, "AssignmentsPerPackage", 2), func() error {
			_, err := r.as("root").Assign(r.Context(), lifecycle.AssignInput{Package: sales.ID, Target: "p2"})
			return err
		})
		r.refuses(full, func() error {
			_, err := r.as("p2").Submit(r.Context(), lifecycle.SubmitInput{Package: sales.ID, IsValidationOnly: true})
			return err
		})
		require.NoError(r, asks(wiki, 2), "another package has room")

		r.approve("meg", first.Request)
		r.settle()
		r.refuses(full, func() error { return asks(sales, 2) })
		r.deny("meg", r.requestBy("p1"))
		require.NoError(r, asks(sales, 2), "a denial makes room")
		r.refuses(full, func() error { return asks(sales, 3) })
		r.clock.Add(11 * day)
		require.NoError(r, asks(sales, 3), "an end makes room, though nobody noticed it yet")
		r.refuses(full, func() error { return asks(sales, 4) })
		r.open() // what is counted survives a restart
		r.refuses(full, func() error { return asks(sales, 4) })
		r.requireDerived(map[byte]bool{}) // I-11
	}, limited(func(l *entitlement.Limits) { l.AssignmentsPerPackage = 2 }))
}

// R-362, I-133
func TestAssignmentsOfATenantAreLimited(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		asks := r.askers(4)
		wiki, yard := r.simple("wiki"), r.simple("yard")
		require.NoError(r, asks(wiki, 0))
		require.NoError(r, asks(yard, 0))
		require.NoError(r, asks(yard, 1))
		r.refuses(tooMany("submit", entitlement.KindAssignment, "AssignmentsPerTenant", 3), func() error { return asks(wiki, 1) })
		r.remove(r.live("p1")[0].ID)
		require.NoError(r, asks(wiki, 1))
	}, limited(func(l *entitlement.Limits) { l.AssignmentsPerTenant = 3 }))
}

// Whoever comes first gets the last place, and nobody a place too many. // R-362
func TestTheLastPlaceIsGivenOnce(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		const people, places = 12, 5
		asks := r.askers(people)
		wiki := r.simple("wiki")
		errs := make([]error, people)
		var all sync.WaitGroup
		for i := range people {
			all.Go(func() { errs[i] = asks(wiki, i) })
		}
		all.Wait()
		given := 0
		for _, err := range errs {
			if err == nil {
				given++
				continue
			}
			require.ErrorIs(r, err, entitlement.LimitExceeded)
		}
		require.Equal(r, places, given)
		r.requireDerived(map[byte]bool{}) // I-11
	}, limited(func(l *entitlement.Limits) { l.AssignmentsPerPackage = 5 }))
}

// Automatic assignments wait for room. // R-362, R-212
func TestAutomaticAssignmentsBeyondTheLimitWait(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.automatic("Sales", automatically(salesRule))
		r.moves("ann", "Sales")
		r.moves("bob", "Sales")
		require.Len(r, r.live("ann"), 1)
		require.Empty(r, r.live("bob"))
		r.moves("ann", "Legal")
		r.reconciles()
		require.Len(r, r.live("bob"), 1)
	}, limited(func(l *entitlement.Limits) { l.AssignmentsPerPackage = 1 }))
}

// Requests count for three months, whatever became of them, and taking access away never fails for it. // R-364, I-133
func TestRequestsInThreeMonthsAreLimited(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		asks := r.askers(9)
		r.clock.Set(time.Date(2026, 2, 10, 23, 0, 0, 0, time.UTC))
		wiki := r.simple("wiki", extendable, lasting(90))
		full := tooMany("submit", entitlement.KindRequest, "RequestsInThreeMonths", 3)
		require.NoError(r, asks(wiki, 0))
		r.settle()
		r.passTo(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
		_, err := r.extend("p0", "p0", time.Time{}) // a change counts
		require.NoError(r, err)
		r.settle()
		require.NoError(r, asks(wiki, 1))
		r.settle()
		r.refuses(full, func() error { return asks(wiki, 2) })
		r.refuses(tooMany("extend", entitlement.KindRequest, "RequestsInThreeMonths", 3), func() error {
			_, err := r.extend("p1", "p1", time.Time{})
			return err
		})
		r.remove(r.live("p1")[0].ID)
		r.refuses(full, func() error { return asks(wiki, 2) })

		r.passTo(time.Date(2026, 5, 9, 23, 59, 0, 0, time.UTC))
		r.refuses(full, func() error { return asks(wiki, 2) })
		r.passTo(time.Date(2026, 5, 10, 0, 0, 0, 0, time.UTC))
		require.NoError(r, asks(wiki, 2), "the one of 10 February is three months old")
		r.refuses(full, func() error { return asks(wiki, 3) })
		r.passTo(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
		for i := 3; i < 5; i++ {
			require.NoError(r, asks(wiki, i))
		}
		r.refuses(full, func() error { return asks(wiki, 5) })
	}, limited(func(l *entitlement.Limits) { l.RequestsInThreeMonths = 3 }))
}

// A request whose record was removed makes room. // R-364, I-11
func TestARemovedRequestDoesNotCount(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		asks := r.askers(2)
		depot := r.simple("depot", approvedBy(stage(entitlement.User("boss"))))
		denied := r.submit("p0", depot).Request
		r.deny("boss", denied)
		full := tooMany("submit", entitlement.KindRequest, "RequestsInThreeMonths", 1)
		r.refuses(full, func() error { return asks(depot, 1) })
		_, err := r.as("root").RemoveRequest(t.Context(), lifecycle.RemoveRequestInput{Request: denied})
		require.NoError(r, err)
		require.NoError(r, asks(depot, 1))
	}, limited(func(l *entitlement.Limits) { l.RequestsInThreeMonths = 1 }))
}

// Three months before the end of a long month is the end of a short one, and no later day. // R-364, I-80
func TestThreeMonthsEndWithAShortMonth(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		asks := r.askers(2)
		wiki := r.simple("wiki")
		r.clock.Set(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
		require.NoError(r, asks(wiki, 0))
		full := tooMany("submit", entitlement.KindRequest, "RequestsInThreeMonths", 1)
		for _, last := range []int{28, 29, 30, 31} {
			r.clock.Set(time.Date(2026, 5, last, 12, 0, 0, 0, time.UTC))
			r.refuses(full, func() error { return asks(wiki, 1) })
		}
		r.clock.Set(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
		require.NoError(r, asks(wiki, 1))
	}, limited(func(l *entitlement.Limits) { l.RequestsInThreeMonths = 1 }))
}

// requestBy returns the only request of a person.
func (r *rig) requestBy(who entitlement.SubjectID) entitlement.RequestID {
	r.Helper()
	list, err := r.as(who).Requests(r.Context(), lifecycle.RequestsInput{})
	require.NoError(r, err)
	require.Len(r, list.Items, 1)
	return list.Items[0].Request.ID
}

package sim_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
	"example.com/tenure/store/memstore"
)

// TestReadsDoNotWaitForSettling asks every query at instants at which nobody has settled what is due, settles, and asks
// again.
func TestReadsDoNotWaitForSettling(t *testing.T) {
	t.Parallel()
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			for steps, more := 0, true; more; steps++ {
				for _, gap := range []time.Duration{0, time.Microsecond, 13 * day, 60 * day} {
					w := s.begin(t, closing(t, memstore.New()))
					for range steps {
						next, err := w.Next()
						require.NoError(t, err)
						more = !next.IsZero() && !next.After(after(s.length))
						if !more {
							break
						}
						_, err = w.RunNext()
						require.NoError(t, err)
					}
					next, err := w.Engine().NextDue(t.Context())
					require.NoError(t, err)
					if next.IsZero() {
						next = w.Now()
					}
					w.Clock().Set(next.Add(gap))
					before := everything(t, w)
					_, err = w.Engine().RunDue(t.Context())
					require.NoError(t, err)
					if diff := firstDifference(before, everything(t, w)); diff != "" {
						t.Fatalf("%s, after step %d, settling changes answers:\n%s", w.Now(), steps, diff)
					}
				}
			}
		})
	}
}

// everything asks every query about everybody and returns the answers as text.
func everything(t *testing.T, w *sim.World) string {
	t.Helper()
	var out strings.Builder
	add := func(query string, result any, err error) {
		fmt.Fprintf(&out, "%s:\n%s%v\n", query, render(result), err)
	}
	ctx, admin := t.Context(), w.Admin()
	people, _ := staff()
	packages, err := admin.Packages(ctx, lifecycle.InCatalogInput{Catalog: entitlement.GeneralCatalogID()})
	add("packages", packages, err)
	for _, p := range people {
		me, id := w.As(p.ID), string(p.ID)
		for _, q := range []struct {
			name string
			ask  func() (any, error)
		}{
			{"requests", func() (any, error) { return me.Requests(ctx, lifecycle.RequestsInput{}) }},
			{"access", func() (any, error) { return me.Access(ctx, lifecycle.AccessInput{}) }},
			{"ended access", func() (any, error) { return me.Access(ctx, lifecycle.AccessInput{Ended: true}) }},
			{"access before", func() (any, error) { return me.Access(ctx, lifecycle.AccessInput{AsOf: w.Now().Add(-day)}) }},
			{"access now", func() (any, error) { return me.Access(ctx, lifecycle.AccessInput{AsOf: w.Now()}) }},
			{"roles", func() (any, error) { return me.EffectiveRoles(ctx, lifecycle.RolesInput{}) }},
			{"roles before", func() (any, error) { return me.EffectiveRoles(ctx, lifecycle.RolesInput{AsOf: w.Now().Add(-day)}) }},
			{"roles now", func() (any, error) { return me.EffectiveRoles(ctx, lifecycle.RolesInput{AsOf: w.Now()}) }},
			{"approvals", func() (any, error) { return me.Approvals(ctx, lifecycle.ApprovalsInput{}) }},
			{"reviews to do", func() (any, error) { return me.ReviewsToDo(ctx, lifecycle.ReviewsToDoInput{}) }},
			{"offers", func() (any, error) { return me.Offers(ctx, lifecycle.OffersInput{}) }},
		} {
			result, err := q.ask()
			add(id+" "+q.name, result, err)
		}
	}
	for _, p := range packages.Items {
		requests, err := admin.PackageRequests(ctx, lifecycle.PackageRequestsInput{Package: p.ID})
		add(p.DisplayName+" requests", requests, err)
		for _, ended := range []bool{false, true} {
			holders, err := admin.PackageAssignments(ctx, lifecycle.PackageAssignmentsInput{Package: p.ID, Ended: ended})
			add(p.DisplayName+" assignments", holders, err)
		}
		reviews, err := admin.Reviews(ctx, lifecycle.ReviewsInput{Package: p.ID})
		reviews.Items = slices.DeleteFunc(reviews.Items, func(v lifecycle.ReviewView) bool {
			return v.Review.State == entitlement.ReviewStarting || v.Review.State == entitlement.ReviewMissed
		})
		add(p.DisplayName+" reviews", reviews, err)
		for _, v := range reviews.Items {
			items, err := admin.ReviewItems(ctx, lifecycle.ReviewItemsInput{Review: v.Review.ID})
			add(p.DisplayName+" review items", items, err)
		}
		policies, err := admin.Policies(ctx, lifecycle.PoliciesInput{Package: p.ID})
		add(p.DisplayName+" policies", policies, err)
	}
	return out.String()
}

// render writes an answer down, one entry a line. Lists that show first what waits or lives leave an entry in its place
// until it is settled, so they are put in the order of the ids. What gets its id only when it is settled is left out: reviews
// that start, and requests of the system to remove access.
func render(result any) string {
	switch list := result.(type) {
	case lifecycle.List[lifecycle.RequestView]:
		list.Items = slices.DeleteFunc(list.Items, func(v lifecycle.RequestView) bool {
			return v.Request.Type == entitlement.RequestSystemRemove
		})
		return lines(list.Items, func(v lifecycle.RequestView) string { return v.Request.ID.String() })
	case lifecycle.List[lifecycle.AssignmentView]:
		return lines(list.Items, func(v lifecycle.AssignmentView) string { return v.Assignment.ID.String() })
	case lifecycle.List[lifecycle.ApprovalView]:
		return lines(list.Items, func(v lifecycle.ApprovalView) string { return v.Request.ID.String() })
	case lifecycle.List[lifecycle.Offer]:
		return lines(list.Items, func(v lifecycle.Offer) string { return v.Package.ID.String() })
	case lifecycle.List[lifecycle.ReviewView]:
		return lines(list.Items, func(v lifecycle.ReviewView) string { return v.Review.ID.String() })
	case lifecycle.List[lifecycle.ReviewItemView]:
		return lines(list.Items, func(v lifecycle.ReviewItemView) string { return v.Item.Assignment.String() })
	case lifecycle.List[lifecycle.ReviewToDo]:
		return lines(list.Items, func(v lifecycle.ReviewToDo) string { return v.Item.Assignment.String() })
	case []lifecycle.EffectiveRole:
		return lines(list, func(v lifecycle.EffectiveRole) string { return v.Target.OriginID + string(v.Role) })
	}
	encoded, err := json.Marshal(result)
	return fmt.Sprintf("%s%v\n", encoded, err)
}

func lines[T any](items []T, key func(T) string) string {
	slices.SortFunc(items, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
	var out strings.Builder
	for _, item := range items {
		fmt.Fprintf(&out, "  %+v\n", item)
	}
	return out.String()
}

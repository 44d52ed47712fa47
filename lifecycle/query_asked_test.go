package lifecycle_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

// holders reads a list of assignments in pages of one and names each: "ann shop delivered".
func (r *rig) holders(in lifecycle.PackageAssignmentsInput) (out []string) {
	r.Helper()
	for v, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.AssignmentView], error) {
		in.Page = lifecycle.Page{Size: 1, Token: p.Token}
		return r.as("root").PackageAssignments(r.Context(), in)
	}) {
		require.NoError(r, err)
		out = append(out, fmt.Sprint(v.Assignment.Target, " ", v.PackageName, " ", v.Assignment.State))
	}
	return out
}

func TestAssignmentsByState(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop, club := r.simple("shop", lasting(10)), r.simple("club")
		r.submit("ann", shop)
		r.settle()
		r.clock.Add(time.Hour)
		r.breaks(
			failing("shop", provision.Transient(provision.TargetUnavailable, "")),
			failing("club", provision.Permanent(provision.GroupFull, "Make room.")),
		)
		r.submit("bob", shop)
		r.submit("meg", club)
		r.settle()
		in := func(states ...entitlement.AssignmentState) lifecycle.PackageAssignmentsInput {
			return lifecycle.PackageAssignmentsInput{Package: shop.ID, States: states, Ended: true}
		}
		require.Equal(r, []string{"ann shop delivered", "bob shop delivering"}, r.holders(in()))
		require.Equal(r, []string{"ann shop delivered"}, r.holders(in(entitlement.AssignmentDelivered)))
		require.Equal(r, []string{"bob shop delivering"}, r.holders(in(entitlement.AssignmentDelivering)))
		require.ElementsMatch(r, []string{"ann shop delivered", "bob shop delivering", "meg club deliveryFailed"},
			r.holders(lifecycle.PackageAssignmentsInput{})) // all of the tenant
		require.Equal(r, []string{"meg club deliveryFailed"}, r.holders(lifecycle.PackageAssignmentsInput{
			States: []entitlement.AssignmentState{entitlement.AssignmentDeliveryFailed},
		}))
		r.clock.Set(start.Add(10 * day)) // nobody noticed the end
		require.Equal(r, []string{"ann shop expired"}, r.holders(in(entitlement.AssignmentExpired)))
		require.NotContains(r, r.holders(lifecycle.PackageAssignmentsInput{}), "ann shop expired")
		require.Contains(r, r.holders(lifecycle.PackageAssignmentsInput{Ended: true}), "ann shop expired")

		_, err := r.as("root").PackageAssignments(t.Context(), lifecycle.PackageAssignmentsInput{
			Package: shop.ID, Page: lifecycle.Page{Token: "x"},
		})
		require.ErrorIs(r, err, entitlement.InvalidArgument)
	})
}

// A token of one filter is none of another.
func TestFiltersArePartsOfTheirLists(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop := r.simple("shop")
		r.submit("ann", shop)
		r.submit("bob", shop)
		in := lifecycle.PackageRequestsInput{Page: lifecycle.Page{Size: 1}}
		first, err := r.as("root").PackageRequests(t.Context(), in)
		require.NoError(r, err)
		require.NotEmpty(r, first.Next)
		in.Page.Token, in.States = first.Next, []entitlement.RequestState{entitlement.RequestDelivering}
		_, err = r.as("root").PackageRequests(t.Context(), in)
		require.ErrorIs(r, err, entitlement.InvalidArgument)
	})
}

// What delivery is missing stands beside the request: what keeps failing, and what failed for good. // R-353
func TestRequestsTellWhatDeliveryIsMissing(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		crm := r.add(entitlement.Resource{
			DisplayName: "CRM", Type: entitlement.ResourceApplication, OriginID: "crm", Roles: []entitlement.ResourceRole{{OriginID: "User"}},
		})
		pkg := r.bundle("Sales", member(r.addGroup("sales")), entitlement.RoleRef{Resource: crm.ID, Role: "User"})
		r.allow(pkg, lasting(10))
		failures := func() []lifecycle.DeliveryFailure {
			r.Helper()
			list, err := r.as("root").PackageRequests(t.Context(), lifecycle.PackageRequestsInput{
				States: []entitlement.RequestState{
					entitlement.RequestDelivering, entitlement.RequestPartiallyDelivered, entitlement.RequestDelivered,
				},
			})
			require.NoError(r, err)
			require.Len(r, list.Items, 1)
			return list.Items[0].Failures
		}
		r.breaks(fake.Fault{
			Resource: "crm", Until: start.Add(7 * time.Hour), Answer: fake.AnswerError, Effect: fake.EffectNone,
			Err: provision.Transient(provision.Throttled, "Ask less often."),
		})
		asked := r.submit("ann", pkg)
		require.Empty(r, failures(), "nothing went wrong so far")
		r.settle()
		got := failures()
		require.Len(r, got, 1, "the group was granted")
		require.Equal(r, "crm", got[0].Target.OriginID)
		require.Equal(r, "CRM", got[0].ResourceName)
		require.Equal(r, entitlement.RoleID("User"), got[0].Role)
		require.Equal(r, provision.Throttled, got[0].Code)
		require.Equal(r, "Ask less often.", got[0].Hint)
		require.Equal(r, 1, got[0].Attempts)
		require.True(r, got[0].Next.After(r.now()))

		r.pass(7 * time.Hour)
		require.Equal(r, entitlement.RequestPartiallyDelivered, r.request(asked.Request).Request.State)
		require.Equal(r, []lifecycle.DeliveryFailure{{
			Target: crm.Target(), ResourceName: "CRM", Role: "User", Code: provision.Throttled,
		}}, failures())
		r.reprocess(asked.Assignment)
		r.settle()
		require.Empty(r, failures())
		mine, err := r.as("ann").Requests(t.Context(), lifecycle.RequestsInput{})
		require.NoError(r, err)
		require.Empty(r, mine.Items[0].Failures)
	})
}

// Access whose end has come is missing nothing, noticed or not. // R-353
func TestNothingIsMissingAfterTheEnd(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("shop", lasting(10))
		r.breaks(failing("shop", provision.Permanent(provision.GroupFull, "Make room.")))
		r.submit("ann", pkg)
		r.settle()
		failures := func() []lifecycle.DeliveryFailure {
			list, err := r.as("root").PackageRequests(t.Context(), lifecycle.PackageRequestsInput{Package: pkg.ID})
			require.NoError(r, err)
			return list.Items[0].Failures
		}
		require.Len(r, failures(), 1)
		r.clock.Set(start.Add(10 * day))
		require.Empty(r, failures())
		r.settle()
		require.Empty(r, failures())
	})
}

// The events about a package, with everything in it, in order and in pages; what was truncated away is not told any more.
func TestActivityOfAPackage(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop := r.simple("shop", lasting(30), approvedBy(stage(entitlement.Manager(1))))
		club := r.simple("club")
		asked := r.submit("ann", shop)
		r.submit("bob", club)
		r.approve("meg", asked.Request)
		r.settle()
		r.pass(40 * day)
		r.submit("bob", shop)
		for _, pkg := range []entitlement.AccessPackage{shop, club} {
			for _, from := range []uint64{0, 3, r.seq() / 2} {
				var want []uint64
				for _, ev := range r.events(from) {
					if ev.Package.ID == pkg.ID {
						want = append(want, ev.Seq)
					}
				}
				require.NotEmpty(r, want)
				require.Equal(r, want, r.activity(pkg, from))
			}
		}
		removed := r.truncate(start.Add(20 * day))
		require.Positive(r, removed.Removed)
		left := r.activity(shop, 0)
		require.NotEmpty(r, left)
		require.GreaterOrEqual(r, left[0], removed.Checkpoint.First)

		_, err := r.as("root").Events(t.Context(), lifecycle.EventsInput{Package: shop.ID, Subject: "ann"})
		require.ErrorIs(r, err, entitlement.InvalidArgument)
		_, err = r.as("root").Events(t.Context(), lifecycle.EventsInput{Package: id[entitlement.AccessPackage]()})
		require.ErrorIs(r, err, entitlement.NotFound)
		_, err = r.as("root").Events(t.Context(), lifecycle.EventsInput{Package: shop.ID, Page: lifecycle.Page{Token: "x"}})
		require.ErrorIs(r, err, entitlement.InvalidArgument)
	})
}

// activity lists a package's events in pages of three.
func (r *rig) activity(pkg entitlement.AccessPackage, from uint64) (out []uint64) {
	r.Helper()
	for ev, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.LoggedEvent], error) {
		p.Size = 3
		return r.as("root").Events(r.Context(), lifecycle.EventsInput{Page: p, From: from, Package: pkg.ID})
	}) {
		require.NoError(r, err)
		out = append(out, ev.Seq)
	}
	return out
}

// "My" requests and assignments, by what somebody has to do with them. // R-357
func TestMyRequestsAndAssignments(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop, club := r.simple("shop"), r.simple("club", lasting(5))
		own := r.submit("root", shop)
		forAnn := r.assign(lifecycle.AssignInput{Package: shop.ID, Target: "ann"})
		forBob := r.assign(lifecycle.AssignInput{Package: club.ID, Target: "bob"})
		r.settle()
		given := r.as("hank")
		r.appoint(entitlement.User("hank"), entitlement.RoleGovernanceAdministrator)
		fromHank, err := given.Assign(t.Context(), lifecycle.AssignInput{Package: club.ID, Target: "root"})
		require.NoError(r, err)
		for part, want := range map[lifecycle.RequestPart][]entitlement.RequestID{
			lifecycle.PartAny:        {own.Request, forAnn.Request, forBob.Request, fromHank.Request},
			lifecycle.PartTarget:     {own.Request, fromHank.Request},
			lifecycle.PartRequestor:  {own.Request, forAnn.Request, forBob.Request},
			lifecycle.PartForOthers:  {forAnn.Request, forBob.Request},
			lifecycle.RequestPart(9): nil,
		} {
			list, err := r.as("root").Requests(t.Context(), lifecycle.RequestsInput{Part: part})
			require.NoError(r, err)
			require.Equal(r, want, requestIDs(list), "%s", part)
		}

		made := func(in lifecycle.AccessInput) (out []entitlement.AssignmentID) {
			in.AskedFor = true
			list, err := r.as("root").Access(t.Context(), in)
			require.NoError(r, err)
			for _, v := range list.Items {
				out = append(out, v.Assignment.ID)
			}
			return out
		}
		require.Equal(r, []entitlement.AssignmentID{own.Assignment, forAnn.Assignment, forBob.Assignment}, made(lifecycle.AccessInput{}))
		require.Equal(r, []entitlement.AssignmentID{fromHank.Assignment}, made(lifecycle.AccessInput{For: "hank"}))
		r.clock.Add(6 * day)
		require.Equal(r, []entitlement.AssignmentID{own.Assignment, forAnn.Assignment}, made(lifecycle.AccessInput{}))
		require.Len(r, made(lifecycle.AccessInput{Ended: true}), 3)
		_, err = r.as("root").Access(t.Context(), lifecycle.AccessInput{AskedFor: true, AsOf: start})
		require.ErrorIs(r, err, entitlement.InvalidArgument)
		_, err = r.as("bob").Access(t.Context(), lifecycle.AccessInput{AskedFor: true, For: "ann"})
		require.ErrorIs(r, err, entitlement.Forbidden)
	})
}

// What an approver decided stays to be read, once for each stage. // R-357
func TestDecisionsOfAnApprover(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop := r.simple("shop", approvedBy(stage(entitlement.User("hank"), entitlement.User("boss")), stage(entitlement.User("boss"))))
		first, second := r.submit("ann", shop), r.submit("bob", shop)
		decided := func(who entitlement.SubjectID) (out []string) {
			for v, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.ApprovalView], error) {
				return r.as(who).Approvals(t.Context(), lifecycle.ApprovalsInput{Decided: true, Page: lifecycle.Page{Size: 1, Token: p.Token}})
			}) {
				require.NoError(r, err)
				out = append(out, fmt.Sprint(v.Request.Target, " ", v.Stage, " ", v.Stages[v.Stage-1].Stage.State))
			}
			return out
		}
		require.Empty(r, decided("hank"))
		r.approve("hank", first.Request)
		r.deny("boss", second.Request)
		require.Equal(r, []string{"ann 1 approved"}, decided("hank"))
		require.Equal(r, []string{"bob 1 denied"}, decided("boss"))
		r.approve("boss", first.Request)
		r.settle()
		require.Equal(r, []string{"ann 2 approved", "bob 1 denied"}, decided("boss"))
		open, err := r.as("boss").Approvals(t.Context(), lifecycle.ApprovalsInput{})
		require.NoError(r, err)
		require.Empty(r, open.Items)
		r.requireDerived(map[byte]bool{}) // I-7
	})
}

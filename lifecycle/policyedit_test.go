package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/policy"
)

func (r *rig) policyDeletion(p entitlement.AssignmentPolicy) func() error {
	return func() error {
		_, err := r.as("root").DeletePolicy(r.Context(), lifecycle.DeletePolicyInput{Policy: p.ID})
		return err
	}
}

// unrequestable is the refusal of a request under a package's policies.
func unrequestable(pkg entitlement.AccessPackage, reasons ...entitlement.Code) refusal {
	return refusal{
		op: "submit", code: entitlement.Refused, kind: entitlement.KindAccessPackage, id: pkg.ID.String(),
		detail: "cannot be requested", reasons: reasons,
	}
}

// suspended is a switch of a policy.
func suspended(on bool) policyChange {
	return func(p *entitlement.AssignmentPolicy) { p.IsSuspended = on }
}

// a request keeps the approval and the time of the version that it was made under; the next one has the new.
func TestAnEditedPolicyGovernsLaterRequests(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, policy := r.offer(lasting(10), approvedBy(stage(entitlement.Manager(1)), stage(entitlement.User("hank"))))
		given, pending := r.submit("ann", pkg), r.submit("bob", pkg)
		r.approve("meg", given.Request)
		r.approve("hank", given.Request)
		r.edit(policy, lasting(90), approvedBy(stage(entitlement.User("boss"))), called("Everybody"),
			scoped(entitlement.ScopeAllMemberUsers))

		require.Len(r, r.request(pending.Request).Stages, 2)
		r.clock.Add(time.Hour)
		require.Equal(r, entitlement.RequestPendingApproval, r.approve("meg", pending.Request).State, "two stages")
		r.approve("hank", pending.Request)
		for id, end := range map[entitlement.RequestID]time.Time{
			given.Request: start.Add(10 * day), pending.Request: start.Add(10*day + time.Hour),
		} {
			require.Equal(r, end, r.made(id).Schedule.End)
			require.Equal(r, entitlement.PolicyRef{ID: policy.ID, Version: 1}, r.made(id).Policy)
		}
		later := r.submit("hank", pkg)
		require.Equal(r, []entitlement.SubjectID{"boss"}, r.stageOf(later.Request, 1).Approvers)
		r.approve("boss", later.Request)
		require.Equal(r, start.Add(90*day+time.Hour), r.made(later.Request).Schedule.End)
		require.Equal(r, entitlement.PolicyRef{ID: policy.ID, Version: 2}, r.made(later.Request).Policy)
		r.pass(10 * day)
		require.Empty(r, r.live("ann"))
		require.Len(r, r.live("hank"), 1)
	})
}

// Whoever leaves the scope keeps what they have, and what they asked for goes on.
func TestANarrowedScope(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, policy := r.offer()
		given, pending := r.submit("ann", pkg), r.submit("bob", pkg)
		r.approve("meg", given.Request)
		r.edit(policy, scoped(entitlement.ScopeSpecificDirectoryUsers, entitlement.User("hank")))
		r.approve("meg", pending.Request)
		r.settle()
		require.Len(r, r.live("ann"), 1)
		require.Len(r, r.live("bob"), 1)
		r.remove(r.made(given.Request).ID)
		r.refuses(unrequestable(pkg, entitlement.NoPolicyApplies, entitlement.PolicyApplies, entitlement.NotInScope, entitlement.ScopeClause),
			r.submission("ann", lifecycle.SubmitInput{Package: pkg.ID}))
	})
}

func TestASuspendedPolicy(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, staff := r.offer()
		direct := r.allow(pkg, called("Direct"), scoped(entitlement.ScopeNotSpecified))
		pending := r.submit("ann", pkg)
		staff, direct = r.edit(staff, suspended(true)), r.edit(direct, suspended(true))
		r.refuses(unrequestable(pkg,
			entitlement.NoPolicyApplies, entitlement.PolicyApplies, entitlement.PolicySuspended, entitlement.PolicyDirectOnly,
		), r.submission("bob", lifecycle.SubmitInput{Package: pkg.ID}))
		require.Empty(r, r.offered("bob"))
		assignment := func(under entitlement.AssignmentPolicy) func() error {
			return func() error {
				_, err := r.as("root").Assign(t.Context(), lifecycle.AssignInput{Package: pkg.ID, Policy: under.ID, Target: "bob"})
				return err
			}
		}
		want := unrequestable(pkg, entitlement.NoPolicyApplies, entitlement.PolicyApplies, entitlement.PolicySuspended)
		want.op = "assign"
		r.refuses(want, assignment(direct))
		r.approve("meg", pending.Request)       // what is pending goes on
		require.NoError(r, assignment(staff)()) // the switch is about requests
		require.Equal(r, []string{"Sales"}, r.names(r.as("root"), lifecycle.OffersInput{For: "bob", Everything: true}))

		r.edit(staff, suspended(false))
		require.Contains(r, r.explain("hank", pkg).Codes, entitlement.NotInScope)
		require.Equal(r, []string{"Sales"}, r.offered("ann"))
	})
}

func TestAPolicyForDirectAssignmentOnly(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.bundle("shop", member(r.addGroup("shop")))
		r.allow(pkg, scoped(entitlement.ScopeNotSpecified), lasting(3))
		r.refuses(unrequestable(pkg, entitlement.NoPolicyApplies, entitlement.PolicyApplies, entitlement.PolicyDirectOnly),
			r.submission("ann", lifecycle.SubmitInput{Package: pkg.ID}))
		require.Empty(r, r.offered("ann"))
		given := r.assign(lifecycle.AssignInput{Package: pkg.ID, Target: "ann"})
		require.Equal(r, start.Add(3*day), r.made(given.Request).Schedule.End)               // the policy's time counts
		require.Equal(r, entitlement.RequestAdminAdd, r.request(given.Request).Request.Type)
	})
}

func TestAPolicyWithoutSelfService(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.bundle("shop", member(r.addGroup("shop")))
		r.allow(pkg, func(p *entitlement.AssignmentPolicy) { p.RequestorSettings = &entitlement.RequestorSettings{} })
		r.refuses(unrequestable(pkg, entitlement.NoPolicyApplies, entitlement.PolicyApplies, entitlement.SelfAddDisabled),
			r.submission("ann", lifecycle.SubmitInput{Package: pkg.ID}))
		given := r.assign(lifecycle.AssignInput{Package: pkg.ID, Target: "ann"})
		r.refuses(refusal{
			op: "remove", code: entitlement.Refused, kind: entitlement.KindAssignment, id: given.Assignment.String(),
			detail: "does not let holders give it up", reasons: []entitlement.Code{entitlement.SelfRemoveDisabled},
		}, func() error {
			_, err := r.as("ann").Remove(t.Context(), lifecycle.RemoveInput{Assignment: given.Assignment})
			return err
		})
	})
}

func TestAPolicyInUseStays(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, p := r.offer(lasting(10))
		other := r.allow(pkg, called("Other"), scoped(entitlement.ScopeSpecificDirectoryUsers, entitlement.User("hank")), lasting(5))
		asked := r.submit("ann", pkg)
		r.approve("meg", asked.Request)
		inUse := refusal{
			op: "delete policy", code: entitlement.InUse, kind: entitlement.KindPolicy, id: p.ID.String(),
			detail: "remove their assignments first",
		}
		r.refuses(inUse, r.policyDeletion(p))
		require.NoError(r, r.policyDeletion(other)(), "nobody has access under this one")
		r.settle()
		r.clock.Set(start.Add(10*day - time.Microsecond))
		r.refuses(inUse, r.policyDeletion(p))
		r.clock.Set(start.Add(10 * day))
		require.NoError(r, r.policyDeletion(p)())                                            // it has ended, whether or not anybody noticed
		r.refuses(unrequestable(pkg, entitlement.PackageOK, entitlement.PackageHasNoPolicy),
			r.submission("ann", lifecycle.SubmitInput{Package: pkg.ID}))
		require.ErrorIs(r, r.policyDeletion(p)(), entitlement.NotFound)
		_, err := r.as("root").UpdatePolicy(t.Context(), lifecycle.PolicyInput{Policy: p})
		require.ErrorIs(r, err, entitlement.NotFound)
		_, err = r.as("root").CreatePolicy(t.Context(), lifecycle.PolicyInput{Policy: p})
		require.ErrorIs(r, err, entitlement.AlreadyExists, "an identifier is never used again") // I-1
		r.allow(pkg, called(p.DisplayName))
	})
}

// what waits under a policy that is deleted is canceled; what waits under another is not.
func TestDeletingAPolicyCancelsWhatWaits(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, p := r.offer(scheduled)
		other := r.allow(pkg, called("Other"), approvedBy(stage(entitlement.User("hank"))))
		ask := func(who entitlement.SubjectID, under entitlement.AssignmentPolicy) entitlement.RequestID {
			return r.ask(who, lifecycle.SubmitInput{Package: pkg.ID, Policy: under.ID}).Request
		}
		pending := ask("ann", p)
		later := r.ask("bob", lifecycle.SubmitInput{
			Package: pkg.ID, Policy: p.ID, Schedule: entitlement.Schedule{Start: start.Add(5 * day)},
		}).Request
		r.approve("meg", later)
		elsewhere := ask("meg", other)
		require.NoError(r, r.policyDeletion(p)())
		for range 2 { // before settling, and after it
			r.ends(pending, entitlement.RequestCanceled, entitlement.ReasonPolicyDeleted)
			r.ends(later, entitlement.RequestCanceled, entitlement.ReasonPolicyDeleted)
			require.Equal(r, start, r.request(later).Request.Completed)
			require.Equal(r, entitlement.RequestPendingApproval, r.request(elsewhere).Request.State)
			list, err := r.as("meg").Approvals(t.Context(), lifecycle.ApprovalsInput{})
			require.NoError(r, err)
			require.Empty(r, list.Items)
			require.True(r, r.explain("ann", pkg).MayRequest, "she may ask again, under the other policy")
			r.settle()
		}
		_, err := r.as("meg").Approve(t.Context(), lifecycle.DecideInput{Request: pending})
		require.ErrorIs(r, err, entitlement.IllegalState)
		r.pass(10 * day)
		require.Empty(r, r.target.Calls(0))
	})
}

func TestAPolicyStaysWithItsPackage(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		kit, other := r.kit(entitlement.GeneralCatalogID(), "shop"), r.bundle("wiki")
		update := func(change ...policyChange) func() error {
			moved := kit.policy
			for _, c := range change {
				c(&moved)
			}
			return func() error {
				_, err := r.as("root").UpdatePolicy(t.Context(), lifecycle.PolicyInput{Policy: moved})
				return err
			}
		}
		r.refuses(refusal{
			op: "update policy", code: entitlement.InvalidArgument, detail: "cannot be moved to another package",
		}, update(func(p *entitlement.AssignmentPolicy) { p.Package = other.ID }))
		second := r.allow(kit.pkg, called("Second"))
		r.refuses(refusal{
			op: "update policy", code: entitlement.AlreadyExists, kind: entitlement.KindPolicy, id: second.ID.String(),
			detail: `the display name "Second" is taken`,
		}, update(called("Second")))
		r.allow(other, called("Second")) // names are unique in a package
		require.NoError(r, update(func(p *entitlement.AssignmentPolicy) { p.Package = entitlement.AccessPackageID{} })())
	})
}

// with tiers on, only the most specific policies that take somebody are offered.
func TestTiers(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.bundle("shop", member(r.addGroup("shop")))
		all := r.allow(pkg, called("All"), scoped(entitlement.ScopeAllDirectoryUsers))
		members := r.allow(pkg, called("Members"))
		staff := r.allow(pkg, called("Staff"), scoped(entitlement.ScopeSpecificDirectoryUsers, entitlement.GroupMembers("staff")))
		r.hire(entitlement.Subject{ID: "gus", UserType: entitlement.UserGuest})
		for who, want := range map[entitlement.SubjectID]entitlement.AssignmentPolicy{"ann": staff, "hank": members, "gus": all} {
			require.Equal(r, want.ID, r.request(r.submit(who, pkg).Request).Request.Policy.ID, who)
		}
		r.refuses(unrequestable(pkg, entitlement.NoPolicyApplies, entitlement.PolicyApplies, entitlement.TierOutranked),
			r.submission("bob", lifecycle.SubmitInput{Package: pkg.ID, Policy: all.ID}))
		r.assign(lifecycle.AssignInput{Package: pkg.ID, Policy: all.ID, Target: "bob"}) // administrators say which
	}, func(c *lifecycle.Config) { c.Policy = policy.Options{Tiers: true} })
}

package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

// packageNames are those of a list of assignments.
func packageNames(list lifecycle.List[lifecycle.AssignmentView]) []string {
	var out []string
	for _, v := range list.Items {
		out = append(out, v.PackageName)
	}
	return out
}

func TestAccessOfAPerson(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		short := r.submit("ann", r.simple("short", lasting(5)))
		long := r.submit("ann", r.simple("long", lasting(50)))
		r.submit("bob", r.simple("other"))
		r.settle()
		access := func(who entitlement.SubjectID, in lifecycle.AccessInput) []string {
			list, err := r.as(who).Access(t.Context(), in)
			require.NoError(r, err)
			return packageNames(list)
		}
		require.ElementsMatch(r, []string{"short", "long"}, access("ann", lifecycle.AccessInput{}))
		require.ElementsMatch(r, []string{"short", "long"}, access("root", lifecycle.AccessInput{For: "ann"}))
		require.Empty(r, access("root", lifecycle.AccessInput{}), "without a name it is one's own")
		r.refuses(lacks("access", entitlement.CatalogID{}), func() error {
			_, err := r.as("bob").Access(t.Context(), lifecycle.AccessInput{For: "ann"})
			return err
		})
		r.clock.Set(start.Add(5 * day))
		require.Equal(r, []string{"long"}, access("ann", lifecycle.AccessInput{}))
		require.Len(r, access("ann", lifecycle.AccessInput{Ended: true}), 2)
		r.settle()
		require.Equal(r, []string{"long", "short"}, access("ann", lifecycle.AccessInput{Ended: true}), "the live ones first")

		list, err := r.as("ann").Access(t.Context(), lifecycle.AccessInput{Ended: true})
		require.NoError(r, err)
		ended := list.Items[1].Assignment
		require.Equal(r, entitlement.Assignment{
			ID: short.Assignment, Target: "ann", Package: ended.Package, Policy: ended.Policy, Request: short.Request,
			State: entitlement.AssignmentExpired, Reason: entitlement.ReasonExpired,
			Schedule: entitlement.Schedule{Start: start, End: start.Add(5 * day)}, Created: start, Ended: start.Add(5 * day),
		}, ended)
		require.Equal(r, long.Request, list.Items[0].Assignment.Request)
	})
}

// who has a package, also one that is gone; what has ended is shown when asked for.
func TestWhoHasAPackage(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, other := r.simple("shop", lasting(10)), r.simple("wiki")
		r.submit("ann", pkg)
		r.submit("ann", other)
		r.remove(r.submit("bob", pkg).Assignment)
		r.clock.Add(day)
		r.submit("hank", pkg)
		holders := func(ended bool) []entitlement.SubjectID {
			list, err := r.as("root").PackageAssignments(t.Context(), lifecycle.PackageAssignmentsInput{Package: pkg.ID, Ended: ended})
			require.NoError(r, err)
			var out []entitlement.SubjectID
			for _, v := range list.Items {
				require.Equal(r, "shop", v.PackageName)
				out = append(out, v.Assignment.Target)
			}
			return out
		}
		require.Equal(r, []entitlement.SubjectID{"ann", "hank"}, holders(false))
		require.Equal(r, []entitlement.SubjectID{"ann", "hank", "bob"}, holders(true))
		r.delete(pkg)
		require.Equal(r, []entitlement.SubjectID{"ann", "hank"}, holders(false))
		r.clock.Set(start.Add(10 * day))
		require.Equal(r, []entitlement.SubjectID{"hank"}, holders(false))
		require.Len(r, holders(true), 3)
		r.refuses(refusal{
			op: "package assignments", code: entitlement.NotFound, kind: entitlement.KindAccessPackage, id: absent, detail: "none",
		}, func() error {
			_, err := r.as("root").PackageAssignments(t.Context(),
				lifecycle.PackageAssignmentsInput{Package: id[entitlement.AccessPackage]()})
			return err
		})
	})
}

// a role and every assignment that justifies it, with package, policy, and times.
func TestARoleAndItsReasons(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		group := r.addGroup("shared")
		first, second := r.bundle("first", member(group)), r.bundle("second", member(group),
			entitlement.RoleRef{Resource: group.ID, Role: entitlement.RoleOwner})
		p1 := r.allow(first, lasting(10))
		p2 := r.allow(second, expiring(entitlement.Expiration{Type: entitlement.ExpirationNone}))
		a1 := r.submit("ann", first)
		r.clock.Add(time.Hour)
		a2 := r.submit("ann", second)
		r.settle()
		one := lifecycle.RoleSource{
			Assignment: a1.Assignment, Request: a1.Request, Package: first.ID, PackageName: "first", Policy: p1.ID,
			Since: start, End: start.Add(10 * day),
		}
		two := lifecycle.RoleSource{
			Assignment: a2.Assignment, Request: a2.Request, Package: second.ID, PackageName: "second", Policy: p2.ID,
			Since: start.Add(time.Hour),
		}
		target := entitlement.Target{Type: entitlement.ResourceGroup, OriginID: "shared"}
		require.Equal(r, []lifecycle.EffectiveRole{
			{
				Target: target, ResourceName: "Group shared", Role: "Member", State: lifecycle.RoleGranted,
				Sources: []lifecycle.RoleSource{one, two},
			},
			{
				Target: target, ResourceName: "Group shared", Role: "Owner", State: lifecycle.RoleGranted,
				Sources: []lifecycle.RoleSource{two},
			},
		}, r.roles("ann"))
		mine, err := r.as("ann").EffectiveRoles(t.Context(), lifecycle.RolesInput{})
		require.NoError(r, err)
		require.Equal(r, r.roles("ann"), mine)
		r.clock.Set(start.Add(10 * day))
		require.Equal(r, []lifecycle.RoleSource{two}, r.roles("ann")[0].Sources, "what has ended justifies nothing")
		require.Empty(r, r.roles("bob"))
	})
}

// The states of a role: wanted, there, given up on, to be taken away.
func TestStatesOfARole(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		asked := r.submit("ann", r.simple("shop"))
		require.Equal(r, []string{"Group shop Member delivering: shop"}, roleWords(r.roles("ann")))
		r.settle()
		require.Equal(r, []string{"Group shop Member granted: shop"}, roleWords(r.roles("ann")))
		r.breaks(fake.Fault{Verb: provision.Revoke, Answer: fake.AnswerError, Effect: fake.EffectNone})
		r.remove(asked.Assignment)
		require.Equal(r, []string{"Group shop Member removing"}, roleWords(r.roles("ann")))
		r.pass(7 * time.Hour)
		require.Equal(r, []string{"Group shop Member removing"}, roleWords(r.roles("ann")))
		require.Equal(r, string(provision.TargetUnavailable), r.roles("ann")[0].Failure) // the operator is told why
		r.target.Heal()
		r.pass(day)
		require.Empty(r, r.roles("ann"))

		r.breaks(failing("wiki", provision.Permanent(provision.PermissionMissing, "")))
		r.submit("ann", r.simple("wiki"))
		r.settle()
		require.Equal(r, []string{"Group wiki Member failed: wiki"}, roleWords(r.roles("ann")))
		require.Equal(r, string(provision.PermissionMissing), r.roles("ann")[0].Failure)
	})
}

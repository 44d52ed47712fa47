package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// What others changed about the roles of a package, and nothing about other roles and resources. // R-355
func TestChangesMadeElsewhereToAPackage(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		first, second, other := r.addGroup("first"), r.addGroup("second"), r.addGroup("other")
		pkg := r.bundle("both", member(second), member(first))
		owners := r.bundle("owners", entitlement.RoleRef{Resource: first.ID, Role: entitlement.RoleOwner}, member(other))
		for _, p := range []entitlement.AccessPackage{pkg, owners} {
			r.allow(p)
			r.submit("ann", p)
		}
		r.settle()
		r.pass(day)
		for _, group := range []string{"first", "second", "other"} {
			r.removesInTarget("ann", group)
			r.addsInTarget("zoe", group)
			r.addsInTarget("zed", group)
		}
		r.target.AdminRemoves(r.now(), "ann", inTarget("first"), entitlement.RoleOwner)
		wanted := map[entitlement.AccessPackageID][]string{
			pkg.ID: {
				"missing ann first/Member", "foreign zed first/Member", "foreign zoe first/Member",
				"missing ann second/Member", "foreign zed second/Member", "foreign zoe second/Member",
			},
			owners.ID: {
				"missing ann first/Owner", "missing ann other/Member", "foreign zed other/Member", "foreign zoe other/Member",
			},
		}
		for id, want := range wanted { // order: reports change nothing
			for size := range 4 {
				require.ElementsMatch(r, want, r.reconcile(lifecycle.ReconcileInput{Package: id, Page: lifecycle.Page{Size: size}}))
			}
		}
		r.reconcile(lifecycle.ReconcileInput{Package: owners.ID, Policy: repairs})
		r.settle()
		require.True(r, r.has("ann", "other")) // I-58
		require.False(r, r.has("ann", "second"), "not of the package")

		in := lifecycle.ReconcileInput{Package: entitlement.AccessPackageID{7}}
		_, err := r.as("root").Reconcile(t.Context(), in)
		require.ErrorIs(r, err, entitlement.NotFound)
		_, err = r.as("ann").Reconcile(t.Context(), lifecycle.ReconcileInput{Package: pkg.ID})
		require.ErrorIs(r, err, entitlement.Forbidden)
	})
}

package lifecycle_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

// repairs is the policy that repairs all that it may.
var repairs = lifecycle.DriftPolicy{
	Missing: lifecycle.DriftRepair, Extra: lifecycle.DriftRepair, Foreign: lifecycle.DriftRepair,
}

// reconcile walks a whole reconciliation and returns what it found, such as "missing ann club/Member".
func (r *rig) reconcile(in lifecycle.ReconcileInput) []string {
	r.Helper()
	var out []string
	for d, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.Drift], error) {
		in.Page.Token = p.Token
		result, err := r.as("root").Reconcile(r.Context(), in)
		return result.List, err
	}) {
		require.NoError(r, err)
		out = append(out, driftWords(d))
	}
	return out
}

func driftWords(d lifecycle.Drift) string {
	text := d.Kind.String()
	if d.Kind == lifecycle.DriftUnlisted {
		return text + " " + d.Target.OriginID + ": " + string(d.Code)
	}
	text += " " + string(d.Subject) + " " + d.Target.OriginID + "/" + string(d.Role)
	if d.Repaired {
		text += ", repaired"
	}
	return text
}

func (r *rig) removesInTarget(account, group string) {
	r.target.AdminRemoves(r.now(), account, inTarget(group), entitlement.RoleMember)
}

func (r *rig) addsInTarget(account, group string) {
	r.Helper()
	require.NoError(r, r.target.AdminAdds(r.now(), account, inTarget(group), entitlement.RoleMember))
}

// keepsOnRevoke lets a group say that revokes are done, and do nothing (F14).
func (r *rig) keepsOnRevoke(group string) {
	r.Helper()
	require.NoError(r, r.target.Inject(fake.Fault{
		Resource: group, Verb: provision.Revoke, Until: r.now().Add(time.Hour), Effect: fake.EffectNone,
	}))
}

// drifted is a group whose holder ann was removed by hand, whose former holder bob was left in it, and to which somebody else
// was added.
func (r *rig) drifted(group string) (given lifecycle.SubmitResult) {
	r.Helper()
	pkg := r.simple(group)
	given = r.submit("ann", pkg)
	left := r.submit("bob", pkg)
	r.settle()
	r.keepsOnRevoke(group)
	r.remove(left.Assignment)
	r.removesInTarget("ann", group)
	r.addsInTarget("zoe", group)
	r.pass(2 * time.Hour)
	return given
}

// Drift is reported by kind and changes nothing, unless the policy says otherwise; a second look finds the same.
func TestDriftIsReported(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.drifted("club")
		require.Empty(r, r.stuck(), "the target said that it was done")
		begin, calls := r.seq(), len(r.target.Calls(0))
		// whom somebody takes out of the group there, such as from its team, is missing.
		want := []string{"missing ann club/Member", "extra bob club/Member", "foreign zoe club/Member"}
		require.Equal(r, want, r.reconcile(lifecycle.ReconcileInput{})) // I-71, F14, F16
		require.Equal(r, want, r.reconcile(lifecycle.ReconcileInput{}))
		r.settle()
		require.Len(r, r.target.Calls(0), calls) // I-60

		found := r.happened(begin, entitlement.ActivityFindDrift)
		require.Len(r, found, 2, "each time")
		require.Equal(r, []entitlement.Fact{
			{Name: "type", Value: "group"}, {Name: "origin", Value: "club"}, {Name: "missing", Value: "1"},
			{Name: "extra", Value: "1"}, {Name: "foreign", Value: "1"}, {Name: "repaired", Value: "0"},
		}, found[0].Facts)
	})
}

// What is missing is granted again and what is too much is revoked, by new calls; what is not the engine's is left alone.
func TestDriftIsRepaired(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		given := r.drifted("club")
		begin := r.seq()
		require.Equal(r, []string{
			"missing ann club/Member, repaired", "extra bob club/Member, repaired", "foreign zoe club/Member",
		}, r.reconcile(lifecycle.ReconcileInput{Policy: repairs})) // I-71
		state, _ := r.role("ann", "club")
		require.Equal(r, lifecycle.RoleDelivered, state, "asked for, and not confirmed yet")
		require.Equal(r, []string{"foreign zoe club/Member"}, r.reconcile(lifecycle.ReconcileInput{Policy: repairs}),
			"what is on its way is left out")

		r.settle()
		require.True(r, r.has("ann", "club"))  // I-58
		require.False(r, r.has("bob", "club")) // I-57
		require.True(r, r.has("zoe", "club"))  // I-60, R-033
		require.Equal(r, entitlement.AssignmentDelivered, r.made(given.Request).State)
		require.Equal(r, []entitlement.Activity{
			entitlement.ActivityRestoreGrant, entitlement.ActivityRevokeDrift, entitlement.ActivityFindDrift,
			entitlement.ActivityRemoveGrant, entitlement.ActivityFulfillGrant,
		}, r.since(begin))
		require.Equal(r, []string{"foreign zoe club/Member"}, r.reconcile(lifecycle.ReconcileInput{Policy: repairs}))
		require.Empty(r, r.reconcile(lifecycle.ReconcileInput{Policy: lifecycle.DriftPolicy{Foreign: lifecycle.DriftIgnore}}))
	})
}

// Each kind of drift has its own say.
func TestADriftPolicyIsFollowed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		policy   lifecycle.DriftPolicy
		want     []string
		ann, bob bool
	}{
		"missing_only": {
			lifecycle.DriftPolicy{Missing: lifecycle.DriftRepair, Extra: lifecycle.DriftIgnore, Foreign: lifecycle.DriftIgnore},
			[]string{"missing ann club/Member, repaired"}, true, true,
		},
		"extra_only": {
			lifecycle.DriftPolicy{Extra: lifecycle.DriftRepair, Missing: lifecycle.DriftIgnore, Foreign: lifecycle.DriftIgnore},
			[]string{"extra bob club/Member, repaired"}, false, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				r.drifted("club")
				require.Equal(r, test.want, r.reconcile(lifecycle.ReconcileInput{Policy: test.policy})) // I-71
				r.settle()
				require.Equal(r, test.ann, r.has("ann", "club"))
				require.Equal(r, test.bob, r.has("bob", "club"))
			})
		})
	}
}

// Access that an assignment took over goes with it. If the target did not let it go, it is taken away on request, and nothing
// else that is foreign.
func TestAForeignRoleThatAnAssignmentJustified(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		given := r.submit("ann", r.simple("club"))
		r.settle()
		r.remove(given.Assignment)
		r.settle()
		r.addsInTarget("ann", "club")
		r.addsInTarget("bob", "club")
		want := []string{"foreign ann club/Member", "foreign bob club/Member"}
		policy := lifecycle.DriftPolicy{Missing: lifecycle.DriftRepair, Extra: lifecycle.DriftRepair}
		require.Equal(r, want, r.reconcile(lifecycle.ReconcileInput{Policy: policy}))
		r.settle()
		require.True(r, r.has("ann", "club")) // I-60

		require.Equal(r, []string{"foreign ann club/Member, repaired", "foreign bob club/Member"},
			r.reconcile(lifecycle.ReconcileInput{Policy: repairs}))
		r.settle()
		require.False(r, r.has("ann", "club"))
		require.True(r, r.has("bob", "club"))  // R-033, I-60
		require.Equal(r, []string{"foreign bob club/Member"}, r.reconcile(lifecycle.ReconcileInput{Policy: repairs}),
			"a removal of drift justifies nothing")
	})
}

// An assignment that the target never heard of took nothing over: what somebody else gave stays.
func TestAForeignRoleThatWasNeverAskedFor(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop := r.partners("shop")
		r.set(func(s *entitlement.Settings) { s.BlockedDomains = []string{"fabrikam.example"} })
		given := r.visits(pat(), shop)
		require.Equal(r, entitlement.RequestDeliveryFailed, given.State)
		r.remove(given.Assignment)
		r.settle()
		require.Empty(r, r.target.Calls(0))

		r.addsInTarget(string(pat().ID), "shop")
		want := []string{"foreign " + string(pat().ID) + " shop/Member"}
		require.Equal(r, want, r.reconcile(lifecycle.ReconcileInput{Policy: repairs}))
		r.settle()
		require.True(r, r.has(string(pat().ID), "shop")) // I-60
	})
}

// That drift was taken away once justifies nothing: what somebody else gives afterwards is theirs.
func TestAForeignRoleWhereDriftWas(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.simple("club")
		_, err := r.target.Apply(r.Context(), provision.Operation{
			Key: "of a restored store", Generation: 1, Verb: provision.Grant, Subject: "zoe", Resource: inTarget("club"),
			Role: entitlement.RoleMember, At: r.now(),
		})
		require.NoError(r, err)
		require.Equal(r, []string{"extra zoe club/Member, repaired"}, r.reconcile(lifecycle.ReconcileInput{Policy: repairs}))
		r.settle()
		require.False(r, r.has("zoe", "club")) // I-57
		r.addsInTarget("zoe", "club")
		require.Equal(r, []string{"foreign zoe club/Member"}, r.reconcile(lifecycle.ReconcileInput{Policy: repairs})) // I-60
	})
}

// Without log there is no telling what an assignment once justified: nothing foreign is touched.
func TestForeignRolesWithoutLog(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		given := r.submit("ann", r.simple("club"))
		r.settle()
		r.remove(given.Assignment)
		r.settle()
		r.addsInTarget("ann", "club")
		require.Equal(r, []string{"foreign ann club/Member"}, r.reconcile(lifecycle.ReconcileInput{Policy: repairs})) // I-60
	}, func(c *lifecycle.Config) { c.Log.Discard = true })
}

// A role that cannot be given again takes its assignment with it: nobody counts as delivered who is known not to be.
func TestARepairThatFails(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.bundle("Both", member(r.addGroup("one")), member(r.addGroup("two")))
		r.allow(pkg)
		given := r.submit("ann", pkg)
		r.settle()
		r.removesInTarget("ann", "one")
		require.NoError(r, r.target.Inject(failing("one", provision.Permanent(provision.GroupFull, ""))))
		r.reconcile(lifecycle.ReconcileInput{Policy: repairs})
		r.settle()
		require.Equal(r, entitlement.AssignmentPartiallyDelivered, r.made(given.Request).State)
		state, code := r.role("ann", "one")
		require.Equal(r, lifecycle.RoleFailed, state)
		require.Equal(r, string(provision.GroupFull), code)
		require.Empty(r, r.reconcile(lifecycle.ReconcileInput{Policy: repairs}), "it is not confirmed, so it is not missing")
	})
}

// A reconciliation is about one resource, a catalog, or everything in use, each target once.
func TestWhatIsReconciled(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		other := r.addCatalog("Other")
		shared := r.addGroup("shared")
		r.addGroup("shared", other.ID)
		own := r.addGroup("own", other.ID)
		for _, group := range []string{"shared", "own", "unknown"} {
			r.addsInTarget("zoe", group)
		}
		one, two := "foreign zoe shared/Member", "foreign zoe own/Member"
		require.Equal(r, []string{one}, r.reconcile(lifecycle.ReconcileInput{Resource: shared.ID}))
		require.Equal(r, []string{two}, r.reconcile(lifecycle.ReconcileInput{Resource: own.ID}))
		require.ElementsMatch(r, []string{one, two}, r.reconcile(lifecycle.ReconcileInput{Catalog: other.ID}))
		require.ElementsMatch(r, []string{one}, r.reconcile(lifecycle.ReconcileInput{Catalog: entitlement.GeneralCatalogID()}))
		require.ElementsMatch(r, []string{one, two}, r.reconcile(lifecycle.ReconcileInput{}))

		_, err := r.as("root").RemoveResource(r.Context(), lifecycle.RemoveResourceInput{Resource: own.ID})
		require.NoError(r, err)
		require.ElementsMatch(r, []string{one}, r.reconcile(lifecycle.ReconcileInput{}), "nobody governs it any more")
	})
}

// However small the pages, each drift is found once. The target is asked for each.
func TestAReconciliationInPages(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.drifted("club")
		r.drifted("pool")
		whole := r.reconcile(lifecycle.ReconcileInput{})
		require.Len(r, whole, 6)
		for size := 1; size <= 4; size++ {
			require.Equal(r, whole, r.reconcile(lifecycle.ReconcileInput{Page: lifecycle.Page{Size: size}}))
		}
		repaired := r.reconcile(lifecycle.ReconcileInput{Page: lifecycle.Page{Size: 1}, Policy: repairs})
		require.Len(r, repaired, 6)
		r.settle()
		require.Len(r, r.reconcile(lifecycle.ReconcileInput{}), 2, "what is foreign") // I-71
	})
}

// A walk outlives the resource it is at.
func TestAResourceLeavesDuringAReconciliation(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		in := lifecycle.ReconcileInput{Catalog: entitlement.GeneralCatalogID(), Page: lifecycle.Page{Size: 1}}
		groups := []entitlement.Resource{r.addGroup("first"), r.addGroup("second")}
		for _, account := range []string{"zoe", "zac"} {
			r.addsInTarget(account, "first")
			r.addsInTarget(account, "second")
		}
		begun, err := r.as("root").Reconcile(r.Context(), in)
		require.NoError(r, err)
		require.Equal(r, groups[0].OriginID, begun.Target.OriginID)
		_, err = r.as("root").RemoveResource(r.Context(), lifecycle.RemoveResourceInput{Resource: groups[0].ID})
		require.NoError(r, err)
		in.Page.Token = begun.Next
		next, err := r.as("root").Reconcile(r.Context(), in)
		require.NoError(r, err)
		require.Equal(r, []string{"foreign zac second/Member"}, []string{driftWords(next.Items[0])})
	})
}

// An answer is repeated under its key, and stands for one input.
func TestAReconciliationWithAKey(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.drifted("club")
		in := lifecycle.ReconcileInput{Key: "nightly", Policy: repairs}
		first, err := r.as("root").Reconcile(r.Context(), in)
		require.NoError(r, err)
		require.Equal(r, 2, first.Repaired)
		r.settle()
		again, err := r.as("root").Reconcile(r.Context(), in)
		require.NoError(r, err)
		require.Equal(r, first, again)
		_, err = r.as("root").Reconcile(r.Context(), lifecycle.ReconcileInput{Key: "nightly"})
		require.ErrorIs(r, err, entitlement.KeyReused)
	})
}

// A role that two assignments justify is asked for once, for both.
func TestAMissingRoleOfTwoPackages(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		group := r.addGroup("shared")
		var given []lifecycle.SubmitResult
		for _, name := range []string{"One", "Two"} {
			pkg := r.bundle(name, member(group))
			r.allow(pkg)
			given = append(given, r.submit("ann", pkg))
		}
		r.settle()
		r.removesInTarget("ann", "shared")
		begin := r.seq()
		require.Equal(r, []string{"missing ann shared/Member, repaired"}, r.reconcile(lifecycle.ReconcileInput{Policy: repairs}))
		r.settle()
		require.Len(r, r.happened(begin, entitlement.ActivityFulfillGrant), 1)
		require.True(r, slices.Equal([]entitlement.AssignmentState{entitlement.AssignmentDelivered, entitlement.AssignmentDelivered},
			[]entitlement.AssignmentState{r.made(given[0].Request).State, r.made(given[1].Request).State}))
		r.remove(given[0].Assignment)
		r.settle()
		require.True(r, r.has("ann", "shared"))
	})
}

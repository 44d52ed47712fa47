package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
)

// Two packages, of two catalogs, hold the same group. Who has both keeps it until the last one goes.
func TestARoleOfTwoPackagesStaysUntilTheLastGoes(t *testing.T) {
	t.Parallel()
	for name, loses := range map[string]func(r *rig, given entitlement.AssignmentID){
		"by_its_end":   func(r *rig, _ entitlement.AssignmentID) { r.pass(10 * day) },
		"by_a_removal": func(r *rig, given entitlement.AssignmentID) { r.remove(given); r.settle() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				own := r.bundle("Own", member(r.addGroup("shared")), member(r.addGroup("only")))
				r.allow(own, lasting(10))
				catalog := r.addCatalog("Other")
				other := r.bundleIn(catalog.ID, "Other", member(r.addGroup("shared", catalog.ID)))
				r.allow(other, lasting(20))
				first, second := r.submit("ann", own), r.submit("ann", other)
				r.settle()
				require.Len(r, r.target.Holdings(), 2, "one membership of each group, not two")

				loses(r, first.Assignment)
				require.True(r, r.has("ann", "shared"))
				require.False(r, r.has("ann", "only"))
				require.NotContains(r, r.verbs("shared"), provision.Revoke) // I-61
				state, _ := r.role("ann", "shared")
				require.Equal(r, lifecycle.RoleGranted, state)

				r.remove(second.Assignment)
				r.settle()
				require.False(r, r.has("ann", "shared"))
				require.Empty(r, r.target.Holdings())    // I-57
			})
		})
	}
}

// A second package confirms what the first has given already; each is delivered only when it has its own confirmation.
func TestASecondSourceIsConfirmedToo(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		group := r.addGroup("shared")
		one, two := r.bundle("One", member(group)), r.bundle("Two", member(group))
		r.allow(one)
		r.allow(two)
		r.submit("ann", one)
		r.pass(time.Hour)
		changes := len(r.target.Changes(0))
		second := r.submit("ann", two)
		require.Equal(r, entitlement.AssignmentDelivering, r.made(second.Request).State) // I-51
		r.pass(time.Hour)
		require.Equal(r, entitlement.AssignmentDelivered, r.made(second.Request).State)
		require.Len(r, r.target.Changes(0), changes, "the call found the world as it should be")
	}, lagging(30*time.Minute))
}

// Somebody who held the role before loses it with the package; people without the package are left alone.
func TestAccessFromElsewhere(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		for _, who := range []string{"ann", "bob"} {
			require.NoError(r, r.target.AdminAdds(start, who, inTarget("club"), entitlement.RoleMember))
		}
		r.submit("ann", r.simple("club", lasting(10)))
		r.pass(20 * day)
		require.False(r, r.has("ann", "club"))
		require.True(r, r.has("bob", "club"))
		require.Empty(r, r.live("bob"))
	})
}

// What an administrator does in the target system is neither blocked nor noticed; reprocessing repairs it.
func TestReprocessingADeliveredAssignment(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.bundle("Both", member(r.addGroup("one")), member(r.addGroup("two")))
		r.allow(pkg)
		given := r.submit("ann", pkg)
		r.settle()
		r.pass(100 * time.Hour)
		r.target.AdminRemoves(r.now(), "ann", inTarget("one"), entitlement.RoleMember)
		r.pass(100 * time.Hour)
		require.Equal(r, entitlement.AssignmentDelivered, r.made(given.Request).State)
		require.False(r, r.has("ann", "one"))

		begin := r.seq()
		require.Equal(r, entitlement.AssignmentDelivered, r.reprocess(given.Assignment).State)
		r.settle()
		require.True(r, r.has("ann", "one"))
		require.Equal(r, []provision.Verb{provision.Grant, provision.Grant}, r.verbs("two"))   // all roles
		require.Equal(r, entitlement.RequestDelivered, r.request(given.Request).Request.State) // only the assignment is repaired
		require.Len(r, r.happened(begin, entitlement.ActivityReprocess), 1)
		require.Len(r, r.mails.of(entitlement.MailAccessGiven), 1, "nobody is told again")
	})
}

// While a delivery is under way there is nothing to reprocess, and after the end neither.
func TestWhatCannotBeReprocessed(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		given := r.submit("ann", r.simple("club", lasting(10)))
		cannot := refusal{
			op: "reprocess", code: entitlement.IllegalState, kind: entitlement.KindAssignment, id: given.Assignment.String(),
		}
		reprocess := func() error {
			_, err := r.as("root").Reprocess(t.Context(), lifecycle.ReprocessInput{Assignment: given.Assignment})
			return err
		}
		cannot.detail = "in state delivering"
		r.refuses(cannot, reprocess)
		r.pass(10 * day)
		cannot.detail = "in state expired"
		r.refuses(cannot, reprocess)
	})
}

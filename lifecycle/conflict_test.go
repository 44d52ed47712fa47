package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// against makes a package incompatible with others and with groups.
func (r *rig) against(pkg entitlement.AccessPackage, others []entitlement.AccessPackage, groups ...entitlement.GroupID) {
	r.Helper()
	pkg.Version, pkg.IncompatibleGroups = 0, groups
	for _, other := range others {
		pkg.IncompatiblePackages = append(pkg.IncompatiblePackages, other.ID)
	}
	_, err := r.as("root").UpdatePackage(r.Context(), lifecycle.PackageInput{Package: pkg})
	require.NoError(r, err)
}

func TestIncompatiblePackages(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pay, audit := r.simple("Pay"), r.simple("Audit", lasting(10))
		r.against(pay, []entitlement.AccessPackage{audit})
		r.submit("ann", audit)
		err := r.changesNothing(func() error {
			_, err := r.as("ann").Submit(t.Context(), lifecycle.SubmitInput{Package: pay.ID})
			return err
		})
		require.ErrorIs(r, err, entitlement.IncompatiblePackage) // also while it is delivered
		err = r.changesNothing(func() error {
			_, err := r.as("root").Assign(t.Context(), lifecycle.AssignInput{Package: pay.ID, Target: "ann"})
			return err
		})
		require.ErrorIs(r, err, entitlement.Incompatible) // R-114, I-53
		offer, err := r.as("ann").Explain(t.Context(), lifecycle.ExplainInput{Package: pay.ID})
		require.NoError(r, err)
		require.False(r, offer.MayRequest)

		r.submit("bob", pay)
		r.settle()
		r.submit("bob", audit) // one way
		r.clock.Set(start.Add(10 * day))
		offer, err = r.as("ann").Explain(t.Context(), lifecycle.ExplainInput{Package: pay.ID})
		require.NoError(r, err)
		require.True(r, offer.MayRequest) // what has expired does not count, settled or not
		r.submit("ann", pay)
	})
}

func TestIncompatibleGroups(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pay := r.simple("Pay")
		r.gather("auditors", "bob")
		r.nest("control", "auditors")
		r.against(pay, nil, "control")
		_, err := r.as("bob").Submit(t.Context(), lifecycle.SubmitInput{Package: pay.ID})
		require.ErrorIs(r, err, entitlement.IncompatibleGroup)
		r.submit("ann", pay)
	})
}

func TestWhoHasBothKeepsBoth(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pay, audit := r.simple("Pay", extendable, lasting(30)), r.simple("Audit")
		for _, who := range []entitlement.SubjectID{"ann", "bob"} {
			r.submit(who, pay)
			r.settle()
		}
		r.submit("ann", audit)
		r.settle()
		r.against(pay, []entitlement.AccessPackage{audit})
		require.Len(r, r.live("ann"), 2)

		both, err := r.as("root").AdditionalAccess(t.Context(), lifecycle.AdditionalAccessInput{Package: pay.ID, Incompatible: audit.ID})
		require.NoError(r, err)
		require.Len(r, both.Items, 1)
		require.Equal(r, entitlement.SubjectID("ann"), both.Items[0].Assignment.Target)
		declared, err := r.as("root").IncompatibleWith(t.Context(), lifecycle.IncompatibleInput{Package: audit.ID})
		require.NoError(r, err)
		require.Len(r, declared.Items, 1)
		require.Equal(r, pay.ID, declared.Items[0].ID)
		_, err = r.as("ann").AdditionalAccess(t.Context(), lifecycle.AdditionalAccessInput{Package: pay.ID, Incompatible: audit.ID})
		require.ErrorIs(r, err, entitlement.Forbidden)

		extended, err := r.as("ann").Extend(t.Context(), lifecycle.ExtendInput{Assignment: r.live("ann")[0].ID, End: time.Time{}})
		require.NoError(r, err)
		require.Equal(r, entitlement.RequestDelivered, extended.State)
		r.pass(60 * day)
		_, err = r.as("root").Assign(t.Context(), lifecycle.AssignInput{Package: audit.ID, Target: "ann"})
		require.NoError(r, err)
		_, err = r.as("ann").Submit(t.Context(), lifecycle.SubmitInput{Package: pay.ID})
		require.ErrorIs(r, err, entitlement.Incompatible) // a new request is a new decision
	})
}

// of two requests that wait at the same time only one wins.
func TestIncompatibilityIsAskedAgainAfterApproval(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		approved := approvedBy(stage(entitlement.User("meg")))
		pay, audit := r.simple("Pay", approved), r.simple("Audit", approved)
		r.against(pay, []entitlement.AccessPackage{audit})
		first, second := r.submit("ann", pay), r.submit("ann", audit) // pending requests do not count
		r.approve("meg", second.Request)
		decided := r.approve("meg", first.Request)
		require.Equal(r, entitlement.RequestDenied, decided.State)
		r.ends(first.Request, entitlement.RequestDenied, entitlement.ReasonIncompatible)
		r.settle()
		require.Len(r, r.target.Holdings(), 1)
	})
}

// a scheduled start is checked when it comes.
func TestIncompatibilityIsAskedAgainAtTheStart(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pay, audit := r.simple("Pay", scheduled), r.simple("Audit")
		r.against(pay, []entitlement.AccessPackage{audit})
		later := r.ask("ann", lifecycle.SubmitInput{Package: pay.ID, Schedule: entitlement.Schedule{Start: start.Add(5 * day)}})
		r.pass(day)
		r.submit("ann", audit)
		r.pass(5 * day)
		r.ends(later.Request, entitlement.RequestDenied, entitlement.ReasonIncompatible)
		require.Len(r, r.target.Holdings(), 1)
	})
}

// A package that was deleted conflicts no longer with anything, and those that list it can still be edited.
func TestDeletedPackagesConflictNoLonger(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pay, audit := r.simple("Pay"), r.simple("Audit")
		r.against(pay, []entitlement.AccessPackage{audit})
		_, err := r.as("root").DeletePackage(t.Context(), lifecycle.DeletePackageInput{Package: audit.ID})
		require.NoError(r, err)
		r.against(pay, []entitlement.AccessPackage{audit})
		r.submit("ann", pay)
	})
}

// Whoever may view one catalog learns which packages of others rule one of its own out, and nothing more about them. // R-117, I-131
func TestIncompatiblePackagesOfOtherCatalogs(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		audit := r.simple("Audit")
		other := r.kit(r.extended().ID, "Pay").pkg
		pay, err := r.as("root").Package(t.Context(), lifecycle.ReadPackageInput{Package: other.ID})
		require.NoError(r, err)
		pay.Version, pay.IncompatiblePackages = 0, []entitlement.AccessPackageID{audit.ID}
		updated, err := r.as("root").UpdatePackage(t.Context(), lifecycle.PackageInput{Package: pay})
		require.NoError(r, err)
		r.appoint(entitlement.User("hank"), entitlement.RoleCatalogReader, audit.Catalog)
		seen := func(who entitlement.SubjectID) []entitlement.AccessPackage {
			list, err := r.as(who).IncompatibleWith(t.Context(), lifecycle.IncompatibleInput{Package: audit.ID})
			require.NoError(r, err)
			return list.Items
		}
		bare := entitlement.AccessPackage{ID: pay.ID, Catalog: pay.Catalog, DisplayName: pay.DisplayName}
		require.Equal(r, []entitlement.AccessPackage{bare}, seen("hank")) // I-131
		require.Equal(r, []entitlement.AccessPackage{updated.Package}, seen("root"))
		r.appoint(entitlement.User("hank"), entitlement.RoleCatalogReader, pay.Catalog)
		require.Equal(r, seen("root"), seen("hank"))
	})
}

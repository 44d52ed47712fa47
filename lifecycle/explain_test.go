package lifecycle_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// who has the link of a hidden package, and is in scope, may ask.
func TestTheLinkOfAHiddenPackage(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("shop")
		require.False(r, pkg.IsHidden)
		require.Equal(r, []string{"shop"}, r.offered("ann"))
		pkg.IsHidden = true
		require.NoError(r, r.packageUpdate(pkg)())
		require.Empty(r, r.offered("ann"))                // hidden is not listed, and not the other way round; R-074
		require.True(r, r.explain("ann", pkg).MayRequest)
		r.submit("ann", pkg)
		require.Len(r, r.live("ann"), 1)
		require.Equal(r, []string{"shop"}, r.names(r.as("root"), lifecycle.OffersInput{For: "bob", Everything: true}))
	})
}

// The tree says what was checked, under which policy, what was wanted and what was seen; also of the near misses.
func TestAnExplanationShowsTheNearMisses(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.bundle("shop", member(r.addGroup("shop")))
		staff := r.allow(pkg, called("Staff"), scoped(entitlement.ScopeSpecificDirectoryUsers,
			entitlement.GroupMembers("staff"), entitlement.User("boss")))
		off := r.allow(pkg, called("Off"), suspended(true))
		offer := r.explain("hank", pkg)
		require.False(r, offer.MayRequest)
		require.Equal(r, entitlement.NoPolicyApplies, offer.Codes[0])
		outline := entitlement.Explain(offer.Reasons)
		for _, line := range []string{"ok shop", "no hank: noPolicyApplies", "memberOf", "staff", "policySuspended"} {
			require.Contains(r, strings.ReplaceAll(outline, pkg.ID.String(), "shop"), line, outline)
		}
		policies := map[entitlement.PolicyID]bool{}
		var walk func([]entitlement.Reason)
		walk = func(reasons []entitlement.Reason) {
			for _, reason := range reasons {
				if !reason.Policy.IsZero() {
					policies[reason.Policy] = true
				}
				if !reason.Pass && len(reason.Children) > 0 {
					require.NotEmpty(r, entitlement.FailedCodes(reason.Children), "a check fails because one below it does")
				}
				walk(reason.Children)
			}
		}
		walk(offer.Reasons)
		require.Equal(r, map[entitlement.PolicyID]bool{staff.ID: true, off.ID: true}, policies)

		allowed := r.explain("ann", pkg)
		require.True(r, allowed.MayRequest)
		require.Empty(r, allowed.Codes)
		require.Empty(r, entitlement.FailedCodes(allowed.Reasons), "what allows has no failures")
		require.NotEmpty(r, allowed.Reasons, "and says why")
	})
}

// An explanation takes what the requestor would give: a policy, times, a justification.
func TestAnExplanationOfARequestAsItWouldBe(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.bundle("shop", member(r.addGroup("shop")))
		free := r.allow(pkg, called("Free"), scheduled, lasting(10))
		strict := r.allow(pkg, called("Strict"), func(p *entitlement.AssignmentPolicy) {
			p.RequestApprovalSettings.IsRequestorJustificationRequired = true
		})
		for name, c := range map[string]struct {
			in   lifecycle.ExplainInput
			want []entitlement.Code
		}{
			"no choice":          {lifecycle.ExplainInput{}, []entitlement.Code{entitlement.PolicyChoiceNeeded}},
			"the free one":       {lifecycle.ExplainInput{Policy: free.ID}, nil},
			"without a reason":   {lifecycle.ExplainInput{Policy: strict.ID}, []entitlement.Code{entitlement.JustificationMissing}},
			"with a reason":      {lifecycle.ExplainInput{Policy: strict.ID, Justification: "work"}, nil},
			"of another package": {lifecycle.ExplainInput{Policy: r.allow(r.bundle("other")).ID}, []entitlement.Code{entitlement.NoPolicyApplies}},
			"for eleven days":    {r.for11(free.ID), []entitlement.Code{entitlement.ScheduleTooLong}},
			"times, but not free": {lifecycle.ExplainInput{
				Policy: strict.ID, Justification: "work", Schedule: entitlement.Schedule{End: start.Add(day)},
			}, []entitlement.Code{entitlement.ScheduleNotAllowed}},
		} {
			c.in.Package = pkg.ID
			before := r.bytes()
			offer, err := r.as("ann").Explain(t.Context(), c.in)
			require.NoError(r, err)
			require.Equal(r, c.want, offer.Codes, name)
			require.Equal(r, before, r.bytes(), "asking changes nothing")
		}
	})
}

func (r *rig) for11(policy entitlement.PolicyID) lifecycle.ExplainInput {
	return lifecycle.ExplainInput{Policy: policy, Schedule: entitlement.Schedule{End: start.Add(11 * day)}}
}

// Administrators may ask for others, and see what the others would.
func TestAnExplanationToSomebodyElse(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer()
		for _, who := range []entitlement.SubjectID{"ann", "hank", "nobody"} {
			asRoot, err := r.as("root").Explain(t.Context(), lifecycle.ExplainInput{Package: pkg.ID, For: who})
			require.NoError(r, err)
			require.Equal(r, r.explain(who, pkg), asRoot)
		}
		r.clock.Add(time.Hour)
		r.disable("ann")
		require.Equal(r, []entitlement.Code{entitlement.SubjectBlocked}, r.explain("ann", pkg).Codes)
	})
}

package lifecycle_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// market makes packages that differ in who finds them; each is called after what makes it special.
func (r *rig) market() map[string]entitlement.AccessPackage {
	r.Helper()
	out := map[string]entitlement.AccessPackage{}
	general := entitlement.GeneralCatalogID()
	add := func(name string, change ...policyChange) {
		out[name] = r.kit(general, name, change...).pkg
	}
	r.partner("Fabrikam", "fabrikam.example")
	add("members")
	add("everybody", scoped(entitlement.ScopeAllDirectoryUsers))
	add("staff", scoped(entitlement.ScopeSpecificDirectoryUsers, entitlement.GroupMembers("staff")))
	add("partners", scoped(entitlement.ScopeAllConfiguredOrganizations))
	add("direct", scoped(entitlement.ScopeNotSpecified))
	add("suspended", suspended(true))
	add("hidden")
	hidden := out["hidden"]
	hidden.IsHidden = true
	require.NoError(r, r.packageUpdate(hidden)())
	out["empty"] = r.bundle("empty")
	r.allow(out["empty"])
	out["without a policy"] = r.bundle("without a policy", member(r.addGroup("closed")))

	closed := r.addCatalog("Closed")
	out["unpublished"] = r.kit(closed.ID, "unpublished").pkg
	closed.State = entitlement.CatalogUnpublished
	r.updateCatalog(closed)
	inside := r.addCatalog("Inside")
	out["inside"] = r.kit(inside.ID, "inside", scoped(entitlement.ScopeAllConfiguredOrganizations)).pkg
	r.allow(out["inside"], called("Insiders"))
	inside.IsExternallyVisible = false
	r.updateCatalog(inside)
	return out
}

// who finds what. R-046: what is hidden nobody finds..
func TestWhatPeopleFind(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		market := r.market()
		r.hire(entitlement.Subject{ID: "gus", UserType: entitlement.UserGuest, Domain: "fabrikam.example"})
		r.disable("boss")
		for who, want := range map[entitlement.SubjectID][]string{
			"hank": {"members", "everybody", "empty", "inside"},
			"ann":  {"members", "everybody", "staff", "empty", "inside"},
			"gus":  {"everybody", "partners"},
			"boss": {"members", "everybody", "empty", "inside"}, // R-072 is another matter
		} {
			require.ElementsMatch(r, want, r.offered(who), who)
			require.ElementsMatch(r, want, r.names(r.as("root"), lifecycle.OffersInput{For: who}), who)
		}
		require.Empty(r, r.offered("nobody"))
		require.Equal(r, []string{"partners"}, r.names(r.visit(pat()), lifecycle.OffersInput{}))
		require.Empty(r, r.names(r.visit(outsider("sam", "contoso.example")), lifecycle.OffersInput{}))
		require.Len(r, r.names(r.as("root"), lifecycle.OffersInput{For: "nobody", Everything: true}), len(market))
	})
}

// An offer says whether it can be taken up now, and if not, why.
func TestWhatPeopleMayRequest(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		market := r.market()
		choice := r.bundle("choice", member(r.addGroup("choice")))
		first, second := r.allow(choice, called("First")), r.allow(choice, called("Second"))
		waiting := r.simple("waiting", approvedBy(stage(entitlement.User("hank"))))
		r.submit("ann", waiting)
		r.submit("ann", market["members"])
		r.settle()
		list, err := r.as("ann").Offers(t.Context(), lifecycle.OffersInput{})
		require.NoError(r, err)
		codes := map[string][]entitlement.Code{}
		for _, o := range list.Items {
			require.Equal(r, o.MayRequest, len(o.Codes) == 0, o.Package.DisplayName)
			require.NotEmpty(r, o.Reasons, o.Package.DisplayName)
			require.Equal(r, o.Package.Catalog, o.CatalogID)
			codes[o.Package.DisplayName] = o.Codes
			if o.Package.ID == choice.ID {
				require.Equal(r, []entitlement.PolicyID{first.ID, second.ID}, o.Policies)
			} else {
				require.Empty(r, o.Policies)
			}
		}
		require.Equal(r, map[string][]entitlement.Code{
			"everybody": nil, "staff": nil, "inside": nil,
			"members": {entitlement.AssignmentExists},
			"waiting": {entitlement.RequestPending},
			"choice":  {entitlement.PolicyChoiceNeeded},
			"empty":   {entitlement.PackageOK, entitlement.PackageEmpty},
		}, codes)
		all, err := r.as("root").Offers(t.Context(), lifecycle.OffersInput{For: "ann", Everything: true})
		require.NoError(r, err)
		why := map[string][]entitlement.Code{}
		for _, o := range all.Items {
			if len(o.Codes) > 0 {
				why[o.Package.DisplayName] = o.Codes
			}
		}
		for name, code := range map[string]entitlement.Code{
			"unpublished": entitlement.CatalogNotPublished, "without a policy": entitlement.PackageHasNoPolicy,
			"direct": entitlement.PolicyDirectOnly, "suspended": entitlement.PolicySuspended, "partners": entitlement.NotInScope,
		} {
			require.Contains(r, why[name], code, name)
		}
		require.NotContains(r, why, "hidden") // she may have it, if she has the link
	})
}

// What an offer or an explanation promises, a request keeps, for every person and package; and its reasons are the
// request's. // I-41
func TestOffersAndRequestsAgree(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		market := r.market()
		r.hire(entitlement.Subject{ID: "gus", UserType: entitlement.UserGuest, Domain: "fabrikam.example"})
		r.disable("boss")
		sessions := map[string]*lifecycle.Session{
			"ann": r.as("ann"), "hank": r.as("hank"), "gus": r.as("gus"), "boss": r.as("boss"), "nobody": r.as("nobody"),
			"pat": r.visit(pat()), "sam": r.visit(outsider("sam", "contoso.example")),
		}
		allowed := 0
		for who, by := range sessions {
			for name, pkg := range market {
				offer, err := by.Explain(t.Context(), lifecycle.ExplainInput{Package: pkg.ID})
				require.NoError(r, err)
				_, err = by.Submit(t.Context(), lifecycle.SubmitInput{Package: pkg.ID})
				require.Equal(r, offer.MayRequest, err == nil, "%s and %s: %v", who, name, err)
				if err == nil {
					allowed++
					continue
				}
				refused, ok := errors.AsType[*entitlement.Error](err)
				require.True(r, ok)
				require.Equal(r, offer.Reasons, refused.Reasons, "%s and %s", who, name)
			}
		}
		require.Equal(r, 12, allowed, "hank 4 and ann 5 with what is hidden, gus 2, pat 1")
	})
}

// What somebody may request is the same before what is due was settled and after it.
func TestOffersAreSettled(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		held := r.simple("held", lasting(5))
		waiting := r.simple("waiting", approvedBy(stage(entitlement.User("hank"))))
		r.submit("ann", held)
		r.submit("ann", waiting)
		r.settle()
		for _, c := range []struct {
			at   time.Time
			want map[string]bool
		}{
			{start.Add(5*day - time.Microsecond), map[string]bool{"held": false, "waiting": false}},
			{start.Add(5 * day), map[string]bool{"held": true, "waiting": false}},
			{start.Add(30*day - time.Microsecond), map[string]bool{"held": true, "waiting": false}},
			{start.Add(30 * day), map[string]bool{"held": true, "waiting": true}},
		} {
			r.clock.Set(c.at)
			for range 2 {
				list, err := r.as("ann").Offers(t.Context(), lifecycle.OffersInput{})
				require.NoError(r, err)
				got := map[string]bool{}
				for _, o := range list.Items {
					got[o.Package.DisplayName] = o.MayRequest
				}
				require.Equal(r, c.want, got, c.at)
				_, err = r.engine.RunDue(t.Context())
				require.NoError(r, err)
			}
		}
	})
}

package lifecycle_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// ofReports lists who of somebody's direct reports has what, page by page.
func (r *rig) ofReports(manager entitlement.SubjectID, size int) (out []string) {
	r.Helper()
	for v, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.AssignmentView], error) {
		p.Size = size
		return r.as(manager).Access(r.Context(), lifecycle.AccessInput{Page: p, OfReports: true})
	}) {
		require.NoError(r, err)
		out = append(out, string(v.Assignment.Target)+" "+v.PackageName)
	}
	return out
}

func TestAManagerListsTheAccessOfAllReports(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop, wiki := r.simple("shop"), r.simple("wiki", lasting(5))
		for who, packages := range map[entitlement.SubjectID][]entitlement.AccessPackage{ // order: sorted below
			"ann": {shop, wiki}, "bob": {shop, wiki}, "meg": {wiki}, "hank": {shop},
		} {
			for _, pkg := range packages {
				r.submit(who, pkg)
			}
		}
		r.settle()
		for size := range 6 {
			require.ElementsMatch(r, []string{"ann shop", "ann wiki", "bob shop", "bob wiki"}, r.ofReports("meg", size), "pages of %d", size)
		}
		require.Equal(r, []string{"meg wiki"}, r.ofReports("boss", 0), "direct reports only")
		require.Empty(r, r.ofReports("ann", 0))
		r.change("bob", func(s *entitlement.Subject) { s.Manager = "boss" })
		r.pass(5 * day)
		require.Equal(r, []string{"ann shop"}, r.ofReports("meg", 0), "what they have now")

		list, err := r.as("root").Access(t.Context(), lifecycle.AccessInput{For: "meg", OfReports: true})
		require.NoError(r, err)
		require.Len(r, list.Items, 1)
		_, err = r.as("boss").Access(t.Context(), lifecycle.AccessInput{For: "meg", OfReports: true}) // direct reports
		require.ErrorIs(r, err, entitlement.Forbidden)
		for name, in := range map[string]lifecycle.AccessInput{"ended": {Ended: true}, "asked": {AskedFor: true}, "then": {AsOf: start}} {
			in.OfReports = true
			_, err := r.as("meg").Access(t.Context(), in)
			require.ErrorIs(r, err, entitlement.InvalidArgument, name)
		}
		foreign, err := r.as("ann").Access(t.Context(), lifecycle.AccessInput{Page: lifecycle.Page{Size: 1}})
		require.NoError(r, err)
		_, err = r.as("meg").Access(t.Context(), lifecycle.AccessInput{OfReports: true, Page: lifecycle.Page{Token: foreign.Next + "x"}})
		require.ErrorIs(r, err, entitlement.InvalidArgument)

		r.book()
		_, err = r.as("meg").Access(t.Context(), lifecycle.AccessInput{OfReports: true})
		require.ErrorIs(r, err, entitlement.Unsupported, "a directory that does not list them")
	})
}

// what one's direct reports have is suggested, if the directory lists them.
func TestSuggestionsOfReports(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop, wiki := r.simple("shop"), r.simple("wiki")
		r.submit("ann", shop)
		r.submit("bob", shop)
		r.submit("meg", wiki)
		r.set(func(s *entitlement.Settings) { s.RelatedPeopleInsightLevel = entitlement.InsightCountAndNames })
		suggest := func(who entitlement.SubjectID) []lifecycle.Suggestion {
			list, err := r.as(who).Suggestions(t.Context(), lifecycle.SuggestionsInput{})
			require.NoError(r, err)
			return list
		}
		list := suggest("meg")
		require.Len(r, list, 1)
		require.Equal(r, shop.ID, list[0].Package.ID)                                      // R-080 (a)
		require.Equal(r, []entitlement.SubjectID{"ann", "bob"}, list[0].RelatedPeople)
		require.Equal(r, []entitlement.SubjectID{"meg"}, suggest("boss")[0].RelatedPeople) // R-080 (a)
		require.Empty(r, suggest("hank"), "nobody leads him")

		r.hire(entitlement.Subject{ID: "kim", UserType: entitlement.UserMember, Manager: "meg"})
		ledger := r.simple("ledger")
		r.submit("kim", ledger)
		ofKim := func(s lifecycle.Suggestion) bool {
			return slices.Equal(s.RelatedPeople, []entitlement.SubjectID{"kim"})
		}
		list = slices.DeleteFunc(suggest("ann"), func(s lifecycle.Suggestion) bool { return !ofKim(s) }) // in no group with kim
		require.Len(r, list, 1)
		require.Equal(r, ledger.ID, list[0].Package.ID) // R-080 (a): who has the same manager
		r.book()
		require.Empty(r, suggest("meg"), "a directory that does not list them")
	})
}

package sim_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/sim"
	"example.com/tenure/store/memstore"
)

// recorder is a test that remembers how it failed.
type recorder struct {
	testing.TB

	failure string
}

func (r *recorder) Helper() {}

func (r *recorder) Fatalf(format string, args ...any) {
	r.failure = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// failure runs checks and returns how they failed, or "".
func failure(w *sim.World, checks func(e sim.Expectation)) string {
	r := &recorder{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		checks(w.Expect(r))
	}()
	<-done
	return r.failure
}

func TestExpectations(t *testing.T) {
	t.Parallel()
	w := office(t, map[entitlement.SubjectID]sim.Habit{"meg": sim.Approves(day)})
	ask(t, w, "ann", "Sales")
	require.NoError(t, w.RunFor(2*day))
	ask(t, w, "bob", "Sales")
	_, err := w.Offer(sim.Offer{Name: "More", Roles: []string{"CRM/User", "CRM/Admin", "Room/Owner"}, Policy: forStaff()})
	require.NoError(t, err)
	ask(t, w, "cem", "More")
	require.NoError(t, w.Settle())

	crm := provision.Resource{Type: entitlement.ResourceApplication, OriginID: "CRM"}
	for name, c := range map[string]struct {
		check func(e sim.Expectation)
		want  string // the first line of the failure; "" if it passes
	}{
		"holds":         {func(e sim.Expectation) { e.Holds("ann", "CRM/User") }, ""},
		"holds_through": {func(e sim.Expectation) { e.Holds("ann", "Sales/CRM/User") }, ""},
		"holds_not": {func(e sim.Expectation) { e.Holds("bob", "CRM/User") },
			"bob does not hold CRM/User: the target system does not give it"},
		"holds_not_through": {func(e sim.Expectation) { e.Holds("cem", "Sales/CRM/User") },
			"cem does not hold Sales/CRM/User: it comes from More"},
		"holds_nothing": {func(e sim.Expectation) { e.Holds("ann", "Fax/User") },
			"the world cannot be looked at: resource Fax: notFound"},
		"holds_no_role": {func(e sim.Expectation) { e.Holds("ann", "Fax") },
			`the world cannot be looked at: invalidArgument: "Fax" is not a role in the form resource/role`},
		"not_holds":         {func(e sim.Expectation) { e.NotHolds("bob", "CRM/User") }, ""},
		"not_holds_through": {func(e sim.Expectation) { e.NotHolds("cem", "Sales/CRM/User") }, ""},
		"not_holds_but": {func(e sim.Expectation) { e.NotHolds("ann", "CRM/User") },
			"ann holds CRM/User: the target system gives it"},
		"has":         {func(e sim.Expectation) { e.Has("ann", "Sales") }, ""},
		"has_but_not": {func(e sim.Expectation) { e.Has("bob", "Sales") }, "bob does not have Sales"},
		"has_not":     {func(e sim.Expectation) { e.HasNot("bob", "Sales") }, ""},
		"has_not_but": {func(e sim.Expectation) { e.HasNot("ann", "Sales") }, "ann has Sales"},
		"request_is":  {func(e sim.Expectation) { e.RequestIs("bob", "Sales", entitlement.RequestPendingApproval) }, ""},
		"request_is_other": {func(e sim.Expectation) { e.RequestIs("ann", "Sales", entitlement.RequestDenied) },
			"the request of ann for Sales is delivered, not denied"},
		"request_is_none": {func(e sim.Expectation) { e.RequestIs("ann", "More", entitlement.RequestDenied) },
			"there is no request of ann for More"},
		"mailed":         {func(e sim.Expectation) { e.Mailed(entitlement.MailAccessGiven, "ann") }, ""},
		"mailed_not":     {func(e sim.Expectation) { e.Mailed(entitlement.MailDenied, "ann") }, "ann has got no mail N09"},
		"not_mailed":     {func(e sim.Expectation) { e.NotMailed(entitlement.MailDenied, "ann") }, ""},
		"not_mailed_but": {func(e sim.Expectation) { e.NotMailed(entitlement.MailAccessGiven, "ann") }, "ann has got a mail N18"},
	} {
		got := failure(w, c.check)
		if c.want == "" {
			require.Empty(t, got, name)
			continue
		}
		require.Contains(t, got, "on 7 January 2026, 09:00 "+c.want+"\n\nMonday, 5 January 2026\n", "%s: the timeline follows", name)
	}

	require.NoError(t, w.Target().AdminAdds(w.Now(), "bob", crm, "User"))
	require.Contains(t, failure(w, func(e sim.Expectation) { e.NotHolds("bob", "Sales/CRM/User") }),
		"bob holds Sales/CRM/User: the target system gives it, and no access package justifies it")
}

func TestGuestsHoldUnderTheirAccounts(t *testing.T) {
	t.Parallel()
	s := guests()
	w := s.begin(t, nil)
	require.NoError(t, w.RunUntil(after(10*day)))
	w.Expect(t).Holds("gil", "Project/Project room/Member")
	require.NotEqual(t, "gil", w.Target().Holdings()[0].Account)
}

func TestAWorldThatCannotBeLookedAtFailsTheTest(t *testing.T) {
	t.Parallel()
	w := office(t, nil)
	gone := memstore.New()
	require.NoError(t, gone.Close())
	require.Error(t, w.Reopen(gone))
	for _, check := range []func(sim.Expectation){
		func(e sim.Expectation) { e.Holds("ann", "CRM/User") },
		func(e sim.Expectation) { e.Has("ann", "Sales") },
		func(e sim.Expectation) { e.RequestIs("ann", "Sales", entitlement.RequestDenied) },
	} {
		require.Contains(t, failure(w, check), "the world cannot be looked at: ")
	}
	require.Contains(t, failure(w, func(e sim.Expectation) { e.Mailed(entitlement.MailDenied, "ann") }), "there is no timeline: ")
}

func TestATestThatCannotHaveItsWorldEnds(t *testing.T) {
	t.Parallel()
	r := &recorder{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		sim.Test(r, sim.Options{Context: t.Context(), People: []entitlement.Subject{{ID: "a"}}})
	}()
	<-done
	require.Contains(t, r.failure, "sim: ")
}

func TestOffers(t *testing.T) {
	t.Parallel()
	w := office(t, nil)
	for _, roles := range []string{"CRM", "/User", "CRM/"} {
		_, err := w.Offer(sim.Offer{Name: "Bad", Roles: []string{roles}, Policy: forStaff()})
		require.ErrorIs(t, err, entitlement.InvalidArgument)
	}
	again, err := w.Offer(sim.Offer{Name: "Sales", Roles: []string{"CRM/User"}, Policy: forStaff(by(entitlement.Manager(1)))})
	require.NoError(t, err, "made again, as after a crash")
	known, err := w.Package("Sales")
	require.NoError(t, err)
	require.Equal(t, known, again)
	_, err = w.Package("Nothing")
	require.ErrorIs(t, err, entitlement.NotFound)

	_, err = w.Offer(sim.Offer{Name: "Rooms", Roles: []string{"Room/Owner", "Room/Member", "CRM/Admin"}, Policy: forStaff()})
	require.NoError(t, err)
	list, err := w.Admin().Resources(t.Context(), lifecycle.InCatalogInput{Catalog: entitlement.GeneralCatalogID()})
	require.NoError(t, err)
	require.Len(t, list.Items, 2)
	require.Len(t, list.Items[0].Roles, 2, "the application was completed")
	require.Equal(t, entitlement.ResourceGroup, list.Items[1].Type)
}

package lifecycle_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// members see what is for specific people, if the engine is told so; they may request it no more than before.
func TestMembersSeeWhatIsForOthers(t *testing.T) {
	t.Parallel()
	for _, all := range []bool{false, true} {
		onRigs(t, func(r *rig) {
			market := r.market()
			r.hire(entitlement.Subject{ID: "gus", UserType: entitlement.UserGuest, Domain: "fabrikam.example"})
			want := []string{"members", "everybody", "empty", "inside"}
			if all {
				want = append(want, "staff")
			}
			require.ElementsMatch(r, want, r.offered("hank"))
			require.NotContains(r, r.offered("gus"), "staff", "guests do not")
			_, err := r.as("hank").Submit(t.Context(), lifecycle.SubmitInput{Package: market["staff"].ID})
			require.ErrorIs(r, err, entitlement.NotInScope)
			hidden := market["staff"]
			hidden.IsHidden = true
			require.NoError(r, r.packageUpdate(hidden)())
			require.NotContains(r, r.offered("hank"), "staff")
		}, func(c *lifecycle.Config) { c.Policy.MembersSeeSpecific = all })
	}
}

// the tenant says who sees what is in a package; what is in one that somebody does not see, nobody tells them.
func TestWhoSeesTheResources(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.partner("Fabrikam", "fabrikam.example")
		pkg, _ := r.offer()
		r.allow(pkg, called("Partners"), scoped(entitlement.ScopeAllConfiguredOrganizations))
		look := func(session *lifecycle.Session) []lifecycle.OfferedRole {
			offer, err := session.Explain(t.Context(), lifecycle.ExplainInput{Package: pkg.ID})
			require.NoError(r, err)
			require.Len(r, offer.Package.Roles, len(offer.Resources))
			return offer.Resources
		}
		for visibility, want := range map[entitlement.ResourceVisibility][2]int{ // ann, pat
			entitlement.ResourcesForAllUsers: {2, 2}, entitlement.ResourcesForMembers: {2, 0}, entitlement.ResourcesForNobody: {},
		} {
			r.set(func(s *entitlement.Settings) { s.ResourceVisibility = visibility })
			require.Len(r, look(r.as("ann")), want[0], visibility.String())
			require.Len(r, look(r.visit(pat())), want[1], visibility.String())
			require.Empty(r, look(r.as("hank")), "he does not see the package")
		}
		r.set(func(s *entitlement.Settings) { s.ResourceVisibility = entitlement.ResourcesForAllUsers })
		names := map[string]entitlement.RoleID{}
		for _, role := range look(r.as("ann")) {
			names[role.ResourceName] = role.Role
		}
		require.Equal(r, map[string]entitlement.RoleID{"CRM": "User", "Group sales": "Member"}, names)

		wiki := r.simple("Wiki") // one group, whatever applications that group opens
		offer, err := r.as("ann").Explain(t.Context(), lifecycle.ExplainInput{Package: wiki.ID})
		require.NoError(r, err)
		require.Len(r, offer.Resources, 1) // the list has what the package gives, not what comes with it
		require.Equal(r, "Group Wiki", offer.Resources[0].ResourceName)
	})
}

// name, description and the resources that the person sees.
func TestSearch(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.offer()
		r.simple("Wiki")
		for text, want := range map[string][]string{
			"": {"Sales", "Wiki"}, "SALES": {"Sales"}, "everything for": {"Sales", "Wiki"}, "crm": {"Sales"}, "group wiki": {"Wiki"}, "nothing": nil,
		} {
			require.ElementsMatch(r, want, r.names(r.as("ann"), lifecycle.OffersInput{Search: text}), text)
		}
		r.set(func(s *entitlement.Settings) { s.ResourceVisibility = entitlement.ResourcesForNobody })
		require.Empty(r, r.names(r.as("ann"), lifecycle.OffersInput{Search: "crm"}))
		_, err := r.as("ann").Offers(t.Context(), lifecycle.OffersInput{Search: string(make([]byte, 257))})
		require.ErrorIs(r, err, entitlement.InvalidArgument)
	})
}

// the stage says whether who asked sees who is asked, or else the tenant does, for members.
func TestWhoSeesTheApprovers(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.partner("Fabrikam", "fabrikam.example")
		for i, c := range []struct {
			stage         entitlement.ApproverVisibility
			tenant        bool
			member, guest bool
		}{
			{entitlement.ApproversByDefault, true, true, false}, {entitlement.ApproversByDefault, false, false, false},
			{entitlement.ApproversVisible, false, true, true}, {entitlement.ApproversNotVisible, true, false, false},
		} {
			first, second := stage(entitlement.User("hank")), stage(entitlement.User("boss"))
			first.ApproverInformationVisibility, second.ApproverInformationVisibility = c.stage, c.stage
			pkg := r.simple(string(rune('a'+i)), approvedBy(first, second), scoped(entitlement.ScopeAllDirectoryUsers))
			r.allow(pkg, called("Partners"), approvedBy(first, second), scoped(entitlement.ScopeAllConfiguredOrganizations))
			r.set(func(s *entitlement.Settings) { s.ShowApproverDetailsToMembers = c.tenant })
			mine := r.submit("ann", pkg)
			theirs, err := r.visit(pat()).Submit(t.Context(), lifecycle.SubmitInput{Package: pkg.ID})
			require.NoError(r, err)
			see := func(by *lifecycle.Session, id entitlement.RequestID) bool {
				one, err := by.Request(t.Context(), lifecycle.RequestInput{Request: id})
				require.NoError(r, err)
				all, err := by.Requests(t.Context(), lifecycle.RequestsInput{})
				require.NoError(r, err)
				require.Equal(r, one, all.Items[len(all.Items)-1])
				return len(one.Stages[0].Stage.Approvers) > 0
			}
			require.Equal(r, c.member, see(r.as("ann"), mine.Request), i)
			require.Equal(r, c.guest, see(r.visit(pat()), theirs.Request), i)
			require.True(r, sees(r, "hank", mine.Request), "approvers see each other")
			require.True(r, sees(r, "root", mine.Request), "so do administrators")
			r.approve("hank", mine.Request)
			shown, err := r.as("ann").Request(t.Context(), lifecycle.RequestInput{Request: mine.Request})
			require.NoError(r, err)
			require.Equal(r, c.member, shown.Stages[0].Stage.DecidedBy != "", i)
			r.approve("boss", mine.Request)
			require.True(r, see(r.as("ann"), mine.Request), "it does not wait any more")
		}
	})
}

// Who stands in for an approver is as little to be known as the approver. // R-078
func TestDelegatesAreHiddenLikeApprovers(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		hidden := stage(entitlement.User("hank"))
		hidden.ApproverInformationVisibility = entitlement.ApproversNotVisible
		r.delegates("hank", "boss", entitlement.Schedule{})
		asked := r.submit("ann", r.simple("shop", approvedBy(hidden)))
		require.Len(r, r.stageOf(asked.Request, 1).Delegated, 1)
		shown, err := r.as("ann").Request(t.Context(), lifecycle.RequestInput{Request: asked.Request})
		require.NoError(r, err)
		require.Empty(r, shown.Stages[0].Stage.Approvers)
		require.Empty(r, shown.Stages[0].Stage.Delegated)
		require.Empty(r, shown.Stages[0].Stage.People())
	})
}

// Neither a refusal nor an explanation tells who is asked. // R-078
func TestReasonsHideApprovers(t *testing.T) {
	t.Parallel()
	for _, visible := range []bool{false, true} {
		onRigs(t, func(r *rig) {
			shown := stage(entitlement.User("hank"))
			shown.ApproverInformationVisibility = entitlement.ApproversNotVisible
			if visible {
				shown.ApproverInformationVisibility = entitlement.ApproversVisible
			}
			shop := r.simple("shop", approvedBy(shown), extendable, func(p *entitlement.AssignmentPolicy) {
				p.RequestApprovalSettings.IsApprovalRequiredForUpdate, p.RequestApprovalSettings.IsRequestorJustificationRequired = true, true
			})
			_, err := r.as("ann").Submit(t.Context(), lifecycle.SubmitInput{Package: shop.ID})
			require.ErrorIs(r, err, entitlement.JustificationMissing)
			require.Equal(r, visible, tells(err, "hank"))
			require.Equal(r, visible, strings.Contains(entitlement.Explain(r.explain("ann", shop).Reasons), "hank"))
			told, err := r.as("root").Explain(t.Context(), lifecycle.ExplainInput{Package: shop.ID, For: "ann"})
			require.NoError(r, err)
			require.Contains(r, entitlement.Explain(told.Reasons), "hank", "administrators know")

			asked := r.ask("ann", lifecycle.SubmitInput{Package: shop.ID, Justification: "mine"})
			_, err = r.as("ann").Approve(t.Context(), lifecycle.DecideInput{Request: asked.Request})
			require.ErrorIs(r, err, entitlement.NotApprover)
			require.False(r, tells(err, "hank"))
			r.approve("hank", asked.Request)
			r.settle()
			_, err = r.as("ann").Extend(t.Context(), lifecycle.ExtendInput{Assignment: r.live("ann")[0].ID})
			require.Error(r, err)
			require.Equal(r, visible, tells(err, "hank"))
		})
	}
}

// tells reports whether the reasons of a refusal have a text.
func tells(err error, text string) bool {
	e, ok := errors.AsType[*entitlement.Error](err)
	return ok && strings.Contains(entitlement.Explain(e.Reasons), text)
}

// The log tells the parties of a request no more than the request itself. // R-078
func TestTheLogHidesApproversToo(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		first, second := stage(entitlement.User("hank")), stage(entitlement.User("boss"))
		first.ApproverInformationVisibility = entitlement.ApproversNotVisible
		asked := r.submit("ann", r.simple("shop", approvedBy(first, second)))
		r.approve("hank", asked.Request)
		told := func(by entitlement.SubjectID) (all string) {
			list, err := r.as(by).Events(t.Context(), lifecycle.EventsInput{Subject: "ann"})
			require.NoError(r, err)
			for _, ev := range list.Items {
				all += string(ev.Actor.Subject) + " " + string(ev.After) + "\n"
			}
			return all
		}
		require.NotContains(r, told("ann"), "hank")
		require.Contains(r, told("ann"), "boss")
		require.Contains(r, told("root"), "hank")
		r.deny("boss", asked.Request)
		require.Contains(r, told("ann"), "hank", "it does not wait any more")
	})
}

func sees(r *rig, who entitlement.SubjectID, id entitlement.RequestID) bool {
	r.Helper()
	v, err := r.as(who).Request(r.Context(), lifecycle.RequestInput{Request: id})
	require.NoError(r, err)
	return len(v.Stages[0].Stage.Approvers) > 0
}

//
func TestSuggestions(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		past, shared, led, held, hidden := r.simple("past", lasting(5)), r.simple("shared"), r.simple("led"), r.simple("held"), r.simple("hidden")
		foreign := r.simple("foreign")
		suggest := func() map[string]lifecycle.Suggestion {
			list, err := r.as("ann").Suggestions(t.Context(), lifecycle.SuggestionsInput{})
			require.NoError(r, err)
			out := map[string]lifecycle.Suggestion{}
			for i, s := range list {
				require.True(r, i == 0 || list[i-1].PastAssignments+list[i-1].RelatedPeopleCount >= s.PastAssignments+s.RelatedPeopleCount)
				out[s.Package.DisplayName] = s
			}
			return out
		}
		for range 2 {
			r.submit("ann", past)
			r.pass(6 * day)
		}
		again := r.clock.Now().Add(-6 * day)
		for who, packages := range map[entitlement.SubjectID][]entitlement.AccessPackage{
			"bob": {shared, held, hidden, past}, "meg": {shared, led}, "hank": {foreign}, "ann": {held},
		} {
			for _, pkg := range packages {
				r.submit(who, pkg)
			}
		}
		hidden.Version, hidden.IsHidden = 0, true
		require.NoError(r, r.packageUpdate(hidden)())

		only := suggest()
		require.Len(r, only, 1)
		require.Equal(r, 2, only["past"].PastAssignments) // R-080 (b)
		require.Equal(r, again, only["past"].LastAssigned)
		require.Zero(r, only["past"].RelatedPeopleCount, "nothing about others while that is off")

		r.set(func(s *entitlement.Settings) { s.RelatedPeopleInsightLevel = entitlement.InsightCount })
		counted := suggest()
		require.Len(r, counted, 3, "past, shared and led; not what is held, hidden, or held by strangers only")
		require.Equal(r, 2, counted["shared"].RelatedPeopleCount) // R-080 (a): bob of the same group, and the manager
		require.Equal(r, 1, counted["led"].RelatedPeopleCount)
		require.Equal(r, 1, counted["past"].RelatedPeopleCount)
		require.Empty(r, counted["shared"].RelatedPeople)

		r.set(func(s *entitlement.Settings) { s.RelatedPeopleInsightLevel = entitlement.InsightCountAndNames })
		require.Equal(r, []entitlement.SubjectID{"bob", "meg"}, suggest()["shared"].RelatedPeople)
	})
}

func TestSuggestionsLookAtTheManagerAmongMany(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.submit("meg", r.simple("led"))
		for _, team := range []string{"a", "b"} { // whose members come before meg
			members := []entitlement.SubjectID{"ann"}
			for i := range 60 {
				id := entitlement.SubjectID(fmt.Sprintf("%s%02d", team, i))
				members = append(members, id)
				r.people = append(r.people, entitlement.Subject{ID: id, UserType: entitlement.UserMember})
			}
			r.gather(entitlement.GroupID(team), members...)
		}
		r.set(func(s *entitlement.Settings) { s.RelatedPeopleInsightLevel = entitlement.InsightCountAndNames })
		list, err := r.as("ann").Suggestions(t.Context(), lifecycle.SuggestionsInput{})
		require.NoError(r, err)
		require.Len(r, list, 1)
		require.Equal(r, []entitlement.SubjectID{"meg"}, list[0].RelatedPeople) // R-080 (a)
	})
}

// a submission that is only checked meets what a real one would, and leaves nothing.
func TestValidationOnly(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.partner("Fabrikam", "fabrikam.example")
		open := r.simple("open", scheduled, lasting(30))
		r.allow(open, called("Partners"), scoped(entitlement.ScopeAllConfiguredOrganizations))
		waits, _ := r.offer()
		before := len(r.events(1))
		check := func(session *lifecycle.Session, in lifecycle.SubmitInput) (entitlement.RequestState, error) {
			in.IsValidationOnly = true
			result, err := session.Submit(t.Context(), in)
			require.Zero(r, result.Request)
			require.Zero(r, result.Assignment)
			return result.State, err
		}
		for name, c := range map[string]struct {
			session *lifecycle.Session
			in      lifecycle.SubmitInput
			state   entitlement.RequestState
			code    entitlement.Code
		}{
			"approval": {r.as("ann"), lifecycle.SubmitInput{Package: waits.ID}, entitlement.RequestPendingApproval, ""},
			"at_once":  {r.as("ann"), lifecycle.SubmitInput{Package: open.ID}, entitlement.RequestDelivering, ""},
			"later": {r.as("ann"), lifecycle.SubmitInput{Package: open.ID, Schedule: entitlement.Schedule{Start: start.Add(day)}},
				entitlement.RequestScheduled, ""},
			"outsider":  {r.visit(pat()), lifecycle.SubmitInput{Package: open.ID}, entitlement.RequestDelivering, ""},
			"refused":   {r.as("hank"), lifecycle.SubmitInput{Package: waits.ID}, 0, entitlement.NotInScope},
			"unknown":   {r.as("ann"), lifecycle.SubmitInput{}, 0, entitlement.NotFound},
			"on_behalf": {r.as("meg"), lifecycle.SubmitInput{Package: open.ID, Target: "ann"}, 0, entitlement.OnBehalfDisabled},
		} {
			state, err := check(c.session, c.in)
			if c.code == "" {
				require.NoError(r, err, name)
			} else {
				require.ErrorIs(r, err, c.code, name)
			}
			require.Equal(r, c.state, state, name)
		}
		result, err := r.as("root").Assign(t.Context(), lifecycle.AssignInput{Package: open.ID, Target: "ann", IsValidationOnly: true})
		require.NoError(r, err)
		require.Equal(r, lifecycle.SubmitResult{State: entitlement.RequestDelivering}, result)
		require.Len(r, r.events(1), before, "nothing happened")

		// What is due counts as settled, though nothing settles it.
		r.submit("ann", open)
		_, err = check(r.as("ann"), lifecycle.SubmitInput{Package: open.ID})
		require.ErrorIs(r, err, entitlement.AssignmentExists)
		r.clock.Add(30 * day)
		_, err = check(r.as("ann"), lifecycle.SubmitInput{Package: open.ID})
		require.NoError(r, err)
	})
}

package lifecycle_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// forOthers lets managers act for people in everything.
func forOthers(p *entitlement.AssignmentPolicy) {
	p.RequestorSettings = &entitlement.RequestorSettings{
		EnableTargetsToSelfAddAccess: true, EnableOnBehalfRequestorsToAddAccess: true, EnableOnBehalfRequestorsToUpdateAccess: true,
		EnableOnBehalfRequestorsToRemoveAccess: true,
	}
}

func TestManagersAskForDirectReports(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer(forOthers, asking, approvedBy(
			entitlement.StageSettings{
				PrimaryApprovers: []entitlement.SubjectSet{entitlement.Manager(1)}, FallbackPrimaryApprovers: []entitlement.SubjectSet{entitlement.User("hank")},
			}))
		in := lifecycle.SubmitInput{Package: pkg.ID, Target: "ann"}
		_, err := r.as("meg").Submit(t.Context(), in)
		require.ErrorIs(r, err, entitlement.AnswerMissing) // the manager answers
		in.Answers = wellAnswered()
		asked := r.ask("meg", in)
		request := r.request(asked.Request)
		require.Equal(r, entitlement.RequestOnBehalfAdd, request.Request.Type)
		require.Equal(r, entitlement.SubjectID("meg"), request.Request.Requestor)
		require.Equal(r, entitlement.SubjectID("ann"), request.Request.Target)
		require.Len(r, request.Answers, 2)
		require.Equal(r, []entitlement.SubjectID{"hank"}, request.Stages[0].Stage.Approvers)
		require.True(r, request.Stages[0].Stage.Fallback)
		for _, party := range []entitlement.SubjectID{"meg", "ann"} {
			_, err := r.as(party).Approve(t.Context(), lifecycle.DecideInput{Request: asked.Request})
			require.ErrorIs(r, err, entitlement.Refused) // I-20
			shown, err := r.as(party).Requests(t.Context(), lifecycle.RequestsInput{})
			require.NoError(r, err)
			require.Len(r, shown.Items, 1, party)
		}
		_, err = r.as("ann").Submit(t.Context(), lifecycle.SubmitInput{Package: pkg.ID, Answers: wellAnswered()})
		require.ErrorIs(r, err, entitlement.RequestPending) // hers

		// another manager now does not void the request.
		r.change("ann", func(s *entitlement.Subject) { s.Manager = "boss" })
		r.approve("hank", asked.Request)
		r.settle()
		require.True(r, r.has("ann", "sales"))
		require.Empty(r, r.live("meg"))
		given := r.mails.of(entitlement.MailAccessGiven)
		require.Len(r, given, 1)
		require.Equal(r, []entitlement.SubjectID{"ann", "meg"}, given[0].To)
	})
}

func TestWhoMayNotAskForOthers(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		managed := r.simple("managed", forOthers)
		closed := r.simple("closed")
		for name, c := range map[string]struct {
			who, target entitlement.SubjectID
			pkg         entitlement.AccessPackage
			code        entitlement.Code
		}{
			"colleague":    {"bob", "ann", managed, entitlement.NotOnBehalfRequestor},
			"upper":        {"boss", "ann", managed, entitlement.NotOnBehalfRequestor},
			"own_manager":  {"ann", "meg", managed, entitlement.NotOnBehalfRequestor},
			"stranger":     {"meg", "nobody", managed, entitlement.NotOnBehalfRequestor},
			"switched_off": {"meg", "ann", closed, entitlement.OnBehalfDisabled},
		} {
			_, err := r.as(c.who).Submit(t.Context(), lifecycle.SubmitInput{Package: c.pkg.ID, Target: c.target})
			require.ErrorIs(r, err, entitlement.Refused, name)
			require.ErrorIs(r, err, c.code, name)
			_, again := r.as(c.who).Explain(t.Context(), lifecycle.ExplainInput{Package: c.pkg.ID, For: c.target, OnBehalf: true})
			require.ErrorIs(r, again, c.code, name) // I-41
			_, again = r.as(c.who).Requirements(t.Context(), lifecycle.RequirementsInput{Package: c.pkg.ID, For: c.target, OnBehalf: true})
			require.ErrorIs(r, again, c.code, name)
			refused, ok := errors.AsType[*entitlement.Error](err)
			require.True(r, ok)
			require.NotRegexp(r, `staff|member\b`, entitlement.Explain(refused.Reasons), "nothing about the other person")
		}
		r.disable("meg")
		_, err := r.as("meg").Submit(t.Context(), lifecycle.SubmitInput{Package: managed.ID, Target: "ann"})
		require.ErrorIs(r, err, entitlement.SubjectBlocked) // I-93
		_, err = r.as("meg").Submit(t.Context(), lifecycle.SubmitInput{Package: managed.ID, Target: "\x00"})
		require.ErrorIs(r, err, entitlement.InvalidArgument)
		_, err = r.as("meg").Submit(t.Context(), lifecycle.SubmitInput{Package: entitlement.AccessPackageID{7}, Target: "ann"})
		require.ErrorIs(r, err, entitlement.NotFound)
	})
}

// Who may ask for somebody is told what it takes, and whether it can be done.
func TestFormsForOthers(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, policy := r.offer(forOthers, asking)
		r.allow(pkg, called("Closed"))
		forms, err := r.as("meg").Requirements(t.Context(), lifecycle.RequirementsInput{Package: pkg.ID, For: "ann", OnBehalf: true})
		require.NoError(r, err)
		require.Len(r, forms, 1, "the other policy lets nobody ask for others")
		require.Equal(r, policy.ID, forms[0].Policy)
		offer, err := r.as("meg").Explain(t.Context(), lifecycle.ExplainInput{Package: pkg.ID, For: "ann", OnBehalf: true, Answers: wellAnswered()})
		require.NoError(r, err)
		require.False(r, offer.MayRequest) // who approves is who asks
		require.Contains(r, offer.Codes, entitlement.NoApprover)
		_, err = r.as("hank").Explain(t.Context(), lifecycle.ExplainInput{Package: pkg.ID, For: "ann"})
		require.ErrorIs(r, err, entitlement.Forbidden)
	})
}

// managers see and give up what their direct reports have, and no more than that.
func TestManagersSeeAndRemoveAccess(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		managed, closed := r.simple("managed", forOthers, lasting(30)), r.simple("closed")
		r.submit("ann", managed)
		r.submit("ann", closed)
		r.settle()
		list, err := r.as("meg").Access(t.Context(), lifecycle.AccessInput{For: "ann"})
		require.NoError(r, err)
		require.Len(r, list.Items, 2)
		byName := map[string]entitlement.AssignmentID{}
		for _, v := range list.Items {
			byName[v.PackageName] = v.Assignment.ID
		}
		for name, in := range map[string]lifecycle.AccessInput{
			"ended": {For: "ann", Ended: true}, "then": {For: "ann", AsOf: start}, "colleague": {For: "hank"},
			"asked for": {For: "ann", AskedFor: true}, // which others have
		} {
			_, err := r.as("meg").Access(t.Context(), in)
			require.ErrorIs(r, err, entitlement.Forbidden, name)
		}
		_, err = r.as("bob").Access(t.Context(), lifecycle.AccessInput{For: "ann"})
		require.ErrorIs(r, err, entitlement.Forbidden)

		_, err = r.as("meg").Remove(t.Context(), lifecycle.RemoveInput{Assignment: byName["closed"]})
		require.ErrorIs(r, err, entitlement.Forbidden)
		_, err = r.as("bob").Remove(t.Context(), lifecycle.RemoveInput{Assignment: byName["managed"]})
		require.ErrorIs(r, err, entitlement.NotOnBehalfRequestor)
		_, err = r.as("bob").Extend(t.Context(), lifecycle.ExtendInput{Assignment: byName["managed"]})
		require.ErrorIs(r, err, entitlement.NotOnBehalfRequestor)
		extended, err := r.as("meg").Extend(t.Context(), lifecycle.ExtendInput{Assignment: byName["managed"]})
		require.NoError(r, err)
		require.Equal(r, entitlement.RequestUserUpdate, r.request(extended.Request).Request.Type)
		require.Equal(r, entitlement.SubjectID("meg"), r.request(extended.Request).Request.Requestor)

		removed, err := r.as("meg").Remove(t.Context(), lifecycle.RemoveInput{Assignment: byName["managed"]})
		require.NoError(r, err)
		require.Equal(r, entitlement.RequestUserRemove, r.request(removed.Request).Request.Type)
		for _, a := range r.access(lifecycle.AccessInput{For: "ann", Ended: true}) {
			if a.ID == byName["managed"] {
				require.Equal(r, entitlement.ReasonOnBehalfRemoved, a.Reason)
			}
		}
		r.settle()
		require.False(r, r.has("ann", "managed"))
	})
}

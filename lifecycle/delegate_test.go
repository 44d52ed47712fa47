package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// delegates appoints somebody who decides in an approver's place.
func (r *rig) delegates(approver, to entitlement.SubjectID, window entitlement.Schedule) {
	r.Helper()
	_, err := r.as(approver).Delegate(r.Context(), lifecycle.DelegateInput{Delegate: to, Schedule: window})
	require.NoError(r, err)
}

// What is assigned while the delegation lasts goes to the delegate too; what was before, or is after, does not.
func TestApprovalsGoToTheDelegate(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer()
		before := r.submit("ann", pkg)
		r.settle()
		r.posted()
		r.delegates("meg", "hank", entitlement.Schedule{Start: start.Add(day), End: start.Add(3 * day)})
		require.Equal(r, []string{"N21/0 to hank on day 0"}, r.posted())
		told := r.mails.of(entitlement.MailDelegated)[0]
		require.Equal(r, entitlement.SubjectID("meg"), told.By)
		require.Equal(r, []time.Time{start.Add(day), start.Add(3 * day)}, []time.Time{told.Start.UTC(), told.End.UTC()})

		early := r.submit("bob", r.simple("early", approvedBy(stage(entitlement.Manager(1)))))
		r.pass(day)
		during := r.submit("bob", pkg)
		require.Equal(r, []string{"N02/1 to meg on day 0", "N02/1 to hank meg on day 1"}, r.posted())
		r.pass(2 * day)
		late := r.submit("bob", r.simple("late", approvedBy(stage(entitlement.Manager(1)))))
		require.Equal(r, []entitlement.RequestID{during.Request}, r.asked("hank"))
		for _, id := range []entitlement.RequestID{before.Request, early.Request, late.Request} {
			require.Equal(r, []entitlement.Code{entitlement.NotApprover}, r.answers("hank", lifecycle.DecideInput{Request: id}))
		}
		open := r.stageOf(during.Request, 1)
		require.Equal(r, []entitlement.SubjectID{"meg"}, open.Approvers)
		require.Equal(r, []entitlement.StageDelegate{{Approver: "meg", Delegate: "hank"}}, open.Delegated)
		r.posted()
		r.approve("hank", during.Request) // also after the end of the delegation, what was assigned
		decided := r.stageOf(during.Request, 1)
		require.Equal(r, entitlement.SubjectID("meg"), decided.DecidedFor())
		require.Equal(r, []string{"N07/1 to hank meg on day 3", "N22/1 to bob on day 3", "N18/0 to bob on day 3"}, r.posted())
		require.Equal(r, entitlement.SubjectID("hank"), r.mails.of(entitlement.MailDecidedByDelegate)[0].By)
	})
}

// The approver may still decide, and then nobody is told of a delegate.
func TestApproversWithADelegateStillDecide(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.delegates("meg", "hank", entitlement.Schedule{})
		asked := r.submit("ann", r.simple("a", approvedBy(stage(entitlement.Manager(1)))))
		r.approve("meg", asked.Request)
		r.settle()
		require.Empty(r, r.mails.of(entitlement.MailDecidedByDelegate))
		decided := r.stageOf(asked.Request, 1)
		require.Empty(r, decided.DecidedFor())

		denied := r.submit("bob", r.simple("b", approvedBy(stage(entitlement.Manager(1)))))
		r.deny("hank", denied.Request)
		r.settle()
		require.Empty(r, r.mails.of(entitlement.MailDecidedByDelegate), "N22 is about approvals")
	})
}

// One level only, nobody for themselves, and nobody who could not decide.
func TestWhoIsNoDelegate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		happens func(r *rig)
		who     entitlement.SubjectID
	}{
		"of_a_delegate": {func(r *rig) {
			r.delegates("meg", "hank", entitlement.Schedule{})
			r.delegates("hank", "root", entitlement.Schedule{})
		}, "root"},
		"the_target": {func(r *rig) { r.delegates("meg", "ann", entitlement.Schedule{}) }, "ann"},
		"another_identity_of_the_target": {func(r *rig) { // R-159, I-23
			r.hire(entitlement.Subject{ID: "ann-admin", UserType: entitlement.UserMember, LinkedIDs: []entitlement.SubjectID{"ann"}})
			r.delegates("meg", "ann-admin", entitlement.Schedule{})
		}, "ann-admin"},
		"disabled_since": {func(r *rig) {
			r.delegates("meg", "hank", entitlement.Schedule{})
			r.disable("hank")
		}, "hank"},
		"taken_back": {func(r *rig) {
			r.delegates("meg", "hank", entitlement.Schedule{})
			_, err := r.as("meg").EndDelegation(r.Context(), lifecycle.EndDelegationInput{})
			require.NoError(r, err)
		}, "hank"},
		"replaced": {func(r *rig) { // one delegate at a time
			r.delegates("meg", "hank", entitlement.Schedule{})
			r.delegates("meg", "root", entitlement.Schedule{})
		}, "hank"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				pkg, _ := r.offer()
				c.happens(r)
				asked := r.submit("ann", pkg)
				open := r.stageOf(asked.Request, 1)
				require.False(r, open.MayDecide(c.who))
				require.Empty(r, r.asked(c.who))
				r.approve("meg", asked.Request)
			})
		})
	}
}

// Alternates and the people of later stages have delegates as well.
func TestDelegatesOfAlternatesAndLaterStages(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.delegates("boss", "hank", entitlement.Schedule{})
		pkg, _ := r.offer(approvedBy(
			escalating(4, waiting(14, stage(entitlement.Manager(1))), entitlement.Manager(2)), stage(entitlement.User("boss"))))
		asked := r.submit("ann", pkg)
		require.Empty(r, r.asked("hank"))
		r.pass(5 * day)
		first := r.stageOf(asked.Request, 1)
		require.Equal(r, []entitlement.SubjectID{"boss"}, first.Alternates)
		require.Equal(r, []entitlement.StageDelegate{{Approver: "boss", Delegate: "hank"}}, first.Delegated)
		r.approve("hank", asked.Request)
		require.Equal(r, []entitlement.StageDelegate{{Approver: "boss", Delegate: "hank"}}, r.stageOf(asked.Request, 2).Delegated)
		r.approve("hank", asked.Request)
		r.settle()
		require.Equal(r, entitlement.AssignmentDelivered, r.made(asked.Request).State)
		require.Contains(r, r.mails.kinds(), "N22")
	})
}

// A delegation says what it is, and says no to what makes no sense.
func TestDelegationsOfAnApprover(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.disable("bob")
		for name, c := range map[string]struct {
			in   lifecycle.DelegateInput
			code entitlement.Code
		}{
			"oneself":  {lifecycle.DelegateInput{Delegate: "meg"}, entitlement.InvalidArgument},
			"nobody":   {lifecycle.DelegateInput{}, entitlement.InvalidArgument},
			"unknown":  {lifecycle.DelegateInput{Delegate: "zoe"}, entitlement.SubjectUnknown},
			"disabled": {lifecycle.DelegateInput{Delegate: "bob"}, entitlement.SubjectBlocked},
			"reversed": {lifecycle.DelegateInput{Delegate: "hank", Schedule: entitlement.Schedule{
				Start: start.Add(2 * day), End: start.Add(day)}}, entitlement.InvalidArgument},
			"over": {lifecycle.DelegateInput{Delegate: "hank", Schedule: entitlement.Schedule{End: start}}, entitlement.InvalidArgument},
		} {
			_, err := r.as("meg").Delegate(r.Context(), c.in)
			require.ErrorIs(r, err, c.code, name)
		}
		_, err := r.as("meg").Delegation(r.Context(), lifecycle.DelegationInput{})
		require.ErrorIs(r, err, entitlement.NotFound)
		_, err = r.as("meg").EndDelegation(r.Context(), lifecycle.EndDelegationInput{})
		require.ErrorIs(r, err, entitlement.NotFound)

		r.delegates("meg", "hank", entitlement.Schedule{Start: start.Add(-day)})
		want := entitlement.ApprovalDelegation{Approver: "meg", Delegate: "hank", Schedule: entitlement.Schedule{Start: start}}
		got, err := r.as("meg").Delegation(r.Context(), lifecycle.DelegationInput{})
		require.NoError(r, err)
		require.Equal(r, want, got, "not for what was assigned before")
		r.delegates("meg", "hank", entitlement.Schedule{End: start.Add(9 * day)})
		r.settle()
		require.Len(r, r.mails.of(entitlement.MailDelegated), 1, "hank knows")
		r.pass(10 * day)
		r.delegates("meg", "hank", entitlement.Schedule{})
		r.settle()
		require.Len(r, r.mails.of(entitlement.MailDelegated), 2, "appointed anew")
		_, err = r.as("bob").Delegation(r.Context(), lifecycle.DelegationInput{For: "meg"})
		require.ErrorIs(r, err, entitlement.Forbidden)
	})
}

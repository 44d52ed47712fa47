package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// An approver, of whatever stage, takes an approval back: the access ends at once.
func TestAnApproverTakesTheApprovalBack(t *testing.T) {
	t.Parallel()
	for _, who := range []entitlement.SubjectID{"meg", "boss"} {
		t.Run(string(who), func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				pkg, _ := r.offer(approvedBy(stage(entitlement.Manager(1)), stage(entitlement.User("boss"))))
				asked := r.submit("ann", pkg)
				r.approve("meg", asked.Request)
				r.approve("boss", asked.Request)
				r.pass(3 * day)
				require.Equal(r, entitlement.AssignmentDelivered, r.made(asked.Request).State)
				done, err := r.as(who).RevokeApproval(r.Context(), lifecycle.RevokeApprovalInput{
					Request: asked.Request, Justification: "the project is over",
				})
				require.NoError(r, err)
				ended := r.made(asked.Request)
				require.Equal(r, entitlement.AssignmentExpired, ended.State)
				require.Equal(r, entitlement.ReasonApproverRevoked, ended.Reason)
				removal := r.request(done.Request)
				require.Equal(r, entitlement.RequestApproverRemove, removal.Request.Type)
				require.Equal(r, entitlement.RequestDelivered, removal.Request.State)
				require.Equal(r, who, removal.Request.Requestor)
				require.Equal(r, "the project is over", removal.Justification)
				r.settle()
				told := r.mails.of(entitlement.MailAccessEnded)
				require.Len(r, told, 1)
				require.Equal(r, entitlement.ReasonApproverRevoked, told[0].Reason)
				require.Len(r, r.happened(0, entitlement.ActivityApproverRemoves), 1)

				_, err = r.as(who).RevokeApproval(r.Context(), lifecycle.RevokeApprovalInput{Request: asked.Request, Justification: "again"})
				require.ErrorIs(r, err, entitlement.IllegalState)
			})
		})
	}
}

// Only who approved may, with a reason, and only what gave access.
func TestWhoTakesNoApprovalBack(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.gather("team", "meg", "boss")
		pkg, _ := r.offer(approvedBy(stage(entitlement.GroupMembers("team")), stage(entitlement.User("hank"))))
		asked := r.submit("ann", pkg)
		revoke := func(who entitlement.SubjectID, text string) error {
			_, err := r.as(who).RevokeApproval(r.Context(), lifecycle.RevokeApprovalInput{Request: asked.Request, Justification: text})
			return err
		}
		require.ErrorIs(r, revoke("meg", "early"), entitlement.NotApprover)
		r.approve("meg", asked.Request)
		require.ErrorIs(r, revoke("meg", "still early"), entitlement.IllegalState, "there is no access yet")
		r.approve("hank", asked.Request)
		r.settle()
		require.ErrorIs(r, revoke("meg", ""), entitlement.JustificationMissing)
		require.ErrorIs(r, revoke("boss", "not mine"), entitlement.NotApprover, "was asked, but did not decide")
		require.ErrorIs(r, revoke("ann", "not mine"), entitlement.NotApprover)
		r.disable("meg")
		require.ErrorIs(r, revoke("meg", "gone"), entitlement.ApproverDisabled)
		require.Equal(r, entitlement.AssignmentDelivered, r.made(asked.Request).State)
		_, err := r.as("meg").RevokeApproval(r.Context(), lifecycle.RevokeApprovalInput{Justification: "what"})
		require.ErrorIs(r, err, entitlement.NotFound)
		require.NoError(r, revoke("hank", "a mistake"))
	})
}

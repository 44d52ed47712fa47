package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// What a review takes away may have been asked for by somebody else, with answers that were written to the person, and with
// others that wait for an approval. Before the results are settled everybody is shown what is shown after it.
func TestAReviewTakesAwayWhatAManagerAskedFor(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, pkg := r.crm("CRM", func(p *entitlement.AssignmentPolicy) {
			extendedBy(stage(entitlement.User("hank")))(p)
			p.RequestorSettings.EnableOnBehalfRequestorsToAddAccess = true
			p.Expiration = entitlement.Expiration{Type: entitlement.ExpirationNone}
			reviewed(reviewedBy(entitlement.User("boss")))(p)
		}, property("costCenter", editable))
		r.set(func(s *entitlement.Settings) { s.RelatedPeopleInsightLevel = entitlement.InsightCountAndNames })
		asked := r.ask("meg", lifecycle.SubmitInput{
			Package: pkg.ID, Target: "ann", Answers: []entitlement.Answer{says("costCenter", "4711")},
		})
		r.passTo(firstReview)
		review := r.latestReview(pkg)
		require.NoError(r, r.decides("boss", review, "ann", entitlement.ReviewDeny))
		change, err := r.as("ann").Extend(t.Context(), lifecycle.ExtendInput{
			Assignment: asked.Assignment, KeepEnd: true, Answers: []entitlement.Answer{says("costCenter", "1234")},
		})
		require.NoError(r, err)
		require.Equal(r, entitlement.RequestPendingApproval, change.State)
		suggested := func(who entitlement.SubjectID) []lifecycle.Suggestion {
			list, err := r.as(who).Suggestions(t.Context(), lifecycle.SuggestionsInput{})
			require.NoError(r, err)
			return list
		}
		require.Equal(r, []entitlement.SubjectID{"ann"}, suggested("bob")[0].RelatedPeople)
		require.Empty(r, suggested("ann"))

		r.clock.Set(review.End)
		requireEnded := func() {
			require.Empty(r, r.live("ann"))
			waited := r.request(change.Request).Request
			require.Equal(r, entitlement.RequestCanceled, waited.State)
			require.Equal(r, entitlement.ReasonAssignmentEnded, waited.Reason)
			require.Empty(r, suggested("bob"))                                 // nobody related has it now
			require.Len(r, suggested("ann"), 1)
			require.Equal(r, 1, suggested("ann")[0].PastAssignments)
		}
		requireEnded() // before anybody has settled it
		r.settle()
		requireEnded()
		require.Equal(r, []string{"ann.costCenter = 4711", "ann.costCenter is emptied"}, r.written())
		ended := r.mails.of(entitlement.MailAccessEnded)
		require.Len(r, ended, 1)
		require.Equal(r, []entitlement.SubjectID{"ann", "meg"}, ended[0].To)
		require.Equal(r, entitlement.ReasonReviewDenied, ended[0].Reason)
	})
}

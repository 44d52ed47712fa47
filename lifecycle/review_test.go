package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

func TestADenialTakesEffectAtTheClose(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, review := r.underReview()
		require.Equal(r, entitlement.ReviewInProgress, review.State)
		require.EqualValues(r, 2, review.Items)               // R-278, I-86
		require.Equal(r, firstReview.Add(14*day), review.End)
		require.Len(r, r.toDo("meg"), 2)
		require.NoError(r, r.decides("meg", review, "ann", entitlement.ReviewApprove))
		require.NoError(r, r.decides("meg", review, "bob", entitlement.ReviewDeny))
		require.True(r, r.items(review.ID)["bob"].EndsAccess)
		ann, bob := r.live("ann")[0], r.live("bob")[0]
		begin := r.seq()
		r.pass(13 * day)
		require.Len(r, r.target.Holdings(), 2) // not at the decision

		r.clock.Set(review.End)
		requireDenied := func() {
			require.Empty(r, r.live("bob"))
			gone := r.access(lifecycle.AccessInput{For: "bob", Ended: true})[0]
			require.Equal(r, entitlement.ReasonReviewDenied, gone.Reason)
			require.Equal(r, review.End, gone.Ended)
			require.Equal(r, ann.Schedule, r.live("ann")[0].Schedule)
			require.Equal(r, entitlement.ReviewApplied, r.reviewNow(review.ID).State)
			require.Equal(r, review.End, r.reviewNow(review.ID).Closed) // R-293, I-85
			items := r.items(review.ID)
			require.Equal(r, entitlement.ReviewResultApplied, items["bob"].Item.Result)
			require.True(r, items["bob"].Item.Removed)
			require.False(r, items["ann"].Item.Removed)
			require.Empty(r, r.toDo("meg"))
			require.Empty(r, r.access(lifecycle.AccessInput{For: "bob", AsOf: review.End}))
			require.Len(r, r.access(lifecycle.AccessInput{For: "bob", AsOf: review.End.Add(-time.Microsecond)}), 1)
		}
		requireDenied()                                                                                          // before anybody has settled it
		require.ErrorIs(r, r.decides("meg", review, "bob", entitlement.ReviewApprove), entitlement.ReviewClosed) // I-87
		r.settle()
		requireDenied()
		require.Len(r, r.target.Holdings(), 1)
		require.Contains(r, r.since(begin), entitlement.ActivitySystemRemoves)
		requests, err := r.as("bob").Requests(t.Context(), lifecycle.RequestsInput{})
		require.NoError(r, err)
		last := requests.Items[len(requests.Items)-1].Request
		require.Equal(r, entitlement.RequestSystemRemove, last.Type)
		require.Equal(r, entitlement.RequestDelivered, last.State)
		require.Equal(r, bob.ID, last.Assigned)
		ended := r.mails.of(entitlement.MailAccessEnded)
		require.Len(r, ended, 1) // N20
		require.Equal(r, []entitlement.SubjectID{"bob"}, ended[0].To)
		require.Equal(r, entitlement.ReasonReviewDenied, ended[0].Reason)

		r.submit("bob", pkg) // who wants it back asks again
	})
}

func TestTheLastDecisionCounts(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, review := r.underReview(reviewedBy(entitlement.User("boss"), entitlement.User("hank")))
		require.NoError(r, r.decides("boss", review, "ann", entitlement.ReviewDeny))
		require.NoError(r, r.decides("hank", review, "ann", entitlement.ReviewApprove))
		require.NoError(r, r.decides("boss", review, "bob", entitlement.ReviewApprove))
		require.NoError(r, r.decides("boss", review, "bob", entitlement.ReviewDontKnow))
		item := r.items(review.ID)["ann"].Item
		require.Equal(r, entitlement.SubjectID("hank"), item.DecidedBy)
		require.Equal(r, r.clock.Now().UTC(), item.Decided)
		r.closes(review)
		require.Len(r, r.live("ann"), 1)
		require.Len(r, r.live("bob"), 1)
		require.Equal(r, entitlement.ReviewDontKnow, r.items(review.ID)["bob"].Item.Decision)
	})
}

func TestNoResponse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		behavior entitlement.ReviewExpirationBehavior
		keeps    map[entitlement.SubjectID]bool // ann, whose recommendation is to approve, and bob, whose is to deny
	}{
		"keeps_access":   {entitlement.ReviewKeepAccess, map[entitlement.SubjectID]bool{"ann": true, "bob": true}},
		"removes_access": {entitlement.ReviewRemoveAccess, map[entitlement.SubjectID]bool{}},
		"as_recommended": {entitlement.ReviewAcceptRecommendation, map[entitlement.SubjectID]bool{"ann": true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				pkg := r.simple("Wiki", reviewed(reviewedBy(entitlement.User("boss")), withoutAnswer(c.behavior)), lasting(1000))
				for _, who := range []entitlement.SubjectID{"ann", "bob", "meg"} {
					r.submit(who, pkg)
				}
				r.signedIn(map[entitlement.SubjectID]time.Time{
					"ann": firstReview.AddDate(0, 0, -30), "bob": firstReview.AddDate(0, 0, -30).Add(-time.Second),
				})
				r.passTo(firstReview)
				review := r.latestReview(pkg)
				items := r.items(review.ID)
				require.Equal(r, entitlement.RecommendApprove, items["ann"].Item.Recommendation) // within 30 days
				require.Equal(r, entitlement.RecommendDeny, items["bob"].Item.Recommendation)
				require.Equal(r, entitlement.RecommendDeny, items["meg"].Item.Recommendation, "she never signed in")
				r.signedIn(map[entitlement.SubjectID]time.Time{"bob": r.clock.Now()})
				require.NoError(r, r.decides("boss", review, "meg", entitlement.ReviewApprove))
				r.closes(review)
				for _, who := range []entitlement.SubjectID{"ann", "bob"} {
					require.Equal(r, c.keeps[who], len(r.live(who)) == 1, "%s", who) // R-294, I-88; not refreshed: R-296
				}
				require.Len(r, r.live("meg"), 1)
			})
		})
	}
}

// without any record of sign-ins there is no recommendation, and access is kept.
func TestNothingIsKnownOfSignIns(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, review := r.underReview(withoutAnswer(entitlement.ReviewAcceptRecommendation))
		require.Equal(r, entitlement.RecommendNothing, r.items(review.ID)["ann"].Item.Recommendation)
		r.closes(review)
		require.Len(r, r.live("ann"), 1)
	})
}

func TestAcceptingRecommendations(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("Wiki", reviewed(reviewedBy(entitlement.User("boss")), withoutAnswer(entitlement.ReviewKeepAccess)), lasting(1000))
		for _, who := range []entitlement.SubjectID{"ann", "bob", "hank", "meg"} {
			r.submit(who, pkg)
		}
		r.signedIn(map[entitlement.SubjectID]time.Time{"ann": firstReview, "hank": firstReview})
		r.passTo(firstReview)
		review := r.latestReview(pkg)
		require.NoError(r, r.decides("boss", review, "bob", entitlement.ReviewDontKnow))
		accept := lifecycle.AcceptRecommendationsInput{Review: review.ID}
		_, err := r.as("ann").AcceptRecommendations(t.Context(), accept)
		require.ErrorIs(r, err, entitlement.NotReviewer)
		done, err := r.as("boss").AcceptRecommendations(t.Context(), accept)
		require.NoError(r, err)
		require.Equal(r, 3, done.Decided)
		items := r.items(review.ID)
		require.Equal(r, entitlement.ReviewApprove, items["ann"].Item.Decision)
		require.Equal(r, entitlement.ReviewApprove, items["hank"].Item.Decision)
		require.Equal(r, entitlement.ReviewDeny, items["meg"].Item.Decision)
		require.Equal(r, entitlement.ReviewDontKnow, items["bob"].Item.Decision) // only what nobody reviewed
		r.closes(review)
		_, err = r.as("boss").AcceptRecommendations(t.Context(), accept)
		require.ErrorIs(r, err, entitlement.ReviewClosed)
	}, func(c *lifecycle.Config) { c.BatchSize = 2 })
}

func TestPeopleReviewTheirOwnAccess(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, review := r.underReview(byThemselves, withoutAnswer(entitlement.ReviewRemoveAccess))
		require.Equal(r, []entitlement.SubjectID{"ann"}, r.toDo("ann"))
		require.Empty(r, r.toDo("meg"))
		require.ErrorIs(r, r.decides("bob", review, "ann", entitlement.ReviewDeny), entitlement.NotReviewer)
		require.NoError(r, r.decides("ann", review, "ann", entitlement.ReviewApprove))
		r.closes(review)
		require.Len(r, r.live("ann"), 1)
		require.Empty(r, r.live("bob"))
	})
}

func TestAJustificationOfReviewers(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, review := r.underReview(func(s *entitlement.ReviewSettings) { s.IsReviewerJustificationRequired = true })
		require.ErrorIs(r, r.decides("meg", review, "ann", entitlement.ReviewApprove), entitlement.JustificationMissing)
		in := lifecycle.DecideReviewInput{
			Review: review.ID, Assignment: r.live("ann")[0].ID, Decision: entitlement.ReviewApprove, Justification: "on the project",
		}
		_, err := r.as("meg").DecideReview(t.Context(), in)
		require.NoError(r, err)
		visible := func(who entitlement.SubjectID) []lifecycle.ReviewItemView {
			list, err := r.as(who).ReviewItems(t.Context(), lifecycle.ReviewItemsInput{Review: review.ID})
			require.NoError(r, err)
			return list.Items
		}
		require.Len(r, visible("meg"), 2)
		own := visible("ann")
		require.Len(r, own, 1)
		require.Equal(r, "on the project", own[0].Justification) // the reviewed person sees it
		require.Empty(r, visible("hank"))
		require.NotZero(r, own[0].Item.TextHash)
		_, err = r.as("meg").AcceptRecommendations(t.Context(), lifecycle.AcceptRecommendationsInput{Review: review.ID})
		require.ErrorIs(r, err, entitlement.JustificationMissing)

		in.Decision, in.Justification = entitlement.ReviewNotReviewed, ""
		_, err = r.as("meg").DecideReview(t.Context(), in)
		require.ErrorIs(r, err, entitlement.InvalidArgument)
		in.Assignment = entitlement.AssignmentID{1}
		in.Decision = entitlement.ReviewDeny
		_, err = r.as("meg").DecideReview(t.Context(), in)
		require.ErrorIs(r, err, entitlement.NotFound)
		in.Review = entitlement.ReviewID{1}
		_, err = r.as("meg").DecideReview(t.Context(), in)
		require.ErrorIs(r, err, entitlement.NotFound)
	})
}

// access that ended before the close is left alone, whatever was decided.
func TestAccessThatEndedBeforeTheClose(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("Wiki", reviewed(), lasting(20))
		r.submit("ann", pkg)
		r.submit("bob", pkg)
		r.passTo(firstReview)
		review := r.latestReview(pkg)
		require.NoError(r, r.decides("meg", review, "ann", entitlement.ReviewDeny))
		require.NoError(r, r.decides("meg", review, "bob", entitlement.ReviewApprove))
		r.remove(r.live("bob")[0].ID)
		r.closes(review)
		for _, who := range []entitlement.SubjectID{"ann", "bob"} {
			item := r.items(review.ID)[who].Item
			require.Equal(r, entitlement.ReviewResultAccessEnded, item.Result)
			require.False(r, item.Removed)
		}
		require.Equal(r, entitlement.ReasonExpired, r.access(lifecycle.AccessInput{For: "ann", Ended: true})[0].Reason)
	})
}

// an extension that waits does not survive the denial.
func TestADenialCancelsAnExtension(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("Wiki", reviewed(), extendedBy(stage(entitlement.User("boss"))), lasting(40))
		r.submit("ann", pkg)
		r.passTo(firstReview)
		review := r.latestReview(pkg)
		require.NoError(r, r.decides("meg", review, "ann", entitlement.ReviewDeny))
		asked := r.extends("ann")
		r.clock.Set(review.End)
		r.ends(asked.Request, entitlement.RequestCanceled, entitlement.ReasonAssignmentEnded) // read before settling
		r.settle()
		r.ends(asked.Request, entitlement.RequestCanceled, entitlement.ReasonAssignmentEnded)
	})
}

package lifecycle_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// reviewTexts is the table of what reviewers wrote, which the log does not tell of.
const reviewTexts = 55

// Everything that can happen to reviews leaves indexes, timers and effects that follow from the rows, and rows that follow
// from the log. // I-7, I-78, I-101
func TestReviewsFollowFromTheLog(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		indexes := map[byte]bool{}
		check := func() {
			r.Helper()
			r.requireDerived(indexes)
		}
		pkg := r.bundle("Wiki", member(r.addGroup("wiki")))
		policy := r.allow(pkg, lasting(1000), reviewed(reviewedBy(entitlement.User("boss"), entitlement.User("root")),
			withoutAnswer(entitlement.ReviewRemoveAccess)))
		for _, who := range []entitlement.SubjectID{"ann", "bob", "hank"} {
			r.submit(who, pkg)
		}
		check()
		r.clock.Set(firstReview)
		_, err := r.engine.RunDue(t.Context())
		require.NoError(r, err)
		require.Equal(r, entitlement.ReviewStarting, r.latestReview(pkg).State)
		check()
		r.settle()
		check()
		review := r.latestReview(pkg)
		_, err = r.as("boss").DecideReview(t.Context(), lifecycle.DecideReviewInput{
			Review: review.ID, Assignment: r.live("ann")[0].ID, Decision: entitlement.ReviewApprove, Justification: "yes",
		})
		require.NoError(r, err)
		require.NoError(r, r.decides("root", review, "bob", entitlement.ReviewDeny))
		check()
		r.closes(review)
		check()
		r.passTo(firstReview.Add(90 * day))
		_, err = r.as("root").DeleteReview(t.Context(), lifecycle.ManageReviewInput{Review: r.latestReview(pkg).ID})
		require.NoError(r, err)
		check()
		r.settle()
		check()
		r.clock.Set(firstReview.Add(200 * day)) // the next one is missed
		r.settle()
		check()
		r.edit(policy, func(p *entitlement.AssignmentPolicy) { p.ReviewSettings = nil })
		r.delete(pkg)
		r.settle()
		check()
		require.Equal(r, entitlement.ReviewMissed, r.latestReview(pkg).State)
		beside := append(slices.Clone(besideLog), reviewTexts)
		require.Equal(r, tables(r, r.config.Store, beside), tables(r, r.replay(), beside))
	}, func(c *lifecycle.Config) { c.Notifier, c.BatchSize = nil, 2 })
}

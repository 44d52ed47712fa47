package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// Access that ends after a review's start belongs to the review whenever its items are looked up. // R-286, R-287
func TestAccessThatEndsBeforeALateLookUpIsReviewed(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("Wiki", reviewed(), lasting(1000))
		given := r.submit("ann", pkg)
		r.submit("bob", pkg)
		r.passTo(firstReview.Add(-time.Hour))
		r.clock.Add(time.Hour + time.Minute)
		_, err := r.as("ann").Remove(t.Context(), lifecycle.RemoveInput{Assignment: given.Assignment})
		require.NoError(r, err)
		r.settle()
		review := r.latestReview(pkg)
		require.EqualValues(r, 2, review.Items)
		require.NoError(r, r.decides("meg", review, "ann", entitlement.ReviewDeny))
		r.closes(review)
		gone := r.items(review.ID)["ann"].Item
		require.Equal(r, entitlement.ReviewResultAccessEnded, gone.Result)
		require.False(r, gone.Removed)
		require.Equal(r, entitlement.ReasonSelfRemoved, r.access(lifecycle.AccessInput{For: "ann", Ended: true})[0].Reason)
		require.Equal(r, []string{"userAdd delivered", "userRemove delivered"}, r.requestsOf("ann")) // nothing was left to remove
		require.Equal(r, entitlement.ReviewApplied, r.reviewNow(review.ID).State)
	})
}

// However late the look-up, and in however many batches: access that was given at the start or later is for the next review,
// and so is what it became. // R-286
func TestTheItemsOfALateLookUpAreThoseOfTheStart(t *testing.T) {
	t.Parallel()
	for name, batch := range map[string]int{"in_one_batch": 100, "one_by_one": 1, "in_pairs": 2} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				pkg := r.simple("Wiki", reviewed(reviewedBy(entitlement.User("boss"))), lasting(1000))
				people := r.staffed(8, "Sales")
				gone := func(who ...entitlement.SubjectID) {
					for _, id := range who {
						r.remove(r.live(id)[0].ID)
					}
				}
				for _, id := range people[:6] {
					r.submit(id, pkg)
				}
				r.passTo(firstReview.Add(-time.Hour))
				gone(people[0]) // before the start
				r.clock.Set(firstReview)
				r.submit(people[6], pkg) // at the start
				gone(people[1])          // held up to the start, and not at it
				r.clock.Add(time.Minute)
				r.submit(people[0], pkg) // once more
				r.submit(people[7], pkg) // after the start
				gone(people[2], people[4])
				r.clock.Add(time.Minute)
				gone(people[6], people[7])
				r.submit(people[2], pkg) // once more

				r.settle()
				review := r.latestReview(pkg)
				require.Equal(r, entitlement.ReviewInProgress, review.State)
				require.EqualValues(r, 4, review.Items)
				items := r.items(review.ID)
				require.Len(r, items, 4)
				for _, id := range people[2:6] {
					require.Contains(r, items, id)
				}
				require.Equal(r, people[2:6], r.toDo("boss"))
				r.closes(review)
				require.Len(r, r.live(people[2]), 1, "what was given anew is not what was reviewed")
			}, func(c *lifecycle.Config) { c.BatchSize = batch })
		})
	}
}

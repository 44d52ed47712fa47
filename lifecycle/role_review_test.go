package lifecycle_test

import (
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// reviewCommands are the commands about reviews that need a role. // R-309
func reviewCommands() []call {
	return []call{
		{"StopReview", "stop review", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).StopReview, lifecycle.ManageReviewInput{Review: r.openReview(in, name).ID})
		}},
		{"RemindReview", "remind review", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).RemindReview, lifecycle.ManageReviewInput{Review: r.openReview(in, name).ID})
		}},
		{"ResetReview", "reset review", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).ResetReview, lifecycle.ResetReviewInput{Review: r.openReview(in, name).ID})
		}},
		{"DeleteReview", "delete review", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).DeleteReview, lifecycle.ManageReviewInput{Review: r.openReview(in, name).ID})
		}},
	}
}

// reviewQueries are the queries about reviews that need a role.
func reviewQueries() []call {
	return []call{
		{"Reviews", "reviews", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).Reviews, lifecycle.ReviewsInput{Package: r.openReview(in, name).Package})
		}},
		{"Review", "review", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).Review, lifecycle.ReviewInput{Review: r.openReview(in, name).ID})
		}},
	}
}

// openReview is a review in progress of ann's access, by boss.
func (r *rig) openReview(in entitlement.CatalogID, name string) entitlement.Review {
	r.Helper()
	soon := r.clock.Now().Add(time.Minute)
	kit := r.kit(in, name, reviewed(reviewedBy(entitlement.User("boss")), func(s *entitlement.ReviewSettings) {
		s.Schedule.StartDateTime = soon
	}))
	r.assign(lifecycle.AssignInput{Package: kit.pkg.ID, Target: "ann"})
	r.passTo(soon)
	review := r.latestReview(kit.pkg)
	require.Equal(r, entitlement.ReviewInProgress, review.State)
	return review
}

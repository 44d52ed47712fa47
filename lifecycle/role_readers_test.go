package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// Roles of the tenant that read the reviews of every catalog, and do nothing else. // R-309, R-341
func TestWhoReadsAllReviews(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, review := r.underReview()
		for _, role := range []entitlement.Role{
			entitlement.RoleGlobalReader, entitlement.RoleSecurityReader, entitlement.RoleUserAdministrator,
		} {
			given := r.appoint(entitlement.User("hank"), role)
			hank := r.as("hank")
			reviews, err := hank.Reviews(t.Context(), lifecycle.ReviewsInput{Package: review.Package})
			require.NoError(r, err)
			require.Len(r, reviews.Items, 1)
			read, err := hank.Review(t.Context(), lifecycle.ReviewInput{Review: review.ID})
			require.NoError(r, err)
			require.Equal(r, review.ID, read.Review.ID)
			items, err := hank.ReviewItems(t.Context(), lifecycle.ReviewItemsInput{Review: review.ID})
			require.NoError(r, err)
			require.Len(r, items.Items, 2)
			r.refuses(lacks("stop review", entitlement.GeneralCatalogID()), func() error {
				_, err := hank.StopReview(t.Context(), lifecycle.ManageReviewInput{Review: review.ID})
				return err
			})
			_, err = hank.Package(t.Context(), lifecycle.ReadPackageInput{Package: review.Package})
			require.ErrorIs(r, err, entitlement.Forbidden)
			require.NoError(r, r.dismissal("root", given)())
			items, err = hank.ReviewItems(t.Context(), lifecycle.ReviewItemsInput{Review: review.ID})
			require.NoError(r, err)
			require.Empty(r, items.Items)
		}
	})
}

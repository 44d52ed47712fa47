package entitlement_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
)

// Reviews are in Policy and UserManagement, the set-up of an approval in UserManagement, all else in
// EntitlementManagement. // R-345
func TestCategories(t *testing.T) {
	t.Parallel()
	reviews := []string{"eview", "decision"} // every activity of reviews has one of these in its name
	for _, a := range entitlement.Activities() {
		about := strings.Contains(a.String(), reviews[0]) || strings.Contains(a.String(), reviews[1])
		switch {
		case about && strings.Contains(a.String(), "reate access review") && a != entitlement.ActivityCreateReviewItem:
			require.Equal(t, entitlement.CategoryPolicy, a.Category(), "%s", a)
		case about:
			require.NotEqual(t, entitlement.CategoryEntitlement, a.Category(), "%s", a)
		case a == entitlement.ActivityCreateApproval, a == entitlement.ActivityAddApprover:
			require.Equal(t, entitlement.CategoryUserManagement, a.Category(), "%s", a)
		default:
			require.Equal(t, entitlement.CategoryEntitlement, a.Category(), "%s", a)
		}
	}
	require.Equal(t, entitlement.CategoryUserManagement, entitlement.ActivityReviewDeny.Category())
	require.Equal(t, entitlement.CategoryPolicy, entitlement.ActivityDeleteReviewSeries.Category())
}

// What did not come about is a failure, and an answer is not. // R-346
func TestFailures(t *testing.T) {
	t.Parallel()
	var failures []entitlement.Activity
	for _, a := range entitlement.Activities() {
		if a.IsFailure() {
			failures = append(failures, a)
		}
	}
	require.Equal(t, []entitlement.Activity{
		entitlement.ActivityTimeout, entitlement.ActivityPartiallyFulfill, entitlement.ActivityFailRequest,
		entitlement.ActivityFailGrant, entitlement.ActivityStuckRevoke, entitlement.ActivityMissReview,
		entitlement.ActivityFailCallout, entitlement.ActivityTimeoutCallout,
	}, failures)
	require.False(t, entitlement.ActivityDeny.IsFailure())
}

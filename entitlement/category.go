package entitlement

// Category is the part of an audit log that an activity belongs to, in Entra's words.
type Category string

// Categories.
const (
	CategoryEntitlement    Category = "EntitlementManagement"
	CategoryPolicy         Category = "Policy"         // access reviews as they are set up
	CategoryUserManagement Category = "UserManagement" // approvals as they are set up, and the work of access reviews
)

// Category returns where the activity is found in an audit log. What is not about setting up an approval or about an
// access review is CategoryEntitlement.
func (a Activity) Category() Category {
	switch a { //nolint:exhaustive // the others are as the sentence above says
	case ActivityCreateReviewSeries, ActivityUpdateReviewSeries, ActivityDeleteReviewSeries, ActivityCreateReview,
		ActivityUpdateReview, ActivityDeleteReview:
		return CategoryPolicy
	case ActivityCreateApproval, ActivityAddApprover, ActivityStartReview, ActivityMissReview, ActivityRemindReviewers, ActivityStopReview,
		ActivityReviewEnded, ActivityApplyReview, ActivityCreateReviewItem, ActivityDeleteReviewItem, ActivityReviewApprove,
		ActivityReviewDeny, ActivityReviewDontKnow, ActivityReviewReset, ActivityApplyDecision, ActivityAutoReview:
		return CategoryUserManagement
	}
	return CategoryEntitlement
}

// IsFailure reports whether the activity records that something did not come about: a delivery that failed wholly or in
// part, a removal that is stuck, an approval or a review that nobody dealt with, an extension that could not be called. A denial is an answer and no
// failure.
func (a Activity) IsFailure() bool {
	switch a { //nolint:exhaustive // the others are no failures
	case ActivityTimeout, ActivityPartiallyFulfill, ActivityFailRequest, ActivityFailGrant, ActivityStuckRevoke, ActivityMissReview,
		ActivityFailCallout, ActivityTimeoutCallout:
		return true
	}
	return false
}

package entitlement

// Activity names what happened, in the words of Entra's audit log where it has them. The values are stored: append
// only.
type Activity uint8

// Activities.
const (
	_ Activity = iota
	ActivityCreateCatalog
	ActivityUpdateCatalog
	ActivityDeleteCatalog
	ActivityCreatePackage
	ActivityUpdatePackage
	ActivityDeletePackage
	ActivityCreatePolicy
	ActivityUpdatePolicy
	ActivityDeletePolicy
	ActivityCreateOrganization
	ActivityUpdateOrganization
	ActivityDeleteOrganization
	ActivityAddResource
	ActivityUpdateResource
	ActivityRemoveResource
	ActivityAddRole
	ActivityRemoveRole
	ActivityUpdateSettings
	ActivityUserRequests
	ActivityUserRequestsRemoval
	ActivityAdminAssigns
	ActivityAdminRemoves
	ActivityAutoApprove
	ActivityCreateApproval
	ActivityStageCompleted
	ActivityApprove
	ActivityDeny
	ActivityTimeout
	ActivityEscalate
	ActivityCancelRequest
	ActivitySchedule
	ActivityReadyToFulfill
	ActivityFulfillRequest
	ActivityPartiallyFulfill
	ActivityFailRequest
	ActivityReprocess
	ActivityCreateAssignment
	ActivityUpdateAssignment
	ActivityRemoveAssignment
	ActivityWantGrant
	ActivityFulfillGrant
	ActivityFailGrant
	ActivityUnwantGrant
	ActivityRemoveGrant
	ActivityStuckRevoke
	ActivityInviteGuest
	ActivityGuestActive
	ActivityBlockGuest
	ActivityDeleteGuest
	ActivityGuestDone
	ActivityTimeConfirmed
	ActivityTimeLowered
	ActivityUpdateRequest
	ActivityLogTruncated
	ActivityUpdateGrant
	ActivityRegisterGuest
	ActivityUserRequestsExtension
	ActivityAdminExtends
	ActivityExtendAssignment
	ActivityPromptExtension
	ActivitySystemRemoves
	ActivityCreateReviewSeries
	ActivityUpdateReviewSeries
	ActivityDeleteReviewSeries
	ActivityCreateReview
	ActivityUpdateReview
	ActivityDeleteReview
	ActivityStartReview
	ActivityMissReview
	ActivityRemindReviewers
	ActivityStopReview
	ActivityReviewEnded
	ActivityApplyReview
	ActivityCreateReviewItem
	ActivityDeleteReviewItem
	ActivityReviewApprove
	ActivityReviewDeny
	ActivityReviewDontKnow
	ActivityReviewReset
	ActivityApplyDecision
	ActivityAutoReview
	ActivityApproverChangesAnswers
	ActivityUserChangesAnswers
	ActivityRemindApprovers
	ActivityAddApprover
	ActivityApproverRemoves
	ActivitySetDelegation
	ActivityUpdateDelegation
	ActivityRemoveDelegation
	ActivityCheckApprovers
	ActivityGovernGuest
	ActivityUngovernGuest
	ActivitySystemCreates
	ActivityLeaveScope
	ActivityReturnToScope
	ActivityUpdateScope
	ActivityHoldRemovals
	ActivityConfirmRemovals
	ActivitySurveyPeople
	ActivityUpdateMember
	ActivityPersonDeleted
	ActivityPersonRestored
	ActivityCleanUpDeleted
	ActivityTextsErased // what was written about and by a person
	ActivityFindDrift
	ActivityRestoreGrant
	ActivityRevokeDrift
	ActivityStartCallout
	ActivityUpdateCallout
	ActivityResumeCallout
	ActivityFailCallout
	ActivityTimeoutCallout
	ActivityUpdateExtensions
	ActivityAnnounceEnd
	ActivityRemoveRequest
	ActivityDepartureDue // the time to come back is over: the directory is asked
)

var activities = words[Activity]{
	ActivityCreateCatalog: "Create catalog", ActivityUpdateCatalog: "Update catalog", ActivityDeleteCatalog: "Delete catalog",
	ActivityCreatePackage: "Create access package", ActivityUpdatePackage: "Update access package",
	ActivityDeletePackage: "Delete access package",
	ActivityCreatePolicy:  "Create access package assignment policy", ActivityUpdatePolicy: "Update access package assignment policy",
	ActivityDeletePolicy:       "Delete access package assignment policy",
	ActivityCreateOrganization: "Create connected organization", ActivityUpdateOrganization: "Update connected organization",
	ActivityDeleteOrganization: "Delete connected organization",
	ActivityAddResource:        "Create resource request", ActivityUpdateResource: "Update access package catalog resource",
	ActivityRemoveResource: "Create resource remove request",
	ActivityAddRole:        "Add Entitlement Management role assignment", ActivityRemoveRole: "Remove Entitlement Management role assignment",
	ActivityUpdateSettings:      "Update tenant setting",
	ActivityUserRequests:        "User requests access package assignment",
	ActivityUserRequestsRemoval: "User requests to remove access package assignment",
	ActivityAdminAssigns:        "Administrator directly assigns user to access package",
	ActivityAdminRemoves:        "Administrator directly removes user access package assignment",
	ActivityAutoApprove:         "Auto approve access package assignment request",
	ActivityCreateApproval:      "Create request approval",
	ActivityStageCompleted:      "Approval stage completed for access package assignment request",
	ActivityApprove:             "Approve access package assignment request",
	ActivityDeny:                "Deny access package assignment request",
	ActivityTimeout:             "Access package assignment request timed out (no approver action taken)",
	ActivityEscalate:            "Escalate access package assignment request",
	ActivityCancelRequest:       "Cancel access package assignment request",
	ActivitySchedule:            "Schedule a future access package assignment",
	ActivityReadyToFulfill:      "Ready to fulfill access package assignment request",
	ActivityFulfillRequest:      "Fulfill access package assignment request",
	ActivityPartiallyFulfill:    "Partially fulfill access package assignment request",
	ActivityFailRequest:         "Failed access package assignment request",
	ActivityReprocess:           "Reprocess access package assignment request",
	ActivityCreateAssignment:    "Create access package assignment",
	ActivityUpdateAssignment:    "Update access package assignment",
	ActivityRemoveAssignment:    "Remove access package assignment",
	ActivityWantGrant:           "Ready to fulfill access package resource assignment",
	ActivityFulfillGrant:        "Fulfill access package resource assignment",
	ActivityFailGrant:           "Failed access package resource assignment",
	ActivityUnwantGrant:         "Ready to remove access package resource assignment",
	ActivityRemoveGrant:         "Remove access package resource assignment",
	ActivityStuckRevoke:         "Stuck removal of access package resource assignment",
	ActivityInviteGuest:         "Invite external user", ActivityGuestActive: "Unblock external user",
	ActivityBlockGuest: "Block external user", ActivityDeleteGuest: "Delete external user",
	ActivityGuestDone:     "External user account changed",
	ActivityTimeConfirmed: "Confirm clock change", ActivityTimeLowered: "Lower engine time",
	ActivityUpdateRequest: "Update access package assignment request", ActivityLogTruncated: "Truncate event log",
	ActivityUpdateGrant:           "Update access package resource assignment",
	ActivityRegisterGuest:         "Register external user",
	ActivityUserRequestsExtension: "User requests to extend access package assignment",
	ActivityAdminExtends:          "Create access package assignment user update request",
	ActivityExtendAssignment:      "Extend access package assignment",
	ActivityPromptExtension:       "Prompt to extend access package assignment",
	ActivitySystemRemoves:         "Entitlement Management removes access package assignment request for user",
	ActivityCreateReviewSeries:    "Create access review series", ActivityUpdateReviewSeries: "Update access review series",
	ActivityDeleteReviewSeries: "Delete access review series",
	ActivityCreateReview:       "Create access review", ActivityUpdateReview: "Update access review",
	ActivityDeleteReview: "Delete access review", ActivityStartReview: "Start access review",
	ActivityMissReview: "Miss access review", ActivityRemindReviewers: "Remind reviewers of access review",
	ActivityStopReview: "Stop access review", ActivityReviewEnded: "Access review ended",
	ActivityApplyReview: "Apply review", ActivityCreateReviewItem: "Create access review item",
	ActivityDeleteReviewItem: "Delete access review item",
	ActivityReviewApprove:    "Approve decision", ActivityReviewDeny: "Deny decision",
	ActivityReviewDontKnow: "Don't know decision", ActivityReviewReset: "Reset decision",
	ActivityApplyDecision: "Apply decision", ActivityAutoReview: "Auto review",

	ActivityApproverChangesAnswers: "Update request answers by approver",
	ActivityUserChangesAnswers:     "User requests to change answers of access package assignment",
	ActivityRemindApprovers:        "Remind approvers of access package assignment request",
	ActivityAddApprover:            "Add approver to request approval",
	ActivityApproverRemoves:        "Approver requests to remove access package assignment",
	ActivitySetDelegation:          "Create approval delegation", ActivityUpdateDelegation: "Update approval delegation",
	ActivityRemoveDelegation: "Delete approval delegation",
	ActivityCheckApprovers:   "Check approvers of access package assignment request",

	ActivityGovernGuest: "Mark external user as governed", ActivityUngovernGuest: "Mark external user as ungoverned",
	ActivitySystemCreates:   "Entitlement Management creates access package assignment request for user",
	ActivityLeaveScope:      "Schedule removal of automatic access package assignment",
	ActivityReturnToScope:   "Cancel removal of automatic access package assignment",
	ActivityUpdateScope:     "Update scope of automatic assignment policy",
	ActivityHoldRemovals:    "Hold removals of automatic assignment policy",
	ActivityConfirmRemovals: "Confirm removals of automatic assignment policy",
	ActivitySurveyPeople:    "Evaluate automatic assignment policy",
	ActivityUpdateMember:    "Update member of automatic assignment policy",
	ActivityPersonDeleted:   "User was deleted from the directory",
	ActivityPersonRestored:  "User was restored in the directory",
	ActivityCleanUpDeleted:  "Clean up objects of deleted user",
	ActivityTextsErased:     "Erase texts of user",
	ActivityFindDrift:       "Find drift of resource from access package assignments",
	ActivityRestoreGrant:    "Restore access package resource assignment",
	ActivityRevokeDrift:     "Ready to remove resource access without access package assignment",

	ActivityStartCallout:     "Start custom extension callout",
	ActivityUpdateCallout:    "Update custom extension callout",
	ActivityResumeCallout:    "Resume custom extension callout",
	ActivityFailCallout:      "Failed custom extension callout",
	ActivityTimeoutCallout:   "Custom extension callout timed out",
	ActivityUpdateExtensions: "Update custom extensions of catalog",
	ActivityAnnounceEnd:      "Announce end of access package assignment",
	ActivityRemoveRequest:    "Remove access package assignment request",
	ActivityDepartureDue:     "Check whether user was restored in the directory",
}

// Activities returns all activities.
func Activities() []Activity { return activities.all() }

// String returns the activity's name.
func (a Activity) String() string { return activities.text(a) }

// MarshalText returns the same text as String.
func (a Activity) MarshalText() ([]byte, error) { return activities.marshal("activity", a) }

// UnmarshalText accepts the texts of String only.
func (a *Activity) UnmarshalText(text []byte) error { return activities.unmarshal("activity", text, a) }

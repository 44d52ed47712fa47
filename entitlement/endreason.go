package entitlement

// EndReason says why a request was denied or canceled, or why an assignment ended. The values are stored: append only.
type EndReason uint8

// End reasons.
const (
	_                            EndReason = iota
	ReasonApproverDenied                   // an approver said no
	ReasonApprovalTimeout                  // nobody decided in time; people call it "Expired"
	ReasonRequestorCanceled                // withdrawn by who asked
	ReasonAdministratorCanceled            // withdrawn by an administrator
	ReasonPackageDeleted                   // the package was deleted
	ReasonPolicyDeleted                    // the policy was deleted
	ReasonScheduleElapsed                  // the end asked for came before the approval did
	ReasonTargetNotFound                   // the person is not in the directory any more
	ReasonTargetDisabled                   // the person's account is disabled
	ReasonAssignmentEnded                  // the assignment ended before it was delivered, or extended
	ReasonExpired                          // the end has come
	ReasonAdministratorRemoved             // removed by an administrator
	ReasonSelfRemoved                      // given up by the holder
	ReasonIncompatible                     // the person got something incompatible in the meantime
	ReasonDeliveryFailedCanceled           // canceled after its delivery failed
	ReasonPolicyEnded                      // the policy's fixed end came before the approval did
	ReasonReviewDenied                     // removed by the results of a review
	ReasonOnBehalfRemoved                  // given up by somebody who may act for the holder
	ReasonApproverRevoked                  // an approver took the approval back
	ReasonLeftScope                        // left the scope of an automatic policy
	ReasonUserDeleted                      // left the directory 30 days ago
	ReasonExtensionTimeout                 // a custom extension has not answered in time
	ReasonExtensionFailed                  // a custom extension could not be called
	ReasonExtensionDenied                  // a custom extension said no
)

var endReasons = words[EndReason]{
	ReasonApproverDenied: "approverDenied", ReasonApprovalTimeout: "approvalTimeout",
	ReasonRequestorCanceled: "requestorCanceled", ReasonAdministratorCanceled: "administratorCanceled",
	ReasonPackageDeleted: "packageDeleted", ReasonPolicyDeleted: "policyDeleted", ReasonScheduleElapsed: "scheduleElapsed",
	ReasonTargetNotFound: "targetNotFound", ReasonTargetDisabled: "targetDisabled", ReasonAssignmentEnded: "assignmentEnded",
	ReasonExpired: "expired", ReasonAdministratorRemoved: "administratorRemoved", ReasonSelfRemoved: "selfRemoved",
	ReasonIncompatible: "incompatible", ReasonDeliveryFailedCanceled: "deliveryFailedCanceled",
	ReasonPolicyEnded: "policyEnded", ReasonReviewDenied: "reviewDenied", ReasonOnBehalfRemoved: "onBehalfRemoved", ReasonApproverRevoked: "approverRevoked",
	ReasonLeftScope: "leftScope", ReasonUserDeleted: "userDeleted", ReasonExtensionTimeout: "extensionTimeout", ReasonExtensionFailed: "extensionFailed",
	ReasonExtensionDenied: "extensionDenied",
}

// String returns the reason's name, or "" when there is none.
func (r EndReason) String() string {
	if r == 0 {
		return ""
	}
	return endReasons.text(r)
}

// MarshalText returns the same text as String.
func (r EndReason) MarshalText() ([]byte, error) {
	if r == 0 {
		return []byte{}, nil
	}
	return endReasons.marshal("reason", r)
}

// UnmarshalText accepts the texts of String only.
func (r *EndReason) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*r = 0
		return nil
	}
	return endReasons.unmarshal("reason", text, r)
}

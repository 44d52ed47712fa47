package sim

import (
	"strings"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

// clockTime renders the time of day, as exactly as it needs to be.
func clockTime(t time.Time) string {
	t = t.UTC()
	switch {
	case t.Nanosecond() != 0:
		return t.Format("15:04:05.000000")
	case t.Second() != 0:
		return t.Format("15:04:05")
	}
	return t.Format("15:04")
}

// date renders an instant inside a sentence.
func date(t time.Time) string { return t.UTC().Format("2 January 2006") + ", " + clockTime(t) }

// listed renders names as "a, b and c".
func listed(names []string) string {
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// until renders the end of access.
func until(end time.Time) string {
	if end.IsZero() {
		return "without end"
	}
	return "until " + date(end)
}

// reasonWords spells an end reason out.
func reasonWords(r entitlement.EndReason) string {
	switch r {
	case entitlement.ReasonApproverDenied:
		return "an approver said no"
	case entitlement.ReasonApprovalTimeout:
		return "nobody decided in time"
	case entitlement.ReasonRequestorCanceled:
		return "withdrawn by who asked"
	case entitlement.ReasonAdministratorCanceled:
		return "withdrawn by an administrator"
	case entitlement.ReasonPackageDeleted:
		return "the access package was deleted"
	case entitlement.ReasonPolicyDeleted:
		return "the policy was deleted"
	case entitlement.ReasonScheduleElapsed:
		return "the end that was asked for came before the approval"
	case entitlement.ReasonTargetNotFound:
		return "the person is not in the directory any more"
	case entitlement.ReasonTargetDisabled:
		return "the person's account is disabled"
	case entitlement.ReasonAssignmentEnded:
		return "the access has ended"
	case entitlement.ReasonExpired:
		return "its end has come"
	case entitlement.ReasonAdministratorRemoved:
		return "removed by an administrator"
	case entitlement.ReasonSelfRemoved:
		return "given up by the holder"
	case entitlement.ReasonIncompatible:
		return "the person got something incompatible in the meantime"
	case entitlement.ReasonPolicyEnded:
		return "the policy has ended"
	case entitlement.ReasonOnBehalfRemoved:
		return "given up for the holder"
	case entitlement.ReasonDeliveryFailedCanceled:
		return "withdrawn after its delivery failed"
	case entitlement.ReasonReviewDenied:
		return "a review took it away"
	case entitlement.ReasonApproverRevoked:
		return "an approver took the approval back"
	case entitlement.ReasonLeftScope:
		return "left the scope of the automatic policy"
	case entitlement.ReasonUserDeleted:
		return "has left the directory for good"
	case entitlement.ReasonExtensionTimeout:
		return "a custom extension has not answered in time"
	case entitlement.ReasonExtensionFailed:
		return "a custom extension could not be called"
	case entitlement.ReasonExtensionDenied:
		return "a custom extension said no"
	}
	return r.String()
}

// codeWords spells out the codes that timelines show most; others are shown as they are.
func codeWords(code entitlement.Code) string {
	switch code {
	case provision.ResourceMissing:
		return "the resource is gone"
	case provision.RoleMissing:
		return "the resource has no such role"
	case provision.SubjectMissing:
		return "the target does not know the account"
	case provision.GroupFull:
		return "the group is full"
	case provision.PermissionMissing:
		return "the engine may not change this resource"
	case provision.Throttled:
		return "the target wants fewer calls"
	case provision.TargetUnavailable:
		return "the target does not work"
	case provision.TargetRefused:
		return "the target says no"
	case provision.NoAnswer:
		return "no answer"
	case provision.Superseded:
		return "the target knows a newer wish"
	case entitlement.DomainBlocked:
		return "nobody is invited from this domain"
	case entitlement.ApproverDisabled:
		return "the account is disabled"
	case entitlement.SelfApproval:
		return "nobody decides for themselves"
	case entitlement.NotApprover:
		return "not among the approvers"
	case entitlement.NotReviewer:
		return "not among the reviewers"
	case entitlement.JustificationMissing:
		return "a justification is required"
	}
	return string(code)
}

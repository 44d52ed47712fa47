package provision

import "example.com/tenure/entitlement"

// The failures of target systems. They are stable, stored with grants and shown to operators; match them with
// errors.Is. RoleMissing is about a role in the target and differs from entitlement.RoleMissing, which is about an
// actor.
const (
	ResourceMissing   entitlement.Code = "resourceMissing"     // the target has no such resource, or no longer
	RoleMissing       entitlement.Code = "resourceRoleMissing" // the resource has no such role, or no longer
	SubjectMissing    entitlement.Code = "subjectMissing"      // the target does not know the account, or not yet
	GroupFull         entitlement.Code = "groupFull"           // the group has as many members as it may have
	PermissionMissing entitlement.Code = "permissionMissing"   // the engine's account may not change this resource
	Throttled         entitlement.Code = "throttled"           // the target wants fewer calls
	TargetUnavailable entitlement.Code = "targetUnavailable"   // the target does not work, or failed without saying why
	TargetRefused     entitlement.Code = "targetRefused"       // the target said no without saying why
	NoAnswer          entitlement.Code = "targetNoAnswer"      // the call ended before the answer; its effect is unknown
	NotFinished       entitlement.Code = "targetNotFinished"   // the target took the operation and was not done in time
	Superseded        entitlement.Code = "superseded"          // the target knows a newer generation (I-64)
)

// hintFor says what to do about a failure whose provisioner gave no hint.
func hintFor(code entitlement.Code) string {
	switch code {
	case ResourceMissing:
		return "Restore the resource in the target system or remove it from its access packages, then reprocess."
	case RoleMissing:
		return "Restore the role in the target system or remove it from its access packages, then reprocess."
	case SubjectMissing:
		return "Check that the person's account exists in the target system, then reprocess."
	case GroupFull:
		return "Remove members from the group or use another group, then reprocess."
	case PermissionMissing:
		return "Let the engine's account manage the resource in the target system, then reprocess."
	case Throttled:
		return "Nothing to do unless it lasts; then lower the load on the target system."
	case NoAnswer:
		return "Nothing to do unless it lasts; then check that the target system answers in time."
	case NotFinished:
		return "Check in the target system what became of the operation, then reprocess."
	case TargetRefused:
		return "Look up the refusal in the target system, repair its cause, then reprocess."
	case Superseded:
		return "Nothing to do: a newer wish for the same role has arrived."
	case entitlement.Unsupported:
		return "Configure a provisioner for this type of resource, then reprocess."
	}
	return "Nothing to do unless it lasts; then check that the target system works."
}

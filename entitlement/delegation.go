package entitlement

import "time"

// ApprovalDelegation lets somebody else decide in an approver's place for a time. Each approver has one at most; it
// covers all approvals that are assigned to them while it lasts. It is not for reviews.
type ApprovalDelegation struct {
	Stamp
	Approver SubjectID // whose approvals
	Delegate SubjectID // who may decide them too
	Schedule Schedule  // from when, inclusive, and until when, exclusive; without End until it is taken back
}

// Covers reports whether approvals that are assigned to the approver at an instant go to the delegate too.
func (d *ApprovalDelegation) Covers(at time.Time) bool {
	return !at.Before(d.Schedule.Start) && !d.Schedule.EndedBy(at)
}

package lifecycle

import (
	"time"

	"example.com/tenure/entitlement"
)

// isDetermined reports whether an extension has still to determine the first stage of approval.
func (in *submission) isDetermined() bool {
	return in.approval && in.determined == nil && in.policy.RequestApprovalSettings.DeterminedBy() != ""
}

// stepDetermine has the extension called that determines the first stage of approval of a request, which is made now or was
// submitted before. The request waits for the answer.
func stepDetermine(o *outcome, before, request *entitlement.Request, in *submission, activity entitlement.Activity) error {
	waiting, err := o.moveRequest(request, entitlement.RequestWaitsForCallback)
	if err != nil {
		return err
	}
	waiting.Callouts = 1
	c := record(o, activity, before, waiting)
	c.codes, c.facts = in.codes, in.facts
	o.callAbout(waiting, entitlement.StageDeterminingApproval)
	return nil
}

// stepDetermineNext is stepDetermine after other extensions have answered. If the one to call is not in the catalog any more,
// nobody can say who approves, and the request is denied.
func stepDetermineNext(o *outcome, r *entitlement.Request, in *resumption, at time.Time) error {
	if in.lost {
		return stepCalloutDenies(o, r, in.stages, entitlement.ReasonExtensionFailed, at)
	}
	return stepDetermine(o, r, r, &in.submission, entitlement.ActivityUpdateRequest)
}

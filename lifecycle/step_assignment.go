package lifecycle

import (
	"time"

	"example.com/tenure/entitlement"
)

// startInput is what is needed to give access.
type startInput struct {
	request  *entitlement.Request
	id       entitlement.AssignmentID
	pkg      *entitlement.AccessPackage
	window   entitlement.Schedule
	refused  entitlement.EndReason     // the time asked for has passed: there is nothing to start
	grants   []entitlement.Grant       // one for each role of the package; rows with version 0 do not exist yet
	guest    *entitlement.GuestAccount // nil for people of the organization
	settings *entitlement.Settings
	notify   bool // the policy lets N18 be sent
	prompts  entitlement.EndNotices
}

// stepStart turns a request into access: the assignment begins, its roles become wanted, and an external person's account
// is made sure of.
func stepStart(o *outcome, in startInput, activity entitlement.Activity, at time.Time) error {
	request, err := o.moveRequest(in.request, entitlement.RequestStarts)
	if err != nil {
		return err
	}
	request.Assigned, request.Stage, request.Starting = in.id, 0, false
	record(o, activity, in.request, request)
	assignment := o.rows.assignment(entitlement.Assignment{
		ID: in.id, Target: request.Target, Package: entitlement.PackageRef{ID: in.pkg.ID, Version: in.pkg.Version},
		Policy: request.Policy, Request: request.ID, State: entitlement.AssignmentDelivering, Schedule: in.window, Created: at,
	})
	assignment.Prompt = nextPrompt(at, in.window.End, in.prompts)
	record(o, entitlement.ActivityCreateAssignment, nil, assignment)
	account := accountReady
	if in.guest != nil {
		account = o.needGuest(in.guest, in.settings, at)
	}
	for i := range in.grants {
		o.want(&in.grants[i], assignment, account, at)
	}
	switch {
	case account == accountRefused:
		return stepDelivery(o, assignment, request, tally{failed: len(in.grants)}, in.notify, at)
	case len(in.grants) == 0: // the package was emptied while the request waited
		return stepDelivery(o, assignment, request, tally{}, in.notify, at)
	}
	return nil
}

// tally counts how far the roles of an assignment got.
type tally struct{ granted, failed, pending int }

// add counts one source.
func (t *tally) add(s entitlement.SourceState) {
	switch s {
	case entitlement.SourceGranted:
		t.granted++
	case entitlement.SourceFailed:
		t.failed++
	case entitlement.SourcePending:
		t.pending++
	}
}

// stepDelivery derives the state of an assignment, and of a request that waits for it, from how far its roles got (R-223,
// As long as a role is pending nothing changes.
func stepDelivery(
	o *outcome, a *entitlement.Assignment, r *entitlement.Request, t tally, notify bool, at time.Time,
) error {
	if t.pending > 0 {
		return nil
	}
	input, state, requestInput := entitlement.AssignmentAllGranted, entitlement.AssignmentDelivered, entitlement.RequestFulfilled
	switch {
	case t.failed > 0 && t.granted > 0:
		input, state, requestInput = entitlement.AssignmentSomeFailed, entitlement.AssignmentPartiallyDelivered, entitlement.RequestPartlyFulfilled
	case t.failed > 0:
		input, state, requestInput = entitlement.AssignmentAllFailed, entitlement.AssignmentDeliveryFailed, entitlement.RequestNotFulfilled
	}
	if a.State != state {
		from := a
		if a.State == entitlement.AssignmentPartiallyDelivered || a.State == entitlement.AssignmentDeliveryFailed {
			reopened, err := o.moveAssignment(a, entitlement.AssignmentReprocessed) // a late success or failure
			if err != nil {
				return err
			}
			a = reopened
		}
		after, err := o.moveAssignment(a, input)
		if err != nil {
			return err
		}
		record(o, entitlement.ActivityUpdateAssignment, from, after)
		a = after
	}
	if r == nil || r.State != entitlement.RequestDelivering {
		return nil
	}
	return stepFulfill(o, r, a, requestInput, notify, at)
}

// stepFulfill ends the delivery of a request and tells the requestor about access that was given: N18.
func stepFulfill(
	o *outcome, r *entitlement.Request, a *entitlement.Assignment, input entitlement.RequestInput, notify bool, at time.Time,
) error {
	done, err := o.moveRequest(r, input)
	if err != nil {
		return err
	}
	done.Completed = at
	activity := entitlement.ActivityFulfillRequest
	switch done.State {
	case entitlement.RequestPartiallyDelivered:
		activity = entitlement.ActivityPartiallyFulfill
	case entitlement.RequestDeliveryFailed:
		activity = entitlement.ActivityFailRequest
	case entitlement.RequestDelivered, entitlement.RequestSubmitted, entitlement.RequestPendingApproval,
		entitlement.RequestDelivering, entitlement.RequestDenied, entitlement.RequestScheduled, entitlement.RequestCanceled:
	}
	record(o, activity, r, done)
	if done.State == entitlement.RequestDelivered {
		o.callAboutAccess(a, entitlement.StageRequestGranted)
	}
	if done.State == entitlement.RequestDelivered && notify && !r.Direct {
		o.mail(entitlement.Mail{
			Kind: entitlement.MailAccessGiven, To: parties(r), At: at, Request: r.ID, Assignment: a.ID,
			Package: a.Package.ID, Target: a.Target, End: a.Schedule.End,
		})
	}
	return nil
}

// endInput is what is needed to take access away.
type endInput struct {
	assignment *entitlement.Assignment
	request    *entitlement.Request        // the request that made it, or nil when its record is gone
	extension  *entitlement.Request        // the request that waits to extend it, or nil
	stages     []entitlement.ApprovalStage // of the extension
	input      entitlement.AssignmentInput
	reason     entitlement.EndReason
	grants     []entitlement.Grant       // those that the assignment justifies
	guest      *entitlement.GuestAccount // nil for people of the organization
	lastAccess bool                      // the person holds no other live assignment
	invited    bool                      // the person's invitation went out
	settings   *entitlement.Settings
	notify     bool // the policy lets N20 be sent
}

// stepEnd ends an assignment at once; what it alone justified is revoked, however long that takes. The
// last access of an external person starts the clean-up of the account.
func stepEnd(o *outcome, in endInput, at time.Time) error {
	ended, err := o.moveAssignment(in.assignment, in.input)
	if err != nil {
		return err
	}
	ended.Reason, ended.Ended, ended.Prompt = in.reason, at, zeroTime
	record(o, entitlement.ActivityRemoveAssignment, in.assignment, ended)
	o.callAboutAccess(ended, entitlement.StageRequestRemoved)
	if r := in.request; r != nil && r.State == entitlement.RequestDelivering {
		canceled, err := o.moveRequest(r, entitlement.RequestAccessEnded)
		if err != nil {
			return err
		}
		canceled.Reason, canceled.Completed = entitlement.ReasonAssignmentEnded, at
		if in.reason == entitlement.ReasonAdministratorCanceled {
			canceled.Reason = in.reason
		}
		record(o, entitlement.ActivityCancelRequest, r, canceled)
	}
	if in.extension != nil {
		if err := stepCancel(o, in.extension, in.stages, entitlement.ReasonAssignmentEnded, at); err != nil {
			return err
		}
	}
	acc := accountReady
	if in.guest != nil && !in.guest.HasAccount() {
		acc = accountAwaited
	}
	for i := range in.grants {
		o.unwant(&in.grants[i], ended.ID, acc, at)
	}
	if in.guest != nil && in.lastAccess {
		o.releaseGuest(in.guest, in.settings, in.invited, at)
	}
	if r := in.request; r != nil && in.notify && !r.Direct {
		o.mail(entitlement.Mail{
			Kind: entitlement.MailAccessEnded, To: parties(r), At: at, Request: r.ID,
			Assignment: ended.ID, Package: ended.Package.ID, Target: ended.Target, Reason: ended.Reason,
		})
	}
	return nil
}

// stepRemovalRequested records that somebody asked for an assignment to be removed. Removals need no approval and are
// done at once; the revokes go their own way.
func stepRemovalRequested(o *outcome, request entitlement.Request, at time.Time) error {
	request.State, request.Created = entitlement.RequestSubmitted, at
	activity := entitlement.ActivityAdminRemoves
	switch request.Type { //nolint:exhaustive // other types ask for something else
	case entitlement.RequestUserRemove:
		activity = entitlement.ActivityUserRequestsRemoval
	case entitlement.RequestSystemRemove:
		activity = entitlement.ActivitySystemRemoves
	case entitlement.RequestApproverRemove:
		activity = entitlement.ActivityApproverRemoves
	}
	started, err := o.moveRequest(&request, entitlement.RequestStarts)
	if err != nil {
		return err
	}
	done, err := o.moveRequest(started, entitlement.RequestFulfilled)
	if err != nil {
		return err
	}
	done.Completed = at
	record(o, activity, nil, done)
	return nil
}

// stepRolesChanged brings an assignment from one version of its package's roles to another: what is new becomes wanted,
// what is gone loses this assignment as a source.
func stepRolesChanged(
	o *outcome, a *entitlement.Assignment, version uint32, gained, lost []entitlement.Grant, account account, at time.Time,
) error {
	changed, err := o.moveAssignment(a, entitlement.AssignmentRolesChanged)
	if err != nil {
		return err
	}
	changed.Package.Version = version
	record(o, entitlement.ActivityUpdateAssignment, a, changed)
	for i := range lost {
		o.unwant(&lost[i], a.ID, account, at)
	}
	for i := range gained {
		o.want(&gained[i], changed, account, at)
	}
	return nil
}

// stepReprocess asks for the roles of an assignment again: of a delivered one all of them, otherwise those that are
// missing.
func stepReprocess(
	o *outcome, a *entitlement.Assignment, r *entitlement.Request, grants []entitlement.Grant, account account, at time.Time,
) error {
	again, err := o.moveAssignment(a, entitlement.AssignmentReprocessed)
	if err != nil {
		return err
	}
	record(o, entitlement.ActivityReprocess, a, again)
	if r != nil {
		reopened, err := o.moveRequest(r, entitlement.RequestReprocessed)
		if err != nil {
			return err
		}
		reopened.Completed = zeroTime
		record(o, entitlement.ActivityReprocess, r, reopened)
	}
	everything := a.State == entitlement.AssignmentDelivered
	for i := range grants {
		j, found := grants[i].Source(a.ID)
		if !found && isValue(&grants[i]) {
			continue // nothing was answered to the attribute
		}
		if everything || !found || grants[i].Sources[j].State != entitlement.SourceGranted {
			o.want(&grants[i], again, account, at)
		}
	}
	return nil
}

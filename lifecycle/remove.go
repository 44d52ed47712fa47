package lifecycle

import (
	"context"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// RemoveInput takes an assignment away.
type RemoveInput struct {
	Key           string                   `json:"-"`
	Assignment    entitlement.AssignmentID `json:"assignment"`
	Justification string                   `json:"justification,omitempty"`
}

// RemoveResult is the request that recorded the removal.
type RemoveResult struct {
	Request    entitlement.RequestID    `json:"request"`
	Assignment entitlement.AssignmentID `json:"assignment"`
}

// Remove ends an assignment at once; the target systems are told to revoke what nothing else justifies, however long that
// takes. Holders may give up their own where the policy lets them (userRemove, R-110), and so may who may act for them
// catalog owners, package managers and assignment managers may remove any (adminRemove, R-205). An assignment that has ended is refused with
// IllegalState.
func (s *Session) Remove(ctx context.Context, in RemoveInput) (RemoveResult, error) {
	return run(ctx, s, command[RemoveResult]{op: "remove", key: in.Key, input: in, do: func(u *unit) (RemoveResult, error) {
		return u.remove(in)
	}})
}

func (u *unit) remove(in RemoveInput) (none RemoveResult, err error) {
	if err := u.checkJustification(in.Justification); err != nil {
		return none, err
	}
	a, err := u.assignment(in.Assignment)
	if err != nil {
		return none, err
	}
	if a == nil {
		return none, notFound(entitlement.KindAssignment, in.Assignment.String())
	}
	kind, reason, err := u.removal(a)
	if err != nil {
		return none, err
	}
	if a.State == entitlement.AssignmentExpired {
		return none, &entitlement.Error{
			Code: entitlement.IllegalState, Kind: entitlement.KindAssignment, ID: a.ID.String(),
			Detail: "the assignment has ended already",
		}
	}
	return u.removeAs(a, kind, reason, in.Justification)
}

// removeAs ends an assignment and records the request of the actor that asks for it.
func (u *unit) removeAs(
	a *entitlement.Assignment, kind entitlement.RequestType, reason entitlement.EndReason, justification string,
) (none RemoveResult, err error) {
	request := entitlement.Request{
		ID: u.newID(u.at), Type: kind, Requestor: u.actor.Subject, Target: a.Target, Package: a.Package, Policy: a.Policy,
		Direct: kind == entitlement.RequestAdminRemove, Assigned: a.ID,
	}
	text := entitlement.RequestText{Justification: justification}
	if justification != "" {
		text.Salt = u.e.config.Salt(request.ID)
		request.TextHash = textHash(text.Salt, text.Justification)
	}
	if err := stepRemovalRequested(&u.out, request, u.at); err != nil {
		return none, err
	}
	if err := u.endAssignment(a, entitlement.AssignmentIsRemoved, reason); err != nil {
		return none, err
	}
	if u.write && justification != "" {
		row := store.RequestText{Request: request.ID, RequestText: text}
		if _, err := u.e.schema.RequestTexts.Write(u.tx, nil, &row); err != nil {
			return none, err
		}
	}
	return RemoveResult{Request: request.ID, Assignment: a.ID}, u.apply()
}

// removal decides in which role the actor removes an assignment.
func (u *unit) removal(a *entitlement.Assignment) (entitlement.RequestType, entitlement.EndReason, error) {
	isHolder := u.actor.Kind == entitlement.ActorPerson && u.actor.Subject == a.Target
	if !isHolder {
		err := u.authorizeFor(taskAssign, a.Package)
		if entitlement.CodeOf(err) != entitlement.Forbidden {
			return entitlement.RequestAdminRemove, entitlement.ReasonAdministratorRemoved, err
		}
	}
	p, err := u.policyAt(a.Policy)
	if err != nil {
		return 0, 0, err
	}
	if !isHolder {
		return entitlement.RequestUserRemove, entitlement.ReasonOnBehalfRemoved, u.actsOn(a, p, entitlement.OnBehalfRemove)
	}
	if p.Requestor().EnableTargetsToSelfRemoveAccess {
		return entitlement.RequestUserRemove, entitlement.ReasonSelfRemoved, nil
	}
	if err := u.authorizeFor(taskAssign, a.Package); err == nil {
		return entitlement.RequestAdminRemove, entitlement.ReasonAdministratorRemoved, nil
	} else if entitlement.CodeOf(err) != entitlement.Forbidden {
		return 0, 0, err
	}
	return 0, 0, refused(entitlement.KindAssignment, a.ID.String(), "the policy does not let holders give it up themselves",
		[]entitlement.Reason{{
			Code: entitlement.SelfRemoveDisabled, Policy: p.ID, Principal: string(a.Target),
			Attribute: "enableTargetsToSelfRemoveAccess", Want: "true", Got: "false",
		}})
}

// ReprocessInput asks for missing roles again.
type ReprocessInput struct {
	Key        string                   `json:"-"`
	Assignment entitlement.AssignmentID `json:"assignment"`
}

// ReprocessResult is where the assignment stands after it.
type ReprocessResult struct {
	Assignment entitlement.AssignmentID    `json:"assignment"`
	State      entitlement.AssignmentState `json:"state"`
}

// Reprocess repairs the delivery of an assignment (called Redeploy elsewhere, R-230). Of a delivered one every role is
// granted again. One whose delivery failed or was partial gets what is missing, within Config.ReprocessWindow of
// the end of its delivery; later it is refused with Refused and WindowClosed: cancel it and ask anew. It needs the
// role of catalog owner, package manager or assignment manager.
func (s *Session) Reprocess(ctx context.Context, in ReprocessInput) (ReprocessResult, error) {
	return run(ctx, s, command[ReprocessResult]{op: "reprocess", key: in.Key, input: in, do: func(u *unit) (ReprocessResult, error) {
		return u.reprocess(in)
	}})
}

func (u *unit) reprocess(in ReprocessInput) (none ReprocessResult, err error) {
	a, err := u.assignment(in.Assignment)
	if err != nil {
		return none, err
	}
	if a == nil {
		return none, notFound(entitlement.KindAssignment, in.Assignment.String())
	}
	if err := u.authorizeFor(taskAssign, a.Package); err != nil {
		return none, err
	}
	r, err := u.request(a.Request)
	if err != nil {
		return none, err
	}
	if r != nil && !entitlement.RequestMachine().Accepts(r.State, entitlement.RequestReprocessed) {
		r = nil // delivered, or canceled: only the assignment is repaired
	}
	late := r != nil && !u.at.Before(u.e.config.ReprocessWindow.AddTo(r.Completed))
	switch {
	case late && a.State == entitlement.AssignmentDelivered:
		r = nil // only the assignment is repaired, and for that there is no window
	case late:
		return none, refused(entitlement.KindRequest, r.ID.String(), "the time to reprocess is over: cancel it and ask anew",
			[]entitlement.Reason{{Code: entitlement.WindowClosed, Principal: r.ID.String()}})
	}
	pkg, err := u.pkgVersion(a.Package)
	if err != nil {
		return none, err
	}
	grants, err := u.grants(a.Target, pkg.Roles)
	if err != nil {
		return none, err
	}
	acc, err := u.reinvite(a.Target)
	if err != nil {
		return none, err
	}
	if err := stepReprocess(&u.out, a, r, grants, acc, u.at); err != nil {
		return none, err
	}
	if err := u.apply(); err != nil {
		return none, err
	}
	// If the tenant still does not invite the person, the delivery has failed again already.
	if err := u.settleDelivery([]entitlement.AssignmentID{a.ID}, u.at); err != nil {
		return none, err
	}
	if a, err = u.assignment(a.ID); err != nil {
		return none, err
	}
	return ReprocessResult{Assignment: a.ID, State: a.State}, nil
}

// reinvite makes sure of an external person's account when access is delivered again.
func (u *unit) reinvite(id entitlement.SubjectID) (account, error) {
	g, err := u.guestToServe(id)
	if err != nil || g == nil {
		return accountReady, err
	}
	settings, err := u.settings()
	if err != nil {
		return accountReady, err
	}
	return u.out.needGuest(g, settings, u.at), nil
}

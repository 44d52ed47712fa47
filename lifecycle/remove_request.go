package lifecycle

import (
	"context"

	"example.com/tenure/entitlement"
)

// RemoveRequestInput names the request.
type RemoveRequestInput struct {
	Key     string                `json:"-"`
	Request entitlement.RequestID `json:"request"`
}

// RemoveRequestResult says what was removed.
type RemoveRequestResult struct {
	Request entitlement.RequestID `json:"request"`
}

// RemoveRequest removes the record of a request that came to nothing, with its stages, the calls of custom extensions, and what
// was written in them. The log keeps what happened. It needs a catalog owner, package manager or assignment manager of
// the package's catalog.
//
// Only denied and canceled requests can be removed, and of those only such as no assignment was made for: access, ended or
// not, refers to the request that it came from. Every other request is refused with IllegalState. What was removed does not count
// towards Limits.RequestsInThreeMonths any more.
func (s *Session) RemoveRequest(ctx context.Context, in RemoveRequestInput) (RemoveRequestResult, error) {
	return run(ctx, s, command[RemoveRequestResult]{
		op: "remove request", key: in.Key, input: in, do: func(u *unit) (RemoveRequestResult, error) {
			return RemoveRequestResult{Request: in.Request}, u.removeRequest(in.Request)
		},
	})
}

func (u *unit) removeRequest(id entitlement.RequestID) error {
	r, stages, err := u.requestWithStages(id)
	if err != nil {
		return err
	}
	if r == nil {
		return notFound(entitlement.KindRequest, id.String())
	}
	if err := firstError(u.authorizeFor(taskAssign, r.Package), checkRemovable(r)); err != nil {
		return err
	}
	callouts, err := u.calloutsOf(id)
	if err != nil {
		return err
	}
	if !u.write {
		return nil
	}
	if err := u.eraseWritten(&erasure{}, r, false); err != nil { // without its record nobody would find a text again
		return err
	}
	for i := range stages {
		recordStage(&u.out, entitlement.ActivityRemoveRequest, r, &stages[i], nil)
	}
	for i := range callouts {
		record[entitlement.Callout](&u.out, entitlement.ActivityRemoveRequest, &callouts[i], nil)
	}
	record[entitlement.Request](&u.out, entitlement.ActivityRemoveRequest, r, nil)
	return u.apply()
}

// checkRemovable refuses requests that something still depends on.
func checkRemovable(r *entitlement.Request) error {
	detail := "a request in state " + r.State.String() + " cannot be removed"
	if r.State == entitlement.RequestDenied || r.State == entitlement.RequestCanceled {
		if !r.Type.IsAdd() || r.Assigned.IsZero() {
			return nil
		}
		detail = "the assignment " + r.Assigned.String() + " came from it"
	}
	return &entitlement.Error{Code: entitlement.IllegalState, Kind: entitlement.KindRequest, ID: r.ID.String(), Detail: detail}
}

package lifecycle

import (
	"context"

	"example.com/tenure/entitlement"
)

// CancelInput withdraws a request.
type CancelInput struct {
	Key     string                `json:"-"`
	Request entitlement.RequestID `json:"request"`
}

// CancelResult is where the request stands after it.
type CancelResult struct {
	Request entitlement.RequestID    `json:"request"`
	State   entitlement.RequestState `json:"state"`
}

// Cancel withdraws a request. Who asked may withdraw it while it waits for approval, its start or an extension; catalog
// owners, package managers and assignment managers also while it is being delivered, which rolls the access back, or after
// its delivery failed. Every other state is refused with IllegalState, other people with Forbidden.
func (s *Session) Cancel(ctx context.Context, in CancelInput) (CancelResult, error) {
	return run(ctx, s, command[CancelResult]{op: "cancel", key: in.Key, input: in, do: func(u *unit) (CancelResult, error) {
		return u.cancel(in)
	}})
}

func (u *unit) cancel(in CancelInput) (none CancelResult, err error) {
	r, stages, err := u.requestWithStages(in.Request)
	if err != nil {
		return none, err
	}
	if r == nil {
		return none, notFound(entitlement.KindRequest, in.Request.String())
	}
	waiting := r.State == entitlement.RequestPendingApproval || r.State == entitlement.RequestScheduled || r.IsWaitingForCallback()
	isRequestor := u.actor.Kind == entitlement.ActorPerson && u.actor.Subject == r.Requestor && !r.Direct
	reason := entitlement.ReasonRequestorCanceled
	if !isRequestor || !waiting {
		if err := u.authorizeFor(taskAssign, r.Package); err != nil {
			if isRequestor {
				err = illegalCancel(r) // it is theirs, but too late
			}
			return none, err
		}
		reason = entitlement.ReasonAdministratorCanceled
	}
	switch r.State {
	case entitlement.RequestPendingApproval, entitlement.RequestScheduled, entitlement.RequestSubmitted:
		err = stepCancel(&u.out, r, stages, reason, u.at)
	case entitlement.RequestDelivering, entitlement.RequestDeliveryFailed:
		err = u.cancelDelivery(r)
	case entitlement.RequestDelivered, entitlement.RequestPartiallyDelivered, entitlement.RequestDenied, entitlement.RequestCanceled:
		err = illegalCancel(r)
	}
	if err != nil {
		return none, err
	}
	return CancelResult{Request: r.ID, State: entitlement.RequestCanceled}, u.apply()
}

// cancelDelivery takes back what a request was giving: its assignment ends, and with it the request.
func (u *unit) cancelDelivery(r *entitlement.Request) error {
	if r.Type.IsAdd() && !r.Assigned.IsZero() {
		a, err := u.assignment(r.Assigned)
		if err != nil {
			return err
		}
		if a != nil && a.State != entitlement.AssignmentExpired {
			if err := u.endAssignment(a, entitlement.AssignmentIsRemoved, entitlement.ReasonAdministratorCanceled); err != nil {
				return err
			}
		}
	}
	if r.State == entitlement.RequestDelivering {
		return nil // canceled together with its assignment
	}
	return stepCancel(&u.out, r, nil, entitlement.ReasonDeliveryFailedCanceled, u.at)
}

func illegalCancel(r *entitlement.Request) error {
	return &entitlement.Error{
		Code: entitlement.IllegalState, Kind: entitlement.KindRequest, ID: r.ID.String(),
		Detail: "a request in state " + r.State.String() + " cannot be canceled",
	}
}

// authorizeFor is authorize for the catalog of a package, which may be deleted.
func (u *unit) authorizeFor(t task, ref entitlement.PackageRef) error {
	pkg, err := u.pkgVersion(ref)
	if err != nil {
		return err
	}
	return u.authorize(t, pkg.Catalog)
}

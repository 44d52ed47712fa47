package lifecycle

import (
	"context"

	"example.com/tenure/entitlement"
)

// RevokeApprovalInput takes an approval back.
type RevokeApprovalInput struct {
	Key           string                `json:"-"`
	Request       entitlement.RequestID `json:"request"` // the request that the actor approved
	Justification string                `json:"justification"`
}

// RevokeApproval takes back an approval that the actor gave, of whatever stage, and with it the access: the assignment that the
// request made or extended ends at once, by a request of type approverRemove, with the end reason approverRevoked.
//
// It refuses with Refused, and reasons, who approved none of the stages, whose account is disabled or gone, and a call
// without justification; with IllegalState a request that gave no access, or whose access has ended; with NotFound an unknown
// request.
func (s *Session) RevokeApproval(ctx context.Context, in RevokeApprovalInput) (RemoveResult, error) {
	return run(ctx, s, command[RemoveResult]{op: "revoke approval", key: in.Key, input: in, do: func(u *unit) (RemoveResult, error) {
		if !s.isPerson() {
			return RemoveResult{}, invalid("a host job approves nothing, and takes nothing back: use Remove")
		}
		return u.revokeApproval(in)
	}})
}

func (u *unit) revokeApproval(in RevokeApprovalInput) (none RemoveResult, err error) {
	if err := u.checkJustification(in.Justification); err != nil {
		return none, err
	}
	r, stages, err := u.requestWithStages(in.Request)
	if err != nil {
		return none, err
	}
	if r == nil {
		return none, notFound(entitlement.KindRequest, in.Request.String())
	}
	if err := u.mayRevoke(r, stages, in.Justification != ""); err != nil {
		return none, err
	}
	a, err := u.assignment(r.Assigned)
	if err != nil {
		return none, err
	}
	waits := r.State == entitlement.RequestPendingApproval || r.IsWaitingForCallback()
	if a == nil || a.State == entitlement.AssignmentExpired || waits {
		return none, &entitlement.Error{
			Code: entitlement.IllegalState, Kind: entitlement.KindRequest, ID: r.ID.String(),
			Detail: "the approval gave no access that lasts: there is nothing to take back",
		}
	}
	return u.removeAs(a, entitlement.RequestApproverRemove, entitlement.ReasonApproverRevoked, in.Justification)
}

// mayRevoke refuses who gave no approval of the request, or cannot act any more, and takes nothing back without a reason.
func (u *unit) mayRevoke(r *entitlement.Request, stages []entitlement.ApprovalStage, justified bool) error {
	me := u.actor.Subject
	person, err := u.subject(me)
	if err != nil {
		return err
	}
	var reasons []entitlement.Reason
	approved := false
	for i := range stages {
		approved = approved || stages[i].State == entitlement.StageApproved && stages[i].DecidedBy == me
	}
	if !approved {
		reasons = append(reasons, entitlement.Reason{
			Code: entitlement.NotApprover, Principal: string(me), Attribute: "decidedBy", Want: "approved by " + string(me),
		})
	}
	if person == nil || person.AccountDisabled {
		reasons = append(reasons, entitlement.Reason{
			Code: entitlement.ApproverDisabled, Principal: string(me), Attribute: "account", Want: "enabled",
		})
	}
	if !justified {
		reasons = append(reasons, entitlement.Reason{
			Code: entitlement.JustificationMissing, Principal: string(me), Attribute: "justification", Want: "given",
		})
	}
	if len(reasons) == 0 {
		return nil
	}
	return refused(entitlement.KindRequest, r.ID.String(), "the approval cannot be taken back", reasons)
}

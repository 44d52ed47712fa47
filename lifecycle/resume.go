package lifecycle

import (
	"context"
	"crypto/sha256"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// ResumeInput is the answer of a custom extension that is waited for.
type ResumeInput struct {
	Key     string                `json:"-"`
	Request entitlement.RequestID `json:"request"`
	// StageInstance is the callout that is answered: Callout.StageInstance. Stage, if it is given, must be that callout's.
	StageInstance entitlement.CalloutID            `json:"customExtensionStageInstanceId"`
	Stage         entitlement.CustomExtensionStage `json:"stage,omitzero"`
	Source        string                           `json:"source,omitempty"`                             // who or what answers
	Detail        string                           `json:"customExtensionStageInstanceDetail,omitempty"` // shown to approvers
	Deny          bool                             `json:"deny,omitzero"`                                // ends the request
	// ApprovalStage is the answer of an extension that determines a stage of approval, and of no other: the complete stage
	// . Descriptions of its people are not kept.
	ApprovalStage *entitlement.StageSettings `json:"approvalStage,omitempty"`
}

// ResumeResult is where the request stands after an answer.
type ResumeResult struct {
	Request    entitlement.RequestID    `json:"request"`
	State      entitlement.RequestState `json:"state"`
	Assignment entitlement.AssignmentID `json:"assignment,omitzero"`
}

// Resume answers a callout of an extension that is waited for. At the stages of a request that was created or approved
// the request goes on as soon as all that it waits for have answered, or ends denied; at the others the answer is
// kept and changes nothing else. The answer of an extension that determines the first stage of approval is that stage, or a
// denial: the stage is held to what holds for configured ones, is kept with the request, and opens at once.
//
// It needs the role of catalog owner, package manager or assignment manager. It refuses with IllegalState what nothing
// waits for: not yet, not any more, or never; with InvalidArgument a stage that is not the callout's, a denial where nothing
// can be denied, too long a text, and a stage that is malformed, missing or not asked for; with LimitExceeded a stage beyond the
// limits; with Refused, and the tree of what was checked, a stage that nobody could decide; with NotFound an unknown
// request or callout. After a refusal the request waits as before.
func (s *Session) Resume(ctx context.Context, in ResumeInput) (ResumeResult, error) {
	return run(ctx, s, command[ResumeResult]{op: "resume", key: in.Key, input: in, do: func(u *unit) (ResumeResult, error) {
		return u.resume(in)
	}})
}

func (u *unit) resume(in ResumeInput) (none ResumeResult, err error) {
	if err := firstError(u.checkJustification(in.Detail), u.checkJustification(in.Source)); err != nil {
		return none, err
	}
	r, err := u.request(in.Request)
	if err != nil {
		return none, err
	}
	if r == nil {
		return none, notFound(entitlement.KindRequest, in.Request.String())
	}
	if err := u.authorizeFor(taskAssign, r.Package); err != nil {
		return none, err
	}
	c, err := u.answerable(in)
	if err != nil {
		return none, err
	}
	a := resumption{callout: c, deny: in.Deny}
	if a.determined, err = u.determinedBy(&in, c); err != nil {
		return none, err
	}
	if a.request, a.stages, err = u.waiter(c); err != nil {
		return none, err
	}
	var text entitlement.CalloutText
	if in.Source != "" || in.Detail != "" {
		text = entitlement.CalloutText{Salt: u.e.config.Salt(c.ID), Source: in.Source, Detail: in.Detail}
		a.textHash = calloutHash(&text)
	}
	if a.goesOn() {
		if err := u.prepareResumption(&a); err != nil {
			return none, err
		}
	}
	if err := stepResume(&u.out, a, u.at); err != nil {
		return none, err
	}
	if err := u.keepAnswer(c, text); err != nil {
		return none, err
	}
	result := ResumeResult{Request: r.ID, State: r.State, Assignment: r.Assigned}
	if after := resultOf(&u.out, r.ID); a.request != nil {
		result.State, result.Assignment = after.State, after.Assignment
	}
	return result, u.apply()
}

// answerable returns the callout that an answer is for, or refuses the answer.
func (u *unit) answerable(in ResumeInput) (*entitlement.Callout, error) {
	list, err := u.calloutsOf(in.Request)
	if err != nil {
		return nil, err
	}
	for i := range list {
		c := &list[i]
		if c.ID != in.StageInstance {
			continue
		}
		switch {
		case in.Stage != 0 && in.Stage != c.Stage:
			return nil, invalid("stage: the callout is of the stage %s", c.Stage)
		case in.Deny && !c.Stage.Decides():
			return nil, invalid("deny: at %s nothing can be denied", c.Stage)
		case !c.IsOpen():
			return nil, &entitlement.Error{
				Code: entitlement.IllegalState, Kind: entitlement.KindCallout, ID: c.ID.String(),
				Detail: "nothing waits for an answer: the callout is " + c.State.String(),
			}
		}
		return c, nil
	}
	return nil, notFound(entitlement.KindCallout, in.StageInstance.String())
}

// prepareResumption finds what a request goes on with.
func (u *unit) prepareResumption(a *resumption) error {
	r := a.request
	p, err := u.policyAt(r.Policy)
	if err != nil {
		return err
	}
	guest, err := u.guest(r.Target)
	if err != nil {
		return err
	}
	u.claimGuest(guest)
	a.policy, a.half = p, u.e.config.Policy.FallbackAsAlternates
	settings := &p.RequestApprovalSettings
	a.approval = settings.IsApprovalRequiredForAdd
	if r.Type.IsUpdate() {
		a.approval = settings.IsApprovalRequiredForUpdate
	}
	switch {
	case a.callout.Stage == entitlement.StageDeterminingApproval:
		return u.openDetermined(a)
	case a.callout.Stage == entitlement.StageRequestCreated && a.isDetermined():
		return u.findDeterminer(&a.submission, r)
	case a.callout.Stage == entitlement.StageRequestCreated && a.approval:
		route, err := u.route(r, &settings.Stages[0], policy.Approvers)
		if err != nil {
			return err
		}
		a.approvers, a.fallback, a.codes = route.Approvers, route.Fallback, route.Codes
		a.delegated, err = u.delegatesOf(r, a.approvers, nil)
		return err
	}
	a.passage, err = u.passageOf(r, p, a.callout.Stage == entitlement.StageRequestCreated)
	return err
}

// calloutHash is what the log keeps of an answer.
func calloutHash(t *entitlement.CalloutText) [32]byte {
	data := append(append([]byte(nil), t.Salt[:]...), t.Source...)
	return sha256.Sum256(append(append(data, 0), t.Detail...))
}

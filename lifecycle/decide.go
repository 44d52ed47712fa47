package lifecycle

import (
	"context"
	"errors"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
	"example.com/tenure/store"
)

// DecideInput is an approver's answer to a request.
type DecideInput struct {
	Key      string                `json:"-"`
	Request  entitlement.RequestID `json:"request"`
	Decision entitlement.Decision  `json:"decision"`
	// Stage is the stage that the answer is meant for, counted from 1. Zero means the one that is open; a caller that shows
	// requests to people should pass what it showed, so that an answer never counts for a later stage.
	Stage         uint8  `json:"stage,omitempty"`
	Justification string `json:"justification,omitempty"`
}

// DecideResult is where the request stands after a decision.
type DecideResult struct {
	Request    entitlement.RequestID    `json:"request"`
	State      entitlement.RequestState `json:"state"`
	Stage      uint8                    `json:"stage,omitempty"` // the stage that is open now
	Assignment entitlement.AssignmentID `json:"assignment,omitzero"`
}

// Approve is Decide with the decision to approve.
func (s *Session) Approve(ctx context.Context, in DecideInput) (DecideResult, error) {
	in.Decision = entitlement.Approve
	return s.Decide(ctx, in)
}

// Deny is Decide with the decision to deny.
func (s *Session) Deny(ctx context.Context, in DecideInput) (DecideResult, error) {
	in.Decision = entitlement.Deny
	return s.Decide(ctx, in)
}

// Decide answers the open stage of a request: the first decision counts, one denial ends the request, the
// approval of the last stage gives access.
//
// It refuses with Refused, and reasons, who may not decide: not an approver of the stage, unless all of these are gone
// and the actor is found in their place, the requestor or target, disabled, too late, without a
// required justification. A request that does not wait for a decision is refused with IllegalState, one that does not
// exist with NotFound.
func (s *Session) Decide(ctx context.Context, in DecideInput) (DecideResult, error) {
	return run(ctx, s, command[DecideResult]{op: "decide", key: in.Key, input: keyed(in.Key, in), do: func(u *unit) (DecideResult, error) {
		if !s.isPerson() {
			return DecideResult{}, invalid("a host job cannot decide: approvals are made by people")
		}
		if in.Decision != entitlement.Approve && in.Decision != entitlement.Deny {
			return DecideResult{}, invalid("the decision must be Approve or Deny")
		}
		if err := u.checkJustification(in.Justification); err != nil {
			return DecideResult{}, err
		}
		return u.decide(in)
	}})
}

func (u *unit) decide(in DecideInput) (none DecideResult, err error) {
	r, stages, err := u.requestWithStages(in.Request)
	if err != nil {
		return none, err
	}
	if r == nil {
		return none, notFound(entitlement.KindRequest, in.Request.String())
	}
	stage, err := decidable(r, stages, in.Stage)
	if err != nil {
		return none, err
	}
	guest, err := u.guest(r.Target)
	if err != nil {
		return none, err
	}
	u.claimGuest(guest)
	p, err := u.policyAt(r.Policy)
	if err != nil {
		return none, err
	}
	settings := p.RequestApprovalSettings.Stages
	d := decision{
		request: r, stages: stages, settings: settings, by: u.actor.Subject, answer: in.Decision, revision: u.facts.revision,
	}
	current := stage.Settings(&p.RequestApprovalSettings)
	if err := u.standIn(r, stage, current); err != nil {
		return none, err
	}
	missing := u.mayDecide(r, stage, current, in.Justification != "")
	if missing != nil && !errors.Is(missing, errNeedFacts) {
		return none, missing
	}
	var text entitlement.StageText
	if in.Justification != "" {
		text = entitlement.StageText{Salt: u.e.config.Salt(salted(r.ID, stage.Index)), Justification: in.Justification}
		d.textHash = textHash(text.Salt, text.Justification)
	}
	if in.Decision == entitlement.Approve {
		if err := u.prepareApproval(&d, p); err != nil {
			return none, err
		}
	}
	if missing != nil {
		return none, missing
	}
	if err := stepDecide(&u.out, d, u.at); err != nil {
		return none, err
	}
	if u.write && in.Justification != "" {
		row := store.StageText{Stage: stage.Key(), StageText: text}
		if _, err := u.e.schema.StageTexts.Write(u.tx, nil, &row); err != nil {
			return none, err
		}
	}
	result := DecideResult{Request: r.ID}
	for i := range u.out.changes {
		if after, ok := u.out.changes[i].after.(*entitlement.Request); ok {
			result.State, result.Stage, result.Assignment = after.State, after.Stage, after.Assigned
		}
	}
	return result, u.apply()
}

// decidable returns the stage that an answer is for, or refuses.
func decidable(r *entitlement.Request, stages []entitlement.ApprovalStage, wanted uint8) (*entitlement.ApprovalStage, error) {
	index := wanted
	if index == 0 {
		index = r.Stage
	}
	if index == 0 || int(index) > len(stages) || r.State != entitlement.RequestPendingApproval && wanted == 0 {
		return nil, undecidable(r, stages)
	}
	return &stages[index-1], nil
}

// undecidable explains why a request takes no decision.
func undecidable(r *entitlement.Request, stages []entitlement.ApprovalStage) error {
	reason := entitlement.Reason{
		Code: entitlement.AlreadyDecided, Principal: r.ID.String(), Attribute: "state",
		Want: entitlement.RequestPendingApproval.String(), Got: r.State.String(),
	}
	for i := range stages {
		if stages[i].State == entitlement.StageTimedOut {
			reason.Code = entitlement.DeadlinePassed
		}
	}
	return &entitlement.Error{
		Code: entitlement.IllegalState, Kind: entitlement.KindRequest, ID: r.ID.String(),
		Detail: "the request does not wait for a decision", Reasons: []entitlement.Reason{reason},
	}
}

// mayDecide refuses a decider whose answer does not count.
func (u *unit) mayDecide(
	r *entitlement.Request, stage *entitlement.ApprovalStage, settings *entitlement.StageSettings, justified bool,
) error {
	ask := policy.DecisionAsk{
		At: u.at, Stage: stage, Settings: settings, Requestor: r.Requestor, Target: r.Target, Decider: u.actor.Subject,
		HasJustification: justified,
	}
	ruling := policy.MayDecide(&ask, &u.facts.known)
	if ruling.Allowed {
		return nil
	}
	if len(ruling.Needs) > 0 {
		return u.need(ruling.Final, ruling.Needs...) // also when it is refused already: the reasons are to be complete
	}
	_, reasons := policy.ExplainDecision(&ask, &u.facts.known)
	if !stage.MayDecide(u.actor.Subject) {
		reasons = hush(reasons, entitlement.NotApprover) // who else is asked is for those who are
	}
	return refused(entitlement.KindRequest, r.ID.String(), "the decision does not count", reasons)
}

// prepareApproval finds what an approval leads to: the approvers of the next stage, or the access to start.
func (u *unit) prepareApproval(d *decision, p *entitlement.AssignmentPolicy) error {
	r := d.request
	if !d.isLast() {
		route, err := u.route(r, &d.settings[r.Stage], policy.Approvers)
		if err != nil {
			return err
		}
		d.approvers, d.fallback, d.codes = route.Approvers, route.Fallback, route.Codes
		d.half = u.e.config.Policy.FallbackAsAlternates
		d.delegated, err = u.delegatesOf(r, d.approvers, nil)
		return err
	}
	var err error
	d.passage, err = u.passageOf(r, p, true)
	return err
}

// passageOf finds what the approval of a request leads to. asks says that extensions are still to be asked.
func (u *unit) passageOf(r *entitlement.Request, p *entitlement.AssignmentPolicy, asks bool) (in passage, err error) {
	if asks {
		if in.callouts, err = u.waitsAt(entitlement.StageRequestApproved, r); err != nil {
			return in, err
		}
	}
	if r.Type.IsUpdate() {
		in.extension, err = u.extensionOf(r, p)
		return in, err
	}
	window, code := policy.Window(p, r.Schedule, u.at)
	refusedAs := entitlement.EndReason(0)
	switch code {
	case "":
	case entitlement.PolicyEnded:
		refusedAs = entitlement.ReasonPolicyEnded
	default:
		refusedAs = entitlement.ReasonScheduleElapsed
	}
	if refusedAs == 0 {
		pkg, err := u.pkg(r.Package.ID)
		if err != nil {
			return in, err
		}
		if pkg == nil {
			return in, broken(entitlement.KindAccessPackage, r.Package.ID.String(), "is deleted, but a request for it waits")
		}
		compatible, err := u.compatible(pkg, r.Target)
		if err != nil {
			return in, err
		}
		if !compatible {
			refusedAs = entitlement.ReasonIncompatible
		}
	}
	if refusedAs == 0 && in.callouts > 0 {
		return in, nil // it will not start now
	}
	answers, err := u.answersIn(r.ID)
	if err != nil {
		return in, err
	}
	in.start, err = u.startInputFor(r, p, window, refusedAs, answers)
	return in, err
}

// extensionOf finds what the last approval of an extension leads to.
func (u *unit) extensionOf(r *entitlement.Request, p *entitlement.AssignmentPolicy) (in extension, err error) {
	a, err := u.assignment(r.Assigned)
	if err != nil {
		return in, err
	}
	if a == nil {
		return in, broken(entitlement.KindRequest, r.ID.String(), "the assignment to extend is missing")
	}
	end, _ := policy.ExtendedEnd(p, a, r.Schedule.End)
	current, err := u.policy(a.Policy.ID)
	if err != nil {
		return in, err
	}
	if current == nil {
		current = p
	}
	in, err = u.extensionInput(a, current, end)
	in.keeps = keepsEnd(r, a)
	if err != nil {
		return in, err
	}
	answers, err := u.answersIn(r.ID)
	if err != nil {
		return in, err
	}
	in.rewrites = len(answers) > 0
	in.account, err = u.accountOf(a.Target)
	return in, err
}

// route finds the people of a stage through the directory.
func (u *unit) route(
	r *entitlement.Request, settings *entitlement.StageSettings,
	find func(*entitlement.StageSettings, policy.Routing, *policy.Facts, policy.Options) policy.Route,
) (policy.Route, error) {
	routing, err := u.routing(r)
	if err != nil {
		return policy.Route{}, err
	}
	route := find(settings, routing, &u.facts.known, u.e.config.Policy)
	if len(route.Needs) > 0 {
		return policy.Route{}, u.need(route.Final, route.Needs...)
	}
	return route, nil
}

// routing says whose request it is whose approvers are looked for.
func (u *unit) routing(r *entitlement.Request) (policy.Routing, error) {
	routing := policy.Routing{Requestor: r.Requestor, Target: r.Target}
	guest, err := u.guest(r.Target)
	if err != nil {
		return routing, err
	}
	u.claimGuest(guest)
	if guest != nil && !guest.Organization.IsZero() {
		routing.Organization, err = u.organization(guest.Organization)
	}
	return routing, err
}

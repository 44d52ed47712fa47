package lifecycle

import (
	"context"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// ExtendInput asks for a later end of an assignment.
type ExtendInput struct {
	Key           string                   `json:"-"`
	Assignment    entitlement.AssignmentID `json:"assignment"`
	End           time.Time                `json:"end,omitzero"` // zero asks for the latest end that the policy allows
	Justification string                   `json:"justification,omitempty"`
	// Answers change answers that were given for the assignment, once the request is through; the others stay. An empty one
	// takes an answer away. Holders change what the questions let them, administrators anything.
	Answers []entitlement.Answer `json:"answers,omitempty"`
	KeepEnd bool                 `json:"keepEnd,omitzero"` // change only the answers
}

// Extend asks for a later end of an assignment that was delivered. Holders extend their own where the policy lets them
// (userUpdate, R-176), as long as they are in its scope, and so does who may act for them; catalog owners, package
// managers and assignment managers extend any (adminUpdate, R-183). The end moves by the policy's duration at most, and not
// beyond its fixed end. Where the policy asks for approval of extensions the request waits for its stages;
// the present end stands until then, and if it comes first the request is canceled. Nobody presents credentials
// again.
//
// Answers may change with it, or alone. It refuses with Refused, and the tree of what was checked, what the policy does not
// allow, and a second request while one waits; an unknown assignment with NotFound, other people's with Forbidden.
func (s *Session) Extend(ctx context.Context, in ExtendInput) (SubmitResult, error) {
	return run(ctx, s, command[SubmitResult]{op: "extend", key: in.Key, input: in, do: func(u *unit) (SubmitResult, error) {
		return u.extend(in)
	}})
}

func (u *unit) extend(in ExtendInput) (none SubmitResult, err error) {
	if err := firstError(
		u.checkJustification(in.Justification), u.e.config.Limits.CheckAnswers(in.Answers), entitlement.Schedule{End: in.End}.Validate(),
	); err != nil {
		return none, err
	}
	if in.KeepEnd && (!in.End.IsZero() || len(in.Answers) == 0) {
		return none, invalid("keepEnd: is for changing answers only: give answers, and no end")
	}
	a, err := u.assignment(in.Assignment)
	if err != nil {
		return none, err
	}
	if a == nil {
		return none, notFound(entitlement.KindAssignment, in.Assignment.String())
	}
	p, err := u.policy(a.Policy.ID)
	if err == nil && p == nil {
		p, err = u.policyAt(a.Policy)
	}
	if err != nil {
		return none, err
	}
	kind, err := u.extensionKind(a, p)
	if err != nil {
		return none, err
	}
	ask, person, err := u.extendAskFor(a, p, in)
	if err != nil {
		return none, err
	}
	ask.Direct, ask.KeepsEnd = kind == entitlement.RequestAdminUpdate, in.KeepEnd
	answers, err := u.newAnswers(a, p, in.Answers, ask.Direct)
	if err != nil {
		return none, err
	}
	verdict := policy.Extend(ask, &u.facts.known, u.e.config.Policy)
	if !verdict.Allowed {
		if len(verdict.Needs) > 0 {
			return none, u.need(verdict.Final, verdict.Needs...) // also when it is refused already: the reasons are to be complete
		}
		_, reasons := policy.ExplainExtend(ask, &u.facts.known, u.e.config.Policy)
		if ask.Catalog != nil {
			if reasons, err = u.discreet(reasons, ask.Catalog.ID, p); err != nil {
				return none, err
			}
		}
		return none, refused(entitlement.KindAssignment, a.ID.String(), "the assignment cannot be extended", reasons)
	}
	if err := u.hasRequestRoom(); err != nil {
		return none, err
	}
	request := entitlement.Request{
		ID: u.newID(u.at), Type: kind, Requestor: u.actor.Subject, Target: a.Target,
		Package:  entitlement.PackageRef{ID: ask.Package.ID, Version: ask.Package.Version},
		Policy:   entitlement.PolicyRef{ID: p.ID, Version: p.Version},
		Schedule: entitlement.Schedule{End: in.End.UTC()}, Direct: ask.Direct, Assigned: a.ID,
	}
	if in.KeepEnd {
		request.Schedule.End = a.Schedule.End
	}
	moved, err := u.extensionInput(a, p, verdict.Window.End)
	if err != nil {
		return none, err
	}
	moved.keeps, moved.rewrites = in.KeepEnd, len(answers) > 0
	if moved.account, err = u.accountOf(a.Target); err != nil {
		return none, err
	}
	s := submission{
		request: request, policy: p, approval: verdict.NeedsApproval, approvers: verdict.Route.Approvers,
		fallback: verdict.Route.Fallback, half: u.e.config.Policy.FallbackAsAlternates, codes: verdict.Route.Codes,
		facts: u.factsOf(person), passage: passage{extension: moved},
	}
	if s.approval {
		if s.delegated, err = u.delegatesOf(&request, s.approvers, nil); err != nil {
			return none, err
		}
	}
	if s.waits, err = u.waitsAt(entitlement.StageRequestCreated, &request); err != nil {
		return none, err
	}
	if err := u.needDeterminer(&s, &request); err != nil {
		return none, err
	}
	if s.callouts, err = u.waitsAt(entitlement.StageRequestApproved, &request); err != nil {
		return none, err
	}
	return u.putRequest(s, entitlement.RequestText{Justification: in.Justification, Answers: answers})
}

// extensionKind decides in which role the actor extends an assignment.
func (u *unit) extensionKind(a *entitlement.Assignment, p *entitlement.AssignmentPolicy) (entitlement.RequestType, error) {
	isHolder := u.actor.Kind == entitlement.ActorPerson && u.actor.Subject == a.Target
	if isHolder && p.Requestor().EnableTargetsToSelfUpdateAccess {
		return entitlement.RequestUserUpdate, nil
	}
	err := u.authorizeFor(taskAssign, a.Package)
	if isHolder && entitlement.CodeOf(err) == entitlement.Forbidden {
		return entitlement.RequestUserUpdate, nil // the policy refuses, and says why
	}
	if entitlement.CodeOf(err) == entitlement.Forbidden {
		return entitlement.RequestUserUpdate, u.actsOn(a, p, entitlement.OnBehalfUpdate)
	}
	return entitlement.RequestAdminUpdate, err
}

// extendAskFor gathers what a decision about an extension looks at.
func (u *unit) extendAskFor(
	a *entitlement.Assignment, p *entitlement.AssignmentPolicy, in ExtendInput,
) (*policy.ExtendAsk, *entitlement.Subject, error) {
	ask := &policy.ExtendAsk{
		At: u.at, Policy: p, Assignment: a, Requestor: u.actor.Subject, End: in.End, HasJustification: in.Justification != "",
	}
	var err error
	if ask.Package, err = u.pkg(a.Package.ID); err != nil {
		return nil, nil, err
	}
	if ask.Package != nil {
		if ask.Catalog, err = u.catalog(ask.Package.Catalog); err != nil {
			return nil, nil, err
		}
	}
	guest, err := u.guest(a.Target)
	if err != nil {
		return nil, nil, err
	}
	u.claimGuest(guest)
	person, err := u.subject(a.Target)
	if err != nil {
		return nil, nil, err
	}
	if ask.Organization, err = u.organizationOf(person); err != nil {
		return nil, nil, err
	}
	ask.OpenRequest, _, err = u.tx.OpenUpdate(a.ID)
	return ask, person, err
}

// extensionInput gathers what moving the end of an assignment needs.
func (u *unit) extensionInput(
	a *entitlement.Assignment, p *entitlement.AssignmentPolicy, end time.Time,
) (in extension, err error) {
	in = extension{
		assignment: a, end: end, prompts: p.EndNotices(),
		notify: !p.NotificationSettings.IsAssignmentNotificationDisabled,
	}
	pkg, err := u.pkgVersion(a.Package)
	if err != nil {
		return in, err
	}
	in.grants, err = u.grants(a.Target, pkg.Roles)
	return in, err
}

// openExtension returns the request that waits to extend an assignment, with its stages, or nil.
func (u *unit) openExtension(a *entitlement.Assignment) (*entitlement.Request, []entitlement.ApprovalStage, error) {
	id, found, err := u.tx.OpenUpdate(a.ID)
	if err != nil || !found {
		return nil, nil, err
	}
	return u.requestWithStages(id)
}

// promptDue asks the holder of an assignment that is about to end whether to extend it, and calls extensions.
func (u *unit) promptDue(id entitlement.AssignmentID, due time.Time) error {
	a, err := u.assignment(id)
	if err != nil || a == nil || a.State == entitlement.AssignmentExpired || !a.Prompt.Equal(due) {
		return err
	}
	r, err := u.request(a.Request)
	if err != nil {
		return err
	}
	notify, err := u.notifies(a.Policy)
	if err != nil {
		return err
	}
	departed, err := u.departure(a.Target)
	if err != nil {
		return err
	}
	p, err := u.policy(a.Policy.ID)
	if err != nil {
		return err
	}
	in := prompt{notify: notify && departed == nil}
	if p != nil {
		in.notices, in.asks = p.EndNotices(), p.Requestor().EnableTargetsToSelfUpdateAccess
	}
	stepPrompt(&u.out, a, r, in, due)
	return nil
}

// changePrompts brings the prompts of an assignment in line with its policy, which began or stopped to allow extension, or to
// call an extension before the end.
func (u *unit) changePrompts(id entitlement.AssignmentID) error {
	a, err := u.assignment(id)
	if err != nil || a == nil || a.State == entitlement.AssignmentExpired {
		return err
	}
	p, err := u.policy(a.Policy.ID)
	if err != nil || p == nil {
		return err
	}
	prompt := nextPrompt(u.when, a.Schedule.End, p.EndNotices())
	if prompt.Equal(a.Prompt) {
		return nil
	}
	after := u.rows.assignment(*a)
	after.Prompt = prompt
	record(&u.out, entitlement.ActivityUpdateAssignment, a, after)
	return nil
}

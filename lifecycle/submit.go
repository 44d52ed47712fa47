package lifecycle

import (
	"context"
	"crypto/sha256"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
	"example.com/tenure/store"
)

// SubmitInput asks for an access package for the actor.
type SubmitInput struct {
	Key     string                      `json:"-"` // idempotency key; "" lets the engine make one
	Package entitlement.AccessPackageID `json:"package"`
	// Target is whom the access is for: "" the actor, or somebody for whom the policy lets the actor ask.
	Target entitlement.SubjectID `json:"target,omitempty"`
	// Policy is the policy that the requestor chooses where several apply; zero takes the one that applies.
	Policy        entitlement.PolicyID `json:"policy,omitzero"`
	Schedule      entitlement.Schedule `json:"schedule,omitzero"` // custom times, where the policy allows them
	Justification string               `json:"justification,omitempty"`
	// Answers are those to the policy's questions. What is left empty counts as not answered.
	Answers []entitlement.Answer `json:"answers,omitempty"`
	// VerifiedCredentials are those that were presented for this request, by whom it is for. Asking for them, and
	// verifying signatures, validity, revocation and holder, is the host's business: it passes only what it has verified for
	// this submission, and the engine takes its word. What the policy does not demand is not kept.
	VerifiedCredentials []entitlement.VerifiedCredential `json:"verifiedCredentials,omitempty"`
	// PreferredLanguage is the language that the actor reads, such as "de-CH", as a browser says. An invitation that their own
	// request leads to is in that language. "" leaves it open.
	PreferredLanguage string `json:"preferredLanguage,omitempty"`
	// IsValidationOnly checks everything and makes no request: the result has the state that the request would get, and no
	// identifiers. The Key does not matter then.
	IsValidationOnly bool `json:"isValidationOnly,omitzero"`
}

// SubmitResult is the request that was made.
type SubmitResult struct {
	Request    entitlement.RequestID    `json:"request"`
	State      entitlement.RequestState `json:"state"`
	Assignment entitlement.AssignmentID `json:"assignment,omitzero"` // when access was given at once
}

// Submit asks for an access package for the actor, or for somebody else where a policy lets the actor ask for
// them, such as a manager for a direct report (onBehalfAdd, R-100); everything but that right binds to whom it is for.
// Without approval access is given at once; otherwise the request waits for its approvers.
//
// It refuses with Refused, and the tree of what was checked, what the package or its policies do not allow, such as questions
// without the answers that they want and credentials that are missing (CredentialMissing names them); with InvalidArgument or
// LimitExceeded malformed input; with NotFound an unknown package.
func (s *Session) Submit(ctx context.Context, in SubmitInput) (SubmitResult, error) {
	do := func(u *unit) (SubmitResult, error) {
		if !s.isPerson() {
			return SubmitResult{}, invalid("a host job cannot ask for itself: use Assign")
		}
		if in.Target == "" || in.Target == s.actor.Subject {
			return u.submit(entitlement.RequestUserAdd, in, s.actor.Subject)
		}
		if err := u.mayAskFor(in.Package, in.Policy, in.Target); err != nil {
			return SubmitResult{}, err
		}
		return u.submit(entitlement.RequestOnBehalfAdd, in, in.Target)
	}
	if in.IsValidationOnly {
		return s.validated(ctx, "submit", s.newFacts(), do)
	}
	return run(ctx, s, command[SubmitResult]{op: "submit", key: in.Key, input: keyed(in.Key, in), do: do})
}

// AssignInput gives an access package to a person directly.
type AssignInput struct {
	Key           string                      `json:"-"`
	Package       entitlement.AccessPackageID `json:"package"`
	Policy        entitlement.PolicyID        `json:"policy,omitzero"` // the policy that governs it; zero takes the only one that fits
	Target        entitlement.SubjectID       `json:"target"`
	TargetClaims  *entitlement.Subject        `json:"targetClaims,omitempty"` // of somebody from outside whom the directory does not know
	Schedule      entitlement.Schedule        `json:"schedule,omitzero"`
	Justification string                      `json:"justification,omitempty"`
	Answers       []entitlement.Answer        `json:"answers,omitempty"` // to the policy's questions
	// IsValidationOnly checks everything and assigns nothing, as in a SubmitInput.
	IsValidationOnly bool `json:"isValidationOnly,omitzero"`
}

// Assign gives an access package to a person (adminAdd). The policy's scope and approval bind the administrator too (R-198,
// R-199); its demand for credentials does not, because nobody presents any. It needs the role of catalog owner, package
// manager or assignment manager, and refuses like Submit.
func (s *Session) Assign(ctx context.Context, in AssignInput) (SubmitResult, error) {
	f := s.newFacts()
	var bad error
	if in.TargetClaims != nil {
		if bad = checkClaims(in.Target, in.TargetClaims); bad == nil {
			f.claim(in.TargetClaims)
		}
	}
	do := func(u *unit) (SubmitResult, error) {
		if err := firstError(bad, in.Target.Validate()); err != nil {
			return SubmitResult{}, err
		}
		pkg, err := u.pkg(in.Package)
		if err != nil {
			return SubmitResult{}, err
		}
		if pkg == nil {
			return SubmitResult{}, notFound(entitlement.KindAccessPackage, in.Package.String())
		}
		if err := u.authorize(taskAssign, pkg.Catalog); err != nil {
			return SubmitResult{}, err
		}
		asked := SubmitInput{
			Package: in.Package, Policy: in.Policy, Schedule: in.Schedule, Justification: in.Justification, Answers: in.Answers,
		}
		return u.submit(entitlement.RequestAdminAdd, asked, in.Target)
	}
	if in.IsValidationOnly {
		return s.validated(ctx, "assign", f, do)
	}
	return run(ctx, s, command[SubmitResult]{op: "assign", key: in.Key, input: in, facts: f, do: do})
}

// submit checks and makes a request to add access for a target.
func (u *unit) submit(kind entitlement.RequestType, in SubmitInput, target entitlement.SubjectID) (none SubmitResult, err error) {
	if err := firstError(
		u.checkJustification(in.Justification), u.e.config.Limits.CheckAnswers(in.Answers), in.Schedule.Validate(),
		u.e.config.Limits.CheckVerifiedCredentials(in.VerifiedCredentials), entitlement.CheckLanguage("preferredLanguage", in.PreferredLanguage),
	); err != nil {
		return none, err
	}
	in.Answers = entitlement.GivenAnswers(in.Answers)
	in.Schedule = entitlement.Schedule{Start: in.Schedule.Start.UTC(), End: in.Schedule.End.UTC()}
	pkg, err := u.pkg(in.Package)
	if err != nil {
		return none, err
	}
	if pkg == nil {
		return none, notFound(entitlement.KindAccessPackage, in.Package.String())
	}
	person, _ := u.facts.known.Subject(target) // until the directory is asked, the evaluator says what else it needs
	ask, err := u.askFor(pkg, target, person)
	if err != nil {
		return none, err
	}
	ask.Choice, ask.Schedule, ask.HasJustification = in.Policy, in.Schedule, in.Justification != ""
	ask.Answers, ask.VerifiedCredentials = in.Answers, in.VerifiedCredentials
	ask.Direct = kind == entitlement.RequestAdminAdd
	ask.Requestor = u.actor.Subject
	if u.checking {
		if err := u.settledConflicts(ask); err != nil {
			return none, err
		}
	}
	verdict := policy.Evaluate(ask, &u.facts.known, u.e.config.Policy)
	if !verdict.Allowed {
		if len(verdict.Needs) > 0 {
			return none, u.need(verdict.Final, verdict.Needs...) // also when it is refused already: the reasons are to be complete
		}
		_, reasons := policy.Explain(ask, &u.facts.known, u.e.config.Policy)
		if reasons, err = u.discreet(reasons, pkg.Catalog, ask.Policies...); err != nil {
			return none, err
		}
		return none, refused(entitlement.KindAccessPackage, pkg.ID.String(), refusalDetail(verdict), reasons)
	}
	if err := firstError(u.hasRequestRoom(), u.hasAccessRoom(pkg.ID)); err != nil {
		return none, err
	}
	if u.checking {
		return u.foreseen(person, pkg, verdict)
	}
	return u.makeRequest(kind, in, target, person, pkg, verdict)
}

// askFor gathers what a decision about a person and a package looks at. It is valid until the next call.
func (u *unit) askFor(pkg *entitlement.AccessPackage, target entitlement.SubjectID, person *entitlement.Subject) (*policy.Ask, error) {
	ask := &u.ask
	*ask = policy.Ask{At: u.at, Package: pkg, Target: target}
	var err error
	if ask.Catalog, err = u.catalog(pkg.Catalog); err != nil {
		return nil, err
	}
	if ask.Policies, err = u.policiesOf(pkg.ID); err != nil {
		return nil, err
	}
	if ask.Organization, err = u.organizationOf(person); err != nil {
		return nil, err
	}
	if ask.IsBlocked, err = u.isBlocked(person); err != nil {
		return nil, err
	}
	if ask.OpenRequest, _, err = u.tx.OpenRequest(target, pkg.ID); err != nil {
		return nil, err
	}
	if ask.LiveAssignment, _, err = u.tx.LiveAssignment(target, pkg.ID); err != nil {
		return nil, err
	}
	if ask.Attributes, err = u.attributesOf(pkg); err != nil {
		return nil, err
	}
	ask.Conflicts, err = u.conflicts(pkg, target)
	return ask, err
}

// makeRequest puts an allowed request into effect.
func (u *unit) makeRequest(
	kind entitlement.RequestType, in SubmitInput, target entitlement.SubjectID, person *entitlement.Subject,
	pkg *entitlement.AccessPackage, verdict policy.Verdict,
) (none SubmitResult, err error) {
	p := verdict.Policy
	request := entitlement.Request{
		ID: u.newID(u.at), Type: kind, Requestor: u.actor.Subject, Target: target,
		Package:  entitlement.PackageRef{ID: pkg.ID, Version: pkg.Version},
		Policy:   entitlement.PolicyRef{ID: p.ID, Version: p.Version},
		Schedule: in.Schedule, Direct: kind == entitlement.RequestAdminAdd,
	}
	s := submission{
		policy: p, approval: verdict.NeedsApproval, approvers: verdict.Route.Approvers, fallback: verdict.Route.Fallback,
		codes: verdict.Route.Codes, half: u.e.config.Policy.FallbackAsAlternates, facts: u.factsOf(person),
	}
	if s.approval {
		if s.delegated, err = u.delegatesOf(&request, s.approvers, nil); err != nil {
			return none, err
		}
	}
	if person.IsExternal() {
		if err := u.propose(p, kind, person); err != nil {
			return none, err
		}
		if err := u.knowGuest(person, in.PreferredLanguage); err != nil {
			return none, err
		}
	}
	s.request = request
	if s.waits, err = u.waitsAt(entitlement.StageRequestCreated, &request); err != nil {
		return none, err
	}
	if err := u.needDeterminer(&s, &request); err != nil {
		return none, err
	}
	if s.waits == 0 && !s.approval {
		if s.callouts, err = u.waitsAt(entitlement.StageRequestApproved, &request); err != nil {
			return none, err
		}
	}
	if s.waits == 0 && s.callouts == 0 && !s.approval {
		if s.start, err = u.startInputFor(&request, p, verdict.Window, 0, in.Answers); err != nil {
			return none, err
		}
	}
	return u.putRequest(s, entitlement.RequestText{
		Justification: in.Justification, Answers: in.Answers,
		VerifiedCredentials: p.VerifiableCredentialSettings.Demanded(in.VerifiedCredentials),
	})
}

// putRequest makes a request that passed every check, and keeps what was written in it.
func (u *unit) putRequest(s submission, text entitlement.RequestText) (none SubmitResult, err error) {
	request := &s.request
	if !text.IsEmpty() {
		text.Salt = u.e.config.Salt(request.ID)
		request.TextHash = requestHash(&text)
	}
	if err := stepSubmit(&u.out, s, u.at); err != nil {
		return none, err
	}
	if u.write && !text.IsEmpty() {
		row := store.RequestText{Request: request.ID, RequestText: text}
		if _, err := u.e.schema.RequestTexts.Write(u.tx, nil, &row); err != nil {
			return none, err
		}
	}
	result := resultOf(&u.out, request.ID)
	return result, u.apply()
}

// knowGuest remembers what the host says about an external person: what is needed to invite them, and whether they have an
// account that the engine did not make. The language is that of who asks, "" if they did not say: for who has no
// account yet and asks for themselves it is the language of the invitation.
func (u *unit) knowGuest(person *entitlement.Subject, language string) error {
	known, err := u.guest(person.ID)
	if err != nil {
		return err
	}
	guest := entitlement.GuestAccount{Subject: person.ID}
	if known != nil {
		guest = *known
	}
	guest.DisplayName, guest.Mail, guest.TenantID, guest.Domain = person.DisplayName, person.Mail, person.TenantID, person.Domain
	guest.IdentityProvider = person.IdentityProvider
	if language != "" && person.ID == u.actor.Subject && !guest.HasAccount() {
		guest.PreferredLanguage = language
	}
	guest.Organization = entitlement.OrganizationID{}
	if org, err := u.organizationOf(person); err != nil {
		return err
	} else if org != nil {
		guest.Organization = org.ID
	}
	switch lifecycle, elsewhere := accountElsewhere(&guest, person); {
	case elsewhere:
		leaveAlone(&guest, lifecycle)
	case !guest.HasAccount() && u.e.config.Accounts == nil:
		return &entitlement.Error{
			Code: entitlement.Unsupported, Kind: entitlement.KindSubject, ID: string(person.ID),
			Detail: "the person has no account and Config.Accounts is not set: nobody could be invited",
		}
	}
	if known != nil && guest == *known {
		return nil
	}
	record(&u.out, entitlement.ActivityRegisterGuest, known, &guest)
	return u.apply()
}

// factsOf are the facts about a person that the log keeps with a decision.
func (u *unit) factsOf(person *entitlement.Subject) []entitlement.Fact {
	facts := []entitlement.Fact{{Name: "userType", Value: person.UserType.String()}}
	if u.facts.revision != "" {
		facts = append(facts, entitlement.Fact{Name: "directoryRevision", Value: u.facts.revision})
	}
	return facts
}

// resultOf reads the answer to a submission from what it changed.
func resultOf(o *outcome, id entitlement.RequestID) SubmitResult {
	result := SubmitResult{Request: id}
	for i := range o.changes {
		if r, ok := o.changes[i].after.(*entitlement.Request); ok && r.ID == id {
			result.State, result.Assignment = r.State, r.Assigned
		}
	}
	return result
}

func (u *unit) checkJustification(text string) error {
	return u.e.config.Limits.CheckJustification(text)
}

// salted names one of the texts of a request for Config.Salt.
func salted(id entitlement.RequestID, stage uint8) [16]byte {
	id[15] ^= stage
	return id
}

// textHash is what the log keeps of something that people wrote.
func textHash(salt [16]byte, text string) [32]byte {
	return sha256.Sum256(append(append([]byte(nil), salt[:]...), text...))
}

// refusalDetail sums a refusal up in one sentence; the reasons have the rest.
func refusalDetail(v policy.Verdict) string {
	switch {
	case len(v.Candidates) > 0:
		return "several policies apply: choose one of them"
	case len(v.Codes) > 0 && v.Codes[0] == entitlement.NoApprover:
		return "nobody can approve the request and no fallback approver is configured"
	}
	return "the package cannot be requested by this person"
}

// firstError returns the first error that is not nil.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

package lifecycle

import (
	"context"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// Requirement is what a person has to fill in to request an access package under one policy: Graph's
// accessPackageAssignmentRequestRequirements.
type Requirement struct {
	Policy            entitlement.PolicyID
	PolicyDisplayName string
	PolicyDescription string

	IsApprovalRequiredForAdd         bool // a request waits for approvers
	IsApprovalRequiredForUpdate      bool // an extension does
	IsRequestorJustificationRequired bool
	AllowCustomAssignmentSchedule    bool // start and end may be chosen
	Expiration                       entitlement.Expiration

	Questions []entitlement.Question // in display order, in the language asked for

	Attributes []RequiredAttribute // of the package's resources; the same for each policy

	// VerifiedCredentials are demanded of who asks, all of them; alternatives are policies of their own.
	VerifiedCredentials []RequiredCredential
}

// RequiredAttribute is a property of the person that a resource of the package wants to be known.
type RequiredAttribute struct {
	Name     string
	Question entitlement.Question // in the language asked for
	// Value is what the person has: a form begins with it, and it need not be answered again.
	Value string
	// IsLocked says that it cannot be changed: it is not editable, and has a value.
	IsLocked bool
}

// RequirementsInput asks what it takes to request an access package.
type RequirementsInput struct {
	Package  entitlement.AccessPackageID
	For      entitlement.SubjectID // who would get access; "" means the actor
	OnBehalf bool                  // the actor would ask for them
	Language string                // of the questions, such as "de-CH"; "" means their default texts
	// VerifiedCredentials are those that the host has verified already: the answer says which others each policy demands.
	VerifiedCredentials []entitlement.VerifiedCredential
}

// Requirements tells what a person would have to fill in to request an access package: one entry for each policy under which
// they could ask, in the order of the policies' ids, and none if there is none. Whether a request is pending or
// access is held already does not matter here: Explain says that. Who has the link of a hidden package may ask. It
// refuses an unknown package with NotFound, and with Forbidden who asks about other people without administering the tenant.
// With OnBehalf it refuses, with Refused, whom no policy lets ask for the person. Malformed credentials are refused as by Submit.
func (s *Session) Requirements(ctx context.Context, in RequirementsInput) ([]Requirement, error) {
	return ask(ctx, s, "requirements", func(u *unit) ([]Requirement, error) {
		if err := u.e.config.Limits.CheckVerifiedCredentials(in.VerifiedCredentials); err != nil {
			return nil, err
		}
		requestor, who, err := u.askers(in.Package, entitlement.PolicyID{}, in.For, in.OnBehalf)
		if err != nil {
			return nil, err
		}
		return u.requirements(in, requestor, who)
	})
}

func (u *unit) requirements(in RequirementsInput, requestor, who entitlement.SubjectID) ([]Requirement, error) {
	pkg, err := u.knownPackage(in.Package)
	if err != nil {
		return nil, err
	}
	person, err := u.subject(who)
	if err != nil {
		return nil, err
	}
	question, err := u.askFor(pkg, who, person)
	if err != nil {
		return nil, err
	}
	question.Requestor = requestor
	policies, ruling := policy.Applicable(question, &u.facts.known, u.e.config.Policy)
	if len(ruling.Needs) > 0 {
		return nil, u.need(ruling.Final, ruling.Needs...)
	}
	var out []Requirement
	for _, p := range policies {
		required := requirementOf(p, in.Language)
		required.VerifiedCredentials = requiredCredentials(p.VerifiableCredentialSettings, in.VerifiedCredentials)
		for _, a := range question.Attributes {
			value := person.Attributes[a.Name]
			required.Attributes = append(required.Attributes, RequiredAttribute{
				Name: a.Name, Question: a.Question.In(in.Language), Value: value, IsLocked: value != "" && !a.IsEditable,
			})
		}
		out = append(out, required)
	}
	return out, nil
}

// requirementOf is what one policy demands.
func requirementOf(p *entitlement.AssignmentPolicy, language string) Requirement {
	approval := &p.RequestApprovalSettings
	out := Requirement{
		Policy: p.ID, PolicyDisplayName: p.DisplayName, PolicyDescription: p.Description,
		IsApprovalRequiredForAdd:         approval.IsApprovalRequiredForAdd || p.AllowedTargetScope == entitlement.ScopeAllExternalUsers,
		IsApprovalRequiredForUpdate:      approval.IsApprovalRequiredForUpdate,
		IsRequestorJustificationRequired: approval.IsRequestorJustificationRequired,
		AllowCustomAssignmentSchedule:    p.Requestor().AllowCustomAssignmentSchedule, Expiration: p.Expiration,
		Questions: p.OrderedQuestions(),
	}
	for i := range out.Questions {
		out.Questions[i] = out.Questions[i].In(language)
	}
	return out
}

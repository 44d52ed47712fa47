package entitlement

import (
	"fmt"
	"slices"
)

// DefaultStageTimeoutDays is how long a stage waits for a decision when its settings do not say.
const DefaultStageTimeoutDays = 30

// ApprovalSettings say whether a request needs approval and by whom.
type ApprovalSettings struct {
	IsApprovalRequiredForAdd         bool            `json:"isApprovalRequiredForAdd"`
	IsApprovalRequiredForUpdate      bool            `json:"isApprovalRequiredForUpdate,omitzero"` // for extensions, by the same stages
	IsRequestorJustificationRequired bool            `json:"isRequestorJustificationRequired,omitzero"`
	Stages                           []StageSettings `json:"stages,omitempty"` // in order; one approver decides each
}

// StageSettings describe one stage of approval (Graph's accessPackageApprovalStage, and with a CustomExtension its
// accessPackageDynamicApprovalStage).
type StageSettings struct {
	// DurationBeforeAutomaticDenial is how long the stage waits, DefaultStageTimeoutDays if zero. A decision at the
	// deadline is too late.
	DurationBeforeAutomaticDenial   Period `json:"durationBeforeAutomaticDenial,omitzero"`
	IsApproverJustificationRequired bool   `json:"isApproverJustificationRequired,omitzero"` // for approvals and denials

	PrimaryApprovers         []SubjectSet `json:"primaryApprovers,omitempty"`
	FallbackPrimaryApprovers []SubjectSet `json:"fallbackPrimaryApprovers,omitempty"` // only when nobody is found

	// With escalation the request is also put to the EscalationApprovers, once DurationBeforeEscalation has passed without
	// a decision; the primary approvers keep their right and the deadline stays.
	IsEscalationEnabled         bool         `json:"isEscalationEnabled,omitzero"`
	DurationBeforeEscalation    Period       `json:"durationBeforeEscalation,omitzero"`
	EscalationApprovers         []SubjectSet `json:"escalationApprovers,omitempty"`
	FallbackEscalationApprovers []SubjectSet `json:"fallbackEscalationApprovers,omitempty"`

	// ApproverInformationVisibility says whether requestors see who is asked.
	ApproverInformationVisibility ApproverVisibility `json:"approverInformationVisibility,omitzero"`

	// CustomExtension is an extension of the catalog that says everything else about the stage when its turn comes, for each
	// request anew. Only the first stage can have one, which has to be waited for; nothing else is set then.
	CustomExtension CustomExtensionID `json:"customExtension,omitempty"`
}

// Timeout returns how long the stage waits for a decision.
func (s *StageSettings) Timeout() Period {
	return s.DurationBeforeAutomaticDenial.Or(Days(DefaultStageTimeoutDays))
}

// Validate refuses approval, of whatever, without stages, more stages than allowed, stages without approvers, an escalation that
// does not lie inside its stage, and approver kinds that cannot decide.
func (a *ApprovalSettings) Validate(limits Limits) error {
	if (a.IsApprovalRequiredForAdd || a.IsApprovalRequiredForUpdate) && len(a.Stages) == 0 {
		return invalid("requestApprovalSettings.stages", "approval needs at least one stage")
	}
	if err := checkLimit("requestApprovalSettings.stages", "StagesPerPolicy", len(a.Stages), limits.StagesPerPolicy); err != nil {
		return err
	}
	for i := range a.Stages {
		at := fmt.Sprintf("requestApprovalSettings.stages[%d]", i)
		if a.Stages[i].IsDetermined() {
			if err := a.Stages[i].validateDetermined(at, i); err != nil {
				return err
			}
			continue
		}
		if err := a.Stages[i].validate(at, limits); err != nil {
			return err
		}
	}
	return a.validateKinds()
}

// validateKinds refuses managers, and likewise sponsors, as the approvers of more than one stage: the other stages name
// theirs, so that different people look.
func (a *ApprovalSettings) validateKinds() error {
	managers, sponsors := -1, -1
	for i := range a.Stages {
		for j, set := range a.Stages[i].PrimaryApprovers {
			seen, kind := &managers, "managers"
			switch set.Type {
			case SetRequestorManager, SetTargetManager:
			case SetInternalSponsors, SetExternalSponsors, SetTargetUserSponsors:
				seen, kind = &sponsors, "sponsors"
			case SetSingleUser, SetGroupMembers, SetOrganizationMember, SetAttributeRule:
				continue
			}
			if *seen >= 0 && *seen != i {
				return invalid(fmt.Sprintf("requestApprovalSettings.stages[%d].primaryApprovers[%d]", i, j),
					"%s approve in stage %d already: name the approvers of this stage", kind, *seen+1)
			}
			*seen = i
		}
	}
	return nil
}

func (s *StageSettings) validate(path string, limits Limits) error {
	if len(s.PrimaryApprovers) == 0 {
		return invalid(path+".primaryApprovers", "a stage needs at least one")
	}
	for _, list := range []struct {
		name string
		sets []SubjectSet
	}{
		{"primaryApprovers", s.PrimaryApprovers}, {"fallbackPrimaryApprovers", s.FallbackPrimaryApprovers},
		{"escalationApprovers", s.EscalationApprovers}, {"fallbackEscalationApprovers", s.FallbackEscalationApprovers},
	} {
		if err := validateApprovers(path+"."+list.name, list.sets, limits); err != nil {
			return err
		}
	}
	if err := checkEnum(path+".approverInformationVisibility", s.ApproverInformationVisibility, approverVisibilities); err != nil {
		return err
	}
	at := path + ".durationBeforeAutomaticDenial"
	if err := s.DurationBeforeAutomaticDenial.check(at); err != nil {
		return err
	}
	if err := checkLimit(at, "AssignmentDays", s.Timeout().longestDays(), limits.AssignmentDays); err != nil {
		return err
	}
	return s.validateEscalation(path)
}

func (s *StageSettings) validateEscalation(path string) error {
	if !s.IsEscalationEnabled {
		if !s.DurationBeforeEscalation.IsZero() || len(s.EscalationApprovers)+len(s.FallbackEscalationApprovers) > 0 {
			return invalid(path+".isEscalationEnabled", "is off, but escalation is configured")
		}
		return nil
	}
	at := path + ".durationBeforeEscalation"
	if err := s.DurationBeforeEscalation.check(at); err != nil {
		return err
	}
	if len(s.EscalationApprovers) == 0 {
		return invalid(path+".escalationApprovers", "escalation needs at least one")
	}
	for _, opened := range monthStarts() {
		escalates := s.DurationBeforeEscalation.AddTo(opened)
		if !escalates.After(opened) || !escalates.Before(s.Timeout().AddTo(opened)) {
			return invalid(at, "%s must always be more than nothing and less than the stage's %s",
				s.DurationBeforeEscalation, s.Timeout())
		}
	}
	return nil
}

func validateApprovers(path string, sets []SubjectSet, limits Limits) error {
	if err := checkLimit(path, "ApproversPerStage", len(sets), limits.ApproversPerStage); err != nil {
		return err
	}
	for i, set := range sets {
		at := fmt.Sprintf("%s[%d]", path, i)
		if err := set.Validate(at); err != nil {
			return err
		}
		if set.Type == SetOrganizationMember || set.Type == SetAttributeRule {
			return invalid(at, "%s cannot approve", set.Type)
		}
		if slices.ContainsFunc(sets[:i], set.same) {
			return invalid(at, "%s is listed twice", set)
		}
	}
	return nil
}

// validateExternal demands a fallback, and not another manager, wherever an external requestor's approver is looked up
// through a manager: an outsider has none in the resource directory.
func (a *ApprovalSettings) validateExternal() error {
	for i := range a.Stages {
		s := &a.Stages[i]
		manager := func(set SubjectSet) bool { return set.Type == SetRequestorManager || set.Type == SetTargetManager }
		other := func(set SubjectSet) bool { return !manager(set) }
		if slices.ContainsFunc(s.PrimaryApprovers, manager) && !slices.ContainsFunc(s.FallbackPrimaryApprovers, other) {
			return invalid(fmt.Sprintf("requestApprovalSettings.stages[%d].fallbackPrimaryApprovers", i),
				"is required when the manager approves for people from outside")
		}
	}
	return nil
}

// Clone returns a copy that shares no memory with the receiver.
func (a ApprovalSettings) Clone() ApprovalSettings {
	a.Stages = slices.Clone(a.Stages)
	for i := range a.Stages {
		a.Stages[i] = a.Stages[i].Clone()
	}
	return a
}

// Clone returns a copy that shares no memory with the receiver.
func (s StageSettings) Clone() StageSettings {
	s.PrimaryApprovers = slices.Clone(s.PrimaryApprovers)
	s.FallbackPrimaryApprovers = slices.Clone(s.FallbackPrimaryApprovers)
	s.EscalationApprovers = slices.Clone(s.EscalationApprovers)
	s.FallbackEscalationApprovers = slices.Clone(s.FallbackEscalationApprovers)
	return s
}

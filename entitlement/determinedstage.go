package entitlement

import "fmt"

// A stage of approval whose settings name a CustomExtension is determined from outside: when its turn comes the
// extension is called and the request waits for its answer, which is a complete stage. That stage is kept with the request.

// IsDetermined reports whether an extension says, for each request, how the stage is and who decides it.
func (s *StageSettings) IsDetermined() bool { return s.CustomExtension != "" }

// DeterminedBy returns the extension that determines the first stage of approval, or "" if it is configured.
func (a *ApprovalSettings) DeterminedBy() CustomExtensionID {
	if len(a.Stages) == 0 {
		return ""
	}
	return a.Stages[0].CustomExtension
}

// validateDetermined refuses an extension for another stage than the first, and settings that it would have to say.
func (s *StageSettings) validateDetermined(path string, index int) error {
	if index > 0 {
		return invalid(path+".customExtension", "an extension determines the first stage only")
	}
	if err := checkKey(path+".customExtension", string(s.CustomExtension)); err != nil {
		return err
	}
	people := len(s.PrimaryApprovers) + len(s.FallbackPrimaryApprovers) + len(s.EscalationApprovers) + len(s.FallbackEscalationApprovers)
	flags := s.IsApproverJustificationRequired || s.IsEscalationEnabled || s.ApproverInformationVisibility != ApproversByDefault
	if people > 0 || flags || !s.DurationBeforeAutomaticDenial.IsZero() || !s.DurationBeforeEscalation.IsZero() {
		return invalid(path+".customExtension", "the extension says everything about the stage: leave its other settings out")
	}
	return nil
}

// CheckDetermined refuses, with InvalidArgument or LimitExceeded, what an extension answers as a stage if no policy could have
// it: durations, escalation and approvers are held to what holds for configured stages, and to the window of escalations. Paths
// begin with "approvalStage". What demand of the stages of a policy together is not asked of it.
func (s *StageSettings) CheckDetermined(limits Limits, window EscalationWindow) error {
	const path = "approvalStage"
	if s.IsDetermined() {
		return invalid(path+".customExtension", "an extension cannot leave it to another")
	}
	if err := s.validate(path, limits); err != nil || window == EscalationAnywhere || !s.IsEscalationEnabled {
		return err
	}
	return s.checkWindow(path, window)
}

// Bare returns a copy without the descriptions of its people, which shares no memory with the receiver.
func (s *StageSettings) Bare() *StageSettings {
	out := s.Clone()
	for _, list := range [][]SubjectSet{
		out.PrimaryApprovers, out.FallbackPrimaryApprovers, out.EscalationApprovers, out.FallbackEscalationApprovers,
	} {
		for i := range list {
			list[i].Description = ""
		}
	}
	return &out
}

// String renders every field, so that rows which have such settings print the same wherever these lie in memory.
func (s StageSettings) String() string {
	type fields StageSettings
	return fmt.Sprintf("%+v", fields(s))
}

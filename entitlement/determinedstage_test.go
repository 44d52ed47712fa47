package entitlement

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// An extension determines the first stage, as a whole. // R-161
func TestDeterminedStagesAreChecked(t *testing.T) {
	t.Parallel()
	limits := SeedLimits()
	named := StageSettings{PrimaryApprovers: []SubjectSet{User("eve")}}
	validate := func(stages ...StageSettings) error {
		return (&ApprovalSettings{IsApprovalRequiredForAdd: true, Stages: stages}).Validate(limits)
	}
	require.NoError(t, validate(StageSettings{CustomExtension: "desk"}))
	require.NoError(t, validate(StageSettings{CustomExtension: "desk", PrimaryApprovers: []SubjectSet{}}, named))
	require.ErrorContains(t, validate(named, StageSettings{CustomExtension: "desk"}), "stages[1].customExtension")
	require.ErrorIs(t, validate(StageSettings{CustomExtension: "a\nb"}), InvalidArgument)

	set := User("eve")
	for name, change := range map[string]func(*StageSettings){
		"approvers":           func(s *StageSettings) { s.PrimaryApprovers = []SubjectSet{set} },
		"fallback":            func(s *StageSettings) { s.FallbackPrimaryApprovers = []SubjectSet{set} },
		"escalation":          func(s *StageSettings) { s.EscalationApprovers = []SubjectSet{set} },
		"escalation_fallback": func(s *StageSettings) { s.FallbackEscalationApprovers = []SubjectSet{set} },
		"escalation_switch":   func(s *StageSettings) { s.IsEscalationEnabled = true },
		"escalation_time":     func(s *StageSettings) { s.DurationBeforeEscalation = Days(1) },
		"time":                func(s *StageSettings) { s.DurationBeforeAutomaticDenial = Days(1) },
		"justification":       func(s *StageSettings) { s.IsApproverJustificationRequired = true },
		"visibility":          func(s *StageSettings) { s.ApproverInformationVisibility = ApproversNotVisible },
	} {
		s := StageSettings{CustomExtension: "desk"}
		change(&s)
		require.ErrorContains(t, validate(s), "stages[0].customExtension", name)
	}
	external := fullPolicy()
	external.AllowedTargetScope, external.SpecificAllowedTargets = ScopeAllExternalUsers, nil
	external.RequestApprovalSettings.Stages = []StageSettings{{CustomExtension: "desk"}}
	require.NoError(t, external.Validate(limits, day(1, 1)), "whose fallback is for the extension to say")
}

// What an extension answers is held to what holds for a configured stage. // R-161
func TestAnsweredStagesAreChecked(t *testing.T) {
	t.Parallel()
	limits := SeedLimits()
	full := fullStage()
	require.NoError(t, full.CheckDetermined(limits, EscalationAnywhere))
	require.NoError(t, full.CheckDetermined(limits, EscalationAfterHalf))
	for name, c := range map[string]struct {
		change func(*StageSettings)
		want   string
		code   Code
	}{
		"nobody":        {func(s *StageSettings) { s.PrimaryApprovers = nil }, "approvalStage.primaryApprovers", InvalidArgument},
		"cannot_decide": {func(s *StageSettings) { s.PrimaryApprovers[0] = AttributeRule("x") }, "approvalStage.primaryApprovers[0]", InvalidArgument},
		"too_many": {func(s *StageSettings) {
			s.FallbackPrimaryApprovers = make([]SubjectSet, limits.ApproversPerStage+1)
		}, "approvalStage.fallbackPrimaryApprovers", LimitExceeded},
		"nobody_else":   {func(s *StageSettings) { s.EscalationApprovers = nil }, "approvalStage.escalationApprovers", InvalidArgument},
		"too_late":      {func(s *StageSettings) { s.DurationBeforeEscalation = Days(14) }, "approvalStage.durationBeforeEscalation", InvalidArgument},
		"out_of_window": {func(s *StageSettings) { s.DurationBeforeEscalation = Days(7) }, "approvalStage.durationBeforeEscalation", InvalidArgument},
		"negative":      {func(s *StageSettings) { s.DurationBeforeAutomaticDenial = Days(-1) }, "approvalStage.durationBeforeAutomaticDenial", InvalidArgument},
		"endless":       {func(s *StageSettings) { s.DurationBeforeAutomaticDenial = Days(9999) }, "approvalStage.durationBeforeAutomaticDenial", LimitExceeded},
		"word":          {func(s *StageSettings) { s.ApproverInformationVisibility = 9 }, "approvalStage.approverInformationVisibility", InvalidArgument},
		"another":       {func(s *StageSettings) { s.CustomExtension = "desk" }, "approvalStage.customExtension", InvalidArgument},
	} {
		s := fullStage()
		c.change(&s)
		err := s.CheckDetermined(limits, EscalationAfterHalf)
		require.ErrorIs(t, err, c.code, name)
		require.ErrorContains(t, err, c.want, name)
	}
}

// What people are described as is not kept with a request, and the answer itself stays as it is.
func TestBareStages(t *testing.T) {
	t.Parallel()
	s := fullStage()
	s.PrimaryApprovers[0].Description = "Her manager"
	bare := s.Bare()
	require.Equal(t, "Her manager", s.PrimaryApprovers[0].Description)
	require.Empty(t, bare.PrimaryApprovers[0].Description)
	bare.PrimaryApprovers[0].Description = "Her manager"
	require.Equal(t, &s, bare)
	one, other := ApprovalStage{Determined: &s}, ApprovalStage{Determined: bare}
	require.Equal(t, fmt.Sprintf("%+v", one), fmt.Sprintf("%+v", other), "wherever they lie")
	bare.PrimaryApprovers[0] = User("eve")
	require.NotEqual(t, fmt.Sprintf("%+v", one), fmt.Sprintf("%+v", other))
}

package entitlement

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPolicyFlaws(t *testing.T) {
	t.Parallel()
	validate := func(p *AssignmentPolicy) error { return p.Validate(SeedLimits(), day(1, 1)) }
	type policy = AssignmentPolicy
	const stages = "requestApprovalSettings.stages"
	stage := func(p *policy) *StageSettings { return &p.RequestApprovalSettings.Stages[0] }
	testFlaws(t, fullPolicy, validate, []flaw[policy]{
		{"no_name", func(p *policy) { p.DisplayName = "" }, "displayName"},
		{"bell_in_the_text", func(p *policy) { p.Description = "\a" }, "description"},
		{"unknown_scope", func(p *policy) { p.AllowedTargetScope = 99 }, "allowedTargetScope"},

		{"nobody_named", func(p *policy) { p.SpecificAllowedTargets = nil }, "specificAllowedTargets"},
		{"organization_inside", func(p *policy) { // one policy has one audience
			p.SpecificAllowedTargets[1] = OrganizationMembers(OrganizationID{1})
		}, "specificAllowedTargets[1]"},
		{"user_outside", func(p *policy) { p.AllowedTargetScope = ScopeSpecificOrganizations }, "specificAllowedTargets[0]"},
		{"targets_of_everybody", func(p *policy) { p.AllowedTargetScope = ScopeAllMemberUsers }, "specificAllowedTargets[0]"},
		{"target_twice", func(p *policy) { p.SpecificAllowedTargets[1] = User("alice") }, "specificAllowedTargets[1]"},
		{"target_twice_in_other_words", func(p *policy) {
			p.SpecificAllowedTargets[1] = SubjectSet{Type: SetSingleUser, UserID: "alice", Description: "again"}
		}, "specificAllowedTargets[1]"},
		{"nameless_target", func(p *policy) { p.SpecificAllowedTargets[0].UserID = "" }, "specificAllowedTargets[0].userId"},

		{"approval_by_nobody", func(p *policy) { p.RequestApprovalSettings.Stages = nil }, stages},
		{"no_approvers", func(p *policy) { stage(p).PrimaryApprovers = nil }, stages + "[0].primaryApprovers"},
		{"organization_approves", func(p *policy) {
			stage(p).PrimaryApprovers[0] = OrganizationMembers(OrganizationID{1})
		}, stages + "[0].primaryApprovers[0]"},
		{"third_level_manager", func(p *policy) { stage(p).PrimaryApprovers[0] = Manager(3) }, stages + "[0].primaryApprovers[0].managerLevel"},
		{"manager_twice", func(p *policy) {
			stage(p).PrimaryApprovers = []SubjectSet{Manager(0), Manager(1)}
		}, stages + "[0].primaryApprovers[1]"},
		{"nameless_fallback", func(p *policy) { stage(p).FallbackPrimaryApprovers[0].UserID = "" }, stages + "[0].fallbackPrimaryApprovers[0].userId"},
		{"nameless_alternate", func(p *policy) { stage(p).EscalationApprovers[0] = User("") }, stages + "[0].escalationApprovers[0].userId"},
		{"nameless_fallback_alternate", func(p *policy) {
			stage(p).FallbackEscalationApprovers[0].GroupID = ""
		}, stages + "[0].fallbackEscalationApprovers[0].groupId"},
		{"negative_timeout", func(p *policy) { stage(p).DurationBeforeAutomaticDenial = Days(-1) }, stages + "[0].durationBeforeAutomaticDenial"},

		{"unknown_visibility", func(p *policy) { stage(p).ApproverInformationVisibility = 9 }, stages + "[0].approverInformationVisibility"},
		{"no_alternates", func(p *policy) { stage(p).EscalationApprovers = nil }, stages + "[0].escalationApprovers"},
		{"escalation_at_once", func(p *policy) { stage(p).DurationBeforeEscalation = Period{} }, stages + "[0].durationBeforeEscalation"},
		{"escalation_at_the_deadline", func(p *policy) { stage(p).DurationBeforeEscalation = Days(14) }, stages + "[0].durationBeforeEscalation"},
		{"negative_escalation", func(p *policy) { stage(p).DurationBeforeEscalation = Hours(-1) }, stages + "[0].durationBeforeEscalation"},
		{"escalation_switched_off", func(p *policy) { stage(p).IsEscalationEnabled = false }, stages + "[0].isEscalationEnabled"},
		{"flaw_in_the_second_stage", func(p *policy) { p.RequestApprovalSettings.Stages[1].PrimaryApprovers = nil }, stages + "[1].primaryApprovers"},

		{"nameless_credential", func(p *policy) {
			p.VerifiableCredentialSettings.CredentialTypes[0].CredentialType = ""
		}, "verifiableCredentialSettings.credentialTypes[0].credentialType"},
		{"credential_of_nobody", func(p *policy) {
			p.VerifiableCredentialSettings.CredentialTypes[1].Issuers = nil
		}, "verifiableCredentialSettings.credentialTypes[1].issuers"},
		{"nameless_issuer", func(p *policy) {
			p.VerifiableCredentialSettings.CredentialTypes[1].Issuers[0] = ""
		}, "verifiableCredentialSettings.credentialTypes[1].issuers[0]"},
		{"issuer_twice", func(p *policy) {
			p.VerifiableCredentialSettings.CredentialTypes[0].Issuers[1] = "did:web:school.example"
		}, "verifiableCredentialSettings.credentialTypes[0].issuers[1]"},
		{"credential_twice", func(p *policy) {
			p.VerifiableCredentialSettings.CredentialTypes[1] = VerifiableCredentialType{"Diploma", []string{"did:web:college.example"}}
		}, "verifiableCredentialSettings.credentialTypes[1].issuers[0]"},

		{"sponsors_ask", func(p *policy) {
			p.RequestorSettings.OnBehalfRequestors[0] = Sponsors()
		}, "requestorSettings.onBehalfRequestors[0]"},
		{"nameless_on_behalf", func(p *policy) {
			p.RequestorSettings.OnBehalfRequestors[0] = User("")
		}, "requestorSettings.onBehalfRequestors[0].userId"},
		{"on_behalf_twice", func(p *policy) {
			p.RequestorSettings.OnBehalfRequestors = []SubjectSet{Manager(0), Manager(1)}
		}, "requestorSettings.onBehalfRequestors[1]"},
		{"nameless_question", func(p *policy) { p.Questions[0].ID = "" }, "questions[0].id"},
		{"question_of_an_attribute", func(p *policy) { p.Questions[0].ID = AttributeQuestion("x") }, "questions[0].id"},
		{"question_twice", func(p *policy) { p.Questions[1].ID = p.Questions[0].ID }, "questions[1].id"},
		{"unknown_question_type", func(p *policy) { p.Questions[0].Type = 9 }, "questions[0].@odata.type"},
		{"empty_question", func(p *policy) { p.Questions[0].Text = "" }, "questions[0].text"},
		{"bell_in_a_question", func(p *policy) { p.Questions[0].Text = "\a" }, "questions[0].text"},
		{"language_twice", func(p *policy) {
			p.Questions[0].Localizations = []LocalizedText{{"de", "Warum?"}, {"DE", "Wozu?"}}
		}, "questions[0].localizations[1].languageCode"},
		{"nameless_language", func(p *policy) {
			p.Questions[0].Localizations[0].LanguageCode = ""
		}, "questions[0].localizations[0].languageCode"},
		{"empty_localization", func(p *policy) {
			p.Questions[1].Choices[0].Localizations[0].Text = ""
		}, "questions[1].choices[0].localizations[0].text"},
		{"bad_pattern", func(p *policy) { p.Questions[0].RegexPattern = "a(" }, "questions[0].regexPattern"},
		{"pattern_that_closes_its_brackets", func(p *policy) { p.Questions[0].RegexPattern = "a)|(b" }, "questions[0].regexPattern"},
		{"pattern_for_choices", func(p *policy) { p.Questions[1].RegexPattern = "a" }, "questions[1]"},
		{"lines_for_choices", func(p *policy) { p.Questions[1].IsSingleLineQuestion = true }, "questions[1]"},
		{"choices_for_text", func(p *policy) { p.Questions[0].Choices = p.Questions[1].Choices }, "questions[0]"},
		{"several_texts", func(p *policy) { p.Questions[0].IsMultipleSelectionAllowed = true }, "questions[0]"},
		{"no_choices", func(p *policy) { p.Questions[1].Choices = nil }, "questions[1].choices"},
		{"nameless_choice", func(p *policy) { p.Questions[1].Choices[0].ActualValue = "" }, "questions[1].choices[0].actualValue"},
		{"choice_twice", func(p *policy) { p.Questions[1].Choices[1].ActualValue = "eu" }, "questions[1].choices[1].actualValue"},
		{"choice_without_label", func(p *policy) { p.Questions[1].Choices[0].Text = "" }, "questions[1].choices[0].text"},

		{"unknown_expiration", func(p *policy) { p.Expiration.Type = 9 }, "expiration.type"},
		{"date_in_the_past", func(p *policy) {
			p.Expiration = Expiration{Type: ExpirationAfterDateTime, EndDateTime: day(1, 1)}
		}, "expiration.endDateTime"},
		{"strangers_without_approval", func(p *policy) {
			p.AllowedTargetScope, p.SpecificAllowedTargets = ScopeAllExternalUsers, nil
			p.RequestApprovalSettings.IsApprovalRequiredForAdd = false
		}, "requestApprovalSettings.isApprovalRequiredForAdd"},
		{"outsiders_manager_alone", func(p *policy) {
			p.AllowedTargetScope, p.SpecificAllowedTargets = ScopeAllConfiguredOrganizations, nil
			stage(p).FallbackPrimaryApprovers = nil
		}, stages + "[0].fallbackPrimaryApprovers"},
		{"outsiders_manager_behind_manager", func(p *policy) {
			p.AllowedTargetScope, p.SpecificAllowedTargets = ScopeAllConfiguredOrganizations, nil
			stage(p).FallbackPrimaryApprovers = []SubjectSet{Manager(2)}
		}, stages + "[0].fallbackPrimaryApprovers"},
	})
}

// What is left out is not asked for.
func TestPoliciesThatAreValid(t *testing.T) {
	t.Parallel()
	manager := StageSettings{PrimaryApprovers: []SubjectSet{Manager(1)}}
	withFallback := manager
	withFallback.FallbackPrimaryApprovers = []SubjectSet{Manager(2), User("dana")}
	for name, p := range map[string]AssignmentPolicy{
		"direct_only":               {},
		"members_without_approval":  {AllowedTargetScope: ScopeAllMemberUsers},
		"partners_without_approval": {AllowedTargetScope: ScopeAllConfiguredOrganizations}, // only strangers need it: R-132
		"members_with_a_manager": {AllowedTargetScope: ScopeAllDirectoryUsers, RequestApprovalSettings: ApprovalSettings{
			IsApprovalRequiredForAdd: true, Stages: []StageSettings{manager}, // without fallback
		}},
		"strangers_with_approval": {AllowedTargetScope: ScopeAllExternalUsers, RequestApprovalSettings: ApprovalSettings{
			IsApprovalRequiredForAdd: true, Stages: []StageSettings{withFallback},
		}},
		"one_organization": {AllowedTargetScope: ScopeSpecificOrganizations, SpecificAllowedTargets: []SubjectSet{
			OrganizationMembers(OrganizationID{1}),
		}},
		"end_a_moment_ahead": {Expiration: Expiration{Type: ExpirationAfterDateTime, EndDateTime: day(1, 1).Add(time.Microsecond)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p.DisplayName = "Policy"
			require.NoError(t, p.Validate(SeedLimits(), day(1, 1)))
		})
	}
}

//
func TestScopes(t *testing.T) {
	t.Parallel()
	for _, s := range targetScopes.all() {
		external := s == ScopeSpecificOrganizations || s == ScopeAllConfiguredOrganizations || s == ScopeAllExternalUsers
		require.Equal(t, external, s.IsExternal(), "%v", s)
		p := AssignmentPolicy{AllowedTargetScope: s}
		require.Equal(t, s == ScopeNotSpecified, p.IsDirectOnly(), "%v", s)
	}
}

// People in scope ask for themselves unless the policy says otherwise; they never choose the time unless it says so. // R-061, R-098, R-110
func TestRequestorDefaults(t *testing.T) {
	t.Parallel()
	var p AssignmentPolicy
	require.Equal(t, RequestorSettings{EnableTargetsToSelfAddAccess: true, EnableTargetsToSelfRemoveAccess: true}, p.Requestor())
	p.RequestorSettings = &RequestorSettings{AllowCustomAssignmentSchedule: true}
	require.Equal(t, RequestorSettings{AllowCustomAssignmentSchedule: true}, p.Requestor())
}

//
func TestStageTimeout(t *testing.T) {
	t.Parallel()
	require.Equal(t, Days(30), (&StageSettings{}).Timeout(), "30 days unless it says so")
	require.Equal(t, Days(14), (&StageSettings{DurationBeforeAutomaticDenial: Days(14)}).Timeout())
}

// An escalation lies inside its stage whatever the month: a month may be shorter than 30 days. // R-152
func TestEscalationLiesInsideItsStage(t *testing.T) {
	t.Parallel()
	month := Period{Months: 1}
	for _, c := range []struct {
		escalation, timeout Period
		inside              bool
	}{
		{Days(13), Days(14), true},
		{Period{Days: 13, Clock: 24*time.Hour - time.Microsecond}, Days(14), true},
		{Hours(14 * 24), Days(14), false},
		{Days(29), Period{}, true}, // inside the default of 30 days
		{Days(30), Period{}, false},
		{Days(27), month, true},
		{Days(28), month, false}, // February
		{month, Days(31), false},
		{month, Days(32), true},
		{Period{Months: 11}, Period{Years: 1}, true},
		{Period{Months: 12}, Period{Years: 1}, false},
		{Period{Clock: time.Microsecond}, Hours(1), true},
	} {
		t.Run(fmt.Sprint(c.escalation, "_in_", c.timeout), func(t *testing.T) {
			t.Parallel()
			p := fullPolicy()
			s := &p.RequestApprovalSettings.Stages[0]
			s.DurationBeforeEscalation, s.DurationBeforeAutomaticDenial = c.escalation, c.timeout
			require.Equal(t, c.inside, p.Validate(SeedLimits(), day(1, 1)) == nil)
		})
	}
}

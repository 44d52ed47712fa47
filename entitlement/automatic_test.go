package entitlement

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const salesRule = `user.department -eq "Sales"`

func automaticPolicy() AssignmentPolicy {
	return AssignmentPolicy{
		DisplayName: "Sales", AllowedTargetScope: ScopeSpecificDirectoryUsers,
		SpecificAllowedTargets:   []SubjectSet{AttributeRule(salesRule)},
		AutomaticRequestSettings: DefaultAutomaticRequestSettings(),
	}
}

// An automatic policy assigns and removes unless it says otherwise, and lets nobody do anything themselves.
func TestAutomaticPolicies(t *testing.T) {
	t.Parallel()
	p := automaticPolicy()
	require.NoError(t, p.Validate(SeedLimits(), time.Time{}))
	require.True(t, p.IsAutomatic())
	require.Equal(t, salesRule, p.MembershipRule())
	require.Equal(t, RequestorSettings{}, p.Requestor())
	require.True(t, p.AutomaticRequestSettings.RequestAccessForAllowedTargets)
	require.True(t, p.AutomaticRequestSettings.RemoveAccessWhenTargetLeavesAllowedTargets)
	require.True(t, p.AutomaticRequestSettings.GracePeriodBeforeAccessRemoval.IsZero())

	data, err := json.Marshal(p)
	require.NoError(t, err)
	var back AssignmentPolicy
	require.NoError(t, json.Unmarshal(data, &back))
	require.Equal(t, p, back)

	clone := p.Clone()
	clone.AutomaticRequestSettings.GracePeriodBeforeAccessRemoval = Days(1)
	require.True(t, p.AutomaticRequestSettings.GracePeriodBeforeAccessRemoval.IsZero(), "a clone shares nothing")
	require.Empty(t, (&AssignmentPolicy{SpecificAllowedTargets: []SubjectSet{AttributeRule(salesRule)}}).MembershipRule())
}

//
func TestAutomaticPolicyFlaws(t *testing.T) {
	t.Parallel()
	validate := func(p *AssignmentPolicy) error { return p.Validate(SeedLimits(), time.Time{}) }
	const grace = "automaticRequestSettings.gracePeriodBeforeAccessRemoval"
	testFlaws(t, automaticPolicy, validate, []flaw[AssignmentPolicy]{
		{"no_settings", func(p *AssignmentPolicy) { p.AutomaticRequestSettings = nil }, "automaticRequestSettings"},
		{"no_rule", func(p *AssignmentPolicy) { p.SpecificAllowedTargets = []SubjectSet{User("ann")} }, "specificAllowedTargets"},
		{"two_targets", func(p *AssignmentPolicy) {
			p.SpecificAllowedTargets = append(p.SpecificAllowedTargets, User("ann"))
		}, "specificAllowedTargets"},
		{"approval", func(p *AssignmentPolicy) {
			p.RequestApprovalSettings = ApprovalSettings{
				IsApprovalRequiredForAdd: true, Stages: []StageSettings{{PrimaryApprovers: []SubjectSet{User("ann")}}},
			}
		}, "requestApprovalSettings"},
		{"end", func(p *AssignmentPolicy) {
			p.Expiration = Expiration{Type: ExpirationAfterDuration, Duration: Days(30)}
		}, "expiration.type"},
		{"credentials", func(p *AssignmentPolicy) {
			p.VerifiableCredentialSettings = fullPolicy().VerifiableCredentialSettings
		}, "verifiableCredentialSettings"},
		{"questions", func(p *AssignmentPolicy) { p.Questions = []Question{fullTextQuestion()} }, "questions"},
		{"self_service", func(p *AssignmentPolicy) {
			p.RequestorSettings = &RequestorSettings{EnableTargetsToSelfRemoveAccess: true}
		}, "requestorSettings"},
		{"grace_in_months", func(p *AssignmentPolicy) {
			p.AutomaticRequestSettings.GracePeriodBeforeAccessRemoval = Period{Months: 1}
		}, grace},
		{"grace_below_zero", func(p *AssignmentPolicy) {
			p.AutomaticRequestSettings.GracePeriodBeforeAccessRemoval = Days(-1)
		}, grace},
	})
}

//
func TestGraceIsLimited(t *testing.T) {
	t.Parallel()
	p := automaticPolicy()
	p.AutomaticRequestSettings.GracePeriodBeforeAccessRemoval = Days(3660)
	require.NoError(t, p.Validate(SeedLimits(), time.Time{}))
	p.AutomaticRequestSettings.GracePeriodBeforeAccessRemoval = Days(3661)
	require.ErrorIs(t, p.Validate(SeedLimits(), time.Time{}), LimitExceeded)
}

// Rules name people in the scope of automatic policies, and nowhere else. // R-209
func TestRulesAreForScopes(t *testing.T) {
	t.Parallel()
	stage := StageSettings{PrimaryApprovers: []SubjectSet{AttributeRule(salesRule)}}
	approval := ApprovalSettings{IsApprovalRequiredForAdd: true, Stages: []StageSettings{stage}}
	require.ErrorIs(t, approval.Validate(SeedLimits()), InvalidArgument)
	role := RoleAssignment{Role: RoleGlobalAdministrator, Principal: AttributeRule(salesRule)}
	require.ErrorIs(t, role.Validate(), InvalidArgument)
}

//
func TestDeparturesEndAfterThirtyDays(t *testing.T) {
	t.Parallel()
	d := Departure{Subject: "ann", Since: day(1, 1)}
	require.Equal(t, day(1, 31), d.End())
}

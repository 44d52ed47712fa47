package policy_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// extension asks whether ana may extend what she was given until noon in ten days, under a policy of 90 days.
func extension(s *scene) *policy.ExtendAsk {
	s.policy.RequestorSettings = &entitlement.RequestorSettings{EnableTargetsToSelfUpdateAccess: true}
	return &policy.ExtendAsk{
		At: noon, Catalog: s.ask.Catalog, Package: s.ask.Package, Policy: s.policy, Requestor: "ana",
		Assignment: &entitlement.Assignment{
			Target: "ana", State: entitlement.AssignmentDelivered,
			Schedule: entitlement.Schedule{Start: days(-80), End: days(10)},
		},
	}
}

func TestExtend(t *testing.T) {
	t.Parallel()
	fixed := func(at time.Time) entitlement.Expiration {
		return entitlement.Expiration{Type: entitlement.ExpirationAfterDateTime, EndDateTime: at}
	}
	for _, tt := range []struct {
		name   string
		change func(s *scene, ask *policy.ExtendAsk)
		code   entitlement.Code // "": allowed
		end    time.Time        // the new end then
	}{
		{"by_the_duration", func(*scene, *policy.ExtendAsk) {}, "", days(100)},
		{"to_an_end_inside_the_bound", func(_ *scene, ask *policy.ExtendAsk) { ask.End = days(11) }, "", days(11)},
		{"beyond_the_bound", func(_ *scene, ask *policy.ExtendAsk) { ask.End = days(101) }, entitlement.ScheduleTooLong, noon},
		{"to_the_same_end", func(_ *scene, ask *policy.ExtendAsk) { ask.End = days(10) }, entitlement.NothingToExtend, noon},
		{"without_a_duration", func(s *scene, _ *policy.ExtendAsk) { s.policy.Expiration = entitlement.Expiration{} }, "", days(40)},
		{"to_no_end", func(s *scene, _ *policy.ExtendAsk) {
			s.policy.Expiration = entitlement.Expiration{Type: entitlement.ExpirationNone}
		}, "", time.Time{}},
		{"no_end_to_move", func(_ *scene, ask *policy.ExtendAsk) { ask.Assignment.Schedule.End = time.Time{} }, entitlement.NothingToExtend, noon},
		{"to_a_fixed_end", func(s *scene, _ *policy.ExtendAsk) { s.policy.Expiration = fixed(days(12)) }, "", days(12)},
		{"at_the_fixed_end_already", func(s *scene, _ *policy.ExtendAsk) { s.policy.Expiration = fixed(days(10)) }, entitlement.NothingToExtend, noon},
		{"not_allowed", func(s *scene, _ *policy.ExtendAsk) { s.policy.RequestorSettings = nil }, entitlement.ExtensionDisabled, noon},
		{"out_of_scope", func(s *scene, _ *policy.ExtendAsk) {
			s.policy.AllowedTargetScope = entitlement.ScopeAllConfiguredOrganizations
		}, entitlement.NotInScope, noon},
		{"suspended", func(s *scene, _ *policy.ExtendAsk) { s.policy.IsSuspended = true }, entitlement.PolicySuspended, noon},
		{"direct_only", func(s *scene, _ *policy.ExtendAsk) { s.policy.AllowedTargetScope = entitlement.ScopeNotSpecified }, entitlement.PolicyDirectOnly, noon},
		{"deleted_package", func(_ *scene, ask *policy.ExtendAsk) { ask.PackageDeleted = true }, entitlement.PackageDeleted, noon},
		{"not_delivered", func(_ *scene, ask *policy.ExtendAsk) { ask.Assignment.State = entitlement.AssignmentDelivering }, entitlement.NotDelivered, noon},
		{"over", func(_ *scene, ask *policy.ExtendAsk) { ask.At = days(10) }, entitlement.NotDelivered, noon},
		{"pending", func(_ *scene, ask *policy.ExtendAsk) { ask.OpenRequest = entitlement.RequestID{1} }, entitlement.RequestPending, noon},
		{"unjustified", func(s *scene, _ *policy.ExtendAsk) {
			s.policy.RequestApprovalSettings.IsRequestorJustificationRequired = true
		}, entitlement.JustificationMissing, noon},
		{"nobody_to_approve", func(s *scene, _ *policy.ExtendAsk) {
			s.policy.RequestApprovalSettings.IsApprovalRequiredForUpdate = true
			s.policy.RequestApprovalSettings.Stages = []entitlement.StageSettings{{PrimaryApprovers: []entitlement.SubjectSet{entitlement.User("ana")}}}
		}, entitlement.NoApprover, noon},
		{"incompatible_since", func(_ *scene, ask *policy.ExtendAsk) {
			ask.Package.IncompatibleGroups = []entitlement.GroupID{"it"}
		}, "", days(100)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newScene()
			ask := extension(s)
			tt.change(s, ask)
			verdict := policy.Extend(ask, s.facts, s.options)
			explained, reasons := policy.ExplainExtend(ask, s.facts, s.options)
			require.Equal(t, verdict, explained)
			require.Equal(t, verdict.Codes, entitlement.FailedCodes(reasons))
			if tt.code != "" {
				require.False(t, verdict.Allowed)
				require.Contains(t, verdict.Codes, tt.code)
				return
			}
			require.True(t, verdict.Allowed, "%v", reasons)
			require.Equal(t, tt.end, verdict.Window.End)
			require.Equal(t, days(-80), verdict.Window.Start)
		})
	}
}

// administrators extend where holders cannot, within the same bounds and for people in scope.
func TestAdministratorsExtend(t *testing.T) {
	t.Parallel()
	s := newScene()
	ask := extension(s)
	ask.Requestor, ask.Direct, s.policy.RequestorSettings = "admin", true, nil
	require.True(t, policy.Extend(ask, s.facts, s.options).Allowed)
	ask.End = days(101)
	require.Equal(t, []entitlement.Code{entitlement.ScheduleTooLong}, policy.Extend(ask, s.facts, s.options).Codes)
	ask.End, s.policy.AllowedTargetScope = time.Time{}, entitlement.ScopeAllConfiguredOrganizations
	require.Contains(t, policy.Extend(ask, s.facts, s.options).Codes, entitlement.NotInScope)
	s.policy.AllowedTargetScope = entitlement.ScopeNotSpecified
	require.True(t, policy.Extend(ask, s.facts, s.options).Allowed)
}

// I-45: an extension is never granted on missing facts.
func TestExtendNeedsFacts(t *testing.T) {
	t.Parallel()
	s := newScene()
	ask := extension(s)
	verdict := policy.Extend(ask, nil, s.options)
	require.False(t, verdict.Allowed)
	require.Equal(t, []policy.Need{recordOf("ana")}, verdict.Needs)
}

package policy_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
)

func days(n int) time.Time { return noon.AddDate(0, 0, n) }

func TestJustificationIsDemandedByThePolicy(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.requireAllowed(t)
	s.policy.RequestApprovalSettings.IsRequestorJustificationRequired = true
	s.requireRefused(t, entitlement.JustificationMissing)
	_, reasons := s.evaluate(t)
	require.Equal(t, s.policy.ID, find(t, reasons, entitlement.JustificationMissing).Policy)
	s.ask.HasJustification = true
	s.requireAllowed(t)
}

func TestCustomSchedules(t *testing.T) {
	t.Parallel()
	const second = time.Second
	for _, tt := range []struct {
		name       string
		start, end time.Time
		code       entitlement.Code // "": allowed
		from, to   time.Time        // the window then
	}{
		{"none", time.Time{}, time.Time{}, "", noon, days(90)},
		{"later_start", days(10), time.Time{}, "", days(10), days(100)},
		{"start_now", noon, time.Time{}, "", noon, days(90)},
		{"start_in_the_past", noon.Add(-second), time.Time{}, entitlement.ScheduleInPast, noon, noon},
		{"earlier_end", time.Time{}, days(20), "", noon, days(20)},
		{"latest_end", time.Time{}, days(90), "", noon, days(90)},
		{"too_late_an_end", time.Time{}, days(90).Add(second), entitlement.ScheduleTooLong, noon, noon},            // R-099, I-22
		{"end_counts_from_the_start_asked_for", days(10), days(100), "", days(10), days(100)},
		{"too_late_an_end_from_a_start", days(10), days(100).Add(second), entitlement.ScheduleTooLong, noon, noon},
		{"end_at_the_start", days(10), days(10), entitlement.ScheduleReversed, noon, noon},                         // R-099, I-22
		{"end_before_the_start", days(10), days(9), entitlement.ScheduleReversed, noon, noon},
		{"end_now", time.Time{}, noon, entitlement.ScheduleReversed, noon, noon},
		{"other_time_zone", noon.In(time.FixedZone("", 3600)), days(20).In(time.FixedZone("", 3600)), "", noon, days(20)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newScene()
			s.policy.RequestorSettings = &entitlement.RequestorSettings{
				EnableTargetsToSelfAddAccess: true, AllowCustomAssignmentSchedule: true,
			}
			s.ask.Schedule = entitlement.Schedule{Start: tt.start, End: tt.end}
			if tt.code != "" {
				require.Equal(t, []entitlement.Code{tt.code}, s.requireRefused(t, tt.code).Codes)
				return
			}
			require.Equal(t, entitlement.Schedule{Start: tt.from, End: tt.to}, s.requireAllowed(t).Window)
		})
	}
}

func TestOnlySomePoliciesLetRequestorsChooseTheTime(t *testing.T) {
	t.Parallel()
	for _, schedule := range []entitlement.Schedule{{Start: days(1)}, {End: days(1)}, {Start: days(1), End: days(2)}} {
		s := newScene()
		s.ask.Schedule = schedule
		s.requireRefused(t, entitlement.ScheduleNotAllowed)
		s.ask.Requestor, s.ask.Direct = "admin", true
		s.requireAllowed(t)
		s.ask.Schedule.End = days(100)
		s.requireRefused(t, entitlement.ScheduleTooLong) // the policy binds administrators too
	}
}

func TestPoliciesWithAFixedEnd(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.policy.RequestorSettings = &entitlement.RequestorSettings{
		EnableTargetsToSelfAddAccess: true, AllowCustomAssignmentSchedule: true,
	}
	fixed := func(end time.Time) {
		s.policy.Expiration = entitlement.Expiration{Type: entitlement.ExpirationAfterDateTime, EndDateTime: end}
	}
	fixed(days(5))
	require.Equal(t, days(5), s.requireAllowed(t).Window.End)
	s.ask.Schedule.End = days(6)
	s.requireRefused(t, entitlement.ScheduleTooLong)
	s.ask.Schedule = entitlement.Schedule{Start: days(5)}
	require.Equal(t, []entitlement.Code{entitlement.PolicyEnded}, s.requireRefused(t, entitlement.PolicyEnded).Codes)
	s.ask.Schedule = entitlement.Schedule{}
	fixed(noon)
	s.requireRefused(t, entitlement.PolicyEnded)
	fixed(noon.Add(time.Microsecond))
	s.requireAllowed(t)
}

// A policy that no engine accepts still gives no access that ends when it starts.
func TestNoAccessWithoutLifetime(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.policy.Expiration = entitlement.Expiration{Type: entitlement.ExpirationAfterDuration}
	s.requireRefused(t, entitlement.PolicyEnded)
}

func TestApprovalIsAskedForAsThePolicySays(t *testing.T) {
	t.Parallel()
	s := newScene()
	v := s.requireAllowed(t)
	require.False(t, v.NeedsApproval)
	require.Empty(t, v.Route.Approvers)

	s.approval(entitlement.StageSettings{PrimaryApprovers: []entitlement.SubjectSet{entitlement.User("dan")}})
	v = s.requireAllowed(t)
	require.True(t, v.NeedsApproval)
	require.Equal(t, []entitlement.SubjectID{"dan"}, v.Route.Approvers)
	s.ask.Requestor, s.ask.Direct = "admin", true
	require.True(t, s.requireAllowed(t).NeedsApproval)

	s.policy.RequestApprovalSettings.Stages = nil
	s.requireRefused(t, entitlement.NoApprover) // I-33
}

func TestAnybodyFromOutsideAlwaysNeedsApproval(t *testing.T) {
	t.Parallel()
	s := scopeScene(t, "allExternalUsers", "open", "olga")
	s.policy.RequestApprovalSettings.IsApprovalRequiredForAdd = false
	require.True(t, s.requireAllowed(t).NeedsApproval)
	s.policy.RequestApprovalSettings.Stages = nil
	s.requireRefused(t, entitlement.NoApprover)
}

// Nobody waits for a decision that nobody can make.
func TestRequestsWithoutApproverAreRefused(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.approval(entitlement.StageSettings{PrimaryApprovers: []entitlement.SubjectSet{entitlement.Manager(1)}})
	require.Equal(t, []entitlement.SubjectID{"bob"}, s.requireAllowed(t).Route.Approvers)
	s.askFor("cleo") // has no manager
	require.Equal(t, []entitlement.Code{entitlement.NoApprover, entitlement.ApproverSet, entitlement.ManagerMissing},
		s.requireRefused(t, entitlement.NoApprover).Codes)
	s.policy.RequestApprovalSettings.Stages[0].FallbackPrimaryApprovers = []entitlement.SubjectSet{entitlement.User("dan")}
	route := s.requireAllowed(t).Route
	require.Equal(t, []entitlement.SubjectID{"dan"}, route.Approvers)
	require.True(t, route.Fallback)
}

// A request is refused when any of its stages could never be decided. Later stages leave no trace in the route: who
// decides them is found when they open.
func TestEveryStageNeedsSomebody(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.approval(entitlement.StageSettings{PrimaryApprovers: sets{entitlement.User("dan")}})
	one := s.requireAllowed(t).Route
	second := entitlement.StageSettings{PrimaryApprovers: sets{entitlement.Manager(3)}}
	s.policy.RequestApprovalSettings.Stages = append(s.policy.RequestApprovalSettings.Stages, second)
	v := s.requireRefused(t, entitlement.NoApprover)
	require.Equal(t, []entitlement.Code{entitlement.NoApprover, entitlement.ApproverSet, entitlement.ManagerMissing}, v.Codes)
	_, reasons := s.evaluate(t)
	require.Equal(t, "approvers of stage 2", reasons[len(reasons)-1].Attribute)

	stages := s.policy.RequestApprovalSettings.Stages
	stages[0].PrimaryApprovers, stages[1].PrimaryApprovers = stages[1].PrimaryApprovers, sets{entitlement.User("ana")}
	stages[1].IsEscalationEnabled, stages[1].EscalationApprovers = true, sets{entitlement.User("off")}
	require.Contains(t, s.requireRefused(t, entitlement.NoApprover).Codes, entitlement.ApproverDisabled,
		"also the stand-ins of the second stage are nobody: it has nothing to do with the manager whom the first one lacks")

	stages[0].PrimaryApprovers, stages[1] = sets{entitlement.User("dan")}, second
	stages[1].FallbackPrimaryApprovers = sets{entitlement.User("eve")}
	require.Equal(t, one, s.requireAllowed(t).Route)
	s.ask.Buffer = make(ids, 0, 4)
	require.Equal(t, one, s.requireAllowed(t).Route, "the second list does not overwrite the first")
}

// Alternates will do where every approver is excluded or disabled, but not for a manager or sponsor who does
// not exist: that takes a fallback.
func TestAlternatesStandIn(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		primary  entitlement.SubjectSet
		disabled bool // the escalation
		others   sets
		allowed  bool
	}{
		{"requestor", entitlement.User("ana"), false, sets{entitlement.User("dan")}, true},
		{"disabled", entitlement.User("off"), false, sets{entitlement.User("dan")}, true},
		{"no_escalation", entitlement.User("ana"), true, sets{entitlement.User("dan")}, false},
		{"nobody_among_them", entitlement.User("ana"), false, sets{entitlement.User("ana")}, false},
		{"no_manager", entitlement.Manager(3), false, sets{entitlement.User("dan")}, false},
		{"no_sponsor", entitlement.Sponsors(), false, sets{entitlement.User("dan")}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newScene()
			s.approval(entitlement.StageSettings{
				PrimaryApprovers: sets{tt.primary}, IsEscalationEnabled: !tt.disabled, EscalationApprovers: tt.others,
			})
			if !tt.allowed {
				s.requireRefused(t, entitlement.NoApprover)
				return
			}
			v := s.requireAllowed(t)
			require.True(t, v.NeedsApproval)
			require.Empty(t, v.Route.Approvers) // they are looked up when they are asked
			require.Equal(t, entitlement.NoApprover, v.Route.Codes[0])
		})
	}
}

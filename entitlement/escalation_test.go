package entitlement

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The windows of Microsoft's pages. // R-151, R-152
func TestEscalationWindows(t *testing.T) {
	t.Parallel()
	minute, err := ParsePeriod("PT1M")
	require.NoError(t, err)
	for _, c := range []struct {
		escalation, timeout  Period
		anywhere, half, aDay bool
	}{
		{Days(8), Days(14), true, true, true}, // 14 days, day 8 to 13
		{Days(13), Days(14), true, true, true},
		{Hours(8*24 - 1), Days(14), true, false, true},
		{Hours(13*24 + 1), Days(14), true, false, false},
		{Days(1), Days(14), true, false, true},
		{Hours(23), Days(14), true, false, false},
		{minute, Days(14), true, false, false}, // what the portal stores for 0 days
		{Days(3), Days(4), true, true, true},   // 4 days at least
		{Days(1), Days(4), true, false, true},
		{Days(2), Hours(4*24 - 1), true, false, false},
		{Days(16), Period{}, true, true, true}, // of the default of 30 days
		{Days(15), Period{}, true, false, true},
		{Days(16), Period{Months: 1}, true, false, true}, // half of 31 days is more than 15
		{Days(17), Period{Months: 1}, true, true, true},
	} {
		a := ApprovalSettings{IsApprovalRequiredForAdd: true, Stages: []StageSettings{{
			PrimaryApprovers: []SubjectSet{User("dana")}, DurationBeforeAutomaticDenial: c.timeout, IsEscalationEnabled: true,
			DurationBeforeEscalation: c.escalation, EscalationApprovers: []SubjectSet{User("erin")},
		}}}
		require.NoError(t, a.Validate(SeedLimits()))
		for w, want := range map[EscalationWindow]bool{
			EscalationAnywhere: c.anywhere, EscalationAfterHalf: c.half, EscalationAfterDay: c.aDay,
		} {
			err := a.CheckEscalations(w)
			if want {
				require.NoError(t, err, "%s in %s, window %d", c.escalation, c.timeout, w)
			} else {
				require.ErrorIs(t, err, InvalidArgument, "%s in %s, window %d", c.escalation, c.timeout, w)
			}
		}
		a.Stages[0].IsEscalationEnabled = false
		require.NoError(t, a.CheckEscalations(EscalationAfterHalf), "without escalation there is nothing to check")
	}
}

package policy_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

func TestWindowFollowsThePolicy(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	after := func(p entitlement.Period) entitlement.Expiration {
		return entitlement.Expiration{Type: entitlement.ExpirationAfterDuration, Duration: p}
	}
	for _, tt := range []struct {
		name       string
		expiration entitlement.Expiration
		end        time.Time
	}{
		{"thirty_days_if_nothing_is_said", entitlement.Expiration{}, days(30)},
		{"number_of_days", after(entitlement.Days(365)), days(365)},
		{"number_of_hours", after(entitlement.Hours(8)), noon.Add(8 * time.Hour)},
		{"never", entitlement.Expiration{Type: entitlement.ExpirationNone}, time.Time{}},
		{"end_of_a_date", entitlement.Expiration{ // the date in the policy's time zone
			Type: entitlement.ExpirationAfterDateTime, EndDateTime: entitlement.EndOfDay(2026, 6, 30, berlin),
		}, time.Date(2026, 6, 30, 22, 0, 0, 0, time.UTC)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := &entitlement.AssignmentPolicy{Expiration: tt.expiration}
			window, code := policy.Window(p, entitlement.Schedule{}, noon)
			require.Empty(t, code)
			require.Equal(t, entitlement.Schedule{Start: noon, End: tt.end}, window) // from the approval
			window, code = policy.Window(p, entitlement.Schedule{End: days(1)}, noon)
			require.Empty(t, code)
			end := days(1)
			if !tt.end.IsZero() && tt.end.Before(end) {
				end = tt.end
			}
			require.Equal(t, entitlement.Schedule{Start: noon, End: end}, window) // the earlier of the two
		})
	}
}

func TestWindowOfARequestApprovedLate(t *testing.T) {
	t.Parallel()
	p := newPolicy(1, entitlement.ScopeAllMemberUsers)
	asked := entitlement.Schedule{Start: days(10), End: days(40)}

	window, code := policy.Window(p, asked, days(3))
	require.Empty(t, code)
	require.Equal(t, asked, window) // approval in time waits for the start

	window, code = policy.Window(p, asked, days(15))
	require.Empty(t, code)
	require.Equal(t, entitlement.Schedule{Start: days(15), End: days(40)}, window) // the end is kept

	for _, at := range []time.Time{days(40), days(41)} {
		window, code = policy.Window(p, asked, at)
		require.Equal(t, entitlement.ScheduleElapsed, code)
		require.Zero(t, window)
	}

	window, code = policy.Window(p, entitlement.Schedule{Start: days(10)}, days(15))
	require.Empty(t, code)
	require.Equal(t, entitlement.Schedule{Start: days(15), End: days(105)}, window)
}

func TestWindowOfAPolicyThatEnded(t *testing.T) {
	t.Parallel()
	p := newPolicy(1, entitlement.ScopeAllMemberUsers)
	p.Expiration = entitlement.Expiration{Type: entitlement.ExpirationAfterDateTime, EndDateTime: days(20)}
	_, code := policy.Window(p, entitlement.Schedule{}, days(20))
	require.Equal(t, entitlement.PolicyEnded, code)
	_, code = policy.Window(p, entitlement.Schedule{Start: days(21)}, days(1))
	require.Equal(t, entitlement.PolicyEnded, code)
	window, code := policy.Window(p, entitlement.Schedule{End: days(30)}, days(19))
	require.Empty(t, code)
	require.Equal(t, days(20), window.End) // never more than the policy allows, I-49
}

func TestWindowsAreInUTC(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", -5*3600)
	p := newPolicy(1, entitlement.ScopeAllMemberUsers)
	window, code := policy.Window(p, entitlement.Schedule{Start: days(1).In(zone), End: days(2).In(zone)}, noon.In(zone))
	require.Empty(t, code)
	require.Equal(t, entitlement.Schedule{Start: days(1), End: days(2)}, window)
	window, _ = policy.Window(p, entitlement.Schedule{}, noon.In(zone))
	require.Equal(t, noon, window.Start)
}

package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// When access ends, for every way of saying it.
func TestTheEndOfAccess(t *testing.T) {
	t.Parallel()
	date := entitlement.Expiration{Type: entitlement.ExpirationAfterDateTime, EndDateTime: start.Add(45 * day)}
	lasts := func(p entitlement.Period) entitlement.Expiration {
		return entitlement.Expiration{Type: entitlement.ExpirationAfterDuration, Duration: p}
	}
	for name, c := range map[string]struct {
		rule entitlement.Expiration
		end  time.Time
	}{
		"not_specified":   {entitlement.Expiration{}, start.Add(33 * day)},
		"never":           {entitlement.Expiration{Type: entitlement.ExpirationNone}, time.Time{}}, // R-167, I-82
		"on_a_date":       {date, start.Add(45 * day)},
		"days":            {lasts(entitlement.Days(90)), start.Add(93 * day)},                      // R-167, I-79
		"hours":           {lasts(entitlement.Hours(8)), start.Add(3*day + 8*time.Hour)},
		"the_longest":     {lasts(entitlement.Days(3660)), start.AddDate(0, 0, 3663)},              // R-167, I-82
		"months":          {lasts(entitlement.Period{Months: 1}), time.Date(2026, 2, 8, 9, 0, 0, 0, time.UTC)},
		"a_year_by_dates": {lasts(entitlement.Period{Years: 1}), time.Date(2027, 1, 8, 9, 0, 0, 0, time.UTC)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				pkg := r.simple("club", expiring(c.rule), approvedBy(stage(entitlement.User("hank"))))
				asked := r.submit("ann", pkg)
				r.pass(3 * day)
				r.approve("hank", asked.Request)
				r.pass(time.Hour)
				made := r.made(asked.Request)
				require.Equal(r, start.Add(3*day), made.Schedule.Start) // from the approval, not the request
				require.Equal(r, c.end, made.Schedule.End)
				if c.end.IsZero() {
					r.pass(20 * 365 * day)
					require.True(r, r.has("ann", "club"))
					return
				}
				r.passTo(c.end.Add(-tick))
				require.True(r, r.has("ann", "club")) // I-49
				require.Len(r, r.live("ann"), 1)
				r.clock.Set(c.end)
				require.Empty(r, r.live("ann")) // I-75: nobody settled anything yet
				r.settle()
				require.False(r, r.has("ann", "club"))
				ended := r.made(asked.Request)
				require.Equal(r, entitlement.AssignmentExpired, ended.State)
				require.Equal(r, c.end, ended.Ended)
			})
		})
	}
}

// A slow delivery does not make access longer, and access that ended before it was delivered was never given.
func TestSlowDeliveryDoesNotLengthenAccess(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		asked := r.submit("ann", r.simple("club", expiring(entitlement.Expiration{
			Type: entitlement.ExpirationAfterDuration, Duration: entitlement.Hours(1),
		})))
		r.pass(40 * time.Minute)
		require.Equal(r, entitlement.AssignmentDelivering, r.made(asked.Request).State)
		r.pass(10 * day)
		require.Equal(r, start.Add(time.Hour), r.made(asked.Request).Ended)
		r.ends(asked.Request, entitlement.RequestCanceled, entitlement.ReasonAssignmentEnded)
		require.Equal(r, start.Add(time.Hour), r.request(asked.Request).Request.Completed)
		require.False(r, r.has("ann", "club"))
		require.Empty(r, r.mails.of(entitlement.MailAccessGiven), "nobody was told of the access")
		require.Empty(r, r.mails.of(entitlement.MailAccessEnded), "nor of its end")
	}, lagging(90*time.Minute))
}

// The time that somebody asked for, against the time of the approval.
func TestTheTimeAskedFor(t *testing.T) {
	t.Parallel()
	at := func(days int) time.Time {
		if days == 0 {
			return time.Time{}
		}
		return start.Add(time.Duration(days) * day)
	}
	fixed := expiring(entitlement.Expiration{Type: entitlement.ExpirationAfterDateTime, EndDateTime: at(12)})
	for name, c := range map[string]struct {
		policy     policyChange
		start, end int // asked for, in days
		approved   int // when
		want       entitlement.Schedule
		reason     entitlement.EndReason
	}{
		"approved_before_the_start": {lasting(10), 5, 0, 2, entitlement.Schedule{Start: at(5), End: at(15)}, 0},
		"approved_after_the_start":  {lasting(10), 5, 9, 7, entitlement.Schedule{Start: at(7), End: at(9)}, 0},
		"approved_at_the_start":     {lasting(10), 5, 0, 5, entitlement.Schedule{Start: at(5), End: at(15)}, 0},
		"approved_at_the_end":       {lasting(10), 5, 9, 9, entitlement.Schedule{}, entitlement.ReasonScheduleElapsed},
		"approved_after_the_end":    {lasting(10), 5, 9, 20, entitlement.Schedule{}, entitlement.ReasonScheduleElapsed},
		"no_time_asked_for":         {lasting(10), 0, 0, 7, entitlement.Schedule{Start: at(7), End: at(17)}, 0},
		"an_end_of_ones_own":        {lasting(10), 0, 9, 7, entitlement.Schedule{Start: at(7), End: at(9)}, 0},
		"before_the_fixed_end":      {fixed, 5, 0, 2, entitlement.Schedule{Start: at(5), End: at(12)}, 0},
		"after_the_fixed_end":       {fixed, 0, 0, 12, entitlement.Schedule{}, entitlement.ReasonPolicyEnded},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				pkg := r.simple("club", scheduled, c.policy, approvedBy(stage(entitlement.User("hank"))))
				asked := r.ask("ann", lifecycle.SubmitInput{
					Package: pkg.ID, Schedule: entitlement.Schedule{Start: at(c.start), End: at(c.end)},
				})
				r.pass(time.Duration(c.approved) * day)
				decided := r.approve("hank", asked.Request)
				if c.reason != 0 {
					require.Equal(r, entitlement.RequestDenied, decided.State)
					r.ends(asked.Request, entitlement.RequestDenied, c.reason)
					require.Equal(r, c.reason, func() entitlement.EndReason { r.settle(); return r.mails.of(entitlement.MailDenied)[0].Reason }())
					require.Empty(r, r.mails.of(entitlement.MailApproved), "it came to nothing")
					require.Empty(r, r.target.Calls(0)) // I-15
					return
				}
				wantState := entitlement.RequestDelivering
				if c.start > c.approved {
					wantState = entitlement.RequestScheduled
				}
				require.Equal(r, wantState, decided.State)
				r.passTo(c.want.Start)
				require.Equal(r, c.want, r.made(asked.Request).Schedule)
				require.Equal(r, c.want.Start, r.operations("club")[0].Operation.At.UTC()) // I-76
				r.passTo(c.want.End.Add(-tick))
				require.True(r, r.has("ann", "club"))
				r.passTo(c.want.End)
				require.False(r, r.has("ann", "club")) // I-75
			})
		})
	}
}

package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

func until(end time.Time) policyChange {
	return expiring(entitlement.Expiration{Type: entitlement.ExpirationAfterDateTime, EndDateTime: end})
}

func duration(p entitlement.Period) policyChange {
	return expiring(entitlement.Expiration{Type: entitlement.ExpirationAfterDuration, Duration: p})
}

// An assignment lasts as its policy says, from the moment at which access was given. // R-166, R-167, R-169, R-171
func TestHowLongAccessLasts(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		inBerlin := entitlement.EndOfDay(2026, time.March, 31, time.FixedZone("", 3600))
		for name, c := range map[string]struct {
			policy policyChange
			end    time.Time // zero: never
		}{
			"nothing is said":    {expiring(entitlement.Expiration{}), start.Add(30 * day)},
			"never":              {expiring(entitlement.Expiration{Type: entitlement.ExpirationNone}), time.Time{}},
			"days":               {duration(entitlement.Days(90)), start.Add(90 * day)},
			"hours":              {duration(entitlement.Period{Clock: 5 * time.Hour}), start.Add(5 * time.Hour)},
			"months":             {duration(entitlement.Period{Months: 1}), time.Date(2026, time.February, 5, 9, 0, 0, 0, time.UTC)}, // by the calendar
			"a date in Berlin":   {until(inBerlin), time.Date(2026, time.March, 31, 23, 0, 0, 0, time.UTC)},
			"the longest of all": {duration(entitlement.Days(3660)), start.Add(3660 * day)},
		} {
			asked := r.submit("ann", r.simple(name, c.policy))
			require.Equal(r, entitlement.Schedule{Start: start, End: c.end}, r.made(asked.Request).Schedule, name)
		}
		slow := r.simple("slow", lasting(10), approvedBy(stage(entitlement.User("boss"))))
		pending := r.submit("ann", slow)
		r.pass(7 * day)
		r.approve("boss", pending.Request)
		require.Equal(r, entitlement.Schedule{Start: start.Add(7 * day), End: start.Add(17 * day)}, r.made(pending.Request).Schedule)
	})
}

// A policy whose end has come takes nobody any more, and can still be renamed, suspended, and given another end.
func TestAPolicyThatHasEnded(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		end := start.Add(10 * day)
		kit := r.kit(entitlement.GeneralCatalogID(), "shop", until(end))
		r.submit("ann", kit.pkg)
		r.clock.Set(end.Add(-time.Microsecond))
		r.remove(r.live("ann")[0].ID)
		r.submit("ann", kit.pkg) // a moment is a lifetime
		r.clock.Set(end)
		require.Empty(r, r.live("ann"))
		r.refuses(unrequestable(kit.pkg, entitlement.NoPolicyApplies, entitlement.PolicyApplies, entitlement.PolicyEnded),
			r.submission("ann", lifecycle.SubmitInput{Package: kit.pkg.ID}))
		require.Empty(r, r.offered("ann"))
		edited := r.edit(kit.policy, called("Old"), suspended(true))
		r.refuses(refusal{
			op: "update policy", code: entitlement.InvalidArgument, detail: "the policy would end before it starts",
		}, func() error {
			until(end.Add(-time.Hour))(&edited)
			_, err := r.as("root").UpdatePolicy(t.Context(), lifecycle.PolicyInput{Policy: edited})
			return err
		})
		r.edit(edited, until(end.Add(day)), suspended(false))
		require.Equal(r, end.Add(day), r.made(r.submit("ann", kit.pkg).Request).Schedule.End)
	})
}

// who may choose, chooses within the policy.
func TestTimesThatRequestorsChoose(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("shop", scheduled, lasting(10))
		fixed := r.simple("fixed", scheduled, until(start.Add(20*day)))
		strict := r.simple("strict", lasting(10))
		at := func(days float64) time.Time { return start.Add(time.Duration(days * float64(day))) }
		for name, c := range map[string]struct {
			pkg  entitlement.AccessPackage
			want entitlement.Schedule
			code entitlement.Code
		}{
			"start in the past":          {pkg, entitlement.Schedule{Start: start.Add(-time.Microsecond)}, entitlement.ScheduleInPast},
			"end at the start":           {pkg, entitlement.Schedule{End: start}, entitlement.ScheduleReversed},
			"end at the later start":     {pkg, entitlement.Schedule{Start: at(5), End: at(5)}, entitlement.ScheduleReversed},
			"longer than allowed":        {pkg, entitlement.Schedule{End: at(10).Add(time.Microsecond)}, entitlement.ScheduleTooLong},
			"longer than allowed, later": {pkg, entitlement.Schedule{Start: at(5), End: at(15).Add(time.Microsecond)}, entitlement.ScheduleTooLong},
			"beyond the fixed end":       {fixed, entitlement.Schedule{End: at(20).Add(time.Microsecond)}, entitlement.ScheduleTooLong},
			"begins at the fixed end":    {fixed, entitlement.Schedule{Start: at(20)}, entitlement.PolicyEnded},
			"choosing is not allowed":    {strict, entitlement.Schedule{End: at(1)}, entitlement.ScheduleNotAllowed},
			"nor is choosing the start":  {strict, entitlement.Schedule{Start: at(1)}, entitlement.ScheduleNotAllowed},
		} {
			r.refuses(unrequestable(c.pkg, c.code), r.submission("ann", lifecycle.SubmitInput{Package: c.pkg.ID, Schedule: c.want}))
			offer, err := r.as("ann").Explain(t.Context(), lifecycle.ExplainInput{Package: c.pkg.ID, Schedule: c.want})
			require.NoError(r, err)
			require.Equal(r, []entitlement.Code{c.code}, offer.Codes, name)
		}
		for _, c := range []struct {
			who        entitlement.SubjectID
			asked, got entitlement.Schedule
		}{
			{"ann", entitlement.Schedule{End: at(10)}, entitlement.Schedule{Start: start, End: at(10)}},
			{"bob", entitlement.Schedule{End: at(2)}, entitlement.Schedule{Start: start, End: at(2)}},
			{"meg", entitlement.Schedule{Start: at(5)}, entitlement.Schedule{Start: at(5), End: at(15)}},
			{"boss", entitlement.Schedule{Start: at(15), End: at(16)}, entitlement.Schedule{Start: at(15), End: at(16)}},
		} {
			asked := r.ask(c.who, lifecycle.SubmitInput{Package: pkg.ID, Schedule: c.asked})
			if !c.asked.Start.IsZero() {
				require.Equal(r, entitlement.RequestScheduled, asked.State, c.who)
				require.Empty(r, r.live(c.who))
				r.passTo(c.asked.Start)
			}
			require.Equal(r, c.got, r.made(asked.Request).Schedule, c.who)
		}
		given := r.assign(lifecycle.AssignInput{Package: strict.ID, Target: "ann", Schedule: entitlement.Schedule{End: r.clock.Now().Add(day)}})
		require.Equal(r, r.clock.Now().Add(day), r.made(given.Request).Schedule.End) // administrators may choose
	})
}

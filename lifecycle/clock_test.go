package lifecycle_test

import (
	"testing"
	"time"

	"github.com/benbjohnson/clock"
	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
	"example.com/tenure/store"
)

// A plain mock of the clock's own package, as a host's tests use it: one step of ninety days comes to the same as ninety of
// one day, in rows and log.
func TestAPlainMockInOneStepOrInNinety(t *testing.T) {
	t.Parallel()
	onStores(t, func(t *testing.T, open func(*testing.T) store.Store) {
		ends := map[int]string{}
		for _, steps := range []int{1, 90} {
			mock := clock.NewMock()
			r := newRig(t, open(t), func(c *lifecycle.Config) { c.Clock = mock })
			pkg, _ := r.offer(lasting(40), approvedBy(escalating(7, waiting(14, stage(entitlement.Manager(1))), entitlement.Manager(2))))
			r.approve("meg", r.submit("ann", pkg).Request)
			r.submit("bob", pkg)
			r.ask("hank", lifecycle.SubmitInput{
				Package: r.simple("later", scheduled).ID, Schedule: entitlement.Schedule{Start: mock.Now().Add(20 * day)},
			})
			visit := r.visits(pat(), r.partners("shop", lasting(30)))
			r.settle()
			for range steps {
				mock.Add(90 * day / time.Duration(steps))
				_, err := r.engine.RunDue(t.Context())
				require.NoError(t, err)
			}
			require.Equal(t, entitlement.AssignmentExpired, r.made(visit.Request).State)
			canonical, err := sim.Canonical(t.Context(), r.config.Store)
			require.NoError(t, err)
			ends[steps] = string(canonical)
		}
		require.Equal(t, ends[90], ends[1]) // I-77
	})
}

// A clock that went back is reported. Engine time stays, so nothing is revived or lengthened, and nothing new is due.
func TestAClockThatWentBack(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer(lasting(20))
		given := r.submit("ann", r.simple("club", lasting(10)))
		pending := r.submit("ann", pkg)
		r.pass(31 * day)
		r.clock.Set(start.Add(5 * day)) // the access would still last, and the request could still be decided
		report, err := r.engine.Time(t.Context())
		require.NoError(r, err)
		require.Equal(r, lifecycle.TimeReport{
			Clock: start.Add(5 * day), Engine: report.Engine, Behind: report.Engine.Sub(start.Add(5 * day)),
		}, report)
		require.Equal(r, start.Add(30*day), report.Engine, "the last instant that something happened at")

		require.Empty(r, r.live("ann")) // I-74
		require.Equal(r, entitlement.AssignmentExpired, r.made(given.Request).State)
		require.Equal(r, []entitlement.Code{entitlement.DeadlinePassed}, r.answers("meg", lifecycle.DecideInput{Request: pending.Request}))
		anew := r.submit("ann", pkg)
		require.Equal(r, start.Add(30*day), r.request(anew.Request).Request.Created, "at engine time") // I-74
		require.Equal(r, start.Add(60*day), r.stageOf(anew.Request, 1).Deadline)

		r.open() // I-74: a restart does not help either
		require.Empty(r, r.live("ann"))
		r.clock.Set(start.Add(60*day - tick))
		r.approve("meg", anew.Request)
		require.Equal(r, start.Add(80*day-tick), r.live("ann")[0].Schedule.End)
	})
}

// A clock that jumped too far ahead is not believed before an operator has confirmed it. Reads believe it, so that access
// which has ended is not used; but nothing is written and nothing goes out.
func TestAClockThatJumpedAhead(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		club := r.simple("club", lasting(10))
		given := r.submit("ann", club)
		r.settle()
		calls := len(r.target.Calls(0))
		r.clock.Set(start.Add(45 * day))
		r.submit("bob", club) // just within the limit: ann's access is settled
		require.Equal(r, start.Add(10*day), r.made(given.Request).Ended)

		r.clock.Set(start.Add(90*day + tick))
		jumped := refusal{op: "submit", code: entitlement.ClockJumped, kind: entitlement.KindEngine, detail: "an operator must confirm"}
		refuses := func(want refusal, command func() error) {
			before := r.bytes()
			err := command()
			require.ErrorIs(r, err, want.code) // I-84
			require.ErrorContains(r, err, want.detail)
			require.Equal(r, before, r.bytes())
		}
		refuses(jumped, r.submission("ann", lifecycle.SubmitInput{Package: club.ID}))
		refuses(jumped, func() error { _, err := r.engine.RunDue(t.Context()); return err })
		refuses(jumped, func() error { _, err := r.engine.Dispatch(t.Context()); return err })
		require.Len(r, r.target.Calls(0), calls, "nothing goes out") // I-84
		require.Empty(r, r.live("bob"), "reads deny what has ended") // I-84
		report, err := r.engine.Time(t.Context())
		require.NoError(r, err)
		require.Equal(r, lifecycle.TimeReport{Clock: start.Add(90*day + tick), Engine: start.Add(45 * day), Jumped: true}, report)

		r.confirms(start.Add(90*day + tick))
		r.settle()
		require.False(r, r.has("bob", "club"))
		r.submit("ann", club)
	}, func(c *lifecycle.Config) { c.MaxForwardJump = 45 * day })
}

// confirms lets root confirm the time and requires that it is in the log.
func (r *rig) confirms(upTo time.Time) {
	r.Helper()
	begin := r.seq()
	require.NoError(r, r.as("root").ConfirmTime(r.Context(), lifecycle.ConfirmTimeInput{UpTo: upTo}))
	r.requireLog(begin, happening{entitlement.ActivityTimeConfirmed, "root"}) // I-103
}

// What was confirmed is a part of the way: the rest needs its own confirmation.
func TestTheTimeIsConfirmedStepByStep(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		given := r.submit("ann", r.simple("club", lasting(10)))
		r.clock.Set(start.Add(200 * day))
		invalid := func(op, detail string, command func() error) {
			r.Helper()
			before := r.bytes()
			err := command()
			require.ErrorIs(r, err, entitlement.InvalidArgument)
			require.ErrorContains(r, err, op)
			require.ErrorContains(r, err, detail)
			require.Equal(r, before, r.bytes())
		}
		confirm := func(who entitlement.SubjectID, upTo time.Time) func() error {
			return func() error { return r.as(who).ConfirmTime(t.Context(), lifecycle.ConfirmTimeInput{UpTo: upTo}) }
		}
		invalid("confirm time", "lies in the future", confirm("root", start.Add(200*day+tick)))
		invalid("confirm time", "lies before engine time", confirm("root", start.Add(-tick)))
		require.ErrorIs(r, confirm("ann", start.Add(200*day))(), entitlement.Forbidden)

		r.confirms(start.Add(160 * day))
		report, err := r.engine.Time(t.Context())
		require.NoError(r, err)
		require.Equal(r, start.Add(160*day), report.Engine)
		require.False(r, report.Jumped, "the rest is within the limit")
		r.settle()
		require.Equal(r, start.Add(10*day), r.made(given.Request).Ended) // I-77
	}, func(c *lifecycle.Config) { c.MaxForwardJump = 45 * day })
}

// A wrong clock moved engine time ahead and ended access. Lowering the time brings nothing of that back.
func TestLoweringTheTimeRevivesNothing(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		club, pkg := r.simple("club", lasting(10)), r.simple("sales", approvedBy(stage(entitlement.Manager(1))))
		given, pending := r.submit("ann", club), r.submit("ann", pkg)
		r.settle()
		r.clock.Set(start.Add(1000 * day)) // the wrong year
		r.settle()
		require.False(r, r.has("ann", "club"))
		r.clock.Set(start.Add(day)) // and the right one again

		lower := func(who entitlement.SubjectID, to time.Time) error {
			return r.as(who).LowerTime(t.Context(), lifecycle.LowerTimeInput{To: to})
		}
		require.ErrorIs(r, lower("ann", start.Add(day)), entitlement.Forbidden)
		require.ErrorIs(r, lower("root", start.Add(day+tick)), entitlement.InvalidArgument, "in the future")
		wrong, err := r.engine.Time(t.Context())
		require.NoError(r, err)
		require.True(r, wrong.Engine.After(start.Add(29*day)))
		begin := r.seq()
		require.NoError(r, lower("root", start.Add(day)))
		r.requireLog(begin, happening{entitlement.ActivityTimeLowered, "root"}) // I-103
		require.Equal(r, []entitlement.Fact{{Name: "before", Value: wrong.Engine.Format(time.RFC3339Nano)}}, r.events(begin)[0].Facts)
		require.ErrorIs(r, lower("root", start.Add(day)), entitlement.InvalidArgument, "it is there already")

		report, err := r.engine.Time(t.Context())
		require.NoError(r, err)
		require.Equal(r, lifecycle.TimeReport{Clock: start.Add(day), Engine: start.Add(day)}, report)
		r.pass(30 * day)
		require.Equal(r, entitlement.AssignmentExpired, r.made(given.Request).State) // I-74, I-52
		require.False(r, r.has("ann", "club"))
		r.ends(pending.Request, entitlement.RequestDenied, entitlement.ReasonApprovalTimeout) // I-12
		r.submit("ann", club)
		require.Equal(r, start.Add(41*day), r.live("ann")[0].Schedule.End)
	})
}

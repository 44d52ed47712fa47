package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
)

// happening is an activity and who did it, "" for the system: a timer, or a delivery.
type happening struct {
	activity entitlement.Activity
	by       entitlement.SubjectID
}

// requireLog requires exactly these events, each with its actor, from an event on.
func (r *rig) requireLog(from uint64, want ...happening) {
	r.Helper()
	events := r.events(from)
	activities := make([]entitlement.Activity, len(want))
	for i, w := range want {
		activities[i] = w.activity
	}
	require.Equal(r, activities, r.since(from))
	for i, w := range want {
		actor := entitlement.Actor{Kind: entitlement.ActorPerson, Subject: w.by}
		if w.by == "" {
			actor = entitlement.Actor{Kind: entitlement.ActorSystem}
		}
		require.Equal(r, actor, events[i].Actor, "%s", w.activity) // R-349, I-103
	}
}

func TestTheLogOfALife(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, policy := r.offer(lasting(10))
		begin := r.seq()
		asked := r.submit("ann", pkg)
		r.clock.Add(time.Hour)
		decided := r.approve("meg", asked.Request)
		r.requireLog(begin,
			happening{entitlement.ActivityUserRequests, "ann"}, happening{entitlement.ActivityCreateApproval, "ann"},
			happening{entitlement.ActivityStageCompleted, "meg"}, happening{entitlement.ActivityApprove, "meg"},
			happening{entitlement.ActivityCreateAssignment, "meg"},
			happening{entitlement.ActivityWantGrant, "meg"}, happening{entitlement.ActivityWantGrant, "meg"},
		)
		delivery := r.seq()
		r.settle()
		r.requireLog(delivery,
			happening{activity: entitlement.ActivityFulfillGrant}, happening{activity: entitlement.ActivityFulfillGrant},
			happening{activity: entitlement.ActivityUpdateAssignment}, happening{activity: entitlement.ActivityFulfillRequest},
		)
		end := r.seq()
		r.passTo(start.Add(time.Hour + 10*day))
		r.requireLog(end,
			happening{activity: entitlement.ActivityRemoveAssignment},
			happening{activity: entitlement.ActivityUnwantGrant}, happening{activity: entitlement.ActivityUnwantGrant},
			happening{activity: entitlement.ActivityRemoveGrant}, happening{activity: entitlement.ActivityRemoveGrant},
		)
		for _, ev := range r.events(begin) {
			if ev.Object.Kind != entitlement.KindStage {
				require.Equal(r, entitlement.SubjectID("ann"), ev.Subject)
			}
			if ev.Object.Kind == entitlement.KindRequest || ev.Object.Kind == entitlement.KindAssignment {
				require.Equal(r, asked.Request, ev.Request)
				require.Equal(r, entitlement.PackageRef{ID: pkg.ID, Version: 1}, ev.Package)
				require.Equal(r, entitlement.PolicyRef{ID: policy.ID, Version: 1}, ev.Policy)
			}
			if ev.Object.Kind == entitlement.KindAssignment {
				require.Equal(r, decided.Assignment, ev.Assignment)
			}
		}
	})
}

// What was due while nobody looked happens at its own instants, in their order, however late it is noticed. // I-77
func TestAJumpOfTheClock(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer()
		short, long := r.simple("short", lasting(5)), r.simple("long", lasting(50))
		r.submit("ann", long)
		r.submit("ann", short)
		pending := r.submit("ann", pkg)
		r.settle()
		begin := r.seq()
		r.clock.Set(start.Add(365 * day))
		_, err := r.engine.RunDue(t.Context())
		require.NoError(r, err)
		type moment struct {
			activity entitlement.Activity
			at       time.Time
		}
		var got []moment
		for _, ev := range r.events(begin) {
			require.Equal(r, start.Add(365*day), ev.Recorded)
			got = append(got, moment{ev.Activity, ev.At})
		}
		require.Equal(r, []moment{
			{entitlement.ActivityRemoveAssignment, start.Add(5 * day)}, {entitlement.ActivityUnwantGrant, start.Add(5 * day)},
			{entitlement.ActivityRemindApprovers, start.Add(15 * day)},
			{entitlement.ActivityStageCompleted, start.Add(30 * day)}, {entitlement.ActivityTimeout, start.Add(30 * day)},
			{entitlement.ActivityRemoveAssignment, start.Add(50 * day)}, {entitlement.ActivityUnwantGrant, start.Add(50 * day)},
		}, got)
		require.Equal(r, start.Add(30*day), r.request(pending.Request).Request.Completed)
		for _, a := range r.access(lifecycle.AccessInput{For: "ann", Ended: true}) {
			require.Equal(r, a.Schedule.End, a.Ended)
		}
	})
}

// One event for each changed object, numbered without gaps, each object's versions too, and all linked.
func TestTheLogIsGapFreeAndChained(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer(lasting(10))
		for _, who := range []entitlement.SubjectID{"ann", "bob"} {
			r.approve("meg", r.submit(who, pkg).Request)
			r.pass(day)
		}
		r.visits(pat(), r.partners("shop", lasting(3)))
		r.pass(60 * day)
		r.approve("meg", r.submit("ann", pkg).Request)
		r.pass(day)

		type last struct {
			seq     uint64
			version uint32
		}
		objects := map[entitlement.ObjectRef]last{}
		subjects := map[entitlement.SubjectID]uint64{}
		var link [32]byte
		for i, logged := range r.events(0) {
			ev := logged.Event
			require.Equal(r, uint64(i+1), ev.Seq) // I-100
			link = store.Link(link, ev.Seq, store.Canonical(&ev))
			require.Equal(r, link, ev.Link, "event %d", ev.Seq) // I-100
			before := objects[ev.Object]
			require.Equal(r, before.seq, ev.Previous, "event %d", ev.Seq)
			require.Equal(r, before.version+1, ev.Version, "event %d", ev.Seq) // I-6
			objects[ev.Object] = last{ev.Seq, ev.Version}
			if ev.After == nil {
				objects[ev.Object] = last{} // what comes back under the same name begins anew
			}
			if ev.Subject != "" {
				require.Equal(r, subjects[ev.Subject], ev.LastSeen)
				subjects[ev.Subject] = ev.Seq
			}
			require.False(r, logged.Recorded.Before(ev.At), "nothing is recorded before it happens")
		}
		require.Greater(r, len(objects), 10)
	})
}

func TestAPersonsEventsAreFoundNewestFirst(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer()
		r.approve("meg", r.submit("ann", pkg).Request)
		r.submit("bob", pkg)
		r.settle()
		var want []uint64
		for _, ev := range r.events(0) {
			if ev.Subject == "ann" {
				want = append([]uint64{ev.Seq}, want...)
			}
		}
		require.NotEmpty(r, want)
		var got []uint64
		for ev, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.LoggedEvent], error) {
			p.Size = 2
			return r.as("ann").Events(t.Context(), lifecycle.EventsInput{Page: p, Subject: "ann"})
		}) {
			require.NoError(r, err)
			got = append(got, ev.Seq)
		}
		require.Equal(r, want, got)
		r.refuses(refusal{
			op: "events", code: entitlement.Forbidden, detail: "lacks a role", reasons: []entitlement.Code{entitlement.RoleMissing},
		}, func() error {
			_, err := r.as("bob").Events(t.Context(), lifecycle.EventsInput{Subject: "ann"})
			return err
		})
	})
}

// A refusal leaves reason codes with the caller; what the system does by itself leaves them in the log.
func TestTheLogSaysWhy(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer(func(p *entitlement.AssignmentPolicy) {
			p.SpecificAllowedTargets = []entitlement.SubjectSet{entitlement.User("hank")}
			p.RequestApprovalSettings.Stages[0].FallbackPrimaryApprovers = []entitlement.SubjectSet{entitlement.User("boss")}
		})
		begin := r.seq()
		r.submit("hank", pkg)
		ev := r.events(begin)[0]
		require.Equal(r, entitlement.ActivityUserRequests, ev.Activity)
		require.Contains(r, ev.Codes, entitlement.ManagerMissing) // I-25: why the fallback was used
		facts := map[string]string{}
		for _, f := range ev.Facts {
			facts[f.Name] = f.Value
		}
		require.Equal(r, "member", facts["userType"])
		view, err := r.directory.At(t.Context(), start)
		require.NoError(r, err)
		require.Equal(r, view.Revision(), facts["directoryRevision"]) // I-47
	})
}

package lifecycle_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// ladder makes a package whose requests go to the manager, and after seven of fourteen days to her manager too.
func (r *rig) ladder() entitlement.AccessPackage {
	r.Helper()
	pkg, _ := r.offer(approvedBy(escalating(7, waiting(14, stage(entitlement.Manager(1))), entitlement.Manager(2))))
	return pkg
}

func TestAnUnansweredRequestGoesToTheAlternatesToo(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.ladder()
		ann, bob := r.submit("ann", pkg), r.submit("bob", pkg)
		r.pass(7*day - tick)
		begin := r.seq()
		require.Empty(r, r.asked("boss"))
		require.Equal(r, []entitlement.Code{entitlement.NotApprover}, r.answers("boss", lifecycle.DecideInput{Request: ann.Request})) // I-26

		r.pass(tick)
		escalated := r.stageOf(ann.Request, 1)
		require.Equal(r, entitlement.StageEscalated, escalated.State)
		require.Equal(r, []entitlement.SubjectID{"boss"}, escalated.Alternates)
		require.Equal(r, []entitlement.SubjectID{"meg"}, escalated.Approvers)
		require.Equal(r, start.Add(14*day), escalated.Deadline)
		require.Equal(r, entitlement.RequestPendingApproval, r.request(ann.Request).Request.State)   // still
		require.ElementsMatch(r, []entitlement.RequestID{ann.Request, bob.Request}, r.asked("boss"))
		for _, ev := range r.happened(begin, entitlement.ActivityEscalate) {
			require.Equal(r, start.Add(7*day), ev.At)
		}

		r.pass(7*day - tick)
		r.approve("boss", ann.Request)
		r.approve("meg", bob.Request) // the first approvers keep their right
		r.pass(30 * day)
		require.Len(r, r.happened(begin, entitlement.ActivityEscalate), 4, "two each, the instant and the answer: once")
	})
}

func TestADecisionInTimeStopsTheEscalation(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.ladder()
		ann := r.submit("ann", pkg)
		begin := r.seq()
		r.jump(7*day - tick)
		r.approve("meg", ann.Request)
		r.pass(30 * day)
		require.Empty(r, r.happened(begin, entitlement.ActivityEscalate)) // I-78
		require.Empty(r, r.asked("boss"))
	})
}

// Alternates decide as well as approvers, and too late is too late for them too.
func TestAlternatesAndTheDeadline(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		ann := r.submit("ann", r.ladder())
		r.pass(8 * day)
		r.clock.Set(start.Add(14 * day))
		require.Equal(r, []entitlement.Code{entitlement.DeadlinePassed},
			r.answers("boss", lifecycle.DecideInput{Request: ann.Request}))
		r.ends(ann.Request, entitlement.RequestDenied, entitlement.ReasonApprovalTimeout)

		anew := r.submit("ann", entitlement.AccessPackage{ID: r.request(ann.Request).Request.Package.ID})
		r.pass(8 * day)
		r.deny("boss", anew.Request)
		r.ends(anew.Request, entitlement.RequestDenied, entitlement.ReasonApproverDenied)
	})
}

// Nobody notices the escalation before the deadline has come as well: both happen, each at its instant.
func TestAnEscalationThatIsNoticedTooLate(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		ann := r.submit("ann", r.ladder())
		begin := r.seq()
		r.jump(100 * day)
		r.settle()
		var got []time.Time
		for _, ev := range r.events(begin) {
			got = append(got, ev.At.UTC())
		}
		require.Equal(r, []time.Time{
			start.Add(7 * day / 2), start.Add(7 * day), start.Add(14 * day), start.Add(14 * day),
		}, got) // I-77
		require.Empty(r, r.stageOf(ann.Request, 1).Alternates, "nobody was asked any more")
		require.Equal(r, start.Add(14*day), r.request(ann.Request).Request.Completed)
	})
}

// Where there is no second manager the fallback of the alternates is asked; without one the approvers keep it.
func TestNoAlternates(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fallback []entitlement.SubjectSet
		want     []entitlement.SubjectID
	}{
		"fallback": {[]entitlement.SubjectSet{entitlement.User("hank")}, []entitlement.SubjectID{"hank"}},
		"nobody":   {nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				steps := escalating(7, waiting(14, stage(entitlement.Manager(1))), entitlement.Manager(2))
				steps.FallbackEscalationApprovers = c.fallback
				pkg, _ := r.offer(approvedBy(steps))
				asked := r.submit("ann", pkg)
				r.change("meg", func(s *entitlement.Subject) { s.Manager = "" })
				begin := r.seq()
				r.pass(7 * day)
				found := r.stageOf(asked.Request, 1)
				require.Equal(r, c.want, found.Alternates)
				require.Equal(r, entitlement.ResolvingNothing, found.Resolving)
				escalations := r.happened(begin, entitlement.ActivityEscalate)
				require.Len(r, escalations, 2)
				require.Contains(r, escalations[1].Codes, entitlement.ManagerMissing) // it is recorded
				r.approve("meg", asked.Request)
			})
		})
	}
}

// The requestor is nobody's alternate.
func TestNobodyIsTheirOwnAlternate(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.gather("seconds", "ann", "hank")
		steps := escalating(1, stage(entitlement.Manager(1)), entitlement.GroupMembers("seconds"))
		pkg, _ := r.offer(approvedBy(steps))
		asked := r.submit("ann", pkg)
		r.pass(day)
		require.Equal(r, []entitlement.SubjectID{"hank"}, r.stageOf(asked.Request, 1).Alternates) // R-140, I-23
		require.Empty(r, r.asked("ann"))
	})
}

// The directory is down when the escalation is due. It is asked until it answers; the deadline does not wait for it.
func TestAnEscalationWithoutADirectory(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]func(*phoneBook){
		"down":   func(b *phoneBook) { b.set(errors.New("the line is dead"), nil, 0) },
		"broken": func(b *phoneBook) { b.set(nil, errors.New("half a page"), 0) },
		"stale":  func(b *phoneBook) { b.set(nil, nil, 10*time.Minute+tick) }, // no decision rests on old facts
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				book := &phoneBook{Directory: r.directory}
				r.config.Directory = book
				r.open()
				pkg := r.ladder()
				ann := r.submit("ann", pkg)
				r.pass(day)
				bob := r.submit("bob", pkg)
				failure(book)
				r.pass(6*day + 5*time.Hour)
				waits := r.stageOf(ann.Request, 1)
				require.Equal(r, entitlement.StageEscalated, waits.State)
				require.Equal(r, entitlement.ResolvingAlternates, waits.Resolving)
				require.Equal(r, start.Add(7*day), waits.Since)
				require.Empty(r, waits.Alternates) // I-94
				book.set(nil, nil, 0)
				require.Len(r, r.stuck(), 2, "the operator can see it: the escalation, and what bob's reminder wants to know")
				failure(book)

				r.passTo(start.Add(14 * day)) // in the meantime it is bob's turn as well
				book.set(nil, nil, 0)
				r.ends(ann.Request, entitlement.RequestDenied, entitlement.ReasonApprovalTimeout)
				r.pass(time.Hour)
				require.Equal(r, []entitlement.SubjectID{"boss"}, r.stageOf(bob.Request, 1).Alternates)
				require.Empty(r, r.stageOf(ann.Request, 1).Alternates)
				require.Empty(r, r.stuck())
				r.approve("boss", bob.Request)
			})
		})
	}
}

// By option fallback approvers are the alternates of a stage that names none, at half of its time.
func TestFallbackApproversAsAlternates(t *testing.T) {
	t.Parallel()
	for _, on := range []bool{true, false} {
		t.Run(map[bool]string{true: "on", false: "off"}[on], func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				pkg, _ := r.offer(approvedBy(waiting(9, orElse(stage(entitlement.Manager(1)), entitlement.User("hank")))))
				asked := r.submit("ann", pkg)
				r.pass(9*day/2 - tick)
				require.Empty(r, r.asked("hank"))
				r.pass(tick)
				if !on {
					require.Empty(r, r.asked("hank")) // never for those who do not answer
					return
				}
				require.Equal(r, []entitlement.RequestID{asked.Request}, r.asked("hank"))
				require.Equal(r, []entitlement.SubjectID{"meg"}, r.stageOf(asked.Request, 1).Approvers)
				require.Equal(r, start.Add(9*day), r.stageOf(asked.Request, 1).Deadline)
				r.approve("hank", asked.Request)
			}, func(c *lifecycle.Config) { c.Policy.FallbackAsAlternates = on })
		})
	}
}

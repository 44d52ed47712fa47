package lifecycle_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// posted lists what was sent since the last call, in order: the mail, the stage, the recipients and the day it is about.
func (r *rig) posted() []string {
	r.Helper()
	r.settle()
	var lines []string
	for _, m := range r.mails.sent[r.read:] {
		var to []string
		for _, id := range m.To {
			to = append(to, string(id))
		}
		lines = append(lines, fmt.Sprintf("%s/%d to %s on day %g", m.Kind, m.Stage, strings.Join(to, " "), m.At.Sub(start).Hours()/24))
	}
	r.read = len(r.mails.sent)
	return lines
}

// Everybody who was asked hears how it went on, stage by stage; the third stage is like the second.
func TestMailsOfThreeStages(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer(approvedBy(
			escalating(4, waiting(14, stage(entitlement.User("meg"))), entitlement.User("root")),
			escalating(8, waiting(14, stage(entitlement.User("hank"))), entitlement.User("root")),
			waiting(10, stage(entitlement.User("boss"))),
		))
		asked := r.submit("ann", pkg)
		require.Equal(r, []string{"N04/1 to meg on day 0"}, r.posted())
		r.pass(5 * day)
		require.Equal(r, []string{"N05/1 to meg on day 2", "N01/1 to root on day 4"}, r.posted())
		r.approve("root", asked.Request)
		require.Equal(r, []string{"N08/1 to meg root on day 5", "N13/2 to hank on day 5"}, r.posted())
		r.pass(8 * day)
		require.Equal(r, []string{"N14/2 to hank on day 9", "N15/2 to root on day 13"}, r.posted())
		r.approve("hank", asked.Request)
		require.Equal(r, []string{
			"N08/1 to meg root on day 13", "N16/2 to hank root on day 13", "N11/3 to boss on day 13",
		}, r.posted())
		r.pass(6 * day)
		require.Equal(r, []string{"N12/3 to boss on day 18"}, r.posted())
		r.approve("boss", asked.Request)
		require.Equal(r, []string{
			"N07/1 to meg root on day 19", "N16/2 to hank root on day 19", "N16/3 to boss on day 19",
			"N18/0 to ann on day 19",
		}, r.posted())
	}, func(c *lifecycle.Config) { c.Limits = entitlement.SeedLimits(); c.Limits.StagesPerPolicy = 3 })
}

// Both stages hear of a denial, and of a timeout, in the second.
func TestMailsOfTheEndOfASecondStage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ends func(r *rig, id entitlement.RequestID)
		want []string
	}{
		"denial": {func(r *rig, id entitlement.RequestID) { r.deny("hank", id) }, []string{
			"N09/1 to meg on day 1", "N09/2 to hank on day 1", "N09/0 to ann on day 1",
		}},
		"timeout": {func(r *rig, _ entitlement.RequestID) { r.pass(10 * day) }, []string{
			"N12/2 to hank on day 6", "N06/1 to meg on day 11", "N17/2 to hank on day 11", "N10/2 to ann on day 11",
		}},
		"cancellation": {cancelAs("ann"), []string{"N26/2 to hank on day 1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				pkg, _ := r.offer(approvedBy(stage(entitlement.User("meg")), waiting(10, stage(entitlement.User("hank")))))
				asked := r.submit("ann", pkg)
				r.pass(day)
				r.approve("meg", asked.Request)
				r.posted()
				c.ends(r, asked.Request)
				require.Equal(r, c.want, r.posted())
			})
		})
	}
}

// A decision before the reminder stops it; a reminder comes once, however often the engine looks, and also at the restart.
func TestRemindersComeOnce(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer(approvedBy(waiting(10, stage(entitlement.Manager(1)))))
		ann, bob := r.submit("ann", pkg), r.submit("bob", pkg)
		r.pass(5*day - tick)
		r.approve("meg", ann.Request)
		r.posted()
		r.clock.Set(start.Add(5 * day))
		require.Zero(r, r.stageOf(bob.Request, 1).Remind, "reads show it as settled")
		r.open()
		r.pass(day)
		r.open()
		r.pass(day)
		require.Equal(r, []string{"N03/1 to meg on day 5"}, r.posted())
		require.Equal(r, entitlement.ResolvingNothing, r.stageOf(bob.Request, 1).Resolving)
	})
}

// Where nobody is mailed nobody is reminded, and a deleted package needs no decision.
func TestNoRemindersOfDirectAssignments(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer(approvedBy(stage(entitlement.Manager(1))))
		given := r.assign(lifecycle.AssignInput{Package: pkg.ID, Target: "ann"})
		begin := r.seq()
		require.Zero(r, r.stageOf(given.Request, 1).Remind)
		r.pass(20 * day)
		require.Empty(r, r.posted())
		require.Empty(r, r.happened(begin, entitlement.ActivityRemindApprovers)) // I-78
	})
}

// Who is asked to decide learns who asks, since when, for what time and why, unless that was erased.
func TestApproversLearnWhatItIsAbout(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer(scheduled, approvedBy(waiting(10, stage(entitlement.Manager(1)))))
		from, to := start.Add(20*day), start.Add(25*day)
		asked := r.ask("ann", lifecycle.SubmitInput{
			Package: pkg.ID, Schedule: entitlement.Schedule{Start: from, End: to}, Justification: "the audit",
		})
		r.pass(6 * day)
		sent := r.mails.sent
		require.Len(r, sent, 2)  // N02, N03
		for _, m := range sent {
			require.Equal(r, entitlement.SubjectID("ann"), m.Requestor)
			require.Equal(r, "the audit", m.Justification)
			require.Equal(r, []time.Time{start, from, to, start.Add(10 * day)},
				[]time.Time{m.Submitted.UTC(), m.Start.UTC(), m.End.UTC(), m.DecideBy.UTC()})
		}
		r.deny("meg", asked.Request)
		r.settle()
		denied := r.mails.of(entitlement.MailDenied)[0]
		require.Empty(r, denied.Justification, "only who decides is told why")
	})
}

// At the reminder the engine notices approvers who have all left, and asks who takes their place.
func TestApproversWhoLeftAreReplacedAtTheReminder(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		stage entitlement.StageSettings
		who   entitlement.SubjectID
		want  []string
	}{
		"the_same_sets": {stage(entitlement.Manager(1)), "boss", []string{"N03/1 to meg on day 15", "N02/1 to boss on day 15"}},
		"the_fallback": {
			orElse(stage(entitlement.User("meg")), entitlement.User("hank")), "hank",
			[]string{"N03/1 to meg on day 15", "N02/1 to hank on day 15"},
		},
		"the_alternates_at_once": {
			escalating(20, stage(entitlement.User("meg")), entitlement.User("hank")), "hank",
			[]string{"N05/1 to meg on day 10", "N01/1 to hank on day 10"},
		},
		"nobody": {stage(entitlement.User("meg")), "", []string{"N03/1 to meg on day 15"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				pkg, _ := r.offer(approvedBy(c.stage))
				asked := r.submit("ann", pkg)
				r.posted()
				r.change("ann", func(s *entitlement.Subject) { s.Manager = "boss" })
				r.disable("meg")
				r.pass(16 * day)
				require.Equal(r, c.want, r.posted())
				open := r.stageOf(asked.Request, 1)
				require.True(r, open.IsOpen())
				require.Equal(r, entitlement.ResolvingNothing, open.Resolving)
				require.Equal(r, start.Add(30*day), open.Deadline)
				if c.who == "" {
					r.pass(20 * day)
					r.ends(asked.Request, entitlement.RequestDenied, entitlement.ReasonApprovalTimeout)
					return
				}
				added := r.happened(0, entitlement.ActivityAddApprover)
				require.Len(r, added, 1)
				r.approve(c.who, asked.Request)
			})
		})
	}
}

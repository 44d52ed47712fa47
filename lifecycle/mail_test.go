package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// mail is what a test says about a mail; the rest follows from the request.
type mail struct {
	kind     entitlement.MailKind
	to       []entitlement.SubjectID
	at       time.Time
	decideBy time.Time
	end      time.Time
	reason   entitlement.EndReason
}

// requireMails requires that exactly these mails were sent about a request, in order, each with its own key.
func (r *rig) requireMails(id entitlement.RequestID, want ...mail) {
	r.Helper()
	request := r.request(id).Request
	keys := map[string]bool{}
	var got []mail
	for _, m := range r.mails.sent {
		require.False(r, keys[m.Key], "%s was sent twice", m.Kind)
		keys[m.Key] = true
		if m.Request != id {
			continue
		}
		require.Equal(r, request.Package.ID, m.Package)
		require.Equal(r, request.Target, m.Target)
		access := m.Kind == entitlement.MailAccessGiven || m.Kind == entitlement.MailAccessEnded
		require.Equal(r, access, !m.Assignment.IsZero(), "%s is about an assignment", m.Kind)
		got = append(got, mail{m.Kind, m.To, m.At.UTC(), m.DecideBy.UTC(), m.End.UTC(), m.Reason})
	}
	require.Equal(r, want, got)
}

func TestMailsOfALife(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.gather("team", "hank", "meg")
		pkg, _ := r.offer(lasting(10), approvedBy(
			waiting(9, stage(entitlement.GroupMembers("team"))), stage(entitlement.User("boss"))))
		ann, hank, boss := []entitlement.SubjectID{"ann"}, []entitlement.SubjectID{"hank", "meg"}, entitlement.SubjectID("boss")
		bosses := []entitlement.SubjectID{boss}
		asked := r.submit("ann", pkg)
		r.pass(day)
		r.approve("hank", asked.Request)
		r.pass(day)
		r.approve(boss, asked.Request)
		r.pass(30 * day)
		approved, end := start.Add(2*day), start.Add(12*day)
		r.requireMails(asked.Request,
			mail{entitlement.MailDecideByDate, hank, start, start.Add(9 * day), time.Time{}, 0},            // N02
			mail{entitlement.MailStageApproved, hank, start.Add(day), time.Time{}, time.Time{}, 0},         // N08
			mail{entitlement.MailLaterByDate, bosses, start.Add(day), start.Add(31 * day), time.Time{}, 0}, // N11
			mail{entitlement.MailApproved, hank, approved, time.Time{}, time.Time{}, 0},                    // N07: when it is finished
			mail{entitlement.MailLaterApproved, bosses, approved, time.Time{}, time.Time{}, 0},             // N16, R-332
			mail{entitlement.MailAccessGiven, ann, approved, time.Time{}, end, 0},                          // N18
			mail{entitlement.MailAccessEnded, ann, end, time.Time{}, time.Time{}, entitlement.ReasonExpired},
		) // N20
	})
}

func TestMailsOfAnEscalation(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		approval := escalating(7, waiting(14, stage(entitlement.Manager(1))), entitlement.Manager(2))
		pkg, _ := r.offer(expiring(entitlement.Expiration{Type: entitlement.ExpirationNone}), approvedBy(approval))
		asked := r.submit("ann", pkg)
		r.pass(8 * day)
		r.approve("boss", asked.Request)
		r.settle()
		at := start.Add(8 * day)
		meg, both := []entitlement.SubjectID{"meg"}, []entitlement.SubjectID{"boss", "meg"}
		r.requireMails(asked.Request,
			mail{entitlement.MailDecideByTime, meg, start, start.Add(14 * day), time.Time{}, 0},                                       // N04
			mail{entitlement.MailReminderByTime, meg, start.Add(7 * day / 2), start.Add(14 * day), time.Time{}, 0},                    // N05, R-333
			mail{entitlement.MailForwarded, []entitlement.SubjectID{"boss"}, start.Add(7 * day), start.Add(14 * day), time.Time{}, 0}, // N01
			mail{entitlement.MailApproved, both, at, time.Time{}, time.Time{}, 0},                                                     // N07: alternates too
			mail{entitlement.MailAccessGiven, []entitlement.SubjectID{"ann"}, at, time.Time{}, time.Time{}, 0},
		) // N18: without an end
	})
}

func TestMailsOfADenial(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ends func(r *rig, id entitlement.RequestID)
		want []mail
	}{
		"approver": { // N09
			func(r *rig, id entitlement.RequestID) { r.deny("meg", id) },
			[]mail{{entitlement.MailDenied, []entitlement.SubjectID{"ann"}, start, time.Time{}, time.Time{}, entitlement.ReasonApproverDenied}},
		},
		"timeout": {func(r *rig, _ entitlement.RequestID) { r.pass(30 * day) }, []mail{
			{entitlement.MailReminder, []entitlement.SubjectID{"meg"}, start.Add(15 * day), start.Add(30 * day), time.Time{}, 0},                           // N03, R-333
			{entitlement.MailTimedOut, []entitlement.SubjectID{"meg"}, start.Add(30 * day), time.Time{}, time.Time{}, entitlement.ReasonApprovalTimeout},   // N06, R-134
			{entitlement.MailNotDecided, []entitlement.SubjectID{"ann"}, start.Add(30 * day), time.Time{}, time.Time{}, entitlement.ReasonApprovalTimeout}, // N10, R-134
		}},
		"cancellation": {cancelAs("ann"), []mail{
			{entitlement.MailWithdrawn, []entitlement.SubjectID{"meg"}, start, time.Time{}, time.Time{}, entitlement.ReasonRequestorCanceled},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				pkg, _ := r.offer()
				asked := r.submit("ann", pkg)
				r.settle()
				c.ends(r, asked.Request)
				r.pass(60 * day)
				asking := mail{
					entitlement.MailDecideByDate, []entitlement.SubjectID{"meg"}, start, start.Add(30 * day), time.Time{}, 0,
				}
				r.requireMails(asked.Request, append([]mail{asking}, c.want...)...)
			})
		})
	}
}

// cancelAs withdraws a request.
func cancelAs(who entitlement.SubjectID) func(*rig, entitlement.RequestID) {
	return func(r *rig, id entitlement.RequestID) {
		r.Helper()
		_, err := r.as(who).Cancel(r.Context(), lifecycle.CancelInput{Request: id})
		require.NoError(r, err)
	}
}

// The mail about the end says why it came.
func TestMailsOfTheEnd(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ends   func(r *rig, given lifecycle.SubmitResult)
		reason entitlement.EndReason
	}{
		"end":         {func(r *rig, _ lifecycle.SubmitResult) { r.pass(10 * day) }, entitlement.ReasonExpired},
		"removed":     {func(r *rig, a lifecycle.SubmitResult) { r.remove(a.Assignment) }, entitlement.ReasonAdministratorRemoved},
		"given_up":    {func(r *rig, a lifecycle.SubmitResult) { r.giveUp("ann", a.Assignment) }, entitlement.ReasonSelfRemoved},
		"not_renewed": {func(r *rig, _ lifecycle.SubmitResult) { r.jump(100 * day) }, entitlement.ReasonExpired},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				given := r.submit("ann", r.simple("club", lasting(10)))
				r.settle()
				c.ends(r, given)
				r.settle()
				ended := r.mails.of(entitlement.MailAccessEnded)
				require.Len(r, ended, 1) // N20
				require.Equal(r, c.reason, ended[0].Reason)
				require.Equal(r, r.made(given.Request).Ended, ended[0].At.UTC())
				require.Equal(r, given.Assignment, ended[0].Assignment)
			})
		})
	}
}

// giveUp removes what somebody has themselves.
func (r *rig) giveUp(who entitlement.SubjectID, id entitlement.AssignmentID) {
	r.Helper()
	_, err := r.as(who).Remove(r.Context(), lifecycle.RemoveInput{Assignment: id})
	require.NoError(r, err)
}

// Nobody is written to about what an administrator assigned.
func TestNoMailsOfDirectAssignments(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer(lasting(10))
		r.approve("meg", r.assign(lifecycle.AssignInput{Package: pkg.ID, Target: "ann"}).Request)
		r.deny("meg", r.assign(lifecycle.AssignInput{Package: pkg.ID, Target: "bob"}).Request)
		r.pass(30 * day)
		require.Empty(r, r.mails.tries)
	})
}

// The switch of the policy silences the mails about access, as it is when they are due, and no others.
func TestMailsThatAPolicyTurnsOff(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		off := func(p *entitlement.AssignmentPolicy) { p.NotificationSettings.IsAssignmentNotificationDisabled = true }
		pkg, policy := r.offer(off, lasting(10))
		asked := r.submit("ann", pkg)
		r.approve("meg", asked.Request)
		r.pass(day)
		require.Equal(r, []string{"N02", "N07"}, r.mails.kinds())

		policy.NotificationSettings.IsAssignmentNotificationDisabled = false
		_, err := r.as("root").UpdatePolicy(t.Context(), lifecycle.PolicyInput{Policy: policy})
		require.NoError(r, err)
		r.pass(20 * day)
		require.Equal(r, []string{"N02", "N07", "N20"}, r.mails.kinds()) // looked up live
	})
}

// An engine without a Notifier makes no mails; none of them is sent when there is one later.
func TestNoMailsWithoutANotifier(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer(lasting(10))
		asked := r.submit("ann", pkg)
		r.config.Notifier = r.mails
		r.open()
		r.approve("meg", asked.Request)
		r.pass(20 * day)
		require.Equal(r, []string{"N07", "N18", "N20"}, r.mails.kinds(), "what became due since")
	}, func(c *lifecycle.Config) { c.Notifier = nil })
}

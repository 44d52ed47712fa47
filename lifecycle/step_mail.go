package lifecycle

import (
	"slices"
	"time"

	"example.com/tenure/entitlement"
)

// The mails about a request that waits for approval. There are none about requests that administrators make for others
// . The mails of the first stage have numbers of their own, all later stages share the other ones.

// stageMails are the numbers of the mails of a stage.
type stageMails struct{ byDate, byTime, reminder, reminderByTime, forwarded, timedOut entitlement.MailKind }

// mailsOf returns the numbers of the mails of a stage.
func mailsOf(s *entitlement.ApprovalStage) stageMails {
	if s.Index == 1 {
		return stageMails{
			entitlement.MailDecideByDate, entitlement.MailDecideByTime, entitlement.MailReminder,
			entitlement.MailReminderByTime, entitlement.MailForwarded, entitlement.MailTimedOut,
		}
	}
	return stageMails{
		entitlement.MailLaterByDate, entitlement.MailLaterByTime, entitlement.MailLaterReminder,
		entitlement.MailLaterReminderByTime, entitlement.MailLaterForwarded, entitlement.MailLaterTimedOut,
	}
}

// mailAbout appends a mail about a request, unless there are none about it.
func (o *outcome) mailAbout(r *entitlement.Request, m entitlement.Mail) {
	if r.Direct {
		return
	}
	m.Request, m.Package, m.Target = r.ID, r.Package.ID, r.Target
	o.mail(m)
}

// mailStage asks people of a stage to decide: N02 or N11, or N04 or N13 when the request will escalate.
func (o *outcome) mailStage(r *entitlement.Request, s *entitlement.ApprovalStage, to []entitlement.SubjectID) {
	kind := mailsOf(s).byDate
	if !s.EscalateAt.IsZero() {
		kind = mailsOf(s).byTime
	}
	o.mailAbout(r, entitlement.Mail{Kind: kind, To: to, At: s.Opened, DecideBy: s.Deadline, Stage: s.Index})
}

// mailReminder reminds the people of a stage: N03 or N12, or N05 or N14 when the request will escalate.
func (o *outcome) mailReminder(r *entitlement.Request, s *entitlement.ApprovalStage, at time.Time) {
	kind := mailsOf(s).reminder
	if !s.EscalateAt.IsZero() {
		kind = mailsOf(s).reminderByTime
	}
	o.mailAbout(r, entitlement.Mail{Kind: kind, To: s.People(), At: at, DecideBy: s.Deadline, Stage: s.Index})
}

// mailAdded asks the people who were added to an open stage: its alternates and their delegates are told that the request was
// forwarded, N01 or N15; others, who replace approvers, get the mail of a stage that opens.
func (o *outcome) mailAdded(r *entitlement.Request, before, after *entitlement.ApprovalStage, at time.Time) {
	forwarded := entitlement.ApprovalStage{Alternates: after.Alternates}
	for _, d := range after.Delegated {
		if slices.Contains(after.Alternates, d.Approver) {
			forwarded.Delegated = append(forwarded.Delegated, d)
		}
	}
	asked := before.People()
	known := func(id entitlement.SubjectID) bool { return slices.Contains(asked, id) }
	others := slices.DeleteFunc(slices.Clone(after.People()), func(id entitlement.SubjectID) bool { return known(id) || forwarded.MayDecide(id) })
	added := *after
	added.Opened = at
	o.mailStage(r, &added, others)
	o.mailAbout(r, entitlement.Mail{
		Kind: mailsOf(after).forwarded, To: slices.DeleteFunc(slices.Clone(forwarded.People()), known), At: at, DecideBy: after.Deadline,
		Stage: after.Index,
	})
}

// mailApproved tells the people of all stages so far that one more was approved: those of the first stage by N07 when
// it was the last and by N08 otherwise, those of later stages by N16. Who asked is told when a delegate decided: N22.
func (o *outcome) mailApproved(
	r *entitlement.Request, passed []entitlement.ApprovalStage, first entitlement.MailKind, at time.Time,
) {
	for i := range passed {
		kind := first
		if i > 0 {
			kind = entitlement.MailLaterApproved
		}
		o.mailAbout(r, entitlement.Mail{Kind: kind, To: passed[i].People(), At: at, Stage: passed[i].Index})
	}
	if decided := &passed[len(passed)-1]; decided.DecidedFor() != "" {
		o.mailAbout(r, entitlement.Mail{
			Kind: entitlement.MailDecidedByDelegate, To: parties(r), At: at, Stage: decided.Index, By: decided.DecidedBy,
		})
	}
}

// mailRefused tells the people of the stages so far, if there was more than one, that the request ended without access
// . Who asked gets the same mail, N09, from mailDenied.
func (o *outcome) mailRefused(
	r *entitlement.Request, passed []entitlement.ApprovalStage, reason entitlement.EndReason, at time.Time,
) {
	if len(passed) == 1 {
		return
	}
	for i := range passed {
		o.mailAbout(r, entitlement.Mail{
			Kind: entitlement.MailDenied, To: passed[i].People(), At: at, Stage: passed[i].Index, Reason: reason,
		})
	}
}

// mailTimedOut tells the people of the stages so far, N06 and N17, and who asked, N10, that nobody has decided in time.
func (o *outcome) mailTimedOut(r *entitlement.Request, passed []entitlement.ApprovalStage, at time.Time) {
	for i := range passed {
		o.mailAbout(r, entitlement.Mail{
			Kind: mailsOf(&passed[i]).timedOut, To: passed[i].People(), At: at, Stage: passed[i].Index,
			Reason: entitlement.ReasonApprovalTimeout,
		})
	}
	o.mailAbout(r, entitlement.Mail{
		Kind: entitlement.MailNotDecided, To: parties(r), At: at, Stage: passed[len(passed)-1].Index,
		Reason: entitlement.ReasonApprovalTimeout,
	})
}

// mailWithdrawn tells the people of the stage that was open that they need not decide any more: N26.
func (o *outcome) mailWithdrawn(r *entitlement.Request, stages []entitlement.ApprovalStage, at time.Time) {
	for i := range stages {
		if stages[i].IsOpen() {
			o.mailAbout(r, entitlement.Mail{
				Kind: entitlement.MailWithdrawn, To: stages[i].People(), At: at, Stage: stages[i].Index, Reason: r.Reason,
			})
		}
	}
}

// remindLater arms the reminder of a stage that opens: once, at half of its time, or of the time before its escalation
// . There is none where there are no mails, and none where the escalation is due at once.
func remindLater(s *entitlement.ApprovalStage, r *entitlement.Request) {
	if r.Direct {
		return
	}
	until := s.Deadline
	if !s.EscalateAt.IsZero() {
		until = s.EscalateAt
	}
	if half := s.Opened.Add((until.Sub(s.Opened) / 2).Truncate(time.Microsecond)); half.After(s.Opened) {
		s.Remind = half
	}
}

// stepReminderDue reminds the people of a stage that nobody has decided, and notes that the directory is to be asked
// whether they are still there; the answer comes back as stepReplaced with this instant.
func stepReminderDue(o *outcome, r *entitlement.Request, s *entitlement.ApprovalStage, at time.Time) {
	reminded := o.rows.stage(*s)
	reminded.Remind = zeroTime
	reminded.Resolving, reminded.Since = entitlement.ResolvingApprovers, at
	recordStage(o, entitlement.ActivityRemindApprovers, r, s, reminded)
	o.mailReminder(r, s, at)
}

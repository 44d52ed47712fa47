package sim

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

// changes tells what happened in the directory until now.
func (c *chronicle) changes(w *World) []Entry {
	var out []Entry
	for _, change := range w.directory.Changes(w.Now()) {
		out = append(out, Entry{
			At: change.At, Source: SourceDirectory, Person: change.Person,
			Text: c.name(change.Person, change.At) + " " + change.What,
		})
	}
	return out
}

// callID names a call: what is repeated at one instant after a crash is told once.
type callID struct {
	key string
	at  time.Time
}

// calls tells what the target systems were asked, and what happened in them behind the engine's back.
func (c *chronicle) calls(w *World) []Entry {
	var out []Entry
	told := map[callID]bool{}
	for _, call := range w.target.Calls(0) {
		op := &call.Operation
		id := callID{op.Key, op.At}
		if told[id] {
			continue
		}
		told[id] = true
		text := fmt.Sprintf("Call: %s %s to %s", op.Verb, c.origin(op.Resource, op.Role), c.name(op.Subject, op.At))
		if op.Verb == provision.Revoke {
			text = fmt.Sprintf("Call: %s %s from %s", op.Verb, c.origin(op.Resource, op.Role), c.name(op.Subject, op.At))
		}
		if call.Attempt > 1 {
			text += fmt.Sprintf(" (attempt %d)", call.Attempt)
		}
		out = append(out, Entry{
			At: op.At, Source: SourceTarget, Person: op.Subject, Text: text + ": " + answerOf(&call), order: 2*op.Generation + 1,
		})
	}
	for _, change := range w.target.Changes(0) {
		if change.Cause == fake.CauseOperation {
			continue // the call says it
		}
		verb := " gets "
		if change.To == fake.None {
			verb = " loses "
		}
		out = append(out, Entry{
			At: change.At, Source: SourceTarget, Person: change.Subject, order: 2*change.Generation + 1,
			Text: "Behind the engine's back " + c.name(change.Subject, change.At) + verb + c.origin(change.Resource, change.Role),
		})
	}
	return out
}

// origin names a role as a target system knows it.
func (c *chronicle) origin(r provision.Resource, role entitlement.RoleID) string {
	target := entitlement.Target{Type: r.Type, OriginID: r.OriginID}
	if r.Type == entitlement.ResourceUserAttribute {
		return "the property " + r.OriginID
	}
	return cmp.Or(c.targets[target.ID()], r.OriginID) + "/" + string(role)
}

// answerOf tells what a target system answered.
func answerOf(call *fake.Call) string {
	switch {
	case call.Answer == fake.AnswerHang:
		return "no answer"
	case call.Answer == fake.AnswerPanic:
		return "the connector fell over"
	case call.Err == nil && call.Result.Pending:
		return "will be done by " + clockTime(call.Operation.At.Add(call.Result.CheckAfter))
	}
	return outcome(call.Err)
}

// outcome tells how a call ended.
func outcome(err error) string {
	failure := provision.Classify(err)
	switch {
	case failure == nil:
		return "done"
	case failure.Class == provision.ClassPermanent:
		return "refused, " + codeWords(failure.Code)
	}
	return "failed, " + codeWords(failure.Code)
}

// accountCalls tells what was asked about guest accounts.
func (c *chronicle) accountCalls(w *World) []Entry {
	var out []Entry
	told := map[callID]bool{}
	for _, call := range w.accounts.Calls(0) {
		id := callID{call.Key, call.At}
		if told[id] {
			continue
		}
		told[id] = true
		out = append(out, Entry{
			At: call.At, Source: SourceAccounts, Person: call.Subject, order: 2*call.Generation + 1,
			Text: fmt.Sprintf("Call: %s %s: %s", call.Verb, c.name(call.Subject, call.At), outcome(call.Err)),
		})
	}
	return out
}

// mails tells what was delivered.
func (c *chronicle) mails(w *World) []Entry {
	var out []Entry
	for _, m := range w.mailbox.Mails(MailFilter{}) {
		out = append(out, Entry{
			At: m.Delivered, Source: SourceMail, Person: m.Target, Request: m.Request, involved: m.To,
			Text: fmt.Sprintf("Mail %s to %s: %s", m.Kind, c.names(m.To, m.Delivered), c.subjectLine(&m)),
		})
	}
	return out
}

// subjectLine tells what a mail is about.
func (c *chronicle) subjectLine(m *Mail) string {
	it := c.name(m.Target, m.Delivered) + "'s request for " + c.pkg(m.Package)
	access := c.name(m.Target, m.Delivered) + "'s access to " + c.pkg(m.Package)
	switch m.Kind {
	case entitlement.MailForwarded, entitlement.MailLaterForwarded:
		return it + " was forwarded and waits for a decision before " + date(m.DecideBy)
	case entitlement.MailReminder, entitlement.MailReminderByTime, entitlement.MailLaterReminder, entitlement.MailLaterReminderByTime:
		return it + " still waits for a decision before " + date(m.DecideBy)
	case entitlement.MailTimedOut, entitlement.MailLaterTimedOut, entitlement.MailNotDecided:
		return it + " was not decided in time"
	case entitlement.MailStageApproved, entitlement.MailLaterApproved:
		return "stage " + strconv.Itoa(int(m.Stage)) + " of " + it + " was approved"
	case entitlement.MailDelegated:
		return "you may decide in the place of " + c.name(m.By, m.Delivered) + " from " + date(m.Start) + ", " + until(m.End)
	case entitlement.MailDecidedByDelegate:
		return it + " was approved by " + c.name(m.By, m.Delivered) + ", a delegate"
	case entitlement.MailWithdrawn:
		return it + " needs no decision any more: " + reasonWords(m.Reason)
	case entitlement.MailDecideByDate, entitlement.MailDecideByTime, entitlement.MailLaterByDate, entitlement.MailLaterByTime:
		return it + " waits for a decision before " + date(m.DecideBy)
	case entitlement.MailApproved:
		return it + " was approved"
	case entitlement.MailDenied:
		return it + " was denied: " + reasonWords(m.Reason)
	case entitlement.MailAccessGiven:
		return access + " is there, " + until(m.End)
	case entitlement.MailExtendBy:
		return access + " ends on " + date(m.End) + " and can be extended"
	case entitlement.MailReviewStarted:
		return "access to " + c.pkg(m.Package) + " is to be reviewed before " + date(m.DecideBy)
	case entitlement.MailReviewReminder:
		return "access to " + c.pkg(m.Package) + " is still to be reviewed before " + date(m.DecideBy)
	case entitlement.MailReviewFinished:
		return "the review of access to " + c.pkg(m.Package) + " is finished"
	case entitlement.MailAccessEnded:
		return access + " has ended: " + reasonWords(m.Reason)
	default:
		return it
	}
}

package lifecycle

import (
	"fmt"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// prepareMail reads a mail that is to be sent, and what its recipients are told beside: about a decision that is asked for,
// who asked, since when, for what time and why. What people wrote is read when the mail is sent, so that a text that was
// erased meanwhile is not.
func (u *unit) prepareMail(t *effectTask) (bool, error) {
	seq, err := u.e.schema.Mails.ParseKey(t.effect.Key)
	if err != nil {
		return false, err
	}
	m := new(entitlement.Mail)
	t.mail = m
	found, err := u.e.schema.Mails.Get(u.tx, seq, m)
	if err != nil || !found {
		return false, err
	}
	t.message = &Message{
		Key:  fmt.Sprintf("%s/%s/%s/%d", m.Kind, m.Request, m.Assignment, m.Seq),
		Kind: m.Kind, To: m.To, At: m.At, Request: m.Request, Assignment: m.Assignment, Package: m.Package, Target: m.Target,
		DecideBy: m.DecideBy, Start: m.Start, End: m.End, Reason: m.Reason, Review: m.Review, Stage: m.Stage, By: m.By,
	}
	if m.Request.IsZero() || m.DecideBy.IsZero() {
		return true, nil
	}
	return true, u.describe(t.message)
}

// describe adds what approvers are told about a request, as far as its record is still there.
func (u *unit) describe(m *Message) error {
	r, err := u.request(m.Request)
	if err != nil || r == nil {
		return err
	}
	m.Requestor, m.Submitted, m.Start, m.End = r.Requestor, r.Created, r.Schedule.Start, r.Schedule.End
	var text store.RequestText
	if _, err := u.e.schema.RequestTexts.Get(u.tx, r.ID, &text); err != nil {
		return err
	}
	m.Justification = text.Justification
	guest, err := u.guest(r.Target)
	if err == nil && guest != nil {
		m.Organization = guest.Organization
	}
	return err
}

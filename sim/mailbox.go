package sim

import (
	"context"
	"slices"
	"sync"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// Mailbox is everybody's mailbox: a lifecycle.Notifier that keeps what it is given. A message that arrives again with the
// same key is not delivered again (R-337, I-128). It is safe for concurrent use.
type Mailbox struct {
	now func() time.Time

	mu     sync.Mutex
	mails  []Mail
	index  map[string]int // by key
	script script
}

// Mail is a message that was delivered.
type Mail struct {
	lifecycle.Message

	Delivered time.Time // Message.At is the instant of what the mail is about
	Copies    int       // how often the engine sent it; more than once after a failure or a restart
}

// NewMailbox returns an empty mailbox that reads the instant of deliveries from a clock.
func NewMailbox(c *Clock) *Mailbox { return &Mailbox{now: c.Now, index: map[string]int{}} }

// Notify implements lifecycle.Notifier.
func (b *Mailbox) Notify(_ context.Context, m lifecycle.Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	fault := b.script.next(m.Key, b.now(), m.To...)
	if fault != nil && !fault.Late {
		return fault.err()
	}
	i, known := b.index[m.Key]
	if !known {
		i = len(b.mails)
		b.index[m.Key] = i
		m.To = slices.Clone(m.To)
		b.mails = append(b.mails, Mail{Message: m, Delivered: b.now()})
	}
	b.mails[i].Copies++
	if fault != nil {
		return fault.err()
	}
	return nil
}

// Inject adds faults to the script; Person is a recipient. Of several that match a call the first strikes. It refuses, with
// InvalidArgument, faults that never strike.
func (b *Mailbox) Inject(faults ...Fault) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.script.add(faults)
}

// Heal removes all faults.
func (b *Mailbox) Heal() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.script.faults = nil
}

// MailFilter says which mails are meant. A field's zero value means all.
type MailFilter struct {
	Kind    entitlement.MailKind
	To      entitlement.SubjectID
	Request entitlement.RequestID
}

// Mails returns the mails that were delivered, in the order of their delivery.
func (b *Mailbox) Mails(f MailFilter) []Mail {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []Mail
	for _, m := range b.mails {
		wanted := (f.Kind == 0 || f.Kind == m.Kind) && (f.To == "" || slices.Contains(m.To, f.To)) &&
			(f.Request.IsZero() || f.Request == m.Request)
		if wanted {
			m.To = slices.Clone(m.To)
			out = append(out, m)
		}
	}
	return out
}

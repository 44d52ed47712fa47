package smtp

import (
	"context"
	"errors"
	"fmt"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
)

// Notifier sends mails. It implements lifecycle.Notifier, is safe for concurrent use, and holds no connection between
// messages.
type Notifier struct {
	config Config
	ledger Ledger
}

var _ lifecycle.Notifier = (*Notifier)(nil)

// New makes a Notifier. It does not call the server. It refuses a Config that cannot work with InvalidArgument.
func New(c Config) (*Notifier, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	n := &Notifier{config: c, ledger: c.Ledger}
	if n.ledger == nil {
		n.ledger = newMemory(remembered)
	}
	return n, nil
}

// Notify sends the message to each recipient who has not got it, over one connection. One who cannot be reached keeps the
// mail from nobody else. If some could not be reached the error is transient as long as trying again may help one of them.
func (n *Notifier) Notify(ctx context.Context, m lifecycle.Message) error {
	ctx, cancel := context.WithTimeout(ctx, n.config.Timeout)
	defer cancel()
	var failed []error
	var letters []*letter
	for _, id := range m.To {
		l, err := n.letter(ctx, m, id)
		if err != nil {
			failed = append(failed, err)
		} else if l != nil {
			letters = append(letters, l)
		}
	}
	if len(letters) > 0 {
		failed = append(failed, n.send(ctx, letters)...)
	}
	return worst(failed)
}

// letter writes the mail for one recipient. It returns nil for who has got it.
func (n *Notifier) letter(ctx context.Context, m lifecycle.Message, id entitlement.SubjectID) (*letter, error) {
	key := keyOf(m.Key, id)
	sent, err := n.ledger.Sent(ctx, key)
	if err != nil {
		return nil, provision.Transient(fmt.Errorf("the ledger of mails: %w", err), "Check that the ledger of mails works.")
	}
	if sent {
		return nil, nil
	}
	to, err := n.config.Recipients.Recipient(ctx, id, m.At)
	switch {
	case errors.Is(err, entitlement.NotFound):
		return nil, provision.Permanent(provision.SubjectMissing, "Look up who should get the mail: the directory does not know the person.")
	case err != nil:
		return nil, provision.Transient(err, "Check that the directory answers.")
	}
	address, err := bare(to.Address)
	if err != nil {
		return nil, provision.Permanent(
			fmt.Errorf("%w: %s: %w", provision.SubjectMissing, id, err), "Give the person a mail address in the directory.")
	}
	written, err := n.config.Writer.Write(ctx, m, to)
	if err != nil {
		return nil, err
	}
	return &letter{key: key, to: address.Address, mail: written, at: m.At}, nil
}

// worst returns the error to report: a transient one if there is one.
func worst(failed []error) error {
	var found *provision.Error
	for _, err := range failed {
		if e := provision.Classify(err); found == nil || e.Class == provision.ClassTransient && found.Class != e.Class {
			found = e
		}
	}
	if found == nil {
		return nil
	}
	return found
}

package lifecycle_test

import (
	"context"
	"slices"
	"sync"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// accounts is a resource directory in memory: whom the engine invited, blocked and deleted, in order.
type accounts struct {
	mu      sync.Mutex
	calls   []accountCall
	failure map[string]error // by verb
}

type accountCall struct {
	verb string
	lifecycle.AccountCall
}

func (a *accounts) Invite(_ context.Context, call lifecycle.AccountCall) (string, error) {
	return "account of " + string(call.Subject), a.call("invite", call)
}

func (a *accounts) Block(_ context.Context, call lifecycle.AccountCall) error {
	return a.call("block", call)
}

func (a *accounts) Delete(_ context.Context, call lifecycle.AccountCall) error {
	return a.call("delete", call)
}

func (a *accounts) call(verb string, call lifecycle.AccountCall) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.calls = append(a.calls, accountCall{verb, call})
	return a.failure[verb]
}

// fail makes calls fail with an error, or with nil succeed again.
func (a *accounts) fail(verb string, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.failure[verb] = err
}

// verbs returns what was asked for, without repetitions of a failed call.
func (a *accounts) verbs() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var out []string
	key := ""
	for _, c := range a.calls {
		if c.Key != key {
			out = append(out, c.verb)
		}
		key = c.Key
	}
	return out
}

// last returns the last call.
func (a *accounts) last() accountCall {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.calls[len(a.calls)-1]
}

// postbox collects mails.
type postbox struct {
	mu      sync.Mutex
	sent    []lifecycle.Message
	tries   []string // the key of every call
	failure error
}

func (p *postbox) Notify(_ context.Context, m lifecycle.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tries = append(p.tries, m.Key)
	if p.failure == nil {
		p.sent = append(p.sent, m)
	}
	return p.failure
}

// kinds returns the mails that were sent, such as "N09", in order.
func (p *postbox) kinds() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := make([]string, len(p.sent))
	for i, m := range p.sent {
		out[i] = m.Kind.String()
	}
	return out
}

// of returns the mails of a kind.
func (p *postbox) of(kind entitlement.MailKind) []lifecycle.Message {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(p.sent), func(m lifecycle.Message) bool { return m.Kind != kind })
}

// phoneBook wraps a directory whose answers can be made to fail or to age.
type phoneBook struct {
	lifecycle.Directory
	mu      sync.Mutex
	failure error         // of At
	broken  error         // of every answer of a view
	age     time.Duration // how old the answers are
}

func (p *phoneBook) At(ctx context.Context, at time.Time) (lifecycle.DirectoryView, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failure != nil {
		return nil, p.failure
	}
	view, err := p.Directory.At(ctx, at)
	return page{DirectoryView: view, broken: p.broken, readAt: at.Add(-p.age)}, err
}

func (p *phoneBook) set(failure, broken error, age time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.failure, p.broken, p.age = failure, broken, age
}

type page struct {
	lifecycle.DirectoryView
	broken error
	readAt time.Time
}

func (p page) ReadAt() time.Time { return p.readAt }

func (p page) Subject(ctx context.Context, id entitlement.SubjectID) (entitlement.Subject, error) {
	if p.broken != nil {
		return entitlement.Subject{}, p.broken
	}
	return p.DirectoryView.Subject(ctx, id)
}

func (p page) Groups(ctx context.Context, id entitlement.SubjectID) ([]entitlement.GroupID, error) {
	if p.broken != nil {
		return nil, p.broken
	}
	return p.DirectoryView.Groups(ctx, id)
}

func (p page) Members(ctx context.Context, id entitlement.GroupID) ([]entitlement.SubjectID, error) {
	if p.broken != nil {
		return nil, p.broken
	}
	return p.DirectoryView.Members(ctx, id)
}

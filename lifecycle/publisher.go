package lifecycle

import (
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"

	"example.com/tenure/entitlement"
)

// publisher tells the sink and the observer about events, in their order, whatever the order in which commits return. One
// goroutine delivers at a time, outside the lock; the others leave their events to it.
//
// Commits form a chain: each begins with the link that the one before ended with. That decides what became of a commit whose
// outcome is unknown: it happened if a later one goes on from it.
type publisher struct {
	sink     func(entitlement.Event)
	observer Observer
	logger   *slog.Logger

	mu         sync.Mutex
	next       uint64   // number of the next event to deliver
	link       [32]byte // of the event before it
	waiting    []committed
	delivering bool
}

// committed is the events of one commit.
type committed struct {
	events   []entitlement.Event
	from     [32]byte // the link that they go on from
	doubtful bool     // whether the commit happened is unknown
}

func (c *committed) first() uint64            { return c.events[0].Seq }
func (c *committed) to() [32]byte             { return c.events[len(c.events)-1].Link }
func (c *committed) after() uint64            { return c.events[len(c.events)-1].Seq + 1 }
func (p *publisher) wanted() bool             { return p.sink != nil || p.observer != nil } // whether anybody listens
func (p *publisher) isNext(c *committed) bool { return c.first() == p.next && c.from == p.link }

// begin says where the log stands.
func (p *publisher) begin(next uint64, link [32]byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next, p.link = next, link
}

// publish takes over the events of a commit, if any, and delivers what is next.
func (p *publisher) publish(c committed) {
	p.mu.Lock()
	if len(c.events) > 0 {
		p.waiting = append(p.waiting, c)
	}
	if p.delivering {
		p.mu.Unlock()
		return
	}
	p.delivering = true
	for batch := p.take(); batch != nil; batch = p.take() {
		p.mu.Unlock()
		p.deliver(batch)
		p.mu.Lock()
	}
	p.delivering = false
	p.mu.Unlock()
}

// doubt keeps the events of a commit whose outcome is unknown.
func (p *publisher) doubt(c committed) {
	if len(c.events) == 0 {
		return
	}
	c.doubtful = true
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting = append(p.waiting, c)
}

// resolve is told by each transaction where the log stands: what ends there happened.
func (p *publisher) resolve(link [32]byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range p.waiting {
		if p.waiting[i].doubtful && p.waiting[i].to() == link {
			p.waiting[i].doubtful = false
		}
	}
}

// take removes the commit that is next from those that wait, or returns nil. The lock is held.
func (p *publisher) take() []entitlement.Event {
	p.believe()
	for i := range p.waiting {
		c := p.waiting[i]
		if c.doubtful || !p.isNext(&c) {
			continue
		}
		p.next, p.link = c.after(), c.to()
		p.waiting = append(p.waiting[:i], p.waiting[i+1:]...)
		p.forget()
		return c.events
	}
	return nil
}

// believe ends the doubt about commits that others go on from.
func (p *publisher) believe() {
	for changed := true; changed; {
		changed = false
		for i := range p.waiting {
			sure := &p.waiting[i]
			if sure.doubtful {
				continue
			}
			for j := range p.waiting {
				if c := &p.waiting[j]; c.doubtful && c.to() == sure.from {
					c.doubtful, changed = false, true
				}
			}
		}
	}
}

// forget drops commits that did not happen: others have taken their numbers.
func (p *publisher) forget() {
	kept := p.waiting[:0]
	for _, c := range p.waiting {
		if c.first() >= p.next {
			kept = append(kept, c)
		}
	}
	clear(p.waiting[len(kept):])
	p.waiting = kept
}

func (p *publisher) deliver(events []entitlement.Event) {
	if p.sink != nil {
		for i := range events {
			p.contain(func() { p.sink(events[i]) })
		}
	}
	if p.observer != nil {
		p.contain(func() { p.observer.Observe(events) })
	}
}

// contain calls somebody else's function and survives its panic.
func (p *publisher) contain(call func()) {
	defer func() {
		if r := recover(); r != nil {
			p.logger.Error("observer panicked", "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
		}
	}()
	call()
}

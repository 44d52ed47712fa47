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
type publisher struct {
	sink     func(entitlement.Event)
	observer Observer
	logger   *slog.Logger

	mu         sync.Mutex
	next       uint64 // number of the next event to deliver; 0 before the first
	waiting    [][]entitlement.Event
	doubtful   [][]entitlement.Event // of commits whose outcome is unknown
	delivering bool
}

// wanted reports whether anybody listens.
func (p *publisher) wanted() bool { return p.sink != nil || p.observer != nil }

// begin says which event the next commit begins with. Without it the first commit to return would be taken for the first.
func (p *publisher) begin(next uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next = next
}

// publish takes over the events of one commit, if any, and delivers what is next.
func (p *publisher) publish(events []entitlement.Event) {
	p.mu.Lock()
	if len(events) > 0 {
		if p.next == 0 {
			p.next = events[0].Seq
		}
		p.waiting = append(p.waiting, events)
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
func (p *publisher) doubt(events []entitlement.Event) {
	if len(events) == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.doubtful = append(p.doubtful, events)
}

// resolve is told by the first transaction after an unknown outcome how many events the store has: what is among them
// happened, the rest did not.
func (p *publisher) resolve(seq uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, batch := range p.doubtful {
		if batch[0].Seq <= seq {
			if p.next == 0 {
				p.next = batch[0].Seq
			}
			p.waiting = append(p.waiting, batch)
		}
	}
	p.doubtful = nil
}

// take removes the batch that is next from those that wait, or returns nil. The lock is held.
func (p *publisher) take() []entitlement.Event {
	for i, batch := range p.waiting {
		if batch[0].Seq == p.next {
			p.waiting = append(p.waiting[:i], p.waiting[i+1:]...)
			p.next += uint64(len(batch))
			return batch
		}
	}
	return nil
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

package store

import (
	"context"
	"runtime"
	"sync"

	"example.com/tenure/entitlement"
)

// GroupCommit returns a store whose concurrent updates share commits: the updates that arrive while a commit is on its
// way to the disk are committed together by the next one. There is no clock and no goroutine behind it: the first
// update to arrive leads, runs those that have queued up behind it in the order of their arrival, and commits for all
// of them. Who shared the last commit, or came too late for it, may be about to share the next one; the leader lets them
// arrive, if they are running by then. Who is alone waits for nobody.
//
// Every transaction function runs exactly once: the leader's on its own goroutine, the others one after the other on one
// that the group has for it, because whoever ran before them has warmed its stack. A function sees what the functions
// before it in the group wrote. If it returns an error, panics, or its context is done, only its own writes are
// discarded; what it panicked with is passed on to its own caller, as an error that has the stack and wraps the value if that
// is an error, and a function that ends its goroutine ends its caller's. What the commit returns is the outcome of every update
// of the group, refused ones included, because a refusal may rest on what an earlier function of the group wrote. A
// context is checked before its function runs and after it; the commit of the group is not cancelled with it.
//
// A function must not wait for a lock that somebody else holds while calling Update.
func GroupCommit(s Store) Store { return &grouped{inner: s} }

type grouped struct {
	inner Store

	mu      sync.Mutex
	led     bool      // somebody leads
	company int       // who shared the last commit, its leader included, and who waited meanwhile
	waiting []*member // for their turn, in order of arrival
}

func (g *grouped) Unwrap() Store { return g.inner }

func (g *grouped) View(ctx context.Context, fn func(Reader) error) error {
	return g.inner.View(ctx, fn)
}

func (g *grouped) Close() error { return g.inner.Close() }

func (g *grouped) Update(ctx context.Context, fn func(Tx) error) error {
	g.mu.Lock()
	if !g.led {
		g.led = true
		g.mu.Unlock()
		return g.lead(ctx, fn)
	}
	m := &member{ctx: ctx, fn: fn, called: make(chan struct{}, 1)}
	g.waiting = append(g.waiting, m)
	g.mu.Unlock()
	<-m.called
	if m.leads {
		return g.lead(ctx, fn)
	}
	return m.conclude()
}

// lead runs fn straight in a transaction of the inner store, then the updates that wait by now, and commits them.
// Nothing of the others has begun as long as fn runs: if fn refuses or panics, the transaction ends with it and the
// next in line leads.
func (g *grouped) lead(ctx context.Context, fn func(Tx) error) error {
	defer g.handOver()
	if err := CheckContext(ctx, "update"); err != nil {
		return err
	}
	var followers *group
	outcome := error(entitlement.OutcomeUnknown) // stays so if the commit panics
	defer func() {
		g.concluded(followers)
		if followers != nil {
			followers.finish(outcome)
		}
	}()
	outcome = g.inner.Update(withoutCancel(ctx), func(tx Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		if err := CheckContext(ctx, "update"); err != nil {
			return err
		}
		if !g.gather() {
			return nil
		}
		followers = &group{of: g, overlay: overlay{base: tx}}
		return followers.run()
	})
	return outcome
}

// concluded notes who may be about to share the next commit: those of this one, and those who came too late for it.
func (g *grouped) concluded(followers *group) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.company = 1 + len(g.waiting)
	if followers != nil {
		g.company += len(followers.members)
	}
}

// gather gives way to other goroutines until as many are there as were at the last commit, or for a moment that is short beside
// the sync of a disk. It reports whether anybody waits.
func (g *grouped) gather() bool {
	const moment = 128
	for range moment {
		g.mu.Lock()
		waiting, complete := len(g.waiting), len(g.waiting)+1 >= g.company
		g.mu.Unlock()
		if complete {
			return waiting > 0
		}
		runtime.Gosched()
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.waiting) > 0
}

// next returns who has waited longest, or nil if nobody waits.
func (g *grouped) next() *member {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.waiting) == 0 {
		return nil
	}
	first := g.waiting[0]
	g.waiting = g.waiting[1:]
	return first
}

// handOver makes the first who waits the leader.
func (g *grouped) handOver() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.waiting) == 0 {
		g.led = false
		return
	}
	first := g.waiting[0]
	g.waiting = g.waiting[1:]
	first.leads = true
	first.called <- struct{}{}
}

// maxFollowers bounds a group, so that a stream of updates that never ends cannot keep the first of them waiting.
const maxFollowers = 255

// group is a leader's followers during one commit.
type group struct {
	of      *grouped
	overlay overlay
	members []*member // that had their turn
}

// run runs the functions of those who wait, and of those who arrive meanwhile, and then sends what they wrote to the
// leader's transaction.
func (g *group) run() error {
	for g.runSome() {
	}
	return g.overlay.flush()
}

// runSome runs functions on a goroutine of its own, until nobody waits or a function ends that goroutine. It reports
// whether one did, so that others may still wait.
func (g *group) runSome() (cutShort bool) {
	ended := make(chan bool, 1)
	go func() {
		cutShort := true
		defer func() { ended <- cutShort }()
		for m := g.next(); m != nil; m = g.next() {
			m.run(&g.overlay)
		}
		cutShort = false
	}()
	return <-ended
}

// next returns whose turn it is, or nil if the group is complete.
func (g *group) next() *member {
	if len(g.members) == maxFollowers {
		return nil
	}
	m := g.of.next()
	if m != nil {
		g.members = append(g.members, m)
	}
	return m
}

// finish tells the members the outcome.
func (g *group) finish(outcome error) {
	for _, m := range g.members {
		m.outcome = outcome
		m.called <- struct{}{}
	}
}

// withoutCancel keeps a member's cancellation from the others' commit.
func withoutCancel(ctx context.Context) context.Context {
	if ctx.Done() == nil {
		return ctx
	}
	return context.WithoutCancel(ctx)
}

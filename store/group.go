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
// of them. Who shared the last commit may be about to share the next one; the leader lets them arrive, if they are
// running by then. Who is alone waits for nobody.
//
// Every transaction function runs exactly once, on the goroutine that called Update. It sees what the functions before
// it in the group wrote. If it returns an error, panics, or its context is done, only its own writes are discarded.
// What the commit returns is the outcome of every update of the group, refused ones included, because a refusal may
// rest on what an earlier function of the group wrote. A context is checked before its function runs and after it; the
// commit of the group is not cancelled with it.
//
// A function must not wait for a lock that somebody else holds while calling Update.
func GroupCommit(s Store) Store { return &grouped{inner: s} }

type grouped struct {
	inner Store

	mu      sync.Mutex
	led     bool          // somebody leads
	last    int           // members of the last group, its leader included
	waiting []chan *group // one for each update that waits for its turn, in order of arrival
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
	turn := make(chan *group, 1)
	g.waiting = append(g.waiting, turn)
	g.mu.Unlock()
	if group := <-turn; group != nil {
		return group.follow(ctx, fn)
	}
	return g.lead(ctx, fn)
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
		g.last = 1
		if followers != nil {
			g.last += followers.members
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
		g.gather()
		first := g.next()
		if first == nil {
			return nil
		}
		followers = &group{of: g, overlay: overlay{base: tx}, ran: make(chan struct{}), done: make(chan struct{})}
		return followers.run(first)
	})
	return outcome
}

// gather gives way to other goroutines until as many wait as shared the last commit, or for a moment that is short beside
// the sync of a disk.
func (g *grouped) gather() {
	const moment = 128
	for range moment {
		g.mu.Lock()
		complete := len(g.waiting)+1 >= g.last
		g.mu.Unlock()
		if complete {
			return
		}
		runtime.Gosched()
	}
}

// next returns who has waited longest, or nil if nobody waits.
func (g *grouped) next() chan *group {
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
	g.waiting[0] <- nil
	g.waiting = g.waiting[1:]
}

// maxFollowers bounds a group, so that a stream of updates that never ends cannot keep the first of them waiting.
const maxFollowers = 255

// group is a leader's followers during one commit. One goroutine at a time has the turn and touches overlay and
// members; it passes the turn on by a channel. Who arrives before the last turn is over still belongs to the group.
type group struct {
	of      *grouped
	overlay overlay
	members int           // that had their turn
	ran     chan struct{} // closed when all of them had
	done    chan struct{} // closed when the commit has its outcome
	err     error         // the outcome; read after done
}

// run gives everybody who waits a turn and then sends what they wrote to the leader's transaction.
func (g *group) run(first chan<- *group) error {
	first <- g
	<-g.ran
	return g.overlay.flush()
}

// pass gives the turn to the next who waits, or back to the leader.
func (g *group) pass() {
	if g.members++; g.members < maxFollowers {
		if next := g.of.next(); next != nil {
			next <- g
			return
		}
	}
	close(g.ran)
}

// finish tells the outcome to the members.
func (g *group) finish(err error) {
	g.err = err
	close(g.done)
}

// follow runs fn as a member of the group and waits for the outcome.
func (g *group) follow(ctx context.Context, fn func(Tx) error) error {
	refusal := g.try(ctx, fn)
	<-g.done
	if g.err != nil {
		return g.err
	}
	return refusal
}

// try runs fn and passes the turn on, whatever becomes of fn; only if it returned nil are its writes kept.
func (g *group) try(ctx context.Context, fn func(Tx) error) (err error) {
	keep := false
	defer func() {
		if keep {
			g.overlay.writes.Keep()
		} else {
			g.overlay.writes.Undo(0)
		}
		g.pass()
	}()
	if err := CheckContext(ctx, "update"); err != nil {
		return err
	}
	if err := fn(&g.overlay); err != nil {
		return err
	}
	if err := CheckContext(ctx, "update"); err != nil {
		return err
	}
	keep = true
	return nil
}

// withoutCancel keeps a member's cancellation from the others' commit.
func withoutCancel(ctx context.Context) context.Context {
	if ctx.Done() == nil {
		return ctx
	}
	return context.WithoutCancel(ctx)
}

package check

import (
	"context"
	"slices"
	"sync"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// Follower checks what is committed, event by event and commit by commit (Delta). It keeps a model of its own, so that its
// work is that of the changes and of what the same people have besides. It implements lifecycle.Observer: events that an
// engine could not tell it, because there was a crash or it came late, it takes from the log with Read.
//
// It is safe for concurrent use.
type Follower struct {
	checkers []Checker

	mu     sync.Mutex
	m      *model
	seq    uint64   // the last event that was taken in
	link   [32]byte // of that event
	engine time.Time
	behind bool // events are missing: only Read goes on
	err    error
	found  []Violation
}

// Follow returns a Follower that begins with the first event of a store.
func Follow() *Follower { return &Follower{checkers: All(), m: newModel()} }

// Observe implements lifecycle.Observer: it takes in what one commit recorded.
func (f *Follower) Observe(events []entitlement.Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	events = slices.DeleteFunc(slices.Clone(events), func(ev entitlement.Event) bool { return ev.Seq <= f.seq })
	if len(events) == 0 || f.err != nil {
		return
	}
	if f.behind = f.behind || events[0].Seq != f.seq+1; !f.behind {
		f.commit(events)
	}
}

// Read takes in the events of a store that nobody told, as if one commit had recorded them. The store must be the one whose
// engine is observed. What was told and is not in the log, or is another event there, is a violation (I-102, I-108).
func (f *Follower) Read(ctx context.Context, s store.Store) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil {
		return f.err
	}
	return s.View(ctx, func(r store.Reader) error { return f.read(store.Reading(r)) })
}

func (f *Follower) read(tx *store.Txn) error {
	var meta store.Meta
	if _, err := tx.Meta(&meta); err != nil {
		return err
	}
	if err := f.begin(tx, &meta); err != nil {
		return err
	}
	f.acknowledged(tx, &meta)
	var missed []entitlement.Event
	err := tx.Events(f.seq+1, func(ev *entitlement.Event, _ time.Time) (bool, error) {
		missed = append(missed, ev.Clone())
		return true, nil
	})
	if err != nil {
		return err
	}
	f.behind = false
	if len(missed) > 0 {
		f.commit(missed)
	}
	f.engine = meta.Now
	return f.err
}

// begin takes in what removed events left, if the follower would have to begin before the log does.
func (f *Follower) begin(tx *store.Txn, meta *store.Meta) error {
	var c store.Checkpoint
	found, err := tx.Checkpoint(&c)
	if err != nil || !found || f.seq+1 >= c.First {
		return err
	}
	f.m, f.seq, f.link = newModel(), c.First-1, c.Link
	f.m.now = c.At
	err = tx.Baseline(nil, func(ref entitlement.ObjectRef, data []byte) (bool, error) {
		_, _, err := f.m.put(ref, slices.Clone(data), born{at: c.At})
		return true, err
	})
	if err != nil {
		return err
	}
	return f.m.complete(tx)
}

// commit takes in the events of one commit.
func (f *Follower) commit(events []entitlement.Event) {
	before := f.seq
	touched := map[entitlement.ObjectRef]*object{}
	for i := range events {
		ev := &events[i]
		f.chain(ev)
		c, err := f.m.apply(ev)
		if err != nil {
			f.err = err
			return
		}
		f.look(ev.Seq, func(checker *Checker, out *report) {
			if checker.change != nil {
				checker.change(f.m, c, out)
			}
		})
		if c.fired != nil {
			f.m.timers.last = fired{*c.fired, born{ev.Seq, ev.At}}
		}
		touched[ev.Object] = c.before
		f.seq, f.link = ev.Seq, ev.Link
	}
	around := f.m.around(touched)
	f.look(f.seq, func(checker *Checker, out *report) {
		for _, o := range around {
			checker.look(f.m, o.row, out)
		}
		if checker.commit != nil {
			checker.commit(f.m, out)
		}
	})
	f.overdue(before)
}

// look shows something to every checker.
func (f *Follower) look(seq uint64, show func(*Checker, *report)) {
	for i := range f.checkers {
		out := report{m: f.m, checker: &f.checkers[i], event: seq}
		show(out.checker, &out)
		f.found = append(f.found, sorted(out.found)...)
	}
}

// Violations returns what was found so far. It fails if an event could not be understood, and from then on.
func (f *Follower) Violations() ([]Violation, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.found), f.err
}

package check

import (
	"context"
	"maps"
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
	events = slices.DeleteFunc(slices.Clone(events), func(ev entitlement.Event) bool { return ev.Seq <= f.m.log.seq })
	if len(events) == 0 || f.err != nil {
		return
	}
	if f.behind = f.behind || events[0].Seq != f.m.log.seq+1; !f.behind {
		f.err = f.commit(events)
	}
}

// Read takes in the events of a store that nobody told, as if one commit had recorded them. The store must be the one whose
// engine is observed, and keep its log. What was told and is not in the log is a violation (I-108).
func (f *Follower) Read(ctx context.Context, s store.Store) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil {
		f.err = s.View(ctx, func(r store.Reader) error { return f.read(store.Reading(r)) })
	}
	return f.err
}

func (f *Follower) read(tx *store.Txn) error {
	if err := f.begin(tx); err != nil {
		return err
	}
	end, err := readLogEnd(tx, f.m.log.seq)
	if err != nil {
		return err
	}
	f.look(0, func(c *Checker, out *report) {
		if c.reopen != nil {
			c.reopen(f.m, end, out)
		}
	})
	var missed []entitlement.Event
	err = tx.Events(f.m.log.seq+1, func(ev *entitlement.Event, _ time.Time) (bool, error) {
		missed = append(missed, ev.Clone())
		return true, nil
	})
	f.m.engine, f.behind = end.meta.Now, false
	if err != nil || len(missed) == 0 {
		return err
	}
	return f.commit(missed)
}

// begin starts where the log of a store begins now, if the follower has not come that far.
func (f *Follower) begin(tx *store.Txn) error {
	var c store.Checkpoint
	found, err := tx.Checkpoint(&c)
	if err != nil || !found || f.m.log.seq+1 >= c.First {
		return err
	}
	f.m = newModel()
	f.m.log, f.m.first, f.m.now = point{c.First - 1, c.Link}, c.First, c.At
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
func (f *Follower) commit(events []entitlement.Event) error {
	since := f.m.log
	touched := map[entitlement.ObjectRef]*object{}
	for i := range events {
		c, err := f.m.apply(&events[i])
		if err != nil {
			return err
		}
		f.look(c.Seq, func(checker *Checker, out *report) {
			if checker.change != nil {
				checker.change(f.m, c, out)
			}
		})
		if c.fired != nil {
			f.m.timers.last = fired{*c.fired, born{c.Seq, c.At}}
		}
		touched[c.Object] = c.before
	}
	around := f.m.around(touched)
	f.look(f.m.log.seq, func(checker *Checker, out *report) {
		for _, o := range around {
			checker.look(f.m, o.row, out)
		}
		if checker.commit != nil {
			checker.commit(f.m, since, out)
		}
	})
	return nil
}

// look shows something to every checker.
func (f *Follower) look(event uint64, show func(*Checker, *report)) {
	for i := range f.checkers {
		out := report{m: f.m, checker: &f.checkers[i], event: event}
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

// around returns the rows that a commit touched and what else counts for the same people, with the stages of the requests
// among them. touched has the objects as they were before.
func (m *model) around(touched map[entitlement.ObjectRef]*object) []*object {
	all := map[entitlement.ObjectRef]*object{}
	person := func(o *object) {
		if o != nil {
			id, _ := counts(o.row)
			maps.Copy(all, m.people[id])
		}
	}
	for ref, before := range touched { // order: what is found is sorted
		person(before)
		o := m.objects[ref]
		if o == nil {
			continue
		}
		person(o)
		all[ref] = o
		if s, isStage := o.row.(*entitlement.ApprovalStage); isStage {
			ref := entitlement.ObjectRef{Kind: entitlement.KindRequest, Key: string(s.Request[:])}
			if r := m.objects[ref]; r != nil {
				all[ref] = r
			}
		}
	}
	out := make([]*object, 0, len(all))
	for _, o := range all { // order: likewise
		out = append(out, o)
		if r, isRequest := o.row.(*entitlement.Request); isRequest {
			out = append(out, m.stageObjects(r)...)
		}
	}
	return out
}

package check_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/sim"
	"example.com/tenure/store"
	"example.com/tenure/store/storetest"
)

func background() context.Context { return context.Background() }

// story is a world to which things happen.
type story struct {
	w        *sim.World
	inner    store.Store
	next     storetest.Outcome // what the next commit meets
	packages []entitlement.AccessPackageID
	offers   int
	keys     int
	asleep   bool       // what was due is not settled
	open     *store.Txn // the transaction that runs, or nil
}

// op is something that happens: what, and numbers that choose among what there is.
type op struct {
	name    string
	a, b, c int
}

// String writes the op as a literal.
func (o op) String() string { return fmt.Sprintf("{%q, %d, %d, %d}", o.name, o.a, o.b, o.c) }

// errCrash is what a process sees of its own end.
var errCrash = errors.New("the process ended")

// begin makes a world on a store and furnishes it.
func begin(options sim.Options, inner store.Store) (*story, error) {
	s := &story{inner: inner}
	options.Store = s.faulty()
	w, err := sim.New(options)
	if err != nil {
		return nil, err
	}
	s.w = w
	s.packages, err = furnish(w)
	s.offers = len(s.packages)
	return s, err
}

// faulty returns the store with the misfortunes of the story.
func (s *story) faulty() store.Store {
	return storetest.Fault(s.inner, storetest.Plan{Commit: func(int) storetest.Outcome {
		met := s.next
		s.next = storetest.Outcome{}
		return met
	}})
}

// do lets something happen, and then everything that is due. What the engine refuses, as it may, has not happened.
func (s *story) do(o op) error {
	act := ops()[o.name]
	if err := act(s, o); err != nil {
		return fmt.Errorf("%v: %w", o, err)
	}
	if s.asleep = o.name == "sleep" || s.asleep && slices.Contains(tricks, o.name); s.asleep {
		return nil
	}
	return s.surviving(s.w.Settle)
}

// surviving does something until no crash comes in between.
func (s *story) surviving(do func() error) error { return s.w.Survive(errCrash, s.faulty, do) }

// reopen starts the process until it starts.
func (s *story) reopen() error { return s.w.Revive(errCrash, s.faulty) }

// key returns the idempotency key of the next command.
func (s *story) key() string {
	s.keys++
	return fmt.Sprintf("command %d", s.keys)
}

// command gives the engine a command, the same again after a crash. A refusal must have left no trace but what was due
// (I-130).
func (s *story) command(give func() error) error {
	before := s.seq()
	err := s.surviving(give)
	if !mayRefuse(err) {
		return err
	}
	return s.view(func(tx *store.Txn) error {
		return tx.Events(before+1, func(ev *entitlement.Event, _ time.Time) (bool, error) {
			if ev.Actor.Kind != entitlement.ActorSystem {
				return false, fmt.Errorf("event %d tells of a command that was refused: %w", ev.Seq, err)
			}
			return true, nil
		})
	})
}

// mayRefuse reports whether an error is a refusal that a workload may meet.
func mayRefuse(err error) bool {
	switch entitlement.CodeOf(err) {
	case entitlement.Refused, entitlement.IllegalState, entitlement.NotFound, entitlement.Forbidden, entitlement.InUse,
		entitlement.LimitExceeded, entitlement.Unavailable, entitlement.AlreadyExists, entitlement.InvalidArgument:
		return true
	}
	return false
}

// seq returns the number of the last event.
func (s *story) seq() uint64 {
	var meta store.Meta
	if err := s.view(func(tx *store.Txn) error {
		_, err := tx.Meta(&meta)
		return err
	}); err != nil {
		panic(err) // a store in memory can be read
	}
	return meta.Seq
}

func (s *story) view(fn func(*store.Txn) error) error {
	if s.open != nil {
		return fn(s.open)
	}
	return s.inner.View(background(), func(r store.Reader) error { return fn(store.Reading(r)) })
}

// now returns engine time, which a clock that went back does not change.
func (s *story) now() time.Time {
	report, err := s.w.Engine().Time(background())
	if err != nil || report.Engine.Before(s.w.Now()) {
		return s.w.Now()
	}
	return report.Engine
}

// rows returns copies of the rows of a table that are wanted, by key.
func rows[K, T any](s *story, table *store.Table[K, T], wanted func(*T) bool) []T {
	var out []T
	err := s.view(func(tx *store.Txn) error {
		return table.Each(tx, nil, func(row *T) (bool, error) {
			if wanted(row) {
				out = append(out, *row)
			}
			return true, nil
		})
	})
	if err != nil {
		panic(err) // likewise
	}
	return out
}

// pick chooses from a list, and reports false if there is nothing to choose from.
func pick[T any](list []T, n int) (T, bool) {
	if len(list) == 0 {
		var none T
		return none, false
	}
	return list[n%len(list)], true
}

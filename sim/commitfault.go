package sim

import (
	"context"
	"sync"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
	"example.com/tenure/store/storetest"
)

// CommitFault is a scripted misfortune of a store: which commit it strikes, by what the commit records, and what becomes of it.
// It is to a store what a Fault is to mailboxes and accounts, and fake.Fault to target systems.
type CommitFault struct {
	Activity entitlement.Activity  // what the commit records; 0 means anything
	Person   entitlement.SubjectID // whose access that is about; "" means everybody
	// FirstAttempt and LastAttempt bound the attempts, both included: the commits that record this, counted from 1. A LastAttempt
	// of 0 means all that follow.
	FirstAttempt, LastAttempt int

	Outcome storetest.Outcome
}

// FaultCommits returns s with misfortunes; the first that matches a commit strikes (F1 to F4). What it does to Close, and what
// Applied and Crashed mean, is as in storetest.Fault: after a crash, go on with World.Reopen on the inner store.
func FaultCommits(s store.Store, faults ...CommitFault) store.Store {
	return &faultyCommits{Store: s, faults: faults, attempts: make([]int, len(faults))}
}

type faultyCommits struct {
	store.Store

	faults []CommitFault

	mu       sync.Mutex
	attempts []int // that each fault has seen
	crash    error
}

// Unwrap returns the store below.
func (f *faultyCommits) Unwrap() store.Store { return f.Store }

// View implements store.Store.
func (f *faultyCommits) View(ctx context.Context, fn func(store.Reader) error) error {
	if err := f.crashed(nil); err != nil {
		return err
	}
	return f.Store.View(ctx, fn)
}

// Update implements store.Store.
func (f *faultyCommits) Update(ctx context.Context, fn func(store.Tx) error) error {
	if err := f.crashed(nil); err != nil {
		return err
	}
	var met storetest.Outcome
	err := f.Store.Update(ctx, func(tx store.Tx) error {
		before, err := lastEvent(tx)
		if err != nil {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		if met, err = f.meets(tx, before+1); err != nil {
			return err
		}
		if met.Err != nil && !met.Applied {
			return met.Err
		}
		return nil
	})
	if err == nil {
		err = met.Err
	}
	if met.Err != nil && met.Crashed {
		return f.crashed(met.Err)
	}
	return err
}

// crashed returns the error of the process's end, which it may be now.
func (f *faultyCommits) crashed(now error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.crash == nil {
		f.crash = now
	}
	return f.crash
}

// meets returns what a transaction meets whose events begin with a number.
func (f *faultyCommits) meets(tx store.Tx, first uint64) (storetest.Outcome, error) {
	var events []entitlement.Event
	err := store.Writing(tx).Events(first, func(ev *entitlement.Event, _ time.Time) (bool, error) {
		events = append(events, ev.Clone())
		return true, nil
	})
	if err != nil {
		return storetest.Outcome{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	met := storetest.Outcome{}
	for i := range f.faults {
		if f.faults[i].strikes(events, &f.attempts[i]) && met.Err == nil {
			met = f.faults[i].Outcome
		}
	}
	return met, nil
}

// strikes reports whether the fault strikes a commit with these events, which it counts.
func (c *CommitFault) strikes(events []entitlement.Event, attempts *int) bool {
	for i := range events {
		ev := &events[i]
		if (c.Activity == 0 || c.Activity == ev.Activity) && (c.Person == "" || c.Person == ev.Subject) {
			*attempts++
			return *attempts >= c.FirstAttempt && (c.LastAttempt == 0 || *attempts <= c.LastAttempt)
		}
	}
	return false
}

func lastEvent(r store.Reader) (uint64, error) {
	var meta store.Meta
	_, err := store.Reading(r).Meta(&meta)
	return meta.Seq, err
}

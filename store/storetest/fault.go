package storetest

import (
	"context"
	"sync"

	"example.com/tenure/store"
)

// Outcome is what happens to a commit. The zero value lets it be.
type Outcome struct {
	// Err is what Update returns, such as entitlement.OutcomeUnknown, entitlement.Conflict or store.ErrFull. Without it the
	// other fields mean nothing.
	Err error
	// Applied commits before Err is returned; otherwise nothing is written.
	Applied bool
	// Crashed makes every later call return Err as well, as if the process had ended there: go on with a new engine over
	// the inner store, which holds the transaction or not according to Applied.
	Crashed bool
}

// Plan decides which calls fail. Each function is asked with the number of the call among its kind, counted from 1; a
// nil function lets all of them be. Plans are asked one call at a time.
type Plan struct {
	Begin  func(n int) error   // a View or an Update begins
	Get    func(n int) error   // in any transaction
	Scan   func(n int) error   // in any transaction
	Commit func(n int) Outcome // the function of an Update returned nil
}

// Fault returns s with the faults of plan (F1 to F5). Whatever it does, it keeps the contract: a plan that fails a
// commit with Applied and anything but entitlement.OutcomeUnknown or Crashed is the plan of a broken store.
func Fault(s store.Store, plan Plan) store.Store { return &faulty{inner: s, plan: plan} }

type faulty struct {
	inner store.Store
	plan  Plan

	mu                         sync.Mutex
	begins, gets, scans, ended int
	crash                      error
}

func (f *faulty) Unwrap() store.Store { return f.inner }

func (f *faulty) Close() error { return f.inner.Close() }

func (f *faulty) View(ctx context.Context, fn func(store.Reader) error) error {
	if err := f.begin(); err != nil {
		return err
	}
	return f.inner.View(ctx, func(r store.Reader) error { return fn(&faultyReader{Reader: r, faulty: f}) })
}

func (f *faulty) Update(ctx context.Context, fn func(store.Tx) error) error {
	if err := f.begin(); err != nil {
		return err
	}
	var outcome Outcome
	err := f.inner.Update(ctx, func(tx store.Tx) error {
		if err := fn(&faultyTx{faultyReader: faultyReader{Reader: tx, faulty: f}, tx: tx}); err != nil {
			return err
		}
		if outcome = f.commit(); outcome.Err != nil && !outcome.Applied {
			return outcome.Err
		}
		return nil
	})
	if err == nil {
		err = outcome.Err
	}
	return err
}

func (f *faulty) begin() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.crash != nil {
		return f.crash
	}
	return ask(f.plan.Begin, &f.begins)
}

func (f *faulty) commit() Outcome {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.crash != nil {
		return Outcome{Err: f.crash}
	}
	if f.plan.Commit == nil {
		return Outcome{}
	}
	f.ended++
	outcome := f.plan.Commit(f.ended)
	if outcome.Crashed {
		f.crash = outcome.Err
	}
	return outcome
}

func (f *faulty) read(fault func(int) error, n *int) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return ask(fault, n)
}

// ask counts a call and returns what the plan has for it.
func ask(fault func(int) error, n *int) error {
	if fault == nil {
		return nil
	}
	*n++
	return fault(*n)
}

type faultyReader struct {
	store.Reader
	faulty *faulty
}

func (r *faultyReader) Get(key []byte) ([]byte, bool, error) {
	if err := r.faulty.read(r.faulty.plan.Get, &r.faulty.gets); err != nil {
		return nil, false, err
	}
	return r.Reader.Get(key)
}

func (r *faultyReader) Scan(from, to []byte, fn func(key, value []byte) (bool, error)) error {
	if err := r.faulty.read(r.faulty.plan.Scan, &r.faulty.scans); err != nil {
		return err
	}
	return r.Reader.Scan(from, to, fn)
}

type faultyTx struct {
	faultyReader
	tx store.Tx
}

func (t *faultyTx) Put(key, value []byte) error { return t.tx.Put(key, value) }
func (t *faultyTx) Delete(key []byte) error     { return t.tx.Delete(key) }

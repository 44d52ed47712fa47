package boltstore

import (
	"context"
	"errors"
	"io/fs"
	"sync"
	"sync/atomic"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// file is a store on a file, without group commit.
type file struct {
	path    string
	options Options
	commit  func(*bolt.Tx) error // (*bolt.Tx).Commit, except where a test makes it fail

	writer  sync.Mutex   // held by the one update that runs
	mu      sync.RWMutex // held for reading by transactions; held for writing to close the handle and to open it anew
	closed  bool
	db      *bolt.DB    // nil while it could not be opened anew
	opened  fs.FileInfo // of the file at path when it was opened first
	idle    idle        // ended before the handle is closed, which waits for transactions
	suspect atomic.Bool // a commit failed half way: the handle takes no more transactions
}

func (f *file) View(ctx context.Context, fn func(store.Reader) error) error {
	if err := f.enter("view"); err != nil {
		return err
	}
	defer f.mu.RUnlock()
	if err := store.CheckContext(ctx, "view"); err != nil {
		return err
	}
	r, epoch := f.idle.take()
	if r == nil {
		btx, err := f.db.Begin(false)
		if err != nil {
			return f.unavailable("view", err)
		}
		r = newReader(btx, f)
	}
	sound := false // unless fn panics
	defer func() { f.idle.give(r, epoch, sound) }()
	err := fn(r)
	sound = true
	return err
}

func (f *file) Update(ctx context.Context, fn func(store.Tx) error) error {
	f.writer.Lock()
	defer f.writer.Unlock()
	if err := f.enter("update"); err != nil {
		return err
	}
	defer f.mu.RUnlock()
	if err := store.CheckContext(ctx, "update"); err != nil {
		return err
	}
	btx, err := f.db.Begin(true)
	if err != nil {
		return f.unavailable("update", err)
	}
	defer rollback(btx)
	t := &tx{reader: newReader(btx, f)}
	if err := fn(t); err != nil {
		return err
	}
	if err := store.CheckContext(ctx, "update"); err != nil {
		return err
	}
	if !t.wrote {
		return nil // a commit of nothing would cost a sync all the same
	}
	return f.finish(btx)
}

// finish commits. Unless it ends cleanly, written or refused before the first byte, the handle is not used again
// (I-113): the pages may be there or not, and so may what makes them valid.
func (f *file) finish(btx *bolt.Tx) error {
	f.idle.stop()
	defer f.idle.start() // after a handle became suspect, so that no reader of it is kept
	clean := false
	defer func() {
		if !clean {
			f.suspect.Store(true)
		}
	}()
	err := f.commit(btx)
	switch {
	case err == nil:
		clean = true
		return nil
	case errors.Is(err, berrors.ErrMaxSizeReached):
		clean = true
		return f.problem("update", store.ErrFull, "the file must not grow further", nil)
	}
	return f.problem("update", entitlement.OutcomeUnknown, "the commit failed half way", err)
}

// Close waits for running transactions.
func (f *file) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil
	}
	f.closed = true
	f.idle.stop()
	if f.db == nil {
		return nil
	}
	if err := f.db.Close(); err != nil {
		return f.unavailable("close", err)
	}
	return nil
}

// enter returns with mu held for reading and a handle that is fit for use.
func (f *file) enter(op string) error {
	for {
		f.mu.RLock()
		if f.closed {
			f.mu.RUnlock()
			return store.ClosedError(op)
		}
		if !f.suspect.Load() {
			return nil
		}
		f.mu.RUnlock()
		if err := f.reopen(op); err != nil {
			return err
		}
	}
}

// reopen replaces a suspect handle, once the transactions that began on it earlier have ended.
func (f *file) reopen(op string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed || !f.suspect.Load() {
		return nil
	}
	f.idle.stop()
	defer f.idle.start()
	if f.db != nil {
		_ = f.db.Close() // whatever is wrong with it, it is not used again
		f.db = nil
	}
	if err := f.open(); err != nil {
		return f.problem(op, entitlement.Unavailable, "the file cannot be opened again after a failed commit", err)
	}
	f.suspect.Store(false)
	return nil
}

// rollback ends a transaction that was not committed; after a commit it does nothing.
func rollback(btx *bolt.Tx) { _ = btx.Rollback() }

func (f *file) unavailable(op string, err error) error {
	return f.problem(op, entitlement.Unavailable, "", err)
}

func (f *file) problem(op string, code entitlement.Code, detail string, err error) error {
	return &entitlement.Error{Op: op, Code: code, Kind: entitlement.KindStore, ID: f.path, Detail: detail, Err: err}
}

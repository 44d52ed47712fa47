// Package memstore keeps a store in memory: for tests, simulations, and whatever may be lost with the process.
//
// It is an ordered map under a lock: updates exclude views, and a transaction that fails is taken back by an undo log.
// An entry costs one allocation of its key and value and some thirty bytes beside it; reading copies nothing.
package memstore

import (
	"bytes"
	"context"
	"sync"

	"example.com/tenure/store"
	"example.com/tenure/store/internal/ordered"
)

// New returns an empty store.
func New() store.Store { return &memory{} }

type memory struct {
	mu     sync.RWMutex
	closed bool
	tables ordered.Tables
	scans  int // scans running in the update that holds mu
}

func (m *memory) View(ctx context.Context, fn func(store.Reader) error) error {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.closed {
		return store.ClosedError("view")
	}
	if err := store.CheckContext(ctx, "view"); err != nil {
		return err
	}
	return fn((*reader)(m))
}

func (m *memory) Update(ctx context.Context, fn func(store.Tx) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return store.ClosedError("update")
	}
	if err := store.CheckContext(ctx, "update"); err != nil {
		return err
	}
	defer m.tables.Undo(0) // of what was not kept: fn failed or panicked
	if err := fn((*tx)(m)); err != nil {
		return err
	}
	if err := store.CheckContext(ctx, "update"); err != nil {
		return err
	}
	m.tables.Keep()
	return nil
}

func (m *memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	m.tables.Clear()
	return nil
}

// reader and tx are the store itself, seen from inside a transaction: beginning one allocates nothing.
type (
	reader memory
	tx     memory
)

func (r *reader) Get(key []byte) ([]byte, bool, error) {
	if err := store.CheckKey(key); err != nil {
		return nil, false, err
	}
	e, found := r.tables.Get(key)
	if !found {
		return nil, false, nil
	}
	return e.Value(), true, nil
}

func (r *reader) Scan(from, to []byte, fn func(key, value []byte) (bool, error)) error {
	if some, err := store.CheckRange(from, to); !some {
		return err
	}
	for c := r.tables.Seek(from); ; {
		e, more := c.Next()
		if !more || len(to) > 0 && bytes.Compare(e.Key(), to) >= 0 {
			return nil
		}
		if more, err := fn(e.Key(), e.Value()); !more || err != nil {
			return err
		}
	}
}

func (t *tx) Get(key []byte) ([]byte, bool, error) { return (*reader)(t).Get(key) }

func (t *tx) Scan(from, to []byte, fn func(key, value []byte) (bool, error)) error {
	t.scans++
	defer func() { t.scans-- }()
	return (*reader)(t).Scan(from, to, fn)
}

func (t *tx) Put(key, value []byte) error {
	if err := store.CheckWrite(t.scans); err != nil {
		return err
	}
	if err := store.CheckKey(key); err != nil {
		return err
	}
	if err := store.CheckValue(value); err != nil {
		return err
	}
	t.tables.Put(ordered.NewEntry(key, value))
	return nil
}

func (t *tx) Delete(key []byte) error {
	if err := store.CheckWrite(t.scans); err != nil {
		return err
	}
	if err := store.CheckKey(key); err != nil {
		return err
	}
	t.tables.Delete(key)
	return nil
}

package lifecycle_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	bolt "go.etcd.io/bbolt"

	"example.com/tenure/store"
)

// write is a put, or, without a value, a deletion.
type write struct{ key, value []byte }

// recorder notes what is written to a store, transaction by transaction.
type recorder struct {
	store.Store
	mu      sync.Mutex
	updates [][]write
}

// Update implements store.Store.
func (r *recorder) Update(ctx context.Context, fn func(store.Tx) error) error {
	var tx recordingTx
	err := r.Store.Update(ctx, func(inner store.Tx) error {
		tx.Tx = inner
		return fn(&tx)
	})
	if err == nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.updates = append(r.updates, tx.writes)
	}
	return err
}

// take returns what was written since the last call.
func (r *recorder) take() [][]write {
	r.mu.Lock()
	defer r.mu.Unlock()
	updates := r.updates
	r.updates = nil
	return updates
}

type recordingTx struct {
	store.Tx
	writes []write
}

func (t *recordingTx) Put(key, value []byte) error {
	t.writes = append(t.writes, write{append([]byte(nil), key...), append([]byte{}, value...)})
	return t.Tx.Put(key, value)
}

func (t *recordingTx) Delete(key []byte) error {
	t.writes = append(t.writes, write{append([]byte(nil), key...), nil})
	return t.Tx.Delete(key)
}

// raw is a file of bbolt with the same tables as a store, but nothing around them.
type raw struct{ *bolt.DB }

func newRaw(b *testing.B) raw {
	db, err := bolt.Open(filepath.Join(b.TempDir(), "raw.db"), 0o600, nil)
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, db.Close()) })
	return raw{db}
}

// mode says how transactions are written once more.
type mode int

const (
	synced     mode = iota // as they were
	syncedPuts             // as they were, but without deletions
	loosely                // without syncs
)

// replay writes transactions.
func (r raw) replay(b *testing.B, updates [][]write, m mode) {
	r.NoSync = m == loosely
	for _, writes := range updates {
		succeeds(b, r.DB.Update(func(tx *bolt.Tx) error { return applyRaw(tx, writes, m != syncedPuts) }))
	}
}

func applyRaw(tx *bolt.Tx, writes []write, deletions bool) error {
	var buckets [256]*bolt.Bucket
	for _, w := range writes {
		name, key := w.key[:1], w.key[1:]
		if len(key) == 0 {
			key = []byte("bare")
		}
		bucket := buckets[name[0]]
		if bucket == nil {
			var err error
			if bucket, err = tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
			if name[0] == store.EventTable {
				const appendOnly = 0.9
				bucket.FillPercent = appendOnly
			}
			buckets[name[0]] = bucket
		}
		switch {
		case w.value != nil:
			if err := bucket.Put(key, w.value); err != nil {
				return err
			}
		case deletions:
			if err := bucket.Delete(key); err != nil {
				return err
			}
		}
	}
	return nil
}

package storetest

import (
	"context"
	"sync"

	"example.com/tenure/store"
)

// Counts is what was asked of a store. Calls are counted when they are made, whether they succeed or not.
type Counts struct {
	Views   int
	Updates int
	Commits int // updates that returned nil
	Gets    int
	Scans   int
	Scanned int // entries that scans yielded
	Puts    int
	Deletes int

	BytesRead    int64 // values of Get, keys and values of Scan
	BytesWritten int64 // keys and values of Put, keys of Delete
}

// Count returns s with a counter on it.
func Count(s store.Store) *Counter { return &Counter{inner: s} }

// Counter counts what is asked of a store.
type Counter struct {
	inner store.Store

	mu     sync.Mutex
	counts Counts
}

// Counts returns what was asked since the counter was made, or since the last Reset.
func (c *Counter) Counts() Counts {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.counts
}

// Reset begins again at zero.
func (c *Counter) Reset() { c.add(func(n *Counts) { *n = Counts{} }) }

// Unwrap returns the store that is counted.
func (c *Counter) Unwrap() store.Store { return c.inner }

// Close closes the store that is counted.
func (c *Counter) Close() error { return c.inner.Close() }

// View counts and passes on.
func (c *Counter) View(ctx context.Context, fn func(store.Reader) error) error {
	c.add(func(n *Counts) { n.Views++ })
	return c.inner.View(ctx, func(r store.Reader) error { return fn(&countingReader{r, c}) })
}

// Update counts and passes on.
func (c *Counter) Update(ctx context.Context, fn func(store.Tx) error) error {
	c.add(func(n *Counts) { n.Updates++ })
	err := c.inner.Update(ctx, func(tx store.Tx) error { return fn(&countingTx{countingReader{tx, c}, tx}) })
	if err == nil {
		c.add(func(n *Counts) { n.Commits++ })
	}
	return err
}

func (c *Counter) add(change func(*Counts)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(&c.counts)
}

type countingReader struct {
	reader  store.Reader
	counter *Counter
}

func (r *countingReader) Get(key []byte) ([]byte, bool, error) {
	value, found, err := r.reader.Get(key)
	r.counter.add(func(n *Counts) { n.Gets++; n.BytesRead += int64(len(value)) })
	return value, found, err
}

func (r *countingReader) Scan(from, to []byte, fn func(key, value []byte) (bool, error)) error {
	r.counter.add(func(n *Counts) { n.Scans++ })
	return r.reader.Scan(from, to, func(key, value []byte) (bool, error) {
		r.counter.add(func(n *Counts) { n.Scanned++; n.BytesRead += int64(len(key) + len(value)) })
		return fn(key, value)
	})
}

type countingTx struct {
	countingReader
	tx store.Tx
}

func (t *countingTx) Put(key, value []byte) error {
	t.counter.add(func(n *Counts) { n.Puts++; n.BytesWritten += int64(len(key) + len(value)) })
	return t.tx.Put(key, value)
}

func (t *countingTx) Delete(key []byte) error {
	t.counter.add(func(n *Counts) { n.Deletes++; n.BytesWritten += int64(len(key)) })
	return t.tx.Delete(key)
}

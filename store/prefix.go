package store

import (
	"context"
	"slices"
	"sync"
)

// Prefix returns the keyspace of one tenant in s: every key gets the tenant's name behind its table byte, so that
// tables stay where they are. The name is terminated: no tenant's keys can appear in another's scans, whatever the
// names, and the empty name is a tenant like any other.
//
// Keys must leave room for the name: see KeyLimit. Closing a tenant's store leaves s open, and As does not reach s
// through it, since a backup of s would hold every tenant.
func Prefix(s Store, tenant []byte) Store {
	return &prefixed{inner: s, name: AppendText(nil, string(tenant))}
}

type prefixed struct {
	inner Store
	name  []byte

	open   sync.RWMutex // held for reading by transactions, so that Close waits for them
	closed bool
}

// KeyLimit is what remains of the inner store's keys.
func (p *prefixed) KeyLimit() int { return max(KeyLimit(p.inner)-len(p.name), 0) }

func (p *prefixed) View(ctx context.Context, fn func(Reader) error) error {
	p.open.RLock()
	defer p.open.RUnlock()
	if p.closed {
		return ClosedError("view")
	}
	return p.inner.View(ctx, func(r Reader) error { return fn(&prefixReader{prefixKeys{name: p.name}, r}) })
}

func (p *prefixed) Update(ctx context.Context, fn func(Tx) error) error {
	p.open.RLock()
	defer p.open.RUnlock()
	if p.closed {
		return ClosedError("update")
	}
	return p.inner.Update(ctx, func(tx Tx) error { return fn(&prefixTx{prefixReader{prefixKeys{name: p.name}, tx}, tx}) })
}

func (p *prefixed) Close() error {
	p.open.Lock()
	defer p.open.Unlock()
	p.closed = true
	return nil
}

// prefixKeys translates keys. It reuses one buffer for keys that the inner store lets go of at once.
type prefixKeys struct {
	name    []byte
	scratch []byte
}

func (k *prefixKeys) inner(key []byte) ([]byte, error) {
	if err := CheckKey(key); err != nil {
		return nil, err
	}
	k.scratch = k.appendInner(k.scratch[:0], key)
	return k.scratch, nil
}

func (k *prefixKeys) appendInner(dst, key []byte) []byte {
	dst = append(dst, key[0])
	dst = append(dst, k.name...)
	return append(dst, key[1:]...)
}

// bounds returns the inner bounds of a scan whose own bounds were checked. What ends with the table ends with the
// tenant.
func (k *prefixKeys) bounds(from, to []byte) (innerFrom, innerTo []byte) {
	if len(to) > 0 && to[0] == from[0] {
		innerTo = k.appendInner(nil, to)
	} else {
		innerTo = Successor(k.appendInner(nil, from[:1]))
	}
	return k.appendInner(nil, from), innerTo
}

type prefixReader struct {
	prefixKeys
	reader Reader
}

func (r *prefixReader) Get(key []byte) ([]byte, bool, error) {
	inner, err := r.inner(key)
	if err != nil {
		return nil, false, err
	}
	return r.reader.Get(inner)
}

func (r *prefixReader) Scan(from, to []byte, fn func(key, value []byte) (bool, error)) error {
	if some, err := CheckRange(from, to); !some {
		return err
	}
	innerFrom, innerTo := r.bounds(from, to)
	own := slices.Clone(from[:1])
	return r.reader.Scan(innerFrom, innerTo, func(key, value []byte) (bool, error) {
		own = append(own[:1], key[1+len(r.name):]...)
		return fn(own, value)
	})
}

type prefixTx struct {
	prefixReader
	tx Tx
}

func (t *prefixTx) Put(key, value []byte) error {
	inner, err := t.inner(key)
	if err != nil {
		return err
	}
	return t.tx.Put(inner, value)
}

func (t *prefixTx) Delete(key []byte) error {
	inner, err := t.inner(key)
	if err != nil {
		return err
	}
	return t.tx.Delete(inner)
}

package store

import (
	"bytes"

	"example.com/tenure/store/internal/ordered"
)

// overlay is a transaction inside a transaction: it keeps its writes to itself, on top of what base holds, until they
// are flushed. What was written since a mark can be taken back.
type overlay struct {
	base   Tx
	writes ordered.Tables // a tombstone hides the key of base
	arena  ordered.Arena  // of the writes
	scans  int
}

func (o *overlay) Get(key []byte) ([]byte, bool, error) {
	if err := CheckKey(key); err != nil {
		return nil, false, err
	}
	if e, found := o.writes.Get(key); found {
		return e.Value(), !e.Hidden(), nil
	}
	return o.base.Get(key)
}

func (o *overlay) Put(key, value []byte) error {
	if err := CheckWrite(o.scans); err != nil {
		return err
	}
	if err := CheckKey(key); err != nil {
		return err
	}
	if err := CheckValue(value); err != nil {
		return err
	}
	o.writes.Put(o.arena.Entry(key, value))
	return nil
}

func (o *overlay) Delete(key []byte) error {
	if err := CheckWrite(o.scans); err != nil {
		return err
	}
	if err := CheckKey(key); err != nil {
		return err
	}
	o.writes.Put(o.arena.Tombstone(key))
	return nil
}

// Scan merges two ascending sequences: base pushes its keys, and before each of them the writes that come earlier are
// pulled from the overlay.
func (o *overlay) Scan(from, to []byte, fn func(key, value []byte) (bool, error)) error {
	if some, err := CheckRange(from, to); !some {
		return err
	}
	o.scans++
	defer func() { o.scans-- }()
	if o.writes.Empty(from) {
		return o.base.Scan(from, to, fn)
	}
	m := merge{cursor: o.writes.Seek(from), to: to, fn: fn}
	m.next, m.pending = m.cursor.Next()
	if err := o.base.Scan(from, to, m.push); err != nil || m.stopped {
		return err
	}
	_, err := m.pull(nil)
	return err
}

// flush sends the writes to base, in key order.
func (o *overlay) flush() error {
	return o.writes.All(func(e ordered.Entry) error {
		if e.Hidden() {
			return o.base.Delete(e.Key())
		}
		return o.base.Put(e.Key(), e.Value())
	})
}

// merge is one scan of an overlay.
type merge struct {
	cursor  ordered.Cursor
	next    ordered.Entry // the first entry of the overlay that was not yielded
	pending bool          // there is such an entry
	to      []byte
	fn      func(key, value []byte) (bool, error)
	stopped bool
}

// push yields a key of base, unless the overlay replaces or hides it, and what the overlay has before it.
func (m *merge) push(key, value []byte) (more bool, err error) {
	if more, err := m.pull(key); !more || err != nil {
		return more, err
	}
	if m.pending && bytes.Equal(m.next.Key(), key) {
		return true, nil // pulled before the next key
	}
	return m.yield(key, value)
}

// pull yields the overlay's entries before the given key of base, or, with nil, all that remain within the bounds.
func (m *merge) pull(before []byte) (more bool, err error) {
	for m.pending {
		key := m.next.Key()
		if before != nil && bytes.Compare(key, before) >= 0 || len(m.to) > 0 && bytes.Compare(key, m.to) >= 0 {
			break
		}
		e := m.next
		m.next, m.pending = m.cursor.Next()
		if e.Hidden() {
			continue
		}
		if more, err := m.yield(key, e.Value()); !more || err != nil {
			return more, err
		}
	}
	return true, nil
}

func (m *merge) yield(key, value []byte) (more bool, err error) {
	more, err = m.fn(key, value)
	m.stopped = !more || err != nil
	return more, err
}

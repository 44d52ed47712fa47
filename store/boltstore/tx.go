package boltstore

import (
	"bytes"

	bolt "go.etcd.io/bbolt"

	"example.com/tenure/store"
)

// Every table is a bucket of one byte's name, whose keys lack that byte. The one key that nothing would be left of, the
// table byte alone, lies in a bucket of its own under the table byte: bbolt has no empty keys.
const bareBucket = "bare"

// appendFill is how full the pages of an append-only table are made.
const appendFill = 0.9

// reader reads in a transaction.
type reader struct {
	tx      *bolt.Tx
	file    *file
	buckets []bucket  // those used so far; few enough to be searched in turn
	few     [8]bucket // where they lie, as a rule
}

// bucket is an open bucket. It has to be kept: opening one again would lose its fill.
type bucket struct {
	name string
	open *bolt.Bucket // nil if it does not exist yet
	get  *bolt.Cursor // for Get: a cursor of its own is cheaper than bbolt's Get
	walk *walk        // nil before the first Scan
}

// walk is what a Scan needs, kept for the next one. A Scan inside another one of the same bucket makes its own.
type walk struct {
	cursor *bolt.Cursor
	key    []byte
	busy   bool
}

func newReader(tx *bolt.Tx, f *file) *reader {
	r := &reader{tx: tx, file: f}
	r.buckets = r.few[:0]
	return r
}

func (r *reader) Get(key []byte) ([]byte, bool, error) {
	if err := store.CheckKey(key); err != nil {
		return nil, false, err
	}
	name, inner := locate(key)
	b := r.bucket(name)
	if b.open == nil {
		return nil, false, nil
	}
	found, value := b.get.Seek(inner)
	if found == nil || !bytes.Equal(found, inner) {
		return nil, false, nil
	}
	return value, true, nil
}

func (r *reader) Scan(from, to []byte, fn func(key, value []byte) (bool, error)) error {
	if some, err := store.CheckRange(from, to); !some {
		return err
	}
	if len(from) == 1 {
		value, found, err := r.Get(from)
		if err != nil {
			return err
		}
		if found {
			if more, err := fn(from, value); !more || err != nil {
				return err
			}
		}
	}
	b := r.bucket(from[:1])
	if b.open == nil {
		return nil
	}
	var end []byte // nil at the end of the table
	if len(to) > 0 && to[0] == from[0] {
		end = to[1:]
	}
	w := b.walk
	if w == nil || w.busy {
		w = &walk{cursor: b.open.Cursor()}
		b.walk = w
	}
	w.busy = true
	defer func() { w.busy = false }()
	for inner, value := w.cursor.Seek(from[1:]); inner != nil; inner, value = w.cursor.Next() {
		if end != nil && bytes.Compare(inner, end) >= 0 {
			return nil
		}
		w.key = append(append(w.key[:0], from[0]), inner...)
		if more, err := fn(w.key, value); !more || err != nil {
			return err
		}
	}
	return nil
}

// locate returns the bucket and the key in it.
func locate(key []byte) (name, inner []byte) {
	if len(key) == 1 {
		return []byte(bareBucket), key
	}
	return key[:1], key[1:]
}

func (r *reader) bucket(name []byte) *bucket {
	for i := range r.buckets {
		if r.buckets[i].name == string(name) {
			return &r.buckets[i]
		}
	}
	r.buckets = append(r.buckets, bucket{name: string(name)})
	b := &r.buckets[len(r.buckets)-1]
	if open := r.tx.Bucket(name); open != nil {
		r.use(b, open)
	}
	return b
}

func (r *reader) use(b *bucket, open *bolt.Bucket) {
	b.open, b.get = open, open.Cursor()
	if len(b.name) == 1 && bytes.IndexByte(r.file.options.AppendOnly, b.name[0]) >= 0 {
		open.FillPercent = appendFill
	}
}

// tx reads and writes in a transaction.
type tx struct {
	*reader
	scans  int
	wrote  bool
	values []byte // room for copies of values, which bbolt keeps until the commit
}

func (t *tx) Scan(from, to []byte, fn func(key, value []byte) (bool, error)) error {
	t.scans++
	defer func() { t.scans-- }()
	return t.reader.Scan(from, to, fn)
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
	name, inner := locate(key)
	b := t.bucket(name)
	if b.open == nil {
		open, err := t.tx.CreateBucket(name)
		if err != nil {
			return t.file.unavailable("put", err)
		}
		t.use(b, open)
	}
	t.wrote = true
	if err := b.open.Put(inner, t.own(value)); err != nil { // bbolt copies keys only
		return t.file.unavailable("put", err)
	}
	return nil
}

// own returns a copy of a value, never nil: bbolt takes that for no value.
func (t *tx) own(value []byte) []byte {
	const first, most = 1 << 10, 1 << 16
	if len(value) >= cap(t.values)-len(t.values) {
		t.values = make([]byte, 0, max(first, min(2*cap(t.values), most), len(value)+1))
	}
	start := len(t.values)
	t.values = append(t.values, value...)
	return t.values[start:len(t.values):len(t.values)]
}

func (t *tx) Delete(key []byte) error {
	if err := store.CheckWrite(t.scans); err != nil {
		return err
	}
	if err := store.CheckKey(key); err != nil {
		return err
	}
	name, inner := locate(key)
	b := t.bucket(name)
	if b.open == nil {
		return nil
	}
	t.wrote = true
	if err := b.open.Delete(inner); err != nil {
		return t.file.unavailable("delete", err)
	}
	return nil
}

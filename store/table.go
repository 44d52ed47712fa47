package store

import "example.com/tenure/entitlement"

// Table is a typed table: rows of type T under keys of type K, their codec, and the index entries that follow from a row.
type Table[K, T any] struct {
	tag      byte
	versions byte // the table of all versions of its rows, or 0
	kind     entitlement.Kind
	key      func(dst []byte, k K) []byte
	parse    func(r *KeyReader) K
	of       func(row *T) K
	version  func(row *T) uint32 // for tables with versions
	encode   func(dst []byte, row *T) []byte
	decode   func(k K, data []byte, m *memory, row *T) error
	entries  func(e *entries, row *T) // nil when there are none
	effect   func(row *T) Effect      // nil when the rows ask for nothing outside
	counts   func(e *entries, row *T) // the keys of the counters that a row adds one to; nil when it is not counted
}

// Kind returns the kind of object that the rows are.
func (t *Table[K, T]) Kind() entitlement.Kind { return t.kind }

// Get reads the row of a key into row and reports whether there is one.
func (t *Table[K, T]) Get(tx *Txn, k K, row *T) (bool, error) {
	tx.key = t.key(append(tx.key[:0], t.tag), k)
	value, found, err := tx.r.Get(tx.key)
	if err != nil || !found {
		return false, err
	}
	return true, t.decode(k, value, &tx.memory, row)
}

// Find returns the row of a key, or nil.
func (t *Table[K, T]) Find(tx *Txn, k K, alloc func() *T) (*T, error) {
	tx.key = t.key(append(tx.key[:0], t.tag), k)
	value, found, err := tx.r.Get(tx.key)
	if err != nil || !found {
		return nil, err
	}
	row := alloc()
	return row, t.decode(k, value, &tx.memory, row)
}

// Has reports whether there is a row with the key.
func (t *Table[K, T]) Has(tx *Txn, k K) (bool, error) {
	tx.key = t.key(append(tx.key[:0], t.tag), k)
	_, found, err := tx.r.Get(tx.key)
	return found, err
}

// GetVersion reads a version of a row, also of one that was deleted.
func (t *Table[K, T]) GetVersion(tx *Txn, k K, version uint32, row *T) (bool, error) {
	tx.key = AppendUint32(t.key(append(tx.key[:0], t.versions), k), version)
	value, found, err := tx.r.Get(tx.key)
	if err != nil || !found {
		return false, err
	}
	return true, t.decode(k, value, &tx.memory, row)
}

// Write replaces the row before by after, in the table, its versions and its indexes; nil stands for no row. It returns
// the stored form of after, valid until the next write through tx.
func (t *Table[K, T]) Write(tx *Txn, before, after *T) ([]byte, error) {
	tx.old.reset()
	tx.new.reset()
	var k K
	if before != nil {
		k = t.of(before)
		t.derive(&tx.old, before)
	}
	if after != nil {
		k = t.of(after)
		t.derive(&tx.new, after)
	}
	tx.key = t.key(append(tx.key[:0], t.tag), k)
	if after == nil {
		if err := tx.del(tx.key); err != nil {
			return nil, err
		}
	} else {
		tx.row = t.encode(tx.row[:0], after)
		if err := t.putVersions(tx, k, after); err != nil {
			return nil, err
		}
	}
	if err := tx.replace(); err != nil {
		return nil, err
	}
	if t.counts != nil {
		if err := t.recount(tx, before, after); err != nil {
			return nil, err
		}
	}
	if t.effect != nil {
		if err := t.moveEffect(tx, k, before, after); err != nil {
			return nil, err
		}
	}
	if after == nil {
		return nil, nil
	}
	return tx.row, nil
}

func (t *Table[K, T]) putVersions(tx *Txn, k K, after *T) error {
	if err := tx.put(tx.key, tx.row); err != nil || t.versions == 0 {
		return err
	}
	tx.key = AppendUint32(t.key(append(tx.key[:0], t.versions), k), t.version(after))
	return tx.put(tx.key, tx.row)
}

func (t *Table[K, T]) derive(e *entries, row *T) {
	if t.entries != nil {
		t.entries(e, row)
	}
}

// Encode appends the stored form of a row.
func (t *Table[K, T]) Encode(dst []byte, row *T) []byte { return t.encode(dst, row) }

// Decode reads the stored form of the row with a key.
func (t *Table[K, T]) Decode(k K, data []byte, row *T) error { return t.decode(k, data, nil, row) }

// AppendKey appends the key of a row without its table.
func (t *Table[K, T]) AppendKey(dst []byte, row *T) []byte { return t.key(dst, t.of(row)) }

// ParseKey is the inverse of AppendKey.
func (t *Table[K, T]) ParseKey(key []byte) (K, error) {
	r := ReadKey(key)
	k := t.parse(&r)
	return k, r.End()
}

// Each calls fn for the rows whose key is not before from, in key order, until fn returns false. row is reused. fn may read
// through tx, not write.
func (t *Table[K, T]) Each(tx *Txn, from *K, fn func(row *T) (bool, error)) error {
	table := []byte{t.tag}
	var start []byte
	if from != nil {
		start = t.key([]byte{t.tag}, *from)
	}
	var row T
	return tx.scan(table, start, func(key, value []byte) (bool, error) {
		k, err := t.ParseKey(key[1:])
		if err != nil {
			return false, err
		}
		if err := t.decode(k, value, &tx.memory, &row); err != nil {
			return false, err
		}
		return fn(&row)
	})
}

// Entries returns the index entries that a row stands for, keys and values in turn: what an index is checked against.
func (t *Table[K, T]) Entries(row *T) (keys, values [][]byte) {
	var e entries
	t.derive(&e, row)
	for i := range e.spans {
		keys = append(keys, append([]byte(nil), e.key(i)...))
		values = append(values, append([]byte(nil), e.value(i)...))
	}
	return keys, values
}

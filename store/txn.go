package store

import "bytes"

// Txn is a transaction seen through the typed tables. It carries the scratch memory that makes reads and writes of rows
// free of allocations, so it belongs to one goroutine, and to the transaction function in which it was made.
type Txn struct {
	r  Reader
	tx Tx // nil when the transaction only reads

	key, row, event, name []byte
	old, new              entries
	bounds                []bounds // of the scans that run, one inside the other
	scans                 int
	writes                int // attempted since Bind
	seen                  lastSeen
	run                   packageRun
	counts                []counted
	memory                memory

	found   []byte                                     // what first found
	capture func(key, _ []byte) (more bool, err error) // notes a key in found and stops
}

// NewTxn returns a Txn for many transactions, one after the other: Bind it to each. It has the scratch memory that usual rows
// need.
func NewTxn() *Txn {
	const key, row, parts = 256, 1024, 16
	memory := make([]byte, 3*key+4*row)
	take := func(n int) []byte {
		out := memory[:0:n]
		memory = memory[n:]
		return out
	}
	return &Txn{
		key: take(key), row: take(row), event: take(row), name: take(key), found: take(key),
		old: entries{take(row), make([]span, 0, parts)}, new: entries{take(row), make([]span, 0, parts)},
	}
}

// Bind makes the Txn see a transaction; its scratch memory is kept from one to the next, so lists in rows that were read
// before are valid no longer. For a View tx is nil.
func (t *Txn) Bind(r Reader, tx Tx) {
	t.r, t.tx, t.scans, t.writes = r, tx, 0, 0
	t.seen, t.run, t.counts = lastSeen{}, packageRun{}, t.counts[:0]
	t.memory.reset()
}

// Reading returns a Txn for a View.
func Reading(r Reader) *Txn { return &Txn{r: r} }

// Writing returns a Txn for an Update.
func Writing(tx Tx) *Txn { return &Txn{r: tx, tx: tx} }

// put and del write through the scratch key; a write in a View is a defect that the nil transaction makes evident.
func (t *Txn) put(key, value []byte) error {
	t.writes++
	return t.tx.Put(key, value)
}

func (t *Txn) del(key []byte) error {
	t.writes++
	return t.tx.Delete(key)
}

// Writes returns how many writes were attempted since the Txn was bound: a transaction whose count has not moved is as it was.
func (t *Txn) Writes() int { return t.writes }

// scan calls fn for every key of a table that begins with prefix, the table byte included, and is not before from; from
// may be nil. fn may read through the Txn, but not write. Prefix and from are copied.
func (t *Txn) scan(prefix, from []byte, fn func(key, value []byte) (bool, error)) error {
	if from == nil {
		from = prefix
	}
	if t.scans == len(t.bounds) {
		t.bounds = append(t.bounds, bounds{})
	}
	b := &t.bounds[t.scans]
	b.from, b.to = append(b.from[:0], from...), append(b.to[:0], prefix...)
	for b.to[len(b.to)-1] == 0xff { // a table byte is never the last one, so this ends
		b.to = b.to[:len(b.to)-1]
	}
	b.to[len(b.to)-1]++
	t.scans++
	defer func() { t.scans-- }()
	return t.r.Scan(b.from, b.to, fn)
}

// bounds are the first key of a scan and the first one behind it. They must not change while it runs.
type bounds struct{ from, to []byte }

// first returns the first key that begins with prefix, or nil. The key is valid until the next call.
func (t *Txn) first(prefix []byte) ([]byte, error) {
	if t.capture == nil {
		t.capture = func(key, _ []byte) (bool, error) {
			t.found = append(t.found, key...)
			return false, nil
		}
	}
	t.found = t.found[:0]
	if err := t.scan(prefix, nil, t.capture); err != nil || len(t.found) == 0 {
		return nil, err
	}
	return t.found, nil
}

// entries are what a row contributes to indexes: whole keys, most without a value. They are derived from the row alone, so
// that an index can be rebuilt and checked (I-7, I-78).
type entries struct {
	buf   []byte
	spans []span
}

type span struct{ start, keyEnd, end int }

func (e *entries) reset() { e.buf, e.spans = e.buf[:0], e.spans[:0] }

// key begins an entry of the table with a tag; the caller appends components to e.buf and then calls end.
func (e *entries) begin(tag byte) {
	e.spans = append(e.spans, span{start: len(e.buf)})
	e.buf = append(e.buf, tag)
}

// end closes the key of the entry and gives it a value.
func (e *entries) end(value []byte) {
	s := &e.spans[len(e.spans)-1]
	s.keyEnd = len(e.buf)
	e.buf = append(e.buf, value...)
	s.end = len(e.buf)
}

func (e *entries) key(i int) []byte   { s := e.spans[i]; return e.buf[s.start:s.keyEnd] }
func (e *entries) value(i int) []byte { s := e.spans[i]; return e.buf[s.keyEnd:s.end] }

// has reports whether the same entry, value included, is in the list.
func (e *entries) has(key, value []byte) bool {
	for i := range e.spans {
		if bytes.Equal(e.key(i), key) {
			return bytes.Equal(e.value(i), value)
		}
	}
	return false
}

// replace writes the difference between the entries of a row before and after.
func (t *Txn) replace() error {
	for i := range t.old.spans {
		key := t.old.key(i)
		gone := true
		for j := range t.new.spans {
			if bytes.Equal(t.new.key(j), key) {
				gone = false // a changed value is overwritten below
				break
			}
		}
		if gone {
			if err := t.del(key); err != nil {
				return err
			}
		}
	}
	for i := range t.new.spans {
		if key, value := t.new.key(i), t.new.value(i); !t.old.has(key, value) {
			if err := t.put(key, value); err != nil {
				return err
			}
		}
	}
	return nil
}

package store

import (
	"bytes"
	"encoding/binary"
	"time"

	"example.com/tenure/entitlement"
)

// Counter is a number of rows that is kept beside them, so that asking how many there are costs one look. It follows from the
// rows alone: a row adds one to each counter that it names, exactly as long as it names it (I-11). A counter of no row is not
// stored.
type Counter struct{ key []byte }

// The counters. The values are stored.
const (
	countAccess byte = iota + 1
	countAccessTo
	countRequests
)

// AccessCount counts the assignments that have not ended, and the requests that wait to become one.
func AccessCount() Counter { return Counter{[]byte{tagCount, countAccess}} }

// AccessCountFor is AccessCount for one access package.
func AccessCountFor(id entitlement.AccessPackageID) Counter {
	return Counter{AppendID([]byte{tagCount, countAccessTo}, id)}
}

// Value reads the counter, with what the transaction itself has changed.
func (c Counter) Value(tx *Txn) (int, error) {
	value, found, err := tx.r.Get(c.key)
	n := 0
	if err == nil && found {
		n, err = decodeCount(value)
	}
	for i := range tx.counts {
		if bytes.Equal(tx.counts[i].key, c.key) {
			n += tx.counts[i].delta
		}
	}
	return n, err
}

// RequestsSince counts the requests for access, and for changes of it, that people and administrators made on a UTC day or
// later. It reads one counter for each day on which there were any.
func (t *Txn) RequestsSince(day time.Time) (int, error) {
	prefix := []byte{tagCount, countRequests}
	from := AppendTime(append([]byte(nil), prefix...), day)
	sum := 0
	err := t.scan(prefix, from, func(_, value []byte) (bool, error) {
		n, err := decodeCount(value)
		sum += n
		return true, err
	})
	for i := range t.counts {
		if key := t.counts[i].key; bytes.HasPrefix(key, prefix) && bytes.Compare(key, from) >= 0 {
			sum += t.counts[i].delta
		}
	}
	return sum, err
}

func requestCounts(e *entries, r *entitlement.Request) {
	if r.Type.IsAdd() && r.Waits() {
		countAccessOf(e, r.Package.ID)
	}
	if r.IsAskedFor() {
		e.begin(tagCount)
		e.buf = AppendTime(append(e.buf, countRequests), r.Created.UTC().Truncate(day))
		e.end(nil)
	}
}

// day is the width of a bucket of requests.
const day = 24 * time.Hour

func assignmentCounts(e *entries, a *entitlement.Assignment) {
	if a.State != entitlement.AssignmentExpired {
		countAccessOf(e, a.Package.ID)
	}
}

func countAccessOf(e *entries, id entitlement.AccessPackageID) {
	e.begin(tagCount)
	e.buf = append(e.buf, countAccess)
	e.end(nil)
	e.begin(tagCount)
	e.buf = AppendID(append(e.buf, countAccessTo), id)
	e.end(nil)
}

// Counts returns the keys of the counters that a row adds one to: what counters are checked against.
func (t *Table[K, T]) Counts(row *T) (keys [][]byte) {
	if t.counts == nil {
		return nil
	}
	var e entries
	t.counts(&e, row)
	for i := range e.spans {
		keys = append(keys, append([]byte(nil), e.key(i)...))
	}
	return keys
}

// recount moves the counters on that only one of two states of a row names.
func (t *Table[K, T]) recount(tx *Txn, before, after *T) error {
	tx.old.reset()
	tx.new.reset()
	if before != nil {
		t.counts(&tx.old, before)
	}
	if after != nil {
		t.counts(&tx.new, after)
	}
	for i := range tx.old.spans {
		if key := tx.old.key(i); !tx.new.has(key, nil) {
			if err := tx.count(key, -1); err != nil {
				return err
			}
		}
	}
	for i := range tx.new.spans {
		if key := tx.new.key(i); !tx.old.has(key, nil) {
			if err := tx.count(key, 1); err != nil {
				return err
			}
		}
	}
	return nil
}

// counted is how much a counter has moved in a transaction. A life of access moves some of them forth and back, so they are
// written at its end.
type counted struct {
	key   []byte
	delta int
}

// mostCounted bounds how many counters wait to be written.
const mostCounted = 16

func (t *Txn) count(key []byte, delta int) error {
	for i := range t.counts {
		if bytes.Equal(t.counts[i].key, key) {
			t.counts[i].delta += delta
			return nil
		}
	}
	if len(t.counts) == mostCounted {
		if err := t.flushCounts(); err != nil {
			return err
		}
	}
	n := len(t.counts)
	if n < cap(t.counts) {
		t.counts = t.counts[:n+1] // with the memory of a key that was written
	} else {
		t.counts = append(t.counts, counted{})
	}
	c := &t.counts[n]
	c.key, c.delta = append(c.key[:0], key...), delta
	return nil
}

// flushCounts writes the counters that have moved. The end of every transaction that writes rows calls it, through PutMeta.
func (t *Txn) flushCounts() error {
	for i := range t.counts {
		c := &t.counts[i]
		if c.delta == 0 {
			continue
		}
		value, found, err := t.r.Get(c.key)
		n := 0
		if err == nil && found {
			n, err = decodeCount(value)
		}
		if err != nil {
			return err
		}
		n = max(n+c.delta, 0) // a wrong number must not keep anybody from taking access away
		if n == 0 {
			err = t.del(c.key)
		} else {
			t.name = binary.AppendUvarint(t.name[:0], uint64(n))
			err = t.put(c.key, t.name)
		}
		if err != nil {
			return err
		}
	}
	t.counts = t.counts[:0]
	return nil
}

func decodeCount(value []byte) (int, error) {
	n, size := binary.Uvarint(value)
	if size != len(value) || n > 1<<62 {
		return 0, damaged(entitlement.KindEngine, "a counter cannot be read")
	}
	return int(n), nil
}

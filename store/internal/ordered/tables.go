package ordered

// keptChanges is the capacity of the undo log that is kept for the next transaction.
const keptChanges = 4096

// Tables is one map per first byte of the key, with an undo log over all of them. The zero value is empty.
type Tables struct {
	maps    [256]Map
	changes []change
}

// change says how to take one write back.
type change struct {
	entry Entry // what was there before, or what was added
	added bool
}

// Get returns the entry of key.
func (t *Tables) Get(key []byte) (Entry, bool) { return t.maps[key[0]].Get(key) }

// Seek returns a cursor over the table of key that begins with the first entry not before key.
func (t *Tables) Seek(key []byte) Cursor { return t.maps[key[0]].Seek(key) }

// Empty reports whether the table of key holds nothing.
func (t *Tables) Empty(key []byte) bool { return len(t.maps[key[0]].chunks) == 0 }

// Put adds or replaces e.
func (t *Tables) Put(e Entry) {
	old, replaced := t.maps[*e.data].Put(e)
	if replaced {
		t.changes = append(t.changes, change{entry: old})
	} else {
		t.changes = append(t.changes, change{entry: e, added: true})
	}
}

// Delete removes key if it is there.
func (t *Tables) Delete(key []byte) {
	if old, found := t.maps[key[0]].Delete(key); found {
		t.changes = append(t.changes, change{entry: old})
	}
}

// Mark returns the present place in the undo log.
func (t *Tables) Mark() int { return len(t.changes) }

// Undo takes back, last first, every write since mark.
func (t *Tables) Undo(mark int) {
	for i := len(t.changes) - 1; i >= mark; i-- {
		c := t.changes[i]
		if c.added {
			t.maps[*c.entry.data].Delete(c.entry.Key())
		} else {
			t.maps[*c.entry.data].Put(c.entry)
		}
	}
	t.forget(mark)
}

// Keep forgets how to take the writes back.
func (t *Tables) Keep() { t.forget(0) }

// forget cuts the log at mark, and lets go of the entries it held and of a log that one large transaction needed.
func (t *Tables) forget(mark int) {
	if cap(t.changes) > keptChanges && mark == 0 {
		t.changes = nil
		return
	}
	clear(t.changes[mark:])
	t.changes = t.changes[:mark]
}

// All calls fn for every entry of every table in key order until it returns an error, which All then returns.
func (t *Tables) All(fn func(Entry) error) error {
	for i := range t.maps {
		for c := (Cursor{chunks: t.maps[i].chunks}); ; {
			e, more := c.Next()
			if !more {
				break
			}
			if err := fn(e); err != nil {
				return err
			}
		}
	}
	return nil
}

// Clear empties the tables and forgets how to take anything back.
func (t *Tables) Clear() {
	clear(t.maps[:])
	t.Keep()
}

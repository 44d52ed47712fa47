package ordered

import "slices"

const (
	chunkMax = 256          // entries of a full chunk
	chunkMin = chunkMax / 4 // a chunk with fewer looks for a neighbour to join
)

// Map is an ordered map of entries whose keys share their first byte. The zero value is empty. It is not safe for
// concurrent use while somebody writes.
type Map struct {
	chunks []chunk // none is empty
}

// chunk is a run of entries in key order.
type chunk struct {
	first   uint64 // the prefix of entries[0], so that finding a chunk stays within the list
	entries []Entry
}

// Get returns the entry of key.
func (m *Map) Get(key []byte) (Entry, bool) {
	if len(m.chunks) == 0 {
		return Entry{}, false
	}
	c, i, found := m.find(key, prefixOf(key))
	if !found {
		return Entry{}, false
	}
	return m.chunks[c].entries[i], true
}

// Put adds e, or replaces the entry with the same key and returns it.
func (m *Map) Put(e Entry) (old Entry, replaced bool) {
	if len(m.chunks) == 0 {
		m.chunks = append(m.chunks, chunk{first: e.prefix, entries: []Entry{e}})
		return Entry{}, false
	}
	c, i, found := m.find(e.Key(), e.prefix)
	if found {
		old, m.chunks[c].entries[i] = m.chunks[c].entries[i], e
		return old, true
	}
	if len(m.chunks[c].entries) == chunkMax {
		c, i = m.split(c, i)
	}
	at := &m.chunks[c]
	at.entries = slices.Insert(at.entries, i, e)
	at.first = at.entries[0].prefix
	return Entry{}, false
}

// Delete removes the entry of key and returns it.
func (m *Map) Delete(key []byte) (old Entry, found bool) {
	if len(m.chunks) == 0 {
		return Entry{}, false
	}
	c, i, found := m.find(key, prefixOf(key))
	if !found {
		return Entry{}, false
	}
	at := &m.chunks[c]
	old = at.entries[i]
	at.entries = slices.Delete(at.entries, i, i+1)
	if len(at.entries) < chunkMin {
		m.join(c)
	} else {
		at.first = at.entries[0].prefix
	}
	return old, true
}

// find returns the chunk and the index in it where key is or would be inserted. The map is not empty.
func (m *Map) find(key []byte, prefix uint64) (c, i int, found bool) {
	low, high := 0, len(m.chunks)
	for low < high { // the last chunk that does not begin after key
		mid := int(uint(low+high) >> 1)
		at := &m.chunks[mid]
		if at.first < prefix || at.first == prefix && at.entries[0].compare(key, prefix) <= 0 {
			low = mid + 1
		} else {
			high = mid
		}
	}
	c = max(low-1, 0)
	entries := m.chunks[c].entries
	low, high = 0, len(entries)
	for low < high {
		mid := int(uint(low+high) >> 1)
		switch order := entries[mid].compare(key, prefix); {
		case order < 0:
			low = mid + 1
		case order > 0:
			high = mid
		default:
			return c, mid, true
		}
	}
	return c, low, false
}

// split makes room in the full chunk c for an entry at index i and returns where that entry goes now. At the end of the
// map it begins a new chunk, so that ascending keys fill their chunks; elsewhere it moves the upper half into a chunk
// of its own and clears what it leaves, since a forgotten copy would keep replaced values alive.
func (m *Map) split(c, i int) (int, int) {
	if i == chunkMax && c == len(m.chunks)-1 {
		m.chunks = append(m.chunks, chunk{entries: make([]Entry, 0, chunkMax)})
		return c + 1, 0
	}
	const half = chunkMax / 2
	lower := m.chunks[c].entries
	upper := append(make([]Entry, 0, chunkMax), lower[half:]...)
	clear(lower[half:])
	m.chunks[c].entries = lower[:half]
	m.chunks = slices.Insert(m.chunks, c+1, chunk{first: upper[0].prefix, entries: upper})
	if i > half {
		return c + 1, i - half
	}
	return c, i
}

// join removes chunk c if it is empty, or appends one of two neighbours to the other if both together fill at most half
// a chunk, so that a map from which much was deleted does not stay large.
func (m *Map) join(c int) {
	at := &m.chunks[c]
	switch {
	case len(at.entries) == 0:
		m.chunks = slices.Delete(m.chunks, c, c+1)
		return
	case c+1 < len(m.chunks) && len(at.entries)+len(m.chunks[c+1].entries) <= chunkMax/2:
		m.append(c, c+1)
	case c > 0 && len(at.entries)+len(m.chunks[c-1].entries) <= chunkMax/2:
		m.append(c-1, c)
		return
	}
	m.chunks[c].first = m.chunks[c].entries[0].prefix
}

// append moves the entries of chunk next to the end of the chunk before it.
func (m *Map) append(c, next int) {
	m.chunks[c].entries = append(m.chunks[c].entries, m.chunks[next].entries...)
	m.chunks = slices.Delete(m.chunks, next, next+1)
}

// Cursor walks a map upwards. It is valid until the map changes.
type Cursor struct {
	chunks []chunk
	next   int // in chunks[0]
}

// Seek returns a cursor whose first entry is the first one not before key.
func (m *Map) Seek(key []byte) Cursor {
	if len(m.chunks) == 0 {
		return Cursor{}
	}
	c, i, _ := m.find(key, prefixOf(key))
	return Cursor{chunks: m.chunks[c:], next: i}
}

// Next returns the next entry, or false at the end.
func (c *Cursor) Next() (Entry, bool) {
	for len(c.chunks) > 0 {
		if entries := c.chunks[0].entries; c.next < len(entries) {
			c.next++
			return entries[c.next-1], true
		}
		c.chunks, c.next = c.chunks[1:], 0
	}
	return Entry{}, false
}

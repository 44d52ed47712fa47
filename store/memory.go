package store

import "example.com/tenure/entitlement"

// memory is where a Txn decodes the variable parts of hot rows. What it hands out is valid until the Txn is bound to its
// next transaction, except names, which stay. A nil *memory uses the heap.
type memory struct {
	names   [knownNames]string // each in the place that its bytes lead to
	people  []entitlement.SubjectID
	sources []entitlement.GrantSource
}

const (
	knownNames = 1024
	keptRows   = 4096 // parts of rows for which memory is kept from one transaction to the next
)

func (m *memory) reset() {
	if m.people = m.people[:0]; cap(m.people) > keptRows {
		m.people = nil
	}
	if m.sources = m.sources[:0]; cap(m.sources) > keptRows {
		m.sources = nil
	}
}

// name returns b as a string. The same few people and roles come again and again: they do not become new strings with every
// row. Two names that lead to the same place take it from each other, which costs a string and nothing else.
func (m *memory) name(b []byte) string {
	if m == nil {
		return string(b)
	}
	const offset, prime = 2166136261, 16777619 // FNV-1a
	hash := uint32(offset)
	for _, c := range b {
		hash = (hash ^ uint32(c)) * prime
	}
	place := &m.names[hash%knownNames]
	if *place != string(b) {
		*place = string(b)
	}
	return *place
}

func (m *memory) subjects(n int) []entitlement.SubjectID {
	if m == nil {
		return make([]entitlement.SubjectID, n)
	}
	return extend(&m.people, n)
}

func (m *memory) grantSources(n int) []entitlement.GrantSource {
	if m == nil {
		return make([]entitlement.GrantSource, n)
	}
	return extend(&m.sources, n)
}

// extend hands out n more elements. When the buffer is full it begins a new one; what was handed out keeps the old one.
func extend[T any](buffer *[]T, n int) []T {
	if len(*buffer)+n > cap(*buffer) {
		*buffer = make([]T, 0, max(n, 2*cap(*buffer), 64))
	}
	start := len(*buffer)
	*buffer = (*buffer)[:start+n]
	return (*buffer)[start : start+n : start+n]
}

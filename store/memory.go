package store

import "example.com/tenure/entitlement"

// memory is where a Txn decodes the variable parts of hot rows. What it hands out is valid until the Txn is bound to its
// next transaction, except names, which stay. A nil *memory uses the heap.
type memory struct {
	names   map[string]string
	people  []entitlement.SubjectID
	sources []entitlement.GrantSource
}

const mostNames = 4096 // then the names start afresh

func (m *memory) reset() {
	if m.people = m.people[:0]; cap(m.people) > mostNames {
		m.people = nil
	}
	if m.sources = m.sources[:0]; cap(m.sources) > mostNames {
		m.sources = nil
	}
}

// name returns b as a string. The same few people and roles come again and again: they do not become new strings with every
// row.
func (m *memory) name(b []byte) string {
	if m == nil {
		return string(b)
	}
	if s, found := m.names[string(b)]; found {
		return s
	}
	if m.names == nil || len(m.names) == mostNames {
		m.names = make(map[string]string)
	}
	s := string(b)
	m.names[s] = s
	return s
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

package lifecycle

import "example.com/tenure/entitlement"

// rows hands out memory for the rows that a unit reads and makes. It is taken back as a whole when the unit begins its next
// transaction, so nothing may keep a pointer beyond the transaction. A nil *rows hands out memory of its own each time.
type rows struct {
	requests    slab[entitlement.Request]
	stages      slab[entitlement.ApprovalStage]
	assignments slab[entitlement.Assignment]
	grants      slab[entitlement.Grant]
	guests      slab[entitlement.GuestAccount]
}

func (r *rows) reset() {
	r.requests.reset()
	r.stages.reset()
	r.assignments.reset()
	r.grants.reset()
	r.guests.reset()
}

// The methods below return a copy of a row.

func (r *rows) request(v entitlement.Request) *entitlement.Request {
	if r == nil {
		own := v
		return &own
	}
	return r.requests.put(v)
}

func (r *rows) stage(v entitlement.ApprovalStage) *entitlement.ApprovalStage {
	if r == nil {
		own := v
		return &own
	}
	return r.stages.put(v)
}

func (r *rows) assignment(v entitlement.Assignment) *entitlement.Assignment {
	if r == nil {
		own := v
		return &own
	}
	return r.assignments.put(v)
}

func (r *rows) grant(v entitlement.Grant) *entitlement.Grant {
	if r == nil {
		own := v
		return &own
	}
	return r.grants.put(v)
}

func (r *rows) guest(v entitlement.GuestAccount) *entitlement.GuestAccount {
	if r == nil {
		own := v
		return &own
	}
	return r.guests.put(v)
}

// slab hands out values from chunks that are reused.
type slab[T any] struct {
	chunks [][]T
	chunk  int // the chunk that is being handed out
	used   int // of that chunk
}

const slabChunk = 64

// take returns n values that lie side by side. They hold whatever was there before.
func (s *slab[T]) take(n int) []T {
	for s.chunk < len(s.chunks) && s.used+n > len(s.chunks[s.chunk]) {
		s.chunk, s.used = s.chunk+1, 0
	}
	if s.chunk == len(s.chunks) {
		s.chunks = append(s.chunks, make([]T, max(n, slabChunk)))
	}
	out := s.chunks[s.chunk][s.used : s.used+n : s.used+n]
	s.used += n
	return out
}

func (s *slab[T]) next() *T { return &s.take(1)[0] }

func (s *slab[T]) put(v T) *T {
	p := s.next()
	*p = v
	return p
}

func (s *slab[T]) reset() { s.chunk, s.used = 0, 0 }

package spec

import (
	"bytes"
	"unicode/utf8"
)

// place is a position in a text, as editors count.
type place struct{ offset, line, column int }

// moveTo returns the place of an offset that does not lie before p.
func (p place) moveTo(offset int, text []byte) place {
	passed := text[p.offset:offset]
	if lines := bytes.Count(passed, []byte("\n")); lines > 0 {
		passed = passed[bytes.LastIndexByte(passed, '\n')+1:]
		p.line, p.column = p.line+lines, 1
	}
	return place{offset, p.line, p.column + utf8.RuneCount(passed)}
}

// spot is a value whose place is wanted, and what is wanted in it.
type spot struct {
	offset  int
	members map[string]*spot
	items   map[int]*spot
}

// locate finds the places of the problems that have none, in one pass. What is missing is placed where it is missing: at
// the value that should have it.
func locate(text []byte, list []finding) {
	root := &spot{}
	for _, f := range list {
		if f.offset < 0 {
			root.want(f.at)
		}
	}
	r := reader{text: text}
	root.visit(&r)
	for i := range list {
		if list[i].offset < 0 {
			list[i].offset = root.find(list[i].at)
		}
	}
}

func (s *spot) want(at path) {
	if len(at) == 0 {
		return
	}
	next := s.next(at[0])
	if next == nil {
		next = &spot{offset: -1}
		if at[0].isItem {
			if s.items == nil {
				s.items = map[int]*spot{}
			}
			s.items[at[0].item] = next
		} else {
			if s.members == nil {
				s.members = map[string]*spot{}
			}
			s.members[at[0].name] = next
		}
	}
	next.want(at[1:])
}

func (s *spot) next(st step) *spot {
	if st.isItem {
		return s.items[st.item]
	}
	return s.members[st.name]
}

// visit notes where the next value begins and goes into it as far as something in it is wanted.
func (s *spot) visit(r *reader) {
	s.offset = r.start()
	switch {
	case r.next() == '{' && len(s.members) > 0:
		for r.open(); r.more(); {
			if child := s.members[r.word()]; child != nil {
				child.visit(r)
			} else {
				r.skip()
			}
		}
	case r.next() == '[' && len(s.items) > 0:
		r.open()
		for i := 0; r.more(); i++ {
			if child := s.items[i]; child != nil {
				child.visit(r)
			} else {
				r.skip()
			}
		}
	default:
		r.skip()
	}
}

// find returns the place of the last value on the way that exists.
func (s *spot) find(at path) int {
	for _, st := range at {
		next := s.next(st)
		if next == nil || next.offset < 0 {
			break
		}
		s = next
	}
	return s.offset
}

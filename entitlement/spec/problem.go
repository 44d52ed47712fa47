package spec

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"example.com/tenure/entitlement"
)

// MaxProblems is how many problems an InputError lists.
const MaxProblems = 100

// Problem is one mistake in a document.
type Problem struct {
	Path   string // such as catalogs[0].resources[2].originId; "" for the document
	Line   int    // where the value begins, or what it should be in; from 1. 0 if the document was not parsed from text
	Column int    // in characters, from 1
	Detail string // what is wrong, for the person who wrote the document
}

// String returns "line:column: path: detail", leaving out what is empty.
func (p Problem) String() string {
	out := p.Detail
	if p.Path != "" {
		out = p.Path + ": " + out
	}
	if p.Line > 0 {
		out = fmt.Sprintf("%d:%d: %s", p.Line, p.Column, out)
	}
	return out
}

// InputError is the cause of the InvalidArgument with which a document is refused: all that is wrong with it.
type InputError struct {
	Problems []Problem // in the order of the document; at most MaxProblems
	More     bool      // there may be more: what follows was not looked at
}

// Error returns the problems in one line.
func (e *InputError) Error() string {
	texts := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		texts[i] = p.String()
	}
	out := strings.Join(texts, "; ")
	if e.More {
		out += "; and perhaps more"
	}
	return out
}

// finding is a problem whose place in the text may not be known yet.
type finding struct {
	at     path
	offset int  // in the text; -1 if unknown
	meant  path // what a misspelled member was probably meant to be, or nil
	detail string
}

// findings collects problems. It takes MaxProblems; whoever reads on asks full first, so that the memory it takes to refuse
// a document is bounded.
type findings struct {
	list []finding
	more bool
}

func (f *findings) add(at path, offset int, format string, args ...any) {
	if f.full() {
		f.more = true
		return
	}
	f.list = append(f.list, finding{at: slices.Clone(at), offset: offset, detail: fmt.Sprintf(format, args...)})
}

func (f *findings) full() bool { return len(f.list) == MaxProblems }

// later adds a problem that was found by looking at what was read, unless something is known to be wrong with the same
// value, a part of it, or what it is part of: then it may only be a consequence.
func (f *findings) later(at path, format string, args ...any) {
	for _, known := range f.list {
		if at.isIn(known.at) || known.at.isIn(at) || known.meant != nil && at.isIn(known.meant) {
			return
		}
	}
	f.add(at, -1, format, args...)
}

// hides reports whether a known problem may be why an element of a list is not known by its name.
func (f *findings) hides(list path) bool {
	return slices.ContainsFunc(f.list, func(known finding) bool {
		switch {
		case list.isIn(known.at) || known.meant != nil && list.isIn(known.meant):
			return true // there is no list
		case !known.at.isIn(list):
			return false
		}
		return len(known.at) <= len(list)+2 || known.at[len(list)+1].name == "roles" // the element, its name, its roles
	})
}

// err returns nil if nothing was found. text is what the document was parsed from, or nil.
func (f *findings) err(op string, text []byte) error {
	if len(f.list) == 0 {
		return nil
	}
	if text != nil {
		if slices.ContainsFunc(f.list, func(known finding) bool { return known.offset < 0 }) {
			locate(text, f.list) // only what could be read has problems without a place
		}
		slices.SortStableFunc(f.list, func(a, b finding) int { return cmp.Compare(a.offset, b.offset) })
	}
	problems := make([]Problem, len(f.list))
	at := place{line: 1, column: 1}
	for i, found := range f.list {
		problems[i] = Problem{Path: found.at.String(), Detail: found.detail}
		if text != nil {
			at = at.moveTo(found.offset, text)
			problems[i].Line, problems[i].Column = at.line, at.column
		}
	}
	detail := "the document has a problem"
	if n := len(problems); n > 1 {
		detail = fmt.Sprintf("the document has %d problems", n)
	}
	return &entitlement.Error{
		Op: op, Code: entitlement.InvalidArgument, Detail: detail, Err: &InputError{Problems: problems, More: f.more},
	}
}

// describe returns what an error of package entitlement says, without its class.
func describe(err error) string {
	e, ok := errors.AsType[*entitlement.Error](err)
	switch {
	case !ok:
		return err.Error()
	case e.Err != nil:
		return e.Detail + ": " + e.Err.Error()
	}
	return e.Detail
}

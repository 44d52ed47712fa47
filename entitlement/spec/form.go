package spec

import (
	"fmt"
	"slices"
	"strings"
)

// form says how values of type T are written in a document: it reads them, writes them, and describes them to editors. The
// whole document is one form, put together in describe.go, so that parser, printer and JSON Schema cannot disagree.
type form[T any] interface {
	// read reads the next value into v. What is wrong with it goes to r.
	read(r *reader, v *T)
	write(w *writer, v *T) node
	// absent reports whether the value is left out where it is a member.
	absent(v *T) bool
	schema(d *definitions) node
}

// writer collects what cannot be written.
type writer struct {
	full bool // for comparing: write defaults too, but no identifiers and nothing that is an object of its own
	at   path
	err  error
}

func (w *writer) fail(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf("%s: "+format, append([]any{w.at}, args...)...)
	}
}

// objectForm is the form of an object with named members.
type objectForm[S any] struct {
	name, doc string
	members   []member[S]
}

// member is a member of an object.
type member[S any] struct {
	name, doc string
	required  bool
	apart     bool // an identifier, or objects of their own: not compared with the object
	nested    bool // an object that is a part of this one
	read      func(r *reader, s *S)
	write     func(w *writer, s *S) node
	omit      func(s *S) bool // where it is left out
	absent    func(s *S) bool // where it has nothing to say at all
	infer     func(s *S)      // sets what absence means, where that is not the zero value; or nil
	schema    func(d *definitions) node
}

func object[S any](name, doc string, members ...member[S]) *objectForm[S] {
	return &objectForm[S]{name: name, doc: doc, members: members}
}

// field makes a member whose absence is the zero value.
func field[S, T any](name, doc string, at func(*S) *T, f form[T]) member[S] {
	absent := func(s *S) bool { return f.absent(at(s)) }
	_, nested := f.(*objectForm[T])
	return member[S]{
		name: name, doc: doc, nested: nested, absent: absent, omit: absent, schema: f.schema,
		read:  func(r *reader, s *S) { f.read(r, at(s)) },
		write: func(w *writer, s *S) node { return f.write(w, at(s)) },
	}
}

// fieldOr makes a member whose absence means what other says, which may depend on the other members.
func fieldOr[S any, T comparable](name, doc string, at func(*S) *T, f form[T], other func(*S) T) member[S] {
	m := field(name, doc, at, f)
	m.omit = func(s *S) bool { return *at(s) == other(s) }
	m.infer = func(s *S) { *at(s) = other(s) }
	return m
}

// fixed returns the same default whatever the other members are.
func fixed[S, T any](value T) func(*S) T { return func(*S) T { return value } }

func (m member[S]) must() member[S]    { m.required = true; return m }
func (m member[S]) asApart() member[S] { m.apart = true; return m }

func (o *objectForm[S]) read(r *reader, v *S) {
	if !r.is('{', "an object") {
		return
	}
	given := make([]bool, len(o.members))
	for r.open(); r.more(); {
		at := r.start()
		name := r.word()
		i := slices.IndexFunc(o.members, func(m member[S]) bool { return m.name == name })
		r.path = append(r.path, step{name: name})
		switch {
		case i < 0:
			o.unknown(r, at, name)
			r.skip()
		case given[i]:
			r.problem(at, "is given twice")
			r.skip()
		default:
			given[i] = true
			o.members[i].read(r, v)
		}
		r.path = r.path[:len(r.path)-1]
	}
	o.complete(r, v, given)
}

// unknown reports a member that does not exist.
func (o *objectForm[S]) unknown(r *reader, at int, name string) {
	if r.found.full() {
		r.found.more = true
		return
	}
	names := make([]string, len(o.members))
	for i, m := range o.members {
		names[i] = m.name
	}
	i := Nearest(name, names)
	if i < 0 {
		r.problem(at, "is not a member of %s; it has %s", o.name, strings.Join(names, ", "))
		return
	}
	r.problem(at, "is not a member of %s; did you mean %q?", o.name, names[i])
	meant := append(slices.Clone(r.path[:len(r.path)-1]), step{name: names[i]})
	r.found.list[len(r.found.list)-1].meant = meant
}

// complete sets what absent members mean and reports what is missing.
func (o *objectForm[S]) complete(r *reader, v *S, given []bool) {
	for i, m := range o.members {
		if !given[i] && m.infer != nil {
			m.infer(v)
		}
	}
	for i, m := range o.members {
		if m.required && !given[i] && m.absent(v) {
			r.found.later(r.path.member(m.name), "is missing")
		}
	}
}

func (o *objectForm[S]) write(w *writer, v *S) node {
	n := node{kind: nodeObject}
	for _, m := range o.members {
		switch {
		case w.full && m.apart || !w.full && m.omit(v):
		case w.full && !m.nested && m.absent(v):
			n.members = append(n.members, namedNode{name: m.name}) // keeps its place
		default:
			w.at = append(w.at, step{name: m.name})
			n.members = append(n.members, namedNode{m.name, m.write(w, v)})
			w.at = w.at[:len(w.at)-1]
		}
	}
	return n
}

func (o *objectForm[S]) absent(v *S) bool {
	for _, m := range o.members {
		if !m.omit(v) {
			return false
		}
	}
	return true
}

// listForm is the form of a list.
type listForm[T any] struct {
	of      form[T]
	ordered bool
}

// set is a list whose order means nothing, sequence one whose order does.
func set[T any](of form[T]) form[[]T]      { return listForm[T]{of: of} }
func sequence[T any](of form[T]) form[[]T] { return listForm[T]{of: of, ordered: true} }

func (l listForm[T]) read(r *reader, v *[]T) {
	if !r.is('[', "a list") {
		return
	}
	r.open()
	for i := 0; r.more(); i++ {
		if r.found.full() {
			r.found.more = true
			r.skip()
			continue
		}
		var item T
		r.path = append(r.path, step{item: i, isItem: true})
		l.of.read(r, &item)
		r.path = r.path[:len(r.path)-1]
		*v = append(*v, item)
	}
}

func (l listForm[T]) write(w *writer, v *[]T) node {
	n := node{kind: nodeList, ordered: l.ordered}
	full := w.full
	for i := range *v {
		w.at = append(w.at, step{item: i, isItem: true})
		w.full = false
		item := l.of.write(w, &(*v)[i])
		if w.full = full; full && l.ordered {
			short := string(item.line(nil))
			item = l.of.write(w, &(*v)[i])
			item.short = short
		}
		n.items = append(n.items, item)
		w.at = w.at[:len(w.at)-1]
	}
	return n
}

func (l listForm[T]) absent(v *[]T) bool { return len(*v) == 0 }

// optional is the form of a value that may be absent altogether.
type optional[T any] struct{ of form[T] }

func (o optional[T]) read(r *reader, v **T) {
	*v = new(T)
	o.of.read(r, *v)
}

func (o optional[T]) write(w *writer, v **T) node { return o.of.write(w, *v) }
func (o optional[T]) absent(v **T) bool           { return *v == nil }

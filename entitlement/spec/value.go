package spec

import (
	"encoding"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/tenure/entitlement"
)

// textForm is the form of texts and of identifiers that are texts.
type textForm[T ~string] struct{}

func text[T ~string]() form[T] { return textForm[T]{} }

func (textForm[T]) read(r *reader, v *T) {
	if r.is('"', "a text") {
		*v = T(r.word())
	}
}

func (textForm[T]) write(_ *writer, v *T) node { return words(string(*v)) }
func (textForm[T]) absent(v *T) bool           { return *v == "" }
func (textForm[T]) schema(_ *definitions) node { return typed("string") }

// boolForm is the form of switches. Its members have a default each, so a value is never absent by itself.
type boolForm struct{}

func boolean() form[bool] { return boolForm{} }

func (boolForm) read(r *reader, v *bool) {
	if r.is('t', "true or false") {
		*v = string(r.token()) == "true"
	}
}

func (boolForm) write(_ *writer, v *bool) node { return literal(strconv.FormatBool(*v)) }
func (boolForm) absent(*bool) bool             { return false }
func (boolForm) schema(_ *definitions) node    { return typed("boolean") }

// intForm is the form of small whole numbers.
type intForm struct{}

func integer() form[int] { return intForm{} }

func (intForm) read(r *reader, v *int) {
	if !r.is('0', "a whole number") {
		return
	}
	start := r.pos
	token := string(r.token())
	n, err := strconv.ParseInt(token, 10, 32)
	if err != nil {
		r.problem(start, "is %s; it must be a whole number", token)
		return
	}
	*v = int(n)
}

func (intForm) write(_ *writer, v *int) node { return literal(strconv.Itoa(*v)) }
func (intForm) absent(v *int) bool           { return *v == 0 }
func (intForm) schema(_ *definitions) node   { return typed("integer") }

// wordForm is the form of an enumeration: one word for each value.
type wordForm[E ~uint8] struct {
	prefix string // that may stand before a word, and is left out when one is written
	values []E
	words  []string
	zero   bool // the zero value is a word; otherwise it is absence
}

// enum is the form of an enumeration with all its words.
func enum[E interface {
	~uint8
	encoding.TextMarshaler
}]() form[E] {
	f := wordForm[E]{prefix: graphType}
	for i := range 256 {
		if text, err := E(i).MarshalText(); err == nil {
			f.values = append(f.values, E(i))
			f.words = append(f.words, strings.TrimPrefix(string(text), graphType))
		}
	}
	f.zero = f.values[0] == 0
	return f
}

// oneOf is the form of some values of an enumeration.
func oneOf[E interface {
	~uint8
	fmt.Stringer
}](values ...E) form[E] {
	f := wordForm[E]{prefix: graphType, values: values}
	for _, v := range values {
		f.words = append(f.words, v.String())
	}
	return f
}

// graphType is what Microsoft Graph writes before the names of types.
const graphType = "#microsoft.graph."

func (f wordForm[E]) read(r *reader, v *E) {
	if !r.is('"', "a text") {
		return
	}
	start := r.pos
	word := r.word()
	i := slices.Index(f.words, strings.TrimPrefix(word, f.prefix))
	if i < 0 {
		r.problem(start, "%s is not one of %s", brief(word), strings.Join(f.words, ", "))
		return
	}
	*v = f.values[i]
}

func (f wordForm[E]) write(w *writer, v *E) node {
	i := slices.Index(f.values, *v)
	if i < 0 {
		w.fail("has no value %d", uint8(*v))
		return node{}
	}
	return words(f.words[i])
}

func (f wordForm[E]) absent(v *E) bool { return !f.zero && *v == 0 }

func (f wordForm[E]) schema(_ *definitions) node {
	list := node{kind: nodeList}
	for _, word := range f.words {
		list.items = append(list.items, words(word))
	}
	return node{}.with("enum", list)
}

// idForm is the form of the engine's identifiers.
type idForm[T any] struct{}

func id[T any]() form[entitlement.ID[T]] { return idForm[T]{} }

func (idForm[T]) read(r *reader, v *entitlement.ID[T]) {
	readText(r, v, entitlement.ParseID[T])
}

func (idForm[T]) write(_ *writer, v *entitlement.ID[T]) node { return words(v.String()) }
func (idForm[T]) absent(v *entitlement.ID[T]) bool           { return v.IsZero() }
func (idForm[T]) schema(_ *definitions) node                 { return typed("string").with("format", words("uuid")) }

// periodForm is the form of durations.
type periodForm struct{}

func period() form[entitlement.Period] { return periodForm{} }

func (periodForm) read(r *reader, v *entitlement.Period)       { readText(r, v, entitlement.ParsePeriod) }
func (periodForm) write(_ *writer, v *entitlement.Period) node { return words(v.String()) }
func (periodForm) absent(v *entitlement.Period) bool           { return v.IsZero() }
func (periodForm) schema(_ *definitions) node {
	return typed("string").with("format", words("duration"))
}

// instantForm is the form of instants. They are read with any offset and written in UTC.
type instantForm struct{}

func instant() form[time.Time] { return instantForm{} }

func (instantForm) read(r *reader, v *time.Time) {
	readText(r, v, func(text string) (time.Time, error) {
		t, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			return t, &entitlement.Error{
				Code: entitlement.InvalidArgument, Detail: brief(text) + " is not an instant such as 2026-12-31T23:00:00Z",
			}
		}
		return t.UTC(), nil
	})
}

func (instantForm) write(_ *writer, v *time.Time) node {
	return words(v.UTC().Format(time.RFC3339Nano))
}
func (instantForm) absent(v *time.Time) bool { return v.IsZero() }
func (instantForm) schema(_ *definitions) node {
	return typed("string").with("format", words("date-time"))
}

// readText reads a text in a form of package entitlement.
func readText[T any](r *reader, v *T, parse func(string) (T, error)) {
	if !r.is('"', "a text") {
		return
	}
	start := r.pos
	value, err := parse(r.word())
	if err != nil {
		r.problem(start, "%s", describe(err))
		return
	}
	*v = value
}

// packageForm is the form of references to access packages: a text, or an object that also names the catalog.
type packageForm struct{}

func packageReference() form[PackageRef] { return packageForm{} }

func (packageForm) read(r *reader, v *PackageRef) {
	if r.next() == '{' {
		packageRefForm.read(r, v)
	} else if r.is('"', "a text, or an object with catalog and accessPackage") {
		v.AccessPackage = Ref(r.word())
	}
}

func (packageForm) write(w *writer, v *PackageRef) node {
	if v.Catalog == "" {
		return words(string(v.AccessPackage))
	}
	return packageRefForm.write(w, v)
}

func (packageForm) absent(v *PackageRef) bool { return *v == PackageRef{} }

func (packageForm) schema(d *definitions) node {
	return node{}.with("anyOf", items(typed("string"), packageRefForm.schema(d)))
}

// brief quotes what was written, but not at any length.
func brief(text string) string {
	const longest = 64
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "") + "…"
	}
	return strconv.Quote(text)
}

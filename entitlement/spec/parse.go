package spec

import (
	"encoding/json"
	"errors"
	"unicode/utf8"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/internal/nesting"
)

// The most that Parse looks at.
const (
	MaxSize  = 16 << 20 // bytes of a document
	MaxDepth = 32       // objects and lists inside each other
)

// Parse reads a document and checks it as Check does. A document with problems is refused with InvalidArgument; the cause is
// an *InputError that lists all of them, up to MaxProblems, each with its path and its place in the text. Refused are:
// more than MaxSize or MaxDepth; anything that is not JSON or not UTF-8 (of these only the first is reported); members that
// are unknown, given twice or missing; values of the wrong type, null too; words, identifiers, durations and instants that
// are none; and what Check refuses.
func Parse(text []byte, limits entitlement.Limits) (Document, error) {
	var found findings
	d := read(text, &found)
	if !found.full() && (len(found.list) == 0 || d != nil) {
		check(d, limits, &found)
	}
	if err := found.err("parse document", text); err != nil {
		return Document{}, err
	}
	return *d, nil
}

// UnmarshalJSON reads a document as Parse does, but does not check it.
func (d *Document) UnmarshalJSON(text []byte) error {
	var found findings
	out := read(text, &found)
	if err := found.err("read document", text); err != nil {
		return err
	}
	*d = *out
	return nil
}

// read returns what could be read of a document, or nil if it is no JSON at all.
func read(text []byte, found *findings) *Document {
	if offset, flaw := syntax(text); flaw != "" {
		found.add(nil, offset, "%s", flaw)
		return nil
	}
	r := reader{text: text, found: found}
	d := &Document{}
	documentForm.read(&r, d)
	return d
}

// syntax returns the place and the description of the first thing that keeps the text from being read at all.
func syntax(text []byte) (offset int, flaw string) {
	if len(text) > MaxSize {
		return 0, "the document is longer than 16 MiB"
	}
	if !utf8.Valid(text) {
		for offset = 0; ; {
			r, size := utf8.DecodeRune(text[offset:])
			if r == utf8.RuneError && size <= 1 {
				return offset, "the document is not valid UTF-8"
			}
			offset += size
		}
	}
	if offset := nesting.TooDeep(text, MaxDepth); offset >= 0 {
		return offset, "the document nests objects and lists more than 32 deep"
	}
	var raw json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		if wrong, ok := errors.AsType[*json.SyntaxError](err); ok && wrong.Offset > 0 && int(wrong.Offset) <= len(text) {
			offset = int(wrong.Offset) - 1 // the offset counts what was read, the wrong character included
		}
		return offset, "the document is not JSON: " + err.Error()
	}
	return 0, ""
}

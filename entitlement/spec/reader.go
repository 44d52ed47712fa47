package spec

import (
	"encoding/json"
	"strings"
)

// reader walks over the values of a JSON text whose syntax was checked, which is why nothing in here fails.
type reader struct {
	text  []byte
	pos   int
	path  path
	found *findings
}

// start moves to the next token and returns its place.
func (r *reader) start() int {
	for r.pos < len(r.text) && strings.IndexByte(" \t\r\n,:", r.text[r.pos]) >= 0 {
		r.pos++
	}
	return r.pos
}

// next returns the first byte of the next token, which tells its kind.
func (r *reader) next() byte { return r.text[r.start()] }

// open enters an object or list.
func (r *reader) open() { r.pos = r.start() + 1 }

// more reports whether the object or list has another member or element, and leaves it if not.
func (r *reader) more() bool {
	if c := r.next(); c == '}' || c == ']' {
		r.pos++
		return false
	}
	return true
}

// token returns the next text, number or word and moves behind it.
func (r *reader) token() []byte {
	start := r.start()
	if r.text[start] == '"' {
		r.pos++
		for r.text[r.pos] != '"' {
			if r.text[r.pos] == '\\' {
				r.pos++
			}
			r.pos++
		}
		r.pos++
		return r.text[start:r.pos]
	}
	for r.pos < len(r.text) && strings.IndexByte(" \t\r\n,:]}", r.text[r.pos]) < 0 {
		r.pos++
	}
	return r.text[start:r.pos]
}

// word reads a text.
func (r *reader) word() string {
	var s string
	_ = json.Unmarshal(r.token(), &s) // checked before
	return s
}

// skip moves behind the next value.
func (r *reader) skip() {
	for depth := 0; ; {
		switch r.next() {
		case '{', '[':
			depth++
			r.pos++
		case '}', ']':
			depth--
			r.pos++
		default:
			r.token()
		}
		if depth == 0 {
			return
		}
	}
}

// problem reports the value that begins at an offset.
func (r *reader) problem(offset int, format string, args ...any) {
	r.found.add(r.path, offset, format, args...)
}

// is reports whether the next value is of the kind whose first byte is given. If not, it says so and skips the value.
func (r *reader) is(kind byte, want string) bool {
	got := r.next()
	if got == kind || kind == '0' && (got == '-' || got >= '0' && got <= '9') || kind == 't' && got == 'f' {
		return true
	}
	if got == 'n' {
		r.problem(r.pos, "is null: leave it out, or give %s", want)
	} else {
		r.problem(r.pos, "is %s; it must be %s", kindOf(got), want)
	}
	r.skip()
	return false
}

// kindOf names a value for people, by its first byte.
func kindOf(first byte) string {
	switch first {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return "a text"
	case 't', 'f':
		return "true or false"
	}
	return "a number"
}

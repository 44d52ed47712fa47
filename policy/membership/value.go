package membership

import (
	"strconv"
	"strings"
)

// Value is what a property is compared with.
//
//sumtype:decl
type Value interface {
	// String returns the value as it is written in rules.
	String() string
	value()
}

// Text is a string, or the regular expression of Match and NotMatch. It is not empty.
type Text string

// Bool is true or false.
type Bool bool

// Null is what a missing property is equal to.
type Null struct{}

// List holds the strings of In and NotIn, at least one.
type List []string

func (Text) value() {}
func (Bool) value() {}
func (Null) value() {}
func (List) value() {}

// String returns the text in double quotes.
func (t Text) String() string { return quote(string(t)) }

// String returns "true" or "false".
func (b Bool) String() string { return strconv.FormatBool(bool(b)) }

// String returns "null".
func (Null) String() string { return "null" }

// String returns the texts in brackets.
func (l List) String() string {
	quoted := make([]string, len(l))
	for i, text := range l {
		quoted[i] = quote(text)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// quote writes a string with as few escapes as possible, because regular expressions are full of backslashes.
func quote(text string) string {
	var b strings.Builder
	b.Grow(len(text) + 2)
	b.WriteByte('"')
	for i := range len(text) {
		c := text[i]
		switch {
		case c == '"':
			b.WriteByte('\\')
		case isEscape(c) && (i+1 == len(text) || text[i+1] == '"' || text[i+1] == c):
			b.WriteByte(c)
		}
		b.WriteByte(c)
	}
	b.WriteByte('"')
	return b.String()
}

// isEscape reports whether a character in double quotes can make the next one ordinary.
func isEscape(c byte) bool { return c == '\\' || c == '`' }

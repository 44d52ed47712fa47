package membership

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind says what a token is.
type tokenKind uint8

const (
	tokenEnd         tokenKind = iota // of the text
	tokenWord                         // an operator, a property, a keyword or a number
	tokenString                       // a string in quotes
	tokenPunctuation                  // one of ( ) [ ] ,
)

// token is the smallest part of a rule that means something.
type token struct {
	kind        tokenKind
	offset, end int    // in bytes
	text        string // the word or punctuation as written, the content of a string
}

// lexer cuts a text into tokens.
type lexer struct {
	text string
	next int // where the rest begins
}

// scan returns the next token.
func (l *lexer) scan() (token, error) {
	rest := strings.TrimLeft(l.text[l.next:], " \t\r\n")
	start := len(l.text) - len(rest)
	if rest == "" {
		l.next = start
		return token{kind: tokenEnd, offset: start, end: start}, nil
	}
	switch c := rest[0]; {
	case strings.IndexByte("()[],", c) >= 0:
		return l.token(tokenPunctuation, start, start+1, rest[:1]), nil
	case c == '"' || c == '\'':
		return l.string(start)
	default:
		return l.word(start, rest)
	}
}

func (l *lexer) token(kind tokenKind, start, end int, text string) token {
	l.next = end
	return token{kind: kind, offset: start, end: end, text: text}
}

// word scans letters, digits and what names are made of. A hyphen stands at the beginning only, so that an operator may
// follow a property immediately.
func (l *lexer) word(start int, rest string) (token, error) {
	n := 0
	if rest[0] == '-' {
		n = 1
	}
	for n < len(rest) && isWord(rest[n]) {
		n++
	}
	if n == 0 {
		return token{}, l.unexpected(start)
	}
	return l.token(tokenWord, start, start+n, rest[:n]), nil
}

func isWord(c byte) bool {
	letter := 'a' <= c|0x20 && c|0x20 <= 'z'
	return letter || '0' <= c && c <= '9' || c == '_' || c == '.' || c == '$'
}

// string scans a string in double or single quotes and removes its escapes.
func (l *lexer) string(start int) (token, error) {
	var content []byte
	delimiter := l.text[start]
	for i := start + 1; i < len(l.text); i++ {
		c := l.text[i]
		following := byte(0)
		if i+1 < len(l.text) {
			following = l.text[i+1]
		}
		switch {
		case delimiter == '"' && isEscape(c) && (following == c || following == '"'):
			c = following
			i++
		case delimiter == '\'' && c == delimiter && following == c:
			i++
		case c == delimiter:
			return l.token(tokenString, start, i+1, string(content)), nil
		default:
			if r, _ := utf8.DecodeRuneInString(l.text[i:]); isHidden(r) {
				return token{}, l.unexpected(i)
			}
		}
		content = append(content, c)
	}
	whole := token{offset: start, end: len(l.text)}
	return token{}, refuse(l.text, whole, fault{problem: "a string begins here and does not end"})
}

// isHidden reports whether a character shows as nothing, or changes how others are shown. No attribute holds such
// characters; in a rule they could only deceive its reader (CWE-1007). The joiners are part of some languages.
func isHidden(r rune) bool {
	if r == '\u200c' || r == '\u200d' {
		return false
	}
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point)
}

// unexpected refuses a character that has no place in a rule.
func (l *lexer) unexpected(start int) error {
	r, size := utf8.DecodeRuneInString(l.text[start:])
	f := fault{problem: fmt.Sprintf("unexpected character %q", r)}
	switch r {
	case '–', '—', '−', '‐', '‑':
		f.expected = []string{"a hyphen, -"}
	case '“', '”', '„', '«', '»', '`', '\\':
		f.expected = []string{`a straight quote, "`}
	case '‘', '’':
		f.expected = []string{`a straight quote, '`}
	case '\u00a0':
		f.expected = []string{"an ordinary space"}
	}
	return refuse(l.text, token{offset: start, end: start + size}, f)
}

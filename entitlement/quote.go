package entitlement

import (
	"strconv"
	"strings"
)

// quoteIfNeeded keeps ids from outside from forging parts of a message or a log line (CWE-117).
func quoteIfNeeded(s string) string { return quoteIf(s, " :()") }

// quoteIf quotes a text from outside that holds one of the special characters, a quote, or what is not visible. Spaces are
// visible.
func quoteIf(s, special string) string {
	if isPlain(s) {
		return s
	}
	if strings.ContainsFunc(s, func(r rune) bool {
		return r == '"' || !strconv.IsPrint(r) || strings.ContainsRune(special, r)
	}) {
		return strconv.Quote(s)
	}
	return s
}

// isPlain reports whether a text is made of letters, digits, dots, dashes and at signs, as nearly all identifiers are.
func isPlain(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (c < '-' || '9' < c) && c != '@' && c != '_' || c == '/' {
			return false
		}
	}
	return true
}

// oneLine quotes a text that would not stay on its line. What this module writes itself passes unchanged.
func oneLine(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return !strconv.IsPrint(r) }) {
		return strconv.Quote(s)
	}
	return s
}

// quoteStart quotes what was sent in place of something well-formed, but not at any length.
func quoteStart[T string | []byte](text T) string {
	const longest = 64
	if len(text) > longest {
		text = text[:longest]
	}
	return strconv.Quote(string(text))
}

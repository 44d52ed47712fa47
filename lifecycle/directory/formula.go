package directory

import (
	"strings"
	"unicode/utf8"
)

// guard makes a text harmless in a spreadsheet (CWE-1236) by an apostrophe in front. Texts that look guarded already get
// another one, so that unguard can tell the guard from an apostrophe of the text.
func guard(text string) string {
	if looksLikeFormula(text) {
		return "'" + text
	}
	return text
}

// unguard is the inverse of guard.
func unguard(cell string) string {
	if text, ok := strings.CutPrefix(cell, "'"); ok && looksLikeFormula(text) {
		return text
	}
	return cell
}

// looksLikeFormula reports whether a text begins with a character that makes a formula, after any apostrophes.
func looksLikeFormula(text string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, "'"))
	return strings.ContainsRune("=+-@\t\r\n＝＋－＠", first)
}

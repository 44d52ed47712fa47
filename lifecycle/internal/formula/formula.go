// Package formula makes texts harmless in spreadsheets.
package formula

import (
	"strings"
	"unicode/utf8"
)

// Guard makes a text harmless in a spreadsheet (CWE-1236) by an apostrophe in front. Texts that look guarded already get
// another one, so that Unguard can tell the guard from an apostrophe of the text.
func Guard(text string) string {
	if looksLikeFormula(text) {
		return "'" + text
	}
	return text
}

// Unguard is the inverse of Guard.
func Unguard(cell string) string {
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

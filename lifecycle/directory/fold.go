package directory

import "strings"

// lower maps the letters A to Z only: mapping all of Unicode would make different identifiers equal, such as one written
// with the Kelvin sign (CWE-178).
func lower(text string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, text)
}

// fold makes the usual ways of writing a column's name equal: "objectId", "Object Id", "object_id", "object.id".
func fold(header string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" _-.", r) {
			return -1
		}
		return r
	}, lower(header))
}

// word is a text that stands for a value, without regard to case and surrounding spaces.
func word(text string) string { return lower(strings.TrimSpace(text)) }

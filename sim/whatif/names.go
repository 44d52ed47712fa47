package whatif

import (
	"slices"
	"strconv"
	"strings"

	"example.com/tenure/entitlement"
)

// namesAre reports whether the people that a reason names are these. A reason names ten at most: of more it says how many, and
// those that it names have to be among them.
func namesAre(text string, ids []entitlement.SubjectID) bool {
	named, more := namesIn(text)
	if len(named)+more != len(ids) {
		return false
	}
	for _, name := range named {
		if !slices.Contains(ids, entitlement.SubjectID(name)) {
			return false
		}
	}
	return true
}

// determinedBy is what a reason says where an extension determines who approves.
func determinedBy(id entitlement.CustomExtensionID) string {
	return "not known yet: determined by the extension " + string(id)
}

// namesIn reads a list of people in a reason: ann, "b, c" and 3 more.
func namesIn(text string) (named []string, more int) {
	if i := strings.LastIndex(text, " and "); i >= 0 {
		if count, err := strconv.Atoi(strings.TrimSuffix(text[i+len(" and "):], " more")); err == nil {
			text, more = text[:i], count
		}
	}
	for text != "" {
		name, err := strconv.QuotedPrefix(text)
		if err != nil {
			name, _, _ = strings.Cut(text, ",")
		}
		text = strings.TrimPrefix(text[len(name):], ", ")
		if plain, err := strconv.Unquote(name); err == nil {
			name = plain
		}
		named = append(named, name)
	}
	return named, more
}

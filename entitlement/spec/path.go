package spec

import (
	"strconv"
	"strings"
)

// path is the way from the root of a document to a value.
type path []step

// step is the name of a member, or the position of an element where the name is empty and isItem is set.
type step struct {
	name   string
	item   int
	isItem bool
}

// member and item return longer paths; the receiver stays as it is.
func (p path) member(name string) path { return append(p[:len(p):len(p)], step{name: name}) }
func (p path) item(i int) path         { return append(p[:len(p):len(p)], step{item: i, isItem: true}) }

// within returns a path below p from the form in which package entitlement names fields: "stages[0].primaryApprovers".
func (p path) within(field string) path {
	const dotted = "@odata.type" // its dot separates nothing
	field = strings.ReplaceAll(strings.ReplaceAll(field, dotted, "@"), "[", ".[")
	for part := range strings.SplitSeq(field, ".") {
		digits, isItem := strings.CutPrefix(strings.TrimSuffix(part, "]"), "[")
		i, err := strconv.Atoi(digits)
		switch {
		case isItem && err == nil:
			p = p.item(i)
		case part == "@":
			p = p.member(dotted)
		case part != "":
			p = p.member(part)
		}
	}
	return p
}

// isIn reports whether p is other or lies within it.
func (p path) isIn(other path) bool {
	if len(p) < len(other) {
		return false
	}
	for i, s := range other {
		if p[i] != s {
			return false
		}
	}
	return true
}

// String returns the path as people write it: catalogs[0].accessPackages[1].displayName.
func (p path) String() string {
	var b strings.Builder
	for i, s := range p {
		switch {
		case s.isItem:
			b.WriteString("[" + strconv.Itoa(s.item) + "]")
		case !isWord(s.name):
			b.WriteString("[" + strconv.Quote(s.name) + "]")
		default:
			if i > 0 {
				b.WriteByte('.')
			}
			b.WriteString(s.name)
		}
	}
	return b.String()
}

// isWord reports whether a member's name can stand in a path without quotes.
func isWord(name string) bool {
	other := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("@$._-", r)
	}
	return name != "" && !strings.ContainsFunc(name, other)
}

package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Violation says that an invariant does not hold, in words for people.
type Violation struct {
	Invariant int    // 48 stands for I-48
	Rule      string // the invariant, or the part of it that was checked
	Object    string // where it was seen: "ann's assignment of Sales (0192…)"
	Seen      string
	Want      string
	Event     uint64 // the event that showed it; 0 if it was seen in a state
}

// String tells the violation on one line.
func (v Violation) String() string {
	s := fmt.Sprintf("I-%d: %s: seen %s, want %s (%s)", v.Invariant, v.Object, v.Seen, v.Want, strings.TrimSuffix(v.Rule, "."))
	if v.Event != 0 {
		s += fmt.Sprintf(", event %d", v.Event)
	}
	return s
}

// report collects what a checker finds.
type report struct {
	m       *model // names the objects
	checker *Checker
	event   uint64
	found   []Violation
}

// wrong adds a violation at an object: what is wanted, and what is seen.
func (r *report) wrong(object any, want, seen string, args ...any) {
	r.found = append(r.found, Violation{
		Invariant: r.checker.Invariant, Rule: r.checker.Rule, Object: r.m.name(object), Seen: fmt.Sprintf(seen, args...),
		Want: want, Event: r.event,
	})
}

// sorted orders violations, which come from walks over maps, and leaves out repetitions.
func sorted(found []Violation) []Violation {
	slices.SortFunc(found, func(a, b Violation) int {
		return cmp.Or(cmp.Compare(a.Event, b.Event), cmp.Compare(a.Invariant, b.Invariant), strings.Compare(a.String(), b.String()))
	})
	return slices.Compact(found)
}

package lifecycle

import (
	"fmt"
	"strings"
)

// String returns the plan for people: a line for each change, with what it touches, and below it what is not as it was; then
// what will hurt.
func (p Plan) String() string {
	if len(p.Changes) == 0 {
		return "Nothing changes.\n"
	}
	var b strings.Builder
	for _, c := range p.Changes {
		b.WriteString(c.String() + "\n")
		for _, field := range c.Fields {
			b.WriteString("    " + field.String() + "\n")
		}
	}
	b.WriteString(count(len(p.Changes), "change") + "; ")
	if p.Ending == 0 {
		b.WriteString("nobody loses access.\n")
	} else {
		fmt.Fprintf(&b, "%s would lose access.\n", count(p.Ending, "assignment"))
	}
	for _, f := range p.Findings {
		b.WriteString(f.String() + "\n")
	}
	return b.String()
}

// String returns the change on one line, such as "update accessPackage Sales / Starter: ends access of 3 assignments".
func (c PlannedChange) String() string {
	out := string(c.Action) + " " + c.Kind.String()
	if c.Path != "" {
		out += " " + c.Path
	}
	switch c.Effect {
	case EffectNone:
	case EffectNewAssignmentsOnly:
		out += ": new assignments only"
	case EffectInPlace:
		if c.Action == PlanDelete {
			return out + ": " + count(c.Assignments, "assignment") + " to run to the end"
		}
		out += ": changes " + count(c.Assignments, "assignment") + " in place"
	case EffectEndsAccess:
		out += ": ends access of " + count(c.Assignments, "assignment")
	}
	return out
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

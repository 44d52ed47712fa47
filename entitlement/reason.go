package entitlement

import (
	"slices"
	"strings"
)

// Reason is one node of an explanation: a check that was made, whether it passed, and what it compared. A refusal carries
// a forest of reasons; a node fails when its Pass is false, and its children say why. Trees are data: they are recomputed
// on demand and hold no free text of people.
type Reason struct {
	Code      Code     // which check; a reason code, stable
	Pass      bool     // whether the check was satisfied
	Policy    PolicyID // the policy the check belongs to, or zero
	Principal string   // the person, group, organization or role the check is about, or ""
	Attribute string   // what was looked at, such as "memberOf", or ""
	Want      string   // what the rule asks for, or ""
	Got       string   // what was seen, or ""
	Children  []Reason
}

// String renders the node without its children: "user7: notInScope: memberOf is Sales, rule wants HR". Texts that could
// be taken for more than a value are quoted.
func (r Reason) String() string {
	var b strings.Builder
	if r.Principal != "" {
		b.WriteString(quoteIfNeeded(r.Principal))
		b.WriteString(": ")
	}
	b.WriteString(string(r.Code))
	if r.Attribute == "" && r.Want == "" && r.Got == "" {
		return b.String()
	}
	b.WriteString(": ")
	if r.Attribute != "" {
		b.WriteString(r.Attribute)
		b.WriteString(" ")
	}
	got := quoteIf(r.Got, ",")
	if got == "" {
		got = "nothing"
	}
	b.WriteString("is " + got)
	if r.Want != "" {
		b.WriteString(", rule wants " + oneLine(r.Want))
	}
	return b.String()
}

// Explain renders the forest as an indented outline, one check a line, "ok" or "no" first.
func Explain(reasons []Reason) string {
	var b strings.Builder
	explain(&b, reasons, 0)
	return b.String()
}

func explain(b *strings.Builder, reasons []Reason, depth int) {
	for _, r := range reasons {
		b.WriteString(strings.Repeat("  ", depth))
		if r.Pass {
			b.WriteString("ok ")
		} else {
			b.WriteString("no ")
		}
		b.WriteString(r.String())
		b.WriteString("\n")
		explain(b, r.Children, depth+1)
	}
}

// FailedCodes returns the codes of the failed checks, outermost first, each once, in the order of the tree.
func FailedCodes(reasons []Reason) []Code {
	var out []Code
	var walk func([]Reason)
	walk = func(rs []Reason) {
		for _, r := range rs {
			if r.Pass {
				continue // what is below a satisfied check did not decide anything
			}
			if !slices.Contains(out, r.Code) {
				out = append(out, r.Code)
			}
			walk(r.Children)
		}
	}
	walk(reasons)
	return out
}

func (r Reason) failedWith(code Code) bool {
	if r.Pass {
		return false
	}
	if r.Code == code {
		return true
	}
	for _, c := range r.Children {
		if c.failedWith(code) {
			return true
		}
	}
	return false
}

// failing returns the deepest failed nodes: the causes, without the checks that only repeat them.
func failing(reasons []Reason) []Reason {
	var out []Reason
	for _, r := range reasons {
		if r.Pass {
			continue
		}
		below := failing(r.Children)
		if len(below) == 0 {
			below = []Reason{r}
		}
		out = append(out, below...)
	}
	return out
}

package lint

import (
	"fmt"
	"slices"
	"strings"

	"example.com/tenure/entitlement"
)

// MaxExamples is how many people a finding names.
const MaxExamples = 5

// Finding is one thing that will hurt.
type Finding struct {
	Rule     Rule     `json:"rule"`
	Severity Severity `json:"severity"`
	// Where is the field with Graph's names, as errors name it: "requestApprovalSettings.stages[0].primaryApprovers". A field
	// of the policy's package or catalog begins with "accessPackage." or "catalog.".
	Where string `json:"where"`
	// Who are the first MaxExamples of the people whom it concerns, sorted, and Count is how many of those looked at there are.
	// Both are empty for a finding that is about nobody in particular.
	Who    []entitlement.SubjectID `json:"who,omitempty"`
	Count  int                     `json:"count,omitzero"`
	Detail string                  `json:"detail"` // what is wrong
	Advice string                  `json:"advice"` // what to do
}

// Severity says how much something hurts.
type Severity string

// Severities.
const (
	// Blocks is for what cannot work as it is configured: requests that nobody can approve, an extension that is always refused.
	Blocks Severity = "blocks"
	// Warns is for what works, and has a consequence that few would want.
	Warns Severity = "warning"
)

// rank orders severities, the worst first.
func (s Severity) rank() int {
	if s == Blocks {
		return 0
	}
	return 1
}

// String returns the finding in two lines of text, without a line break at the end:
//
//	blocks noApprover: requestApprovalSettings.stages[0].primaryApprovers: nobody … (2 people: ann, bob)
//	    advice
func (f Finding) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %s: %s", f.Severity, f.Rule, f.Where, f.Detail)
	if f.Count > 0 {
		people, more := "people", ""
		if f.Count == 1 {
			people = "person"
		}
		if f.Count > len(f.Who) {
			more = ", …"
		}
		fmt.Fprintf(&b, " (%d %s: %s%s)", f.Count, people, joined(f.Who), more)
	}
	return b.String() + "\n    " + f.Advice
}

// joined lists texts.
func joined[T ~string](list []T) string {
	out := make([]string, len(list))
	for i, item := range list {
		out[i] = string(item)
	}
	return strings.Join(out, ", ")
}

// group is the people whom one finding concerns.
type group []entitlement.SubjectID

// examples returns the first of the people, and how many there are.
func (g group) examples() (who []entitlement.SubjectID, count int) {
	if len(g) == 0 {
		return nil, 0
	}
	sorted := slices.Sorted(slices.Values(g))
	sorted = slices.Compact(sorted)
	return sorted[:min(len(sorted), MaxExamples):min(len(sorted), MaxExamples)], len(sorted)
}

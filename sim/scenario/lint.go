package scenario

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// Warning is something in the configuration of a scenario that will hurt, see package policy/lint. A scenario may be about
// just that, so it is no Problem.
type Warning struct {
	File string
	Line int // from 1: where the configuration says it, or where the policy begins
	lifecycle.PlannedFinding
}

// String returns "file:line: policy: finding", and below it what to do.
func (w Warning) String() string { return fmt.Sprintf("%s:%d: %s", w.File, w.Line, w.PlannedFinding) }

// Lint looks at the policies with which the scenario begins, over its people, by line. What steps change is not looked at.
func (s *Scenario) Lint(ctx context.Context) (_ []Warning, err error) {
	if s.tenant == nil {
		return nil, nil
	}
	w, err := sim.New(sim.Options{
		Context: ctx, Start: s.start, People: s.people, Groups: s.groups,
		Config: func(c *lifecycle.Config) { c.Limits = s.limits },
	})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	plan, err := w.Admin().Plan(ctx, lifecycle.PlanInput{Document: *s.tenant})
	if err != nil {
		return nil, err
	}
	out := make([]Warning, len(plan.Findings))
	for i, f := range plan.Findings {
		out[i] = Warning{File: s.File, Line: lineOf(s.tenantNode, placeOf(f)), PlannedFinding: f}
	}
	slices.SortStableFunc(out, func(a, b Warning) int { return a.Line - b.Line })
	return out, nil
}

// placeOf returns the path in the configuration of what a finding is about: of the policy, its access package or its catalog.
func placeOf(f lifecycle.PlannedFinding) string {
	for _, outer := range []struct{ prefix, within string }{
		{"accessPackage.", ".assignmentPolicies["}, {"catalog.", ".accessPackages["},
	} {
		if field, is := strings.CutPrefix(f.Where, outer.prefix); is {
			place, _, _ := strings.Cut(f.Place, outer.within)
			return place + "." + field
		}
	}
	return f.Place + "." + f.Where
}

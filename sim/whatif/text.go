package whatif

import (
	"fmt"
	"io"
	"strings"
	"time"

	"example.com/tenure/entitlement"
)

// WriteText writes the answer for people to read.
func (a *Answer) WriteText(w io.Writer) error {
	t := text{to: w}
	t.printf("%d pairs of a person and an access package: %d gain, %d lose, %d get other approvers\n",
		a.Asked, len(a.Gains), len(a.Loses), len(a.Approvers))
	for _, part := range []struct {
		heading string
		changes []Change
	}{{"Can request it then", a.Gains}, {"Can request it no longer", a.Loses}, {"Is decided by others", a.Approvers}} {
		t.heading(part.heading, len(part.changes))
		for _, change := range part.changes {
			t.printf("  %s: %s/%s: %s; then: %s\n", change.Person, change.Catalog, change.Package, shown(change.Before), shown(change.After))
		}
	}
	return t.err
}

// WriteText writes the consequences for people to read.
func (c *Consequences) WriteText(w io.Writer) error {
	t := text{to: w}
	t.printf("%d assignments on %s: %d roles are lost, %d can no longer be extended, %d can be extended then\n", c.Assignments,
		date(c.At), len(c.Losses), len(c.Fixed), len(c.Extendable))
	t.heading("Lost with the change", len(c.Losses))
	for _, r := range c.Losses {
		t.printf("  %s: %s\n", r.Person, r.Role)
	}
	for _, part := range []struct {
		heading string
		access  []Access
	}{{"Can no longer be extended", c.Fixed}, {"Can be extended then", c.Extendable}} {
		t.heading(part.heading, len(part.access))
		for _, a := range part.access {
			t.printf("  %s: %s, %s%s\n", a.Person, a.Package, until(a.Until), because(a.Codes))
		}
	}
	t.heading("Reviews until "+date(c.Until), len(c.Reviews))
	for _, e := range c.Reviews {
		change := "change"
		if e.Grows() {
			change = "grow"
		}
		t.printf("  %s/%s, %s %s: %s; then: %s\n", e.Catalog, e.Package, e.Policy, change, e.Before, e.After)
	}
	return t.err
}

// String tells the numbers in words.
func (r Reviews) String() string {
	out := fmt.Sprintf("reviews: %d, decisions: %d, people who decide: %d", r.Count, r.Items, r.Reviewers)
	if r.Unassigned > 0 {
		out += fmt.Sprintf(", decisions without anybody: %d", r.Unassigned)
	}
	return out
}

// WriteText writes what would become of the requests for people to read.
func (r *Replayed) WriteText(w io.Writer) error {
	t := text{to: w}
	effects := []Effect{Refused, NeedsApproval, NeedsNone, OtherApprovers, Unchanged}
	by := map[Effect][]Redecided{}
	for _, request := range r.Requests {
		by[request.Effect] = append(by[request.Effect], request)
	}
	t.printf("%d requests asked again: %d refused, %d need approval, %d need none any more, %d get other approvers, %d as they were; "+
		"%d others left out\n", len(r.Requests), len(by[Refused]), len(by[NeedsApproval]), len(by[NeedsNone]),
		len(by[OtherApprovers]), len(by[Unchanged]), r.Skipped)
	headings := [...]string{"As it was", "Would be refused", "Would need approval", "Would need no approval", "Would be decided by others"}
	for _, effect := range effects {
		t.heading(headings[effect], len(by[effect]))
		for _, request := range by[effect] {
			t.printf("  %s: %s asks for %s: %s, %s; then: %s\n", date(request.At), request.who(), request.what(), request.decided(),
				request.State, shown(request.Now))
		}
	}
	return t.err
}

// who asked, and for whom.
func (p *PastRequest) who() string {
	if p.Target == p.Requestor {
		return string(p.Target)
	}
	return fmt.Sprintf("%s, for %s,", p.Requestor, p.Target)
}

// what was asked for.
func (p *PastRequest) what() string {
	if p.Package == "" {
		return p.PackageID.String()
	}
	return p.Catalog + "/" + p.Package
}

// decided is who could decide each stage.
func (p *PastRequest) decided() string {
	if p.Unrouted {
		return "its approval was not reached"
	}
	stages := make([]string, len(p.Approvers))
	for i, approvers := range p.Approvers {
		stages[i] = listed(approvers)
	}
	return shown(stages)
}

func listed(ids []entitlement.SubjectID) string {
	if len(ids) == 0 {
		return "a stage that did not open"
	}
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = string(id)
	}
	return strings.Join(names, ", ")
}

func shown(why []string) string {
	if len(why) == 0 {
		return "nobody has to approve"
	}
	return strings.Join(why, "; ")
}

func because(codes []entitlement.Code) string {
	out := ""
	for i, code := range codes {
		out += [...]string{": ", "; "}[min(i, 1)] + string(code)
	}
	return out
}

func until(t time.Time) string {
	if t.IsZero() {
		return "without end"
	}
	return "until " + date(t)
}

func date(t time.Time) string { return t.UTC().Format("2 January 2006") }

// text writes until something fails.
type text struct {
	to  io.Writer
	err error
}

func (t *text) printf(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.to, format, args...)
	}
}

// heading begins a part with so many lines.
func (t *text) heading(words string, lines int) {
	if lines > 0 {
		t.printf("\n%s:\n", words)
	}
}

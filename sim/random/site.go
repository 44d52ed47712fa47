package random

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// Site is a place where a run can let something go wrong. Each is active in one run out of four, and then strikes when a
// choice of the tape says so.
type Site struct {
	Name  string
	Fault string // F1 to F36 of the list of faults
	What  string // what happens, in a sentence
}

// Sites lists where things can go wrong, by fault.
func Sites() []Site {
	return []Site{
		{"commit.crash-before", "F1", "the process ends before a commit is written"},
		{"commit.crash-after", "F2", "the process ends after a commit, before anybody hears of it"},
		{"commit.unknown-applied", "F3", "the store does not know whether it has committed; it has"},
		{"commit.unknown-lost", "F3", "the store does not know whether it has committed; it has not"},
		{"commit.conflict", "F4", "the store asks to run a transaction again"},
		{"store.full", "F5", "the store is full for a while"},
		{"target.error-before", "F10", "a target system fails before the effect"},
		{"target.error-after", "F10", "a target system fails after the effect"},
		{"target.late", "F11", "the effect of a grant comes hours later"},
		{"target.repeated", "F12", "a target system carries an operation out again"},
		{"target.throttled", "F13", "a target system wants to be left alone for a while"},
		{"target.refused", "F13", "a target system refuses for good"},
		{"target.silent", "F14", "a target system says that it is done, and has done nothing"},
		{"target.hang", "F15", "a target system does not answer, with or without the effect"},
		{"target.panic", "F15", "the provisioner panics"},
		{"target.admin-adds", "F16", "an administrator of a target system gives somebody a role"},
		{"target.admin-removes", "F16", "an administrator of a target system takes a role from somebody"},
		{"clock.ahead", "F17", "time passes in which nothing is settled"},
		{"clock.back", "F17", "the clock goes back"},
		{"directory.outage", "F20", "the directory does not answer"},
		{"directory.leaves", "F21", "somebody leaves the directory, and may come back"},
		{"directory.disabled", "F21", "somebody's account is disabled, and may be enabled again"},
		{"directory.manager", "F22", "somebody gets another manager, or none"},
		{"directory.group", "F23", "somebody joins or leaves the group that policies are for"},
		{"admin.policy", "F24", "a policy is edited or suspended"},
		{"admin.policy-deleted", "F24", "a policy is deleted"},
		{"admin.roles", "F25", "a package gets other roles"},
		{"admin.incompatible", "F25", "a package is declared incompatible with another"},
		{"admin.catalog", "F25", "the catalog is unpublished, or published again"},
		{"admin.package-deleted", "F25", "a package is deleted"},
		{"admin.reviews", "F26", "a policy gets other reviewers while a review goes on"},
		{"client.again", "F27", "a client gives a command again, because the answer was lost"},
		{"client.other-body", "F27", "a client uses an idempotency key for something else"},
		{"client.old-decision", "F28", "an approver decides about what does not wait for them any more"},
		{"client.canceled", "F29", "a client gives up, before the command or while it is committed, and then tries again"},
		{"client.closed", "F29", "a client calls an engine that was closed"},
		{"engine.restart", "F30", "the engine is restarted"},
		{"mail.error", "F34", "a mail cannot be sent"},
		{"mail.lost", "F34", "a mail is sent, and nobody hears that it was"},
	}
}

// Count says how often something happened at a site.
type Count struct {
	Reached int // how often it could have struck
	Fired   int // how often it did
}

// Report says what became of the sites in one or more runs.
type Report map[string]Count

// Add counts another report in.
func (r Report) Add(other Report) {
	for name, n := range other { // order: sums
		sum := r[name]
		sum.Reached += n.Reached
		sum.Fired += n.Fired
		r[name] = sum
	}
}

// Silent returns the names of the sites that never struck.
func (r Report) Silent() []string {
	var out []string
	for _, s := range Sites() {
		if r[s.Name].Fired == 0 {
			out = append(out, s.Name)
		}
	}
	return out
}

// Write writes a table: each site, how often it was reached, and how often it fired.
func (r Report) Write(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	lines := []string{"site\tfault\treached\tfired"}
	for _, s := range Sites() {
		n := r[s.Name]
		lines = append(lines, fmt.Sprintf("%s\t%s\t%d\t%d", s.Name, s.Fault, n.Reached, n.Fired))
	}
	if _, err := fmt.Fprintln(table, strings.Join(lines, "\n")); err != nil {
		return err
	}
	return table.Flush()
}

// reached counts a visit.
func (r Report) reached(name string) {
	n := r[name]
	n.Reached++
	r[name] = n
}

// fired counts a strike, and the visit that it needs.
func (r Report) fired(name string) {
	n := r[name]
	n.Reached++
	n.Fired++
	r[name] = n
}

// among returns which of these sites are active.
func among(active []string, names ...string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !slices.Contains(active, name) })
}

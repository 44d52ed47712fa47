// Package directorytest is the conformance suite of the port lifecycle.Directory. Whoever writes a directory runs it in a
// test of their own.
package directorytest

import (
	"context"
	"slices"
	"testing"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
)

// Opener returns a directory that holds exactly these people and groups at every instant. It ends the test if it cannot.
// The suite may change the arguments after it has returned.
type Opener func(t *testing.T, people []entitlement.Subject, groups []directory.Group) lifecycle.Directory

// Run checks that the directories that open returns keep the contract of the port. Every case has a directory of its own
// and runs in parallel with the others. All managers, sponsors and members it uses exist.
func Run(t *testing.T, open Opener) {
	t.Helper()
	for _, c := range slices.Concat(subjectCases(), groupCases(), answerCases(), listCases()) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.check(&probe{T: t, open: open, why: c.why})
		})
	}
}

// testCase is one promise of the contract.
type testCase struct {
	name  string
	why   string // printed with every failure
	check func(*probe)
}

// probe asks a directory and fails the test on an answer that breaks the promise.
type probe struct {
	*testing.T
	open Opener
	why  string
}

// at is the instant of all questions.
func at() time.Time { return time.Date(2031, time.March, 3, 9, 0, 0, 0, time.UTC) }

func (p *probe) failf(format string, args ...any) {
	p.Helper()
	p.Errorf(format+"\nthe contract: "+p.why, args...)
}

// directory opens a directory.
func (p *probe) directory(people []entitlement.Subject, groups []directory.Group) lifecycle.Directory {
	p.Helper()
	return p.open(p.T, people, groups)
}

// view takes a view.
func (p *probe) view(d lifecycle.Directory) lifecycle.DirectoryView {
	p.Helper()
	v, err := d.At(p.Context(), at())
	if err != nil {
		p.Fatalf("At: %v", err)
	}
	return v
}

// subject asks for a person who exists.
func (p *probe) subject(v lifecycle.DirectoryView, id entitlement.SubjectID) entitlement.Subject {
	p.Helper()
	s, err := v.Subject(p.Context(), id)
	if err != nil {
		p.Fatalf("Subject(%q): %v\nthe contract: %s", id, err, p.why)
	}
	return s
}

// groups checks the groups of a person, in any order but each once.
func (p *probe) groups(v lifecycle.DirectoryView, id entitlement.SubjectID, want ...entitlement.GroupID) {
	p.Helper()
	same(p, "Groups", id, v.Groups, want)
}

// members checks the members of a group, in any order but each once.
func (p *probe) members(v lifecycle.DirectoryView, id entitlement.GroupID, want ...entitlement.SubjectID) {
	p.Helper()
	same(p, "Members", id, v.Members, want)
}

// question is a method of a view that answers with a list of ids.
type question[Q, A ~string] = func(context.Context, Q) ([]A, error)

// same checks the answer to a question.
func same[Q, A ~string](p *probe, method string, id Q, ask question[Q, A], want []A) {
	p.Helper()
	got, err := ask(p.Context(), id)
	if err != nil {
		p.failf("%s(%q) failed: %v", method, id, err)
		return
	}
	if !equalSets(got, want) {
		p.failf("%s(%q) = %q, want in any order %q", method, id, got, want)
	}
}

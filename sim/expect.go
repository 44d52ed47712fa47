package sim

import (
	"fmt"
	"testing"

	"example.com/tenure/entitlement"
)

// Test makes a world for a test, which ends if it cannot, and closes it with the test.
func Test(t testing.TB, options Options) *World {
	t.Helper()
	if options.Context == nil {
		options.Context = t.Context()
	}
	w, err := New(options)
	if err != nil {
		t.Fatalf("sim: %v", err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Errorf("sim: close: %v", err)
		}
	})
	return w
}

// Expectation checks a world. A check that fails ends the test and prints the timeline.
type Expectation struct {
	t testing.TB
	w *World
}

// Expect returns the checks of the world for a test.
func (w *World) Expect(t testing.TB) Expectation { return Expectation{t, w} }

// Holds checks that a person holds a role in a target system. "CRM/User" names the role; "Sales/CRM/User" also wants the
// engine to justify it with the access package Sales.
func (e Expectation) Holds(id entitlement.SubjectID, path string) {
	e.t.Helper()
	if held, why := e.held(id, path); !held {
		e.fail("%s does not hold %s: %s", id, path, why)
	}
}

// NotHolds checks that a person does not hold a role in a target system. With "Sales/CRM/User" the person may hold it if
// another access package justifies it, and Sales does not.
func (e Expectation) NotHolds(id entitlement.SubjectID, path string) {
	e.t.Helper()
	if held, why := e.held(id, path); held {
		e.fail("%s holds %s: %s", id, path, why)
	}
}

func (e Expectation) held(id entitlement.SubjectID, path string) (held bool, why string) {
	e.t.Helper()
	held, why, err := e.w.Holds(id, path)
	e.must(err)
	return held, why
}

// Has checks that a person has an access package now.
func (e Expectation) Has(id entitlement.SubjectID, pkg string) {
	e.t.Helper()
	if !e.has(id, pkg) {
		e.fail("%s does not have %s", id, pkg)
	}
}

// HasNot checks that a person does not have an access package now.
func (e Expectation) HasNot(id entitlement.SubjectID, pkg string) {
	e.t.Helper()
	if e.has(id, pkg) {
		e.fail("%s has %s", id, pkg)
	}
}

func (e Expectation) has(id entitlement.SubjectID, pkg string) bool {
	e.t.Helper()
	assignment, err := e.w.Assignment(id, pkg)
	e.must(err)
	return assignment != nil
}

// RequestIs checks where a person's latest request for an access package stands.
func (e Expectation) RequestIs(id entitlement.SubjectID, pkg string, state entitlement.RequestState) {
	e.t.Helper()
	last, err := e.w.LastRequest(id, pkg)
	e.must(err)
	switch {
	case last == nil:
		e.fail("there is no request of %s for %s", id, pkg)
	case last.Request.State != state:
		e.fail("the request of %s for %s is %s, not %s", id, pkg, last.Request.State, state)
	}
}

// Mailed checks that a person got a mail of a kind.
func (e Expectation) Mailed(kind entitlement.MailKind, id entitlement.SubjectID) {
	e.t.Helper()
	if len(e.w.mailbox.Mails(MailFilter{Kind: kind, To: id})) == 0 {
		e.fail("%s has got no mail %s", id, kind)
	}
}

// NotMailed checks that a person got no mail of a kind.
func (e Expectation) NotMailed(kind entitlement.MailKind, id entitlement.SubjectID) {
	e.t.Helper()
	if len(e.w.mailbox.Mails(MailFilter{Kind: kind, To: id})) > 0 {
		e.fail("%s has got a mail %s", id, kind)
	}
}

func (e Expectation) must(err error) {
	e.t.Helper()
	if err != nil {
		e.fail("the world cannot be looked at: %v", err)
	}
}

// fail ends the test and tells what happened.
func (e Expectation) fail(format string, args ...any) {
	e.t.Helper()
	story := "there is no timeline: "
	if timeline, err := e.w.Timeline(Filter{}); err != nil {
		story += err.Error()
	} else {
		story = timeline.String()
	}
	e.t.Fatalf("on %s %s\n\n%s", date(e.w.Now()), fmt.Sprintf(format, args...), story)
}

// Package provisiontest is the conformance suite of the provision port. Whoever writes a Provisioner runs it:
//
//	func TestConformance(t *testing.T) {
//		provisiontest.Run(t, func(t *testing.T) provisiontest.Target {
//			return provisiontest.Target{Provisioner: …, Observer: …, Resource: …, Role: …, Subjects: …}
//		})
//	}
//
// Every case has a fresh target, is named by the rule it checks, and says on failure why the rule matters. What a
// target cannot do (list, be edited from outside, remember) is left out of the suite, not passed.
package provisiontest

import (
	"context"
	"testing"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

// Target is a target system as the suite sees it. It is fresh: its provisioner has not been called, and nobody holds a
// role of Resource.
type Target struct {
	Provisioner provision.Provisioner
	Observer    Observer // looks at the target past the provisioner; an Editor if it can also change it

	Resource provision.Resource      // exists
	Role     entitlement.RoleID      // exists in Resource
	Subjects []entitlement.SubjectID // three people or more whom the target knows

	// What follows is optional: the zero value leaves out the cases that need it.
	OtherRole       entitlement.RoleID // also exists in Resource
	MissingResource provision.Resource // does not exist; its type is served
	MissingRole     entitlement.RoleID // does not exist in Resource

	Forgetful    bool // the target cannot remember keys and generations (I-63, I-64)
	LeaveForeign bool // the target does not take over what people held before (I-60 instead of R-033)

	// Start is the logical instant at which the suite begins; zero means the beginning of 2025.
	Start time.Time
	// Wait lets time pass for a target that lives in real time. Nil is for targets that know only the logical instants
	// they are given: for them the suite just moves on.
	Wait func(ctx context.Context, d time.Duration) error
}

// Observer says who holds a role of the target's Resource at the logical instant.
type Observer interface {
	Holds(ctx context.Context, at time.Time, subject entitlement.SubjectID, role entitlement.RoleID) (bool, error)
}

// Editor is an Observer that can act as an administrator of the target, behind the engine's back.
type Editor interface {
	Observer
	Add(ctx context.Context, at time.Time, subject entitlement.SubjectID, role entitlement.RoleID) error
	Remove(ctx context.Context, at time.Time, subject entitlement.SubjectID, role entitlement.RoleID) error
}

// Run runs the suite. It calls newTarget once to learn what the target can do and then for every case.
func Run(t *testing.T, newTarget func(t *testing.T) Target) {
	t.Helper()
	probe := newTarget(t)
	if err := probe.incomplete(); err != nil {
		t.Fatal(err)
	}
	for _, c := range casesFor(t.Context(), probe) {
		t.Run(c.name, func(t *testing.T) { c.run(t, newTarget(t)) })
	}
}

// run checks the case and says on failure why it matters.
func (c testCase) run(t testing.TB, target Target) {
	t.Helper()
	if err := c.check(newSession(t.Context(), target)); err != nil {
		t.Errorf("%v\nwhy it matters: %s", err, c.why)
	}
}

// incomplete says what the suite cannot do without.
func (target Target) incomplete() error {
	var missing string
	switch {
	case target.Provisioner == nil:
		missing = "a Provisioner"
	case target.Observer == nil:
		missing = "an Observer"
	case target.Resource.Type == "" || target.Resource.OriginID == "":
		missing = "a Resource with Type and OriginID"
	case target.Role == "":
		missing = "a Role"
	case len(target.Subjects) < 3:
		missing = "three Subjects"
	default:
		return nil
	}
	return &entitlement.Error{Op: "provisiontest", Code: entitlement.InvalidArgument, Detail: "the target needs " + missing}
}

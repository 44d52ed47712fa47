package check

import (
	"cmp"
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision/fake"
)

// Checker watches over one invariant, or over a part of it.
type Checker struct {
	Invariant int
	Also      []int  // invariants that the same look covers
	Rule      string // what must hold, in a sentence

	// The looks. A checker has those that can show a violation; the others are nil.

	change     func(m *model, c *change, out *report)              // at each event, with what was before and after
	commit     func(m *model, since point, out *report)            // after the events of a commit
	reopen     func(m *model, l *logEnd, out *report)              // at a store, before what is new in it is read
	request    func(m *model, r *entitlement.Request, out *report) // at a row, among the rows around it
	stage      func(m *model, s *entitlement.ApprovalStage, out *report)
	assignment func(m *model, a *entitlement.Assignment, out *report)
	grant      func(m *model, g *entitlement.Grant, out *report)
	guest      func(m *model, g *entitlement.GuestAccount, out *report)
	review     func(m *model, r *entitlement.Review, out *report)
	item       func(m *model, i *entitlement.ReviewItem, out *report)
	state      func(s *state, out *report)                   // at a store as a whole
	call       func(o *outside, c *fake.Call, out *report)   // at each call to a target system
	effect     func(o *outside, c *fake.Change, out *report) // at each change in a target system
	held       func(o *outside, h *fake.Held, out *report)   // at what somebody holds in a target system
	rest       func(o *outside, s *state, out *report)       // where nothing is left to do and every port works
}

// All returns the checkers, by invariant.
func All() []Checker {
	all := slices.Concat(
		idCheckers(), requestCheckers(), approvalCheckers(), assignmentCheckers(), grantCheckers(), guestCheckers(),
		timerCheckers(), orderCheckers(), effectCheckers(), targetCheckers(), restCheckers(), indexCheckers(), logCheckers(),
		reviewCheckers(),
		driftCheckers(),
	)
	slices.SortStableFunc(all, func(a, b Checker) int { return cmp.Compare(a.Invariant, b.Invariant) })
	return all
}

// look shows a row to the checker.
func (c *Checker) look(m *model, row any, out *report) {
	switch row := row.(type) {
	case *entitlement.Request:
		if c.request != nil {
			c.request(m, row, out)
		}
	case *entitlement.ApprovalStage:
		if c.stage != nil {
			c.stage(m, row, out)
		}
	case *entitlement.Assignment:
		if c.assignment != nil {
			c.assignment(m, row, out)
		}
	case *entitlement.Grant:
		if c.grant != nil {
			c.grant(m, row, out)
		}
	case *entitlement.GuestAccount:
		if c.guest != nil {
			c.guest(m, row, out)
		}
	case *entitlement.Review:
		if c.review != nil {
			c.review(m, row, out)
		}
	case *entitlement.ReviewItem:
		if c.item != nil {
			c.item(m, row, out)
		}
	}
}

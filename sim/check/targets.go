package check

import (
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

// targetCheckers watch over what target systems are told and what people hold there.
func targetCheckers() []Checker {
	return []Checker{
		{
			Invariant: 59, Rule: "What somebody holds is wanted, or its revoke is under way.",
			held: func(o *outside, h *fake.Held, out *report) {
				if !h.Managed || h.Role == entitlement.RolePersistedValue { // it stays when nobody wants it any more
					return
				}
				if o.ledger.mayLie && o.ledger.denied[grantKeyOf(h)] { // F14: a reconciliation is to find it
					return
				}
				if g := o.m.grantOf(grantKeyOf(h)); g == nil || !g.IsWanted() && g.Dirty.IsZero() {
					out.wrong(h, "a grant that is wanted or being revoked", "none")
				}
			},
		},
		{
			Invariant: 63, Rule: "A key stands for one wish: that of a grant's generation.",
			call: func(o *outside, c *fake.Call, out *report) {
				op := &c.Operation
				if last, known := o.ledger.keys[op.Key]; known && (last.Operation.Generation != op.Generation || wishOf(&last) != wishOf(c)) {
					out.wrong(c, "a key of its own", "the key of generation %d", last.Operation.Generation)
				}
				wish := o.m.wishes[op.Generation]
				if wish == nil || wish.Key != wishOf(c) || wish.IsWanted() != (op.Verb == provision.Grant) {
					out.wrong(c, "the wish that event "+number(op.Generation)+" recorded", "another, or none")
				}
			},
		},
		{
			Invariant: 63, Also: []int{65}, Rule: "A key has at most one effect, however often it is used.",
			effect: func(o *outside, c *fake.Change, out *report) {
				if first, known := o.ledger.effects[c.Key]; known && c.Cause == fake.CauseOperation {
					out.wrong("the call "+c.Key, "one effect", "effects at %s and %s", instant(first.At), instant(c.At))
				}
			},
		},
		{
			Invariant: 64, Rule: "Calls about a role come in the order of their generations.",
			call: func(o *outside, c *fake.Call, out *report) {
				if latest := o.ledger.latest[wishOf(c)]; c.Operation.Generation < latest {
					out.wrong(c, "generation "+number(latest)+" or later", "generation %d", c.Operation.Generation)
				}
			},
		},
		{
			Invariant: 64, Rule: "Effects on a role come in the order of their generations.",
			effect: func(o *outside, c *fake.Change, out *report) {
				if newest := o.ledger.newest[placeOf(c)]; c.Cause == fake.CauseOperation && c.Generation < newest {
					out.wrong("the call "+c.Key, "nothing after generation "+number(newest), "an effect of generation %d", c.Generation)
				}
			},
		},
		{
			Invariant: 66, Rule: "Attempts with one key come one after the other.",
			call: func(o *outside, c *fake.Call, out *report) {
				if last, known := o.ledger.keys[c.Operation.Key]; known && c.Operation.At.Before(last.Operation.At) {
					out.wrong(c, "no attempt before "+instant(last.Operation.At), "one at %s", instant(c.Operation.At))
				}
			},
		},
		{
			Invariant: 68, Rule: "Nothing is granted after the end of what justifies it.",
			call: func(o *outside, c *fake.Call, out *report) {
				at, wish := c.Operation.At, o.m.wishes[c.Operation.Generation]
				justified := func(s entitlement.GrantSource) bool {
					a := o.m.assignmentOf(s.Assignment)
					removed := a == nil || !a.Ended.IsZero() && a.Ended.Before(at)
					return !removed && !a.Schedule.EndedBy(at) // the end may have moved since
				}
				if c.Operation.Verb == provision.Grant && wish != nil && !slices.ContainsFunc(wish.Sources, justified) {
					out.wrong(c, "an assignment that is live at "+instant(at), "none")
				}
			},
		},
		{
			Invariant: 76, Rule: "Nothing is granted before the start of what justifies it.",
			call: func(o *outside, c *fake.Call, out *report) {
				at, wish := c.Operation.At, o.m.wishes[c.Operation.Generation]
				started := func(s entitlement.GrantSource) bool {
					a := o.m.assignmentOf(s.Assignment)
					return a != nil && !at.Before(a.Schedule.Start) && !at.Before(s.Since)
				}
				if c.Operation.Verb == provision.Grant && wish != nil && !slices.ContainsFunc(wish.Sources, started) {
					out.wrong(c, "an assignment that has started by "+instant(at), "none")
				}
			},
		},
	}
}

// grantKeyOf returns the key of the grant of what somebody holds. Access from somebody else has no target's identifier.
func grantKeyOf(h *fake.Held) entitlement.GrantKey {
	target := entitlement.Target{Type: h.Resource.Type, OriginID: h.Resource.OriginID}
	return entitlement.GrantKey{Subject: h.Subject, Target: target.ID(), Role: h.Role}
}

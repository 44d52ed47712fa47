package check

import (
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision/fake"
)

// driftCheckers watch over what reconciliations repair.
func driftCheckers() []Checker {
	return []Checker{
		{
			Invariant: 60, Rule: "What others gave is taken away only if an assignment once justified it.",
			effect: func(o *outside, c *fake.Change, out *report) {
				revoke := o.m.wishes[c.Generation]
				if revoke == nil || c.From != fake.Foreign || c.To != fake.None {
					return
				}
				for _, wish := range o.m.wishes { // order: any will do
					if wish.Key == revoke.Key && wish.IsWanted() {
						return
					}
				}
				out.wrong("the call "+c.Key, "that it stays", "it is gone at %s", instant(c.At))
			},
		},
		{
			Invariant: 71, Rule: "What is restored was confirmed and is asked for anew; what is revoked as drift nobody wanted.",
			change: func(_ *model, c *change, out *report) {
				before, after, _ := rows[entitlement.Grant](c)
				switch {
				case c.Activity == entitlement.ActivityRestoreGrant && !isRestored(before, after):
					out.wrong(after, "a confirmed grant that is to be confirmed again", "something else")
				case c.Activity == entitlement.ActivityRevokeDrift && before != nil:
					out.wrong(after, "that no grant was there", "there was one")
				}
			},
		},
	}
}

// isRestored reports whether a grant that the target had confirmed, and about which nothing was on its way, is asked for again
// for all who need it.
func isRestored(before, after *entitlement.Grant) bool {
	if before == nil || after == nil {
		return false
	}
	settled := before.IsWanted() && before.Dirty.IsZero() && before.Observed == entitlement.ObservedPresent
	asked := !after.Dirty.IsZero() && after.Generation != before.Generation && len(after.Sources) == len(before.Sources)
	return settled && asked && !slices.ContainsFunc(after.Sources, func(s entitlement.GrantSource) bool {
		return s.State != entitlement.SourcePending
	})
}

package lifecycle

import (
	"slices"
	"time"

	"example.com/tenure/entitlement"
)

// stepRestore asks for a role again that the target system does not show: with a new generation, so that the call is a new
// one, and for all its sources, so that a failure reaches their assignments (I-58, I-71).
func stepRestore(o *outcome, g *entitlement.Grant, at time.Time) {
	after := o.rows.grant(*g)
	after.Sources = slices.Clone(g.Sources)
	for i := range after.Sources {
		after.Sources[i].State = entitlement.SourcePending
	}
	after.Observed, after.Dirty, after.Failure = entitlement.ObservedAbsent, at, ""
	record(o, entitlement.ActivityRestoreGrant, g, after).fresh = true
}

// stepRevokeDrift has a role revoked that nothing justifies and of which there is no grant: the row is that of a grant which
// nobody wants any more (I-57, I-71).
func stepRevokeDrift(o *outcome, key entitlement.GrantKey, at time.Time) {
	after := o.rows.grant(entitlement.Grant{Key: key, Observed: entitlement.ObservedPresent, Dirty: at})
	record(o, entitlement.ActivityRevokeDrift, nil, after).fresh = true
}

package lifecycle

import (
	"slices"
	"time"

	"example.com/tenure/entitlement"
)

// account tells whether the person's account stands in the way of a grant.
type account uint8

const (
	accountReady   account = iota // there is one, or the person needs none
	accountAwaited                // an invitation is under way: the grant is parked
	accountRefused                // the tenant does not invite this person: the grant fails
)

// want adds an assignment to the sources of a grant, or puts it back to pending, and asks the target system to confirm: a
// grant that is already there is confirmed by an idempotent call (design: desired state).
func (o *outcome) want(g *entitlement.Grant, a *entitlement.Assignment, acc account, at time.Time) {
	after := o.rows.grant(*g)
	source := entitlement.GrantSource{Assignment: a.ID, Since: at, End: a.Schedule.End}
	after.Sources = slices.Clone(g.Sources)
	i, found := g.Source(a.ID)
	if found {
		source.Since = after.Sources[i].Since
		after.Sources[i] = source
	} else {
		after.Sources = slices.Insert(after.Sources, i, source)
	}
	after.Dirty, after.Failure, after.Parked = at, "", acc == accountAwaited
	if acc == accountRefused {
		after.Sources[i].State = entitlement.SourceFailed
		after.Dirty, after.Failure = zeroTime, string(entitlement.DomainBlocked)
		if g.Parked && g.IsWanted() { // others wait for an invitation that is under way
			after.Dirty, after.Failure, after.Parked = g.Dirty, "", true
		}
	}
	c := record(o, entitlement.ActivityWantGrant, existing(g), after)
	c.fresh = acc != accountRefused
}

// unwant takes an assignment from the sources of a grant. The last one makes the grant unwanted: it is revoked (R-031,
// Nothing is revoked from a person without an account: nothing was ever sent for them.
func (o *outcome) unwant(g *entitlement.Grant, id entitlement.AssignmentID, acc account, at time.Time) {
	i, found := g.Source(id)
	if !found {
		return
	}
	after := o.rows.grant(*g)
	after.Sources = slices.Delete(slices.Clone(g.Sources), i, i+1)
	if len(after.Sources) > 0 {
		record(o, entitlement.ActivityUpdateGrant, g, after)
		return
	}
	if acc != accountReady && g.Observed == entitlement.ObservedUnknown {
		record[entitlement.Grant](o, entitlement.ActivityRemoveGrant, g, nil)
		return
	}
	after.Sources = nil
	after.Dirty, after.Failure = at, ""
	record(o, entitlement.ActivityUnwantGrant, g, after).fresh = true
}

// stepGranted records that the target system confirmed a grant. It returns the assignments whose progress changed.
func stepGranted(o *outcome, g *entitlement.Grant) []entitlement.AssignmentID {
	after := o.rows.grant(*g)
	after.Observed, after.Dirty, after.Failure = entitlement.ObservedPresent, zeroTime, ""
	changed := markSources(after, entitlement.SourceGranted)
	record(o, entitlement.ActivityFulfillGrant, g, after)
	return changed
}

// stepGrantFailed ends the attempts to grant. Sources that had been confirmed before keep their state.
func stepGrantFailed(o *outcome, g *entitlement.Grant, failure entitlement.Code) []entitlement.AssignmentID {
	after := o.rows.grant(*g)
	after.Dirty, after.Failure, after.Parked = zeroTime, string(failure), false
	changed := markSources(after, entitlement.SourceFailed)
	record(o, entitlement.ActivityFailGrant, g, after).codes = []entitlement.Code{failure}
	return changed
}

// stepRevoked records that the target system confirmed a revoke. The row is gone; the log keeps it.
func stepRevoked(o *outcome, g *entitlement.Grant) {
	record[entitlement.Grant](o, entitlement.ActivityRemoveGrant, g, nil)
}

// stepUnparked lets a grant go out that waited for the person's account.
func stepUnparked(o *outcome, g *entitlement.Grant, at time.Time) {
	after := o.rows.grant(*g)
	after.Parked, after.Dirty = false, at
	record(o, entitlement.ActivityUpdateGrant, g, after).fresh = true
}

// markSources moves the pending sources, and on success the failed ones too, to a state, and returns their assignments.
func markSources(g *entitlement.Grant, to entitlement.SourceState) []entitlement.AssignmentID {
	var changed []entitlement.AssignmentID
	g.Sources = slices.Clone(g.Sources)
	for i := range g.Sources {
		s := &g.Sources[i]
		if s.State == to || to == entitlement.SourceFailed && s.State == entitlement.SourceGranted {
			continue
		}
		s.State = to
		changed = append(changed, s.Assignment)
	}
	return changed
}

// existing returns nil for a row that is not stored yet.
func existing(g *entitlement.Grant) *entitlement.Grant {
	if g.Version == 0 {
		return nil
	}
	return g
}

package lifecycle

import (
	"strconv"

	"example.com/tenure/entitlement"
)

// DriftKind is a way in which a target system differs from what is wanted of it.
type DriftKind uint8

// Kinds of drift.
const (
	DriftMissing  DriftKind = iota + 1 // confirmed once, justified still, and not there (F14, F16)
	DriftExtra                         // it carries the engine's mark, and nothing justifies it (I-57)
	DriftForeign                       // somebody else gave it, and no assignment justifies it (I-60)
	DriftUnlisted                      // of a whole target: it could not say who holds what, so nothing is known
)

// String returns the word for the kind.
func (k DriftKind) String() string {
	switch k {
	case DriftMissing:
		return "missing"
	case DriftExtra:
		return "extra"
	case DriftForeign:
		return "foreign"
	case DriftUnlisted:
		return "unlisted"
	}
	return "unknown"
}

// Drift is a difference that a reconciliation found.
type Drift struct {
	Kind         DriftKind
	Target       entitlement.Target
	ResourceName string                // as the catalog that added the resource last calls it
	Subject      entitlement.SubjectID // whom it is about; if nobody is known, the account as the target names it
	Role         entitlement.RoleID
	Repaired     bool             // the target is told: the role is granted again, or revoked
	Code         entitlement.Code // for DriftUnlisted: the failure
	Hint         string           // for DriftUnlisted: what to do
}

// DriftAction is what a reconciliation does about a kind of drift.
type DriftAction uint8

// Drift actions. The zero value changes nothing.
const (
	DriftReport DriftAction = iota // say it
	DriftRepair                    // say it, and make the target agree
	DriftIgnore                    // pass over it
)

// DriftPolicy is what a reconciliation does about drift. The zero policy reports everything and changes nothing.
type DriftPolicy struct {
	// Missing roles are repaired by a new generation of the grant, which the target confirms by an idempotent call as after
	// Reprocess: a role that is there after all stays. An assignment whose role cannot be given again becomes partly
	// delivered.
	Missing DriftAction
	// Extra roles are repaired by a revoke, which never gives up. After a store was restored from a backup, what was
	// granted since then is extra.
	Extra DriftAction
	// Foreign roles are repaired, by a revoke, only where the log says that the target was once asked to give the very role to
	// the very person, for an assignment that is over: it took over what was held before, which goes with it.
	// Everything else is reported and left alone, whatever the policy says (I-60).
	Foreign DriftAction
}

func (p DriftPolicy) validate() error {
	for _, action := range [...]DriftAction{p.Missing, p.Extra, p.Foreign} {
		if action > DriftIgnore {
			return invalid("the drift policy has the unknown action %d", action)
		}
	}
	return nil
}

// action returns what is done about a kind of drift.
func (p DriftPolicy) action(k DriftKind) DriftAction {
	switch k {
	case DriftMissing:
		return p.Missing
	case DriftExtra:
		return p.Extra
	case DriftForeign:
		return p.Foreign
	case DriftUnlisted:
	}
	return DriftReport
}

// driftFacts counts drifts for the log.
func driftFacts(t entitlement.Target, drifts []Drift) []entitlement.Fact {
	var counts [DriftUnlisted + 1]int
	repaired := 0
	for i := range drifts {
		counts[drifts[i].Kind]++
		if drifts[i].Repaired {
			repaired++
		}
	}
	return []entitlement.Fact{
		{Name: "type", Value: string(t.Type)}, {Name: "origin", Value: t.OriginID},
		{Name: DriftMissing.String(), Value: strconv.Itoa(counts[DriftMissing])},
		{Name: DriftExtra.String(), Value: strconv.Itoa(counts[DriftExtra])},
		{Name: DriftForeign.String(), Value: strconv.Itoa(counts[DriftForeign])},
		{Name: "repaired", Value: strconv.Itoa(repaired)},
	}
}

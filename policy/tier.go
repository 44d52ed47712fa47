package policy

import "example.com/tenure/entitlement"

// The tiers of R-055, the most specific first.
const (
	tierNamed         = iota + 1 // named users, groups and organizations
	tierMembers                  // all members
	tierDirectory                // guests too
	tierOrganizations            // all configured organizations, or everybody outside
	tierNone                     // below all others
)

func tierOf(scope entitlement.TargetScope) int {
	switch scope {
	case entitlement.ScopeSpecificDirectoryUsers, entitlement.ScopeSpecificOrganizations:
		return tierNamed
	case entitlement.ScopeAllMemberUsers:
		return tierMembers
	case entitlement.ScopeAllDirectoryUsers:
		return tierDirectory
	case entitlement.ScopeAllConfiguredOrganizations, entitlement.ScopeAllExternalUsers:
		return tierOrganizations
	case entitlement.ScopeNotSpecified:
	}
	return tierNone
}

// tiers are the best tiers among the policies that certainly apply and among those that are not decided yet.
type tiers struct {
	matter   bool
	sure     int
	possible int
}

// admit answers whether a policy of the tier is offered.
func (t tiers) admit(tier int) answer {
	switch {
	case tier > t.sure:
		return no
	case tier > t.possible:
		return unknown
	}
	return yes
}

// bestTiers looks ahead at the policies; they are judged, and recorded, afterwards. Administrators name the policy that they
// assign under, so tiers do not bind them.
func (w *walk) bestTiers() tiers {
	best := tiers{matter: w.options.Tiers && !w.ask.Direct, sure: tierNone, possible: tierNone}
	if !best.matter {
		return best
	}
	saved, ceiling := w.trace, w.ceiling()
	w.rec = nil
	for _, p := range w.ask.Policies {
		if p == nil || tierOf(p.AllowedTargetScope) >= ceiling {
			continue
		}
		switch tier := tierOf(p.AllowedTargetScope); w.applies(p, tiers{}) {
		case yes:
			best.sure = min(best.sure, tier)
		case unknown:
			best.possible = min(best.possible, tier)
		case no:
		}
	}
	saved.needs, saved.more = w.needs, w.more
	w.trace = saved
	return best
}

// ceiling is the tier from which on policies do not matter: nothing is asked about policies that cannot outrank the choice.
func (w *walk) ceiling() int {
	for _, p := range w.ask.Policies {
		if p != nil && !w.ask.Choice.IsZero() && p.ID == w.ask.Choice {
			return tierOf(p.AllowedTargetScope)
		}
	}
	return tierNone
}

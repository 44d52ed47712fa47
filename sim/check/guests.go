package check

import "example.com/tenure/entitlement"

// guestCheckers watch over the accounts of external people.
func guestCheckers() []Checker {
	return []Checker{
		{
			Invariant: 61, Rule: "An account is blocked or deleted only when no live assignment needs it.",
			guest: func(m *model, g *entitlement.GuestAccount, out *report) {
				if g.Desired != entitlement.GuestBlocked && g.Desired != entitlement.GuestDeleted {
					return
				}
				for a := range ofPerson[entitlement.Assignment](m, g.Subject) {
					if !a.Schedule.EndedBy(m.now) && !m.isRefused(a) {
						out.wrong(g, "an active account", "%s is wanted, but assignment %s is live", g.Desired, a.ID)
					}
				}
			},
		},
		{
			Invariant: 67, Rule: "An account waits for its deletion only without access; a block or deletion goes on until it is done.",
			guest: func(m *model, g *entitlement.GuestAccount, out *report) {
				taking := g.Desired == entitlement.GuestBlocked || g.Desired == entitlement.GuestDeleted
				if taking && g.Observed != g.Desired && g.Dirty.IsZero() {
					out.wrong(g, "that the directory is told", "nobody tells it, wanted: %s", g.Desired)
				}
				if g.DeleteAt.IsZero() || g.Desired == entitlement.GuestBlocked {
					return
				}
				if g.Desired != entitlement.GuestActive {
					out.wrong(g, "a deletion of an account that is there", "one at %s, wanted: %s", instant(g.DeleteAt), g.Desired)
				}
				for a := range ofPerson[entitlement.Assignment](m, g.Subject) {
					if !a.Schedule.EndedBy(m.now) && !m.isRefused(a) {
						out.wrong(g, "a deletion of an account without access", "one at %s, but assignment %s is live", instant(g.DeleteAt), a.ID)
					}
				}
			},
		},
		{
			Invariant: 62, Rule: "A grant is parked only while its person is being invited.",
			grant: func(m *model, g *entitlement.Grant, out *report) {
				if !g.Parked {
					return
				}
				account := m.guestOf(g.Key.Subject)
				if account == nil || account.HasAccount() || account.Desired != entitlement.GuestActive || account.Dirty.IsZero() {
					out.wrong(g, "an invitation under way", "it is parked without")
				}
			},
		},
	}
}

// isRefused reports whether nothing of an assignment could be delivered because its person may not be invited.
func (m *model) isRefused(a *entitlement.Assignment) bool {
	for _, key := range m.rolesOf(a) {
		if s := sourceOf(m.grantOf(key), a.ID); s == nil || s.State != entitlement.SourceFailed {
			return false
		}
	}
	return true
}

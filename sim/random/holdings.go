package random

import (
	"cmp"
	"maps"
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision/fake"
)

// held is that a person has a role in a target system.
type held struct {
	person entitlement.SubjectID
	role   string
}

func heldOf(h *fake.Held) held { return held{h.Subject, h.Resource.OriginID + "/" + string(h.Role)} }

// inOrder lists a set by person and role.
func inOrder(set map[held]bool) []held {
	return slices.SortedFunc(maps.Keys(set), func(a, b held) int {
		return cmp.Or(cmp.Compare(a.person, b.person), cmp.Compare(a.role, b.role))
	})
}

// compareHoldings holds what people have in the target systems, at rest, against what they are to have (I-57, I-58): every role
// of every package that they have, and what administrators of the target systems gave them. What could not be delivered may be
// missing, and so may a gift that access has taken over; any other gift stays (I-60).
func (s *story) compareHoldings() error {
	_, assignments, err := s.read()
	if err != nil {
		return err
	}
	f, wanted, surely := s.facts(), map[held]bool{}, map[held]bool{}
	for _, a := range f.assignments {
		if !a.isLive() {
			continue
		}
		for _, role := range f.packs[a.pack].roles {
			h := held{a.person, role}
			wanted[h] = true
			surely[h] = surely[h] || assignments[a.id].State == entitlement.AssignmentDelivered
		}
	}
	has := map[held]bool{}
	holdings := s.w.Target().Holdings()
	for i := range holdings {
		h := heldOf(&holdings[i])
		if !wanted[h] && (holdings[i].Managed || !s.gifts[h]) {
			return differs("holdings", "%s holds %s, which nothing justifies (I-57)", h.person, h.role)
		}
		has[h] = true
	}
	for _, h := range inOrder(surely) {
		if surely[h] && !has[h] {
			return differs("holdings", "%s does not hold %s (I-58)", h.person, h.role)
		}
	}
	for _, h := range inOrder(s.gifts) {
		if !has[h] && !s.takenOver(f, h) {
			return differs("holdings", "%s has lost %s, which an administrator gave (I-60)", h.person, h.role)
		}
	}
	return nil
}

// takenOver reports whether access that somebody had may have taken over a gift.
func (s *story) takenOver(f *facts, h held) bool {
	return slices.ContainsFunc(f.assignments, func(a *assignment) bool {
		return a.person == h.person && (slices.Contains(s.swarm.packs[a.pack].roles, h.role) ||
			slices.ContainsFunc(s.model.history, func(e entry) bool {
				return e.command != nil && e.command.verb == verbRoles && e.command.pack == a.pack &&
					slices.Contains(e.command.roles, h.role)
			}))
	})
}

// reconcile lets the host repair what target systems have lost, or kept, without saying so (F14, F16).
func (s *story) reconcile() error {
	_, err := s.w.Reconcile(s.key(), lifecycle.DriftPolicy{Missing: lifecycle.DriftRepair, Extra: lifecycle.DriftRepair})
	return err
}

// compareDrift makes sure that there is nothing more to repair (I-71). What somebody else gave is reported, and stays (I-60).
func (s *story) compareDrift() error {
	drifts, err := s.w.Reconcile("", lifecycle.DriftPolicy{})
	if err != nil {
		return err
	}
	for i := range drifts {
		d := &drifts[i]
		if h := (held{d.Subject, d.Target.OriginID + "/" + string(d.Role)}); d.Kind != lifecycle.DriftForeign || !s.gifts[h] {
			return differs("drift", "%s's %s is %s after all was repaired (I-71)", h.person, h.role, d.Kind)
		}
	}
	return nil
}

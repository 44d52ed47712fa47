package random

import (
	"errors"
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// adminAdds lets an administrator of a target system give somebody a role, behind the engine's back (F16).
func adminAdds(s *story) error {
	role := oneOf(s.reel, s.swarm.knownRoles())
	h := held{s.someone(), role}
	s.gifts[h] = true
	return s.w.AdminAdds(string(h.person), h.role)
}

// adminRemoves lets an administrator of a target system take a role from somebody who holds it, behind the engine's back (F16).
func adminRemoves(s *story) error {
	all := s.w.Target().Holdings()
	if len(all) == 0 {
		return nil
	}
	h := heldOf(&all[s.reel.pick(len(all))])
	delete(s.gifts, h)
	return s.w.AdminRemoves(string(h.person), h.role)
}

// knownRoles lists the roles that the tenant knows, in the order of all roles.
func (s *swarm) knownRoles() []string {
	return slices.DeleteFunc(slices.Clone(roles), func(role string) bool {
		return !slices.ContainsFunc(s.packs, func(p pack) bool { return slices.Contains(p.roles, role) })
	})
}

// closed lets a client call an engine that has been closed since (F29).
func closed(s *story) error {
	in := lifecycle.AssignInput{
		Key: s.key(), Package: s.packs[s.reel.pick(len(s.packs))].pkg, Target: s.someone(), Justification: "welcome",
	}
	old := s.w.Admin()
	if err := s.reopen(); err != nil {
		return err
	}
	before := s.seq()
	if _, err := old.Assign(s.ctx, in); !errors.Is(err, entitlement.Closed) || s.seq() != before {
		return differs("closed engine", "it answers %v, after %d events", err, s.seq()-before)
	}
	return nil
}

package scenario

import (
	"go.yaml.in/yaml/v3"

	"example.com/tenure/entitlement"
	"example.com/tenure/sim"
)

// readOwners reads who may manage which resource where it lives.
func (s *Scenario) readOwners(r *reader, n *yaml.Node, known *names) {
	owners := sim.Owners{}
	for key, value := range r.members(n, "the list of owners") {
		if _, err := known.resource(key.Value); err != nil {
			if !known.incomplete {
				r.add(key.Line, "%v", err)
			}
			continue
		}
		owned := known.origins[key.Value]
		for item := range r.items(value, "the list of owners") {
			who, err := known.person(r.text(item, "an owner"))
			if err != nil {
				r.add(item.Line, "%v", err)
			}
			owners[owned] = append(owners[owned], who)
		}
	}
	s.rights = owners
}

// actor reads who does something: a person, or the host.
func (r *reader) actor(n *yaml.Node, known *names) entitlement.SubjectID {
	text := r.text(n, "a person")
	if text == administrator {
		return ""
	}
	who, err := known.person(text)
	if err != nil {
		r.add(n.Line, "%v", err)
	}
	return who
}

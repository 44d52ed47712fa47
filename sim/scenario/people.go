package scenario

import (
	"maps"

	"go.yaml.in/yaml/v3"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle/directory"
)

// readPeople reads the people of the directory. Managers and sponsors may be named before they come.
func (s *Scenario) readPeople(r *reader, n *yaml.Node, known *names) {
	var values []*yaml.Node
	for key, value := range r.members(n, "the list of people") {
		if key.Value == administrator {
			r.add(key.Line, "%s is the host, and nobody's identifier", administrator)
		}
		id := entitlement.SubjectID(key.Value)
		known.people[key.Value] = id
		s.people = append(s.people, entitlement.Subject{ID: id, UserType: entitlement.UserMember})
		values = append(values, value)
	}
	ids := maps.Clone(known.people)
	for i, value := range values {
		name := nameOf(value)
		if _, isID := ids[name]; name != "" && !isID {
			known.people[name] = s.people[i].ID
			known.call(calledPeople, name, string(s.people[i].ID))
		}
	}
	for i, value := range values {
		s.readPerson(r, &s.people[i], value, known)
	}
}

// nameOf returns the display name that a person will have.
func nameOf(n *yaml.Node) string {
	if n.Kind == yaml.ScalarNode {
		return n.Value
	}
	for i := 0; n.Kind == yaml.MappingNode && i < len(n.Content); i += 2 {
		if n.Content[i].Value == "name" {
			return n.Content[i+1].Value
		}
	}
	return ""
}

// readPerson reads a person: a name, or members.
func (s *Scenario) readPerson(r *reader, p *entitlement.Subject, n *yaml.Node, known *names) {
	if n.Kind == yaml.ScalarNode {
		p.DisplayName = r.text(n, "a person's name")
		return
	}
	person := func(n *yaml.Node) entitlement.SubjectID {
		found, err := known.person(r.text(n, "a person"))
		if err != nil {
			r.add(n.Line, "%v", err)
		}
		return found
	}
	r.mapping(n, "a person", []field{
		{"name", func(r *reader, n *yaml.Node) { p.DisplayName = r.text(n, "a name") }},
		{"mail", func(r *reader, n *yaml.Node) { p.Mail = r.text(n, "a mail address") }},
		{"type", func(r *reader, n *yaml.Node) {
			if err := p.UserType.UnmarshalText([]byte(r.text(n, "a type"))); err != nil {
				r.add(n.Line, "a person is %s, %s or %s", entitlement.UserMember, entitlement.UserGuest, entitlement.UserOutside)
			}
		}},
		{"disabled", func(r *reader, n *yaml.Node) { p.AccountDisabled = r.yes(n, "disabled") }},
		{"tenant", func(r *reader, n *yaml.Node) { p.TenantID = r.text(n, "a tenant") }},
		{"domain", func(r *reader, n *yaml.Node) { p.Domain = r.text(n, "a domain") }},
		{"provider", func(r *reader, n *yaml.Node) { p.IdentityProvider = r.text(n, "a social provider") }},
		{"manager", func(_ *reader, n *yaml.Node) { p.Manager = person(n) }},
		{"sponsors", func(r *reader, n *yaml.Node) {
			for item := range r.items(n, "the list of sponsors") {
				p.Sponsors = append(p.Sponsors, person(item))
			}
		}},
		{"attributes", func(r *reader, n *yaml.Node) {
			p.Attributes = map[string]string{}
			for key, value := range r.members(n, "the attributes") {
				p.Attributes[key.Value] = r.text(value, key.Value)
				known.attributes[key.Value] = true
			}
		}},
		{"habit", func(r *reader, n *yaml.Node) {
			if habit, ok := r.habit(n); ok {
				s.habits[p.ID] = habit
			}
		}},
		{"reviews", func(r *reader, n *yaml.Node) {
			if habit, ok := r.reviewHabit(n); ok {
				s.reviews[p.ID] = habit
			}
		}},
	})
}

// readGroups reads groups: a list of members, or members and groups.
func (s *Scenario) readGroups(r *reader, n *yaml.Node, known *names) {
	var values []*yaml.Node
	for key, value := range r.members(n, "the list of groups") {
		known.groups[key.Value] = entitlement.GroupID(key.Value)
		s.groups = append(s.groups, directory.Group{ID: entitlement.GroupID(key.Value)})
		values = append(values, value)
	}
	for i, value := range values {
		g := &s.groups[i]
		members := func(r *reader, n *yaml.Node) {
			for item := range r.items(n, "the list of members") {
				member, err := known.person(r.text(item, "a member"))
				if err != nil {
					r.add(item.Line, "%v", err)
				}
				g.Members = append(g.Members, member)
			}
		}
		if value.Kind != yaml.MappingNode {
			members(r, value)
			continue
		}
		r.mapping(value, "a group", []field{
			{"name", func(r *reader, n *yaml.Node) { g.DisplayName = r.text(n, "a name") }},
			{"members", members},
			{"groups", func(r *reader, n *yaml.Node) {
				for item := range r.items(n, "the list of groups") {
					inner, err := known.group(r.text(item, "a group"))
					if err != nil {
						r.add(item.Line, "%v", err)
					}
					g.Groups = append(g.Groups, inner)
				}
			}},
		})
	}
}

// checkDirectory lets the directory say what it would refuse.
func (s *Scenario) checkDirectory(r *reader, root *yaml.Node) {
	if len(r.list) > 0 {
		return // it may only be a consequence
	}
	if _, err := directory.New(s.people, s.groups); err != nil {
		r.add(root.Line, "the directory cannot be made: %v", err)
	}
}

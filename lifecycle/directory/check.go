package directory

import (
	"strings"

	"example.com/tenure/entitlement"
)

// checkPeople notes what is wrong with a list of people: each by itself, repeated ids, and references to nobody.
func checkPeople(found *findings, people []entitlement.Subject) {
	known := make(map[entitlement.SubjectID]bool, len(people))
	for i := range people {
		s := &people[i]
		checkSubject(found, 0, s)
		if known[s.ID] {
			found.add(0, string(s.ID), "id", "is used more than once")
		}
		known[s.ID] = true
	}
	for i := range people {
		s := &people[i]
		if s.Manager != "" && !known[s.Manager] {
			found.add(0, string(s.ID), "manager", "there is nobody with the id %s", quote(s.Manager))
		}
		for _, id := range s.Sponsors {
			if !known[id] {
				found.add(0, string(s.ID), "sponsors", "there is nobody with the id %s", quote(id))
			}
		}
	}
}

// checkSubject notes what entitlement refuses about a person.
func checkSubject(found *findings, line int, s *entitlement.Subject) {
	if err := s.Validate(); err != nil {
		found.add(line, string(s.ID), "", "%s", detail(err))
	}
}

// checkGroups notes what is wrong with a list of groups. Without known the ids of people are not looked up.
func checkGroups(found *findings, groups []Group, known func(entitlement.SubjectID) bool) {
	ids := make(map[entitlement.GroupID]bool, len(groups))
	for i := range groups {
		g := &groups[i]
		checkGroup(found, 0, g)
		if ids[g.ID] {
			found.add(0, string(g.ID), "id", "is used more than once")
		}
		ids[g.ID] = true
	}
	for i := range groups {
		g := &groups[i]
		for _, id := range g.Groups {
			if !ids[id] {
				found.add(0, string(g.ID), "memberId", "there is no group with the id %s", quote(id))
			}
		}
		for _, id := range g.Members {
			checkMember(found, 0, g.ID, id, known)
		}
	}
}

// checkGroup notes what is wrong with a group by itself. Its id and name follow the rules for those of people.
func checkGroup(found *findings, line int, g *Group) {
	likewise := entitlement.Subject{
		ID: entitlement.SubjectID(g.ID), DisplayName: g.DisplayName, UserType: entitlement.UserMember,
	}
	checkSubject(found, line, &likewise)
}

// checkMember notes what is wrong with a person as a member of a group.
func checkMember(
	found *findings, line int, group entitlement.GroupID, id entitlement.SubjectID, known func(entitlement.SubjectID) bool,
) {
	if err := id.Validate(); err != nil {
		found.add(line, string(group), "memberId", "%s", detail(err))
	} else if known != nil && !known(id) {
		found.add(line, string(group), "memberId", "there is nobody with the id %s", quote(id))
	}
}

// detail returns the message of an error of package entitlement without its code, which is that of the whole.
func detail(err error) string {
	return strings.TrimPrefix(err.Error(), string(entitlement.CodeOf(err))+": ")
}

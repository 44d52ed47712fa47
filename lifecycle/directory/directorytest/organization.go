package directorytest

import (
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle/directory"
)

// person returns a member of the organization. All have the same name.
func person(id entitlement.SubjectID) entitlement.Subject {
	return entitlement.Subject{ID: id, DisplayName: "Ann Other", UserType: entitlement.UserMember}
}

// persons returns one for each id.
func persons(ids ...entitlement.SubjectID) []entitlement.Subject {
	var out []entitlement.Subject
	for _, id := range ids {
		out = append(out, person(id))
	}
	return out
}

// group returns a list of one group.
func group(id entitlement.GroupID, members ...entitlement.SubjectID) []directory.Group {
	return []directory.Group{{ID: id, Members: members}}
}

// ring returns groups of which each contains the next and the last contains the first, each with one person.
func ring(groups []entitlement.GroupID, people []entitlement.SubjectID) []directory.Group {
	var out []directory.Group
	for i, id := range groups {
		out = append(out, directory.Group{
			ID: id, Members: people[i : i+1 : i+1], Groups: []entitlement.GroupID{groups[(i+1)%len(groups)]},
		})
	}
	return out
}

// guest returns an external person with every field set, and the people to whom the fields refer.
func guest() (entitlement.Subject, []entitlement.Subject) {
	return entitlement.Subject{
		ID: "guest", DisplayName: "Gästin – O'Neill", Mail: "guest@partner.example", UserType: entitlement.UserGuest,
		AccountDisabled: true, TenantID: "partner-tenant", Domain: "partner.example", Manager: "boss",
		Sponsors: []entitlement.SubjectID{"boss", "host"}, LinkedIDs: []entitlement.SubjectID{"elsewhere"},
		Attributes: map[string]string{"department": "Freight", "cost centre": "0815"},
	}, persons("boss", "host")
}

// equalSets reports whether two lists have the same elements, each as often.
func equalSets[T ~string](a, b []T) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

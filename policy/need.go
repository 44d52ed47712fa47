package policy

import (
	"cmp"
	"slices"

	"example.com/tenure/entitlement"
)

// Need names a fact that an answer waits for. Needs are comparable and come sorted, one for each fact.
type Need struct {
	Kind    NeedKind
	Subject entitlement.SubjectID // for NeedSubject, NeedGroups and NeedSignIn
	Group   entitlement.GroupID   // for NeedMembers
	// Managers is, for NeedSubject, how many managers above the person will be needed next, each the manager of the one before.
	// Who looks them up at once saves a round.
	Managers int
	// Records says, for NeedMembers, that the records of the members will be needed next.
	Records bool
}

// NeedKind says which question to put to the directory, and which method of Facts takes the answer.
type NeedKind uint8

// Kinds of needs.
const (
	NeedSubject NeedKind = iota + 1 // the person's record: AddSubject
	NeedGroups                      // all groups of the person, nested ones included: AddGroups
	NeedMembers                     // all people of the group, through nested groups too: AddMembers
	NeedSignIn                      // when the person signed in last: AddSignIn
)

// sortNeeds sorts needs by kind and then by identifier, and keeps of those for one fact the one that leads furthest.
func sortNeeds(list []Need) []Need {
	slices.SortFunc(list, func(a, b Need) int { return cmp.Or(compareFacts(a, b), cmp.Compare(b.reach(), a.reach())) })
	return slices.CompactFunc(list, func(a, b Need) bool { return compareFacts(a, b) == 0 })
}

// reach is how many steps a need leads further.
func (n Need) reach() int {
	if n.Records {
		return 1
	}
	return n.Managers
}

// compareFacts orders needs by what they ask for first.
func compareFacts(a, b Need) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Group, b.Group))
}

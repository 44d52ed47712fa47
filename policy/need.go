package policy

import (
	"cmp"

	"example.com/tenure/entitlement"
)

// Need names a fact that an answer waits for. Needs are comparable and come sorted and unique.
type Need struct {
	Kind    NeedKind
	Subject entitlement.SubjectID // for NeedSubject, NeedGroups and NeedSignIn
	Group   entitlement.GroupID   // for NeedMembers
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

// compareNeeds orders needs by kind and then by identifier.
func compareNeeds(a, b Need) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Group, b.Group))
}

package policy

import (
	"slices"

	"example.com/tenure/entitlement"
)

// Compatible answers whether a person may have a package beside what they have: none of the packages and groups that it
// lists. The relation is one-way: what the other package lists does not matter. Conflicts are the
// listed packages that the person has. It binds everybody, administrators too.
//
// Evaluate makes the same check; Compatible is for when the request leaves approval and when it starts.
func Compatible(
	pkg *entitlement.AccessPackage, person entitlement.SubjectID, conflicts []entitlement.AccessPackageID, facts *Facts,
) Ruling {
	t := trace{facts: facts, all: yes}
	t.compatible(pkg, person, conflicts)
	return t.ruling()
}

func (t *trace) compatible(pkg *entitlement.AccessPackage, person entitlement.SubjectID, conflicts []entitlement.AccessPackageID) {
	if len(pkg.IncompatiblePackages)+len(pkg.IncompatibleGroups) == 0 {
		return
	}
	m := t.open()
	for _, other := range pkg.IncompatiblePackages {
		held := slices.Contains(conflicts, other)
		if n := t.check(incompatiblePackage, is(!held)); n != nil {
			n.about(string(person), "assignment", "none of "+other.String(), heldText(held, other.String()))
		}
	}
	if len(pkg.IncompatibleGroups) > 0 {
		t.outsideGroups(pkg.IncompatibleGroups, person)
	}
	if n := t.close(m, incompatible, t.all); n != nil {
		n.about(string(person), "package", "", pkg.ID.String())
	}
}

// outsideGroups asks whether a person belongs to none of the groups, directly or through others.
func (t *trace) outsideGroups(listed []entitlement.GroupID, person entitlement.SubjectID) {
	groups, known := t.facts.Groups(person)
	if !known {
		t.needs = append(t.needs, Need{Kind: NeedGroups, Subject: person})
	}
	for _, group := range listed {
		_, inside := slices.BinarySearch(groups, group)
		a := is(!inside)
		if !known {
			a = unknown
		}
		if n := t.check(incompatibleGroup, a); n != nil {
			n.about(string(person), "memberOf", "not "+string(group), heldText(inside, string(group)))
		}
	}
}

func heldText(held bool, what string) string {
	if held {
		return what
	}
	return ""
}

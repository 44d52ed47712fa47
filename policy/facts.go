package policy

import (
	"slices"
	"time"

	"example.com/tenure/entitlement"
)

// Facts is what the directory said, all of it at one revision (I-47). The zero value, and a nil pointer, know nothing.
//
// Adding is for one goroutine; once complete, Facts may be read by many at once. What was not added is not known, which is
// different from known to be absent: only the latter can refuse.
type Facts struct {
	subjects map[entitlement.SubjectID]*entitlement.Subject
	groups   map[entitlement.SubjectID][]entitlement.GroupID // sorted
	members  map[entitlement.GroupID][]entitlement.SubjectID // sorted
	signIns  map[entitlement.SubjectID]signIn
}

// signIn is a person's last sign-in, if the directory keeps a record of the person's at all.
type signIn struct {
	at       time.Time // zero for never
	recorded bool
}

// Reset forgets everything that was added. The memory is used again.
func (f *Facts) Reset() {
	clear(f.subjects)
	clear(f.groups)
	clear(f.members)
	clear(f.signIns)
}

// AddSubject records the person's record, or with nil that the directory has nobody with this identifier. The record is
// kept, not copied: it must not change while the Facts are in use.
func (f *Facts) AddSubject(id entitlement.SubjectID, record *entitlement.Subject) {
	if f.subjects == nil {
		f.subjects = make(map[entitlement.SubjectID]*entitlement.Subject)
	}
	f.subjects[id] = record
}

// AddGroups records all groups that the person belongs to, directly or through other groups, in any order. The list is
// copied.
func (f *Facts) AddGroups(id entitlement.SubjectID, groups []entitlement.GroupID) {
	if f.groups == nil {
		f.groups = make(map[entitlement.SubjectID][]entitlement.GroupID)
	}
	f.groups[id] = sortedSet(groups)
}

// AddMembers records all people who belong to the group, directly or through other groups, in any order; found is
// false if there is no such group, which has no members then. The list is copied.
func (f *Facts) AddMembers(id entitlement.GroupID, members []entitlement.SubjectID, found bool) {
	if f.members == nil {
		f.members = make(map[entitlement.GroupID][]entitlement.SubjectID)
	}
	if !found {
		members = nil
	}
	f.members[id] = sortedSet(members)
}

// AddSignIn records when the person signed in last, the zero time for never; recorded is false if the directory keeps no record
// of the person's sign-ins.
func (f *Facts) AddSignIn(id entitlement.SubjectID, at time.Time, recorded bool) {
	if f.signIns == nil {
		f.signIns = make(map[entitlement.SubjectID]signIn)
	}
	f.signIns[id] = signIn{at, recorded}
}

// Subject returns the person's record, nil if nobody has the identifier, and whether the directory was asked at all.
func (f *Facts) Subject(id entitlement.SubjectID) (record *entitlement.Subject, known bool) {
	if f == nil {
		return nil, false
	}
	record, known = f.subjects[id]
	return record, known
}

// Groups returns the person's groups, sorted, and whether the directory was asked. The list belongs to the Facts.
func (f *Facts) Groups(id entitlement.SubjectID) (groups []entitlement.GroupID, known bool) {
	if f == nil {
		return nil, false
	}
	groups, known = f.groups[id]
	return groups, known
}

// Members returns the group's people, sorted, and whether the directory was asked. The list belongs to the Facts.
func (f *Facts) Members(id entitlement.GroupID) (members []entitlement.SubjectID, known bool) {
	if f == nil {
		return nil, false
	}
	members, known = f.members[id]
	return members, known
}

// SignIn returns when the person signed in last, the zero time for never, whether there is a record of it, and whether the
// directory was asked.
func (f *Facts) SignIn(id entitlement.SubjectID) (at time.Time, recorded, known bool) {
	if f == nil {
		return time.Time{}, false, false
	}
	s, known := f.signIns[id]
	return s.at, s.recorded, known
}

// Satisfies reports whether every need is known.
func (f *Facts) Satisfies(needs []Need) bool {
	return !slices.ContainsFunc(needs, func(n Need) bool { return !f.knows(n) })
}

// Missing returns the needs that are not known, in the given order, and nil if there are none.
func (f *Facts) Missing(needs []Need) []Need {
	var missing []Need
	for _, n := range needs {
		if !f.knows(n) {
			missing = append(missing, n)
		}
	}
	return missing
}

func (f *Facts) knows(n Need) bool {
	known := false
	switch n.Kind {
	case NeedSubject:
		_, known = f.Subject(n.Subject)
	case NeedGroups:
		_, known = f.Groups(n.Subject)
	case NeedMembers:
		_, known = f.Members(n.Group)
	case NeedSignIn:
		_, _, known = f.SignIn(n.Subject)
	}
	return known
}

// sortedSet returns a sorted copy without repetitions.
func sortedSet[T ~string](list []T) []T {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

package sim

import (
	"cmp"
	"slices"
	"time"

	"example.com/tenure/entitlement"
)

// memberships remember who belonged directly to which group when. M is a person or another group.
type memberships[M cmp.Ordered] struct {
	ever   map[entitlement.GroupID][]M // whoever belonged to the group at some instant, sorted
	groups map[M][]entitlement.GroupID // and the other way round
	links  map[link[M]]*history[bool]
}

type link[M cmp.Ordered] struct {
	group  entitlement.GroupID
	member M
}

func newMemberships[M cmp.Ordered]() memberships[M] {
	return memberships[M]{
		ever: map[entitlement.GroupID][]M{}, groups: map[M][]entitlement.GroupID{}, links: map[link[M]]*history[bool]{},
	}
}

// set makes somebody a member from an instant on, or no member any more.
func (m *memberships[M]) set(at time.Time, group entitlement.GroupID, member M, belongs bool) {
	l := link[M]{group, member}
	if m.links[l] == nil {
		m.links[l] = &history[bool]{}
		m.ever[group] = insertSorted(m.ever[group], member)
		m.groups[member] = insertSorted(m.groups[member], group)
	}
	m.links[l].add(at, func(bool) bool { return belongs })
}

func insertSorted[T cmp.Ordered](list []T, value T) []T {
	i, _ := slices.BinarySearch(list, value)
	return slices.Insert(list, i, value)
}

// has reports whether somebody is a member at an instant.
func (m *memberships[M]) has(at time.Time, group entitlement.GroupID, member M) bool {
	return m.links[link[M]{group, member}].at(at)
}

// of returns the members of a group at an instant, sorted.
func (m *memberships[M]) of(at time.Time, group entitlement.GroupID) (out []M) {
	for _, member := range m.ever[group] {
		if m.has(at, group, member) {
			out = append(out, member)
		}
	}
	return out
}

// with returns the groups that have a member at an instant, sorted.
func (m *memberships[M]) with(at time.Time, member M) (out []entitlement.GroupID) {
	for _, group := range m.groups[member] {
		if m.has(at, group, member) {
			out = append(out, group)
		}
	}
	return out
}

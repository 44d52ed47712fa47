package directorytest

import (
	"errors"
	"fmt"
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle/directory"
)

// groupCases are about membership.
func groupCases() []testCase {
	return []testCase{{
		name: "direct_membership",
		why:  "Groups and Members know direct members",
		check: func(p *probe) {
			v := p.view(p.directory(persons("ann", "bob"), append(group("sales", "ann", "bob"), group("it", "bob")...)))
			p.groups(v, "ann", "sales")
			p.groups(v, "bob", "sales", "it")
			p.members(v, "sales", "ann", "bob")
			p.members(v, "it", "bob")
		},
	}, {
		name: "nested_membership",
		why:  "members of a group are members of every group that contains it, at any depth (R-148)",
		check: func(p *probe) {
			v := p.view(p.directory(persons("ann", "bob", "cid"), []directory.Group{
				{ID: "staff", Groups: []entitlement.GroupID{"sales"}},
				{ID: "sales", Groups: []entitlement.GroupID{"north"}, Members: []entitlement.SubjectID{"bob"}},
				{ID: "north", Members: []entitlement.SubjectID{"ann"}},
				{ID: "other", Members: []entitlement.SubjectID{"cid"}},
			}))
			p.groups(v, "ann", "north", "sales", "staff")
			p.groups(v, "bob", "sales", "staff")
			p.groups(v, "cid", "other")
			p.members(v, "staff", "ann", "bob")
			p.members(v, "sales", "ann", "bob")
			p.members(v, "north", "ann")
		},
	}, {
		name: "membership_by_two_ways_counts_once",
		why:  "a person and a group are listed once, by however many ways they are connected (I-96)",
		check: func(p *probe) {
			v := p.view(p.directory(persons("ann"), []directory.Group{
				{ID: "top", Groups: []entitlement.GroupID{"left", "right"}, Members: []entitlement.SubjectID{"ann"}},
				{ID: "left", Groups: []entitlement.GroupID{"base"}},
				{ID: "right", Groups: []entitlement.GroupID{"base"}},
				{ID: "base", Members: []entitlement.SubjectID{"ann"}},
			}))
			p.groups(v, "ann", "top", "left", "right", "base")
			p.members(v, "top", "ann")
		},
	}, {
		name: "circles_of_groups_end",
		why:  "groups that contain each other in a circle all have the same members, and the question has an end (I-96)",
		check: func(p *probe) {
			people, groups := []entitlement.SubjectID{"ann", "bob", "cid"}, []entitlement.GroupID{"a", "b", "c"}
			v := p.view(p.directory(persons(people...), ring(groups, people)))
			for i := range groups {
				p.groups(v, people[i], groups...)
				p.members(v, groups[i], people...)
			}
		},
	}, {
		name: "group_that_contains_itself",
		why:  "a group that contains itself has the members that it has otherwise (I-96)",
		check: func(p *probe) {
			people, groups := []entitlement.SubjectID{"ann"}, []entitlement.GroupID{"self"}
			v := p.view(p.directory(persons(people...), ring(groups, people)))
			p.groups(v, "ann", "self")
			p.members(v, "self", "ann")
		},
	}, {
		name: "nobody_has_no_groups",
		why:  "a person without groups, or unknown, has none; that is not an error",
		check: func(p *probe) {
			v := p.view(p.directory(persons("ann", "bob"), group("sales", "ann")))
			p.groups(v, "bob")
			p.groups(v, "unknown")
			p.groups(v, "")
			p.groups(v, "Ann")
		},
	}, {
		name: "empty_group_exists",
		why:  "a group without members has none; that is not an error",
		check: func(p *probe) {
			v := p.view(p.directory(persons("ann"), append(group("empty"), group("sales", "ann")...)))
			p.members(v, "empty")
		},
	}, {
		name: "unknown_group_is_not_found",
		why:  "Members fails with entitlement.NotFound if there is no such group: it must not pass for an empty one (I-95)",
		check: func(p *probe) {
			v := p.view(p.directory(persons("ann"), group("sales", "ann")))
			for _, id := range []entitlement.GroupID{"it", "", "Sales", "sales ", "ann"} {
				if _, err := v.Members(p.Context(), id); !errors.Is(err, entitlement.NotFound) {
					p.failf("Members(%q) failed with %v, want %v", id, err, entitlement.NotFound)
				}
			}
		},
	}, {
		name:  "both_directions_agree",
		why:   "a person is among the members of exactly those groups that are among the person's groups",
		check: checkBothDirections,
	}}
}

// checkBothDirections compares the two questions over a larger organization with circles in it.
func checkBothDirections(p *probe) {
	const people, groups = 150, 12
	var everybody []entitlement.SubjectID
	for i := range people {
		everybody = append(everybody, entitlement.SubjectID(fmt.Sprintf("p%03d", i)))
	}
	name := func(i int) entitlement.GroupID { return entitlement.GroupID(fmt.Sprintf("g%02d", i%groups)) }
	var all []directory.Group
	for i := range groups {
		g := directory.Group{ID: name(i), Members: everybody[i*3 : i*3+5]}
		if i%3 != 0 {
			g.Groups = []entitlement.GroupID{name(i * 5), name(i + 3)}
		}
		all = append(all, g)
	}
	v := p.view(p.directory(persons(everybody...), all))
	groupsOf := make(map[entitlement.SubjectID][]entitlement.GroupID)
	for i := range groups {
		members, err := v.Members(p.Context(), name(i))
		if err != nil {
			p.Fatalf("Members(%q): %v", name(i), err)
		}
		if !containsAll(members, all[i].Members) {
			p.failf("Members(%q) = %q, which lacks some of the direct members %q", name(i), members, all[i].Members)
		}
		for _, id := range members {
			groupsOf[id] = append(groupsOf[id], name(i))
		}
	}
	for _, id := range everybody {
		p.groups(v, id, groupsOf[id]...)
	}
}

func containsAll[T comparable](list, wanted []T) bool {
	return !slices.ContainsFunc(wanted, func(w T) bool { return !slices.Contains(list, w) })
}

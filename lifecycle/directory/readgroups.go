package directory

import (
	"errors"
	"io"
	"strings"

	"example.com/tenure/entitlement"
)

// ReadGroups reads groups from a CSV file with one row for each membership. The header names the columns, in any order
// and without regard to case, spaces, "_", "-" and "."; further columns are ignored:
//
//	groupId      the immutable identifier of the group
//	displayName  of the group (also groupDisplayName, groupName); may stand in one of its rows or in all
//	memberId     the immutable identifier of a person or a group; empty in a row that only makes the group known
//	memberType   user or group, also as "#microsoft.graph.user"; rows of a device, servicePrincipal or orgContact are
//	             ignored, because these are not people
//
// A group that is a member must be in the file itself. Whether the people exist cannot be known here; New and Load check
// it. Groups are in the order in which they appear.
//
// Mistakes are reported all together: InvalidArgument, caused by an *InputError. References are not checked while there are
// rows that are not CSV. A file beyond the limits of the package is LimitExceeded, a failing reader Unavailable.
func ReadGroups(r io.Reader) ([]Group, error) {
	const op = "read groups"
	found := new(findings)
	groups, err := readGroups(r, standardLimits(), found, nil)
	if err != nil {
		return nil, withOp(op, err)
	}
	if err := found.err(op); err != nil {
		return nil, err
	}
	return groups, nil
}

// groupsReader holds what is known while a file of groups is read.
type groupsReader struct {
	table  *table
	found  *findings
	known  func(entitlement.SubjectID) bool // tells who exists; nil if that is not known
	column groupColumns
	groups []Group
	index  map[entitlement.GroupID]int // in groups
	nested []nesting
}

// groupColumns are positions, or -1.
type groupColumns struct{ id, name, member, memberType int }

// nesting is a row that makes one group a member of another.
type nesting struct {
	line          int
	group, member entitlement.GroupID
}

func readGroups(
	r io.Reader, maximum limits, found *findings, known func(entitlement.SubjectID) bool,
) ([]Group, error) {
	t, err := openTable(r, maximum, found)
	if t == nil || err != nil {
		return nil, err
	}
	g := &groupsReader{table: t, found: found, known: known, index: make(map[entitlement.GroupID]int)}
	if !g.columns() {
		return nil, nil
	}
	for {
		r, err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		g.row(r)
	}
	g.finish()
	return g.groups, nil
}

// columns reads the header, and reports whether the rows can be read.
func (g *groupsReader) columns() bool {
	before, line := g.found.total, g.table.line
	g.column = groupColumns{-1, -1, -1, -1}
	for i, header := range g.table.header {
		position := g.column.named(header)
		if position == nil {
			continue
		}
		if *position >= 0 {
			g.found.add(line, "", header, "means the same as the column %s", quote(g.table.header[*position]))
		}
		*position = i
	}
	if g.column.id < 0 || g.column.member < 0 || g.column.memberType < 0 {
		all := strings.Join(g.table.header, ",")
		g.found.add(line, "", "", "the columns groupId, memberId and memberType are needed; the header is %s", quote(all))
	}
	return g.found.total == before
}

// named returns where to keep the position of a column, or nil if it is of no interest.
func (c *groupColumns) named(header string) *int {
	switch fold(header) {
	case "groupid":
		return &c.id
	case "displayname", "groupdisplayname", "groupname":
		return &c.name
	case "memberid":
		return &c.member
	case "membertype":
		return &c.memberType
	}
	return nil
}

// row takes a membership over.
func (g *groupsReader) row(r row) {
	group := g.group(r)
	id, kind := r.cells[g.column.member], word(r.cells[g.column.memberType])
	switch strings.TrimPrefix(kind, "#microsoft.graph.") {
	case "user":
		member := entitlement.SubjectID(id)
		checkMember(g.found, r.line, group.ID, member, g.known)
		group.Members = append(group.Members, member)
	case "group":
		member := entitlement.GroupID(id)
		g.nested = append(g.nested, nesting{r.line, group.ID, member})
		group.Groups = append(group.Groups, member)
	case "device", "serviceprincipal", "orgcontact":
	case "":
		if id != "" {
			g.found.add(r.line, string(group.ID), "memberType", "is empty; it is user or group")
		}
	default:
		g.found.add(r.line, string(group.ID), "memberType", "is %s; it is user or group", quote(kind))
	}
}

// group returns the group of a row, which is a new one in its first row.
func (g *groupsReader) group(r row) *Group {
	id, name := entitlement.GroupID(r.cells[g.column.id]), ""
	if g.column.name >= 0 {
		name = strings.TrimSpace(r.cells[g.column.name])
	}
	i, ok := g.index[id]
	if !ok {
		i = len(g.groups)
		g.index[id] = i
		g.groups = append(g.groups, Group{ID: id})
	}
	group := &g.groups[i]
	switch {
	case !ok || name != "" && group.DisplayName == "":
		group.DisplayName = name
		checkGroup(g.found, r.line, group)
	case name != "" && name != group.DisplayName:
		g.found.add(r.line, string(id), "displayName", "differs from that in an earlier row")
	}
	return group
}

// finish checks that groups which are members are in the file.
func (g *groupsReader) finish() {
	if g.table.lost {
		return
	}
	for _, n := range g.nested {
		if _, ok := g.index[n.member]; !ok {
			g.found.add(n.line, string(n.group), "memberId", "there is no group with the id %s", quote(n.member))
		}
	}
}

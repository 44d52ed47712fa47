package check

import (
	"slices"
	"strconv"

	"example.com/tenure/entitlement"
)

// grantCheckers watch over what is wanted of target systems: the wishes and their reasons.
func grantCheckers() []Checker {
	return []Checker{
		{
			Invariant: 61, Rule: "A role is wanted as long as a live assignment justifies it.",
			assignment: func(m *model, a *entitlement.Assignment, out *report) {
				if !isLive(a) {
					return
				}
				for _, key := range m.rolesOf(a) {
					if sourceOf(m.grantOf(key), a.ID) == nil {
						out.wrong(a, "its share in "+m.grantName(key), "the grant does not name it")
					}
				}
			},
		},
		{
			Invariant: 59, Rule: "A role is wanted no longer than live assignments justify it.",
			grant: func(m *model, g *entitlement.Grant, out *report) {
				for i := range g.Sources {
					a := m.assignmentOf(g.Sources[i].Assignment)
					if a == nil || !isLive(a) || !slices.Contains(append(m.rolesOf(a), m.values(a)...), g.Key) {
						out.wrong(g, "a live assignment with this role", "the source %s", g.Sources[i].Assignment)
					}
				}
			},
		},
		{
			Invariant: 64, Rule: "Every change of mind about a role has a generation of its own, later than the ones before.",
			change: func(_ *model, c *change, out *report) {
				before, after, _ := rows[entitlement.Grant](c)
				if after == nil {
					return
				}
				if before == nil {
					before = &entitlement.Grant{}
				}
				began := after.Generation != before.Generation
				if began && after.Generation != c.Seq {
					out.wrong(after, "generation "+number(c.Seq), "generation %d", after.Generation)
				}
				flipped := before.IsWanted() != after.IsWanted() && !after.Dirty.IsZero()
				if flipped && !began {
					out.wrong(after, "a new generation with the change of mind", "generation %d still", after.Generation)
				}
			},
		},
		{
			Invariant: 67, Rule: "A grant ends granted or failed; a revoke goes on until the target confirms it.",
			grant: func(_ *model, g *entitlement.Grant, out *report) {
				pending := slices.ContainsFunc(g.Sources, func(s entitlement.GrantSource) bool {
					return s.State == entitlement.SourcePending
				})
				if g.Dirty.IsZero() && (pending || !g.IsWanted()) {
					out.wrong(g, "that the target is told", "nobody tells it, wanted: %t", g.IsWanted())
				}
			},
		},
		{
			Invariant: 68, Rule: "A grant knows the end of each assignment that justifies it.",
			grant: func(m *model, g *entitlement.Grant, out *report) {
				for _, s := range g.Sources {
					if a := m.assignmentOf(s.Assignment); a != nil && !a.Schedule.End.Equal(s.End) {
						out.wrong(g, "the end "+instant(a.Schedule.End), "%s for assignment %s", instant(s.End), a.ID)
					}
				}
			},
		},
	}
}

// without returns the roles of one list that are not in another.
func without(list, other []entitlement.RoleRef) []entitlement.RoleRef {
	return slices.DeleteFunc(slices.Clone(list), func(r entitlement.RoleRef) bool { return slices.Contains(other, r) })
}

func decimal(n uint32) string { return number(uint64(n)) }

// number writes a number.
func number(n uint64) string { return strconv.FormatUint(n, 10) }

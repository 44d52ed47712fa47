package policy

import (
	"slices"

	"example.com/tenure/entitlement"
)

// Closure returns the groups reachable from start, start included: sorted, each once. Next returns the groups one step
// further, in any order: the groups that a group belongs to when looking for all groups of a person, the groups inside a
// group when looking for all its members. Cycles end; next is called once for each group (I-96, R-148).
func Closure(start []entitlement.GroupID, next func(entitlement.GroupID) []entitlement.GroupID) []entitlement.GroupID {
	seen := make(map[entitlement.GroupID]bool, len(start))
	var found []entitlement.GroupID
	visit := func(groups []entitlement.GroupID) {
		for _, g := range groups {
			if !seen[g] {
				seen[g] = true
				found = append(found, g)
			}
		}
	}
	visit(start)
	for i := 0; i < len(found); i++ { // found grows while it is walked
		visit(next(found[i]))
	}
	slices.Sort(found)
	return found
}

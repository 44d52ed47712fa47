package directory_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle/directory"
)

// world is an organization whose groups contain each other at random, with a naive model of membership beside it.
type world struct {
	people []entitlement.Subject
	groups []directory.Group
	belong map[entitlement.GroupID]map[entitlement.SubjectID]bool // group to everybody who belongs to it
}

func drawWorld(t *rapid.T) world {
	w := world{belong: make(map[entitlement.GroupID]map[entitlement.SubjectID]bool)}
	var ids []entitlement.SubjectID
	for i := range rapid.IntRange(1, 70).Draw(t, "people") { // more than one word of a bitset
		ids = append(ids, entitlement.SubjectID(fmt.Sprintf("p%d", i)))
	}
	w.people = members(ids...)
	var names []entitlement.GroupID
	for i := range rapid.IntRange(1, 12).Draw(t, "groups") {
		names = append(names, entitlement.GroupID(fmt.Sprintf("g%d", i)))
	}
	for _, name := range names {
		w.groups = append(w.groups, directory.Group{
			ID:      name,
			Members: rapid.SliceOfN(rapid.SampledFrom(ids), 0, 5).Draw(t, "members"),
			Groups:  rapid.SliceOfN(rapid.SampledFrom(names), 0, 3).Draw(t, "nested"),
		})
	}
	w.spread()
	return w
}

// spread passes members up to the containing groups until nothing changes any more.
func (w *world) spread() {
	for _, g := range w.groups {
		w.belong[g.ID] = make(map[entitlement.SubjectID]bool)
		for _, id := range g.Members {
			w.belong[g.ID][id] = true
		}
	}
	for changed := true; changed; {
		changed = false
		for _, g := range w.groups {
			for _, nested := range g.Groups {
				for id := range w.belong[nested] {
					changed = changed || !w.belong[g.ID][id]
					w.belong[g.ID][id] = true
				}
			}
		}
	}
}

func TestNestingEqualsTheNaiveClosure(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		w := drawWorld(r)
		s, err := directory.New(w.people, w.groups)
		require.NoError(r, err)
		v, err := s.At(t.Context(), at())
		require.NoError(r, err)

		for _, g := range w.groups {
			var want []entitlement.SubjectID
			for _, p := range w.people {
				if w.belong[g.ID][p.ID] {
					want = append(want, p.ID)
				}
			}
			got, err := v.Members(t.Context(), g.ID)
			require.NoError(r, err)
			require.ElementsMatch(r, want, got, g.ID) // R-148, I-96
		}
		for _, p := range w.people {
			var want []entitlement.GroupID
			for _, g := range w.groups {
				if w.belong[g.ID][p.ID] {
					want = append(want, g.ID)
				}
			}
			got, err := v.Groups(t.Context(), p.ID)
			require.NoError(r, err)
			require.ElementsMatch(r, want, got, p.ID) // R-148, I-96
		}
	})
}

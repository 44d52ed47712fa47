package policy_test

import (
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

type groups = []entitlement.GroupID

func TestClosure(t *testing.T) {
	t.Parallel()
	nested := map[entitlement.GroupID]groups{"a": {"c", "b"}, "b": {"d"}, "c": {"d", "a"}, "d": {"d"}, "x": {"a"}}
	next := func(g entitlement.GroupID) groups { return nested[g] }
	require.Equal(t, groups{"a", "b", "c", "d"}, policy.Closure(groups{"a"}, next)) // R-148, I-96
	require.Equal(t, groups{"d"}, policy.Closure(groups{"d", "d"}, next))           // I-96
	require.Equal(t, groups{"a", "b", "c", "d", "x"}, policy.Closure(groups{"x", "b"}, next))
	require.Empty(t, policy.Closure(nil, next))
}

// In any graph, cycles included, each group is visited once and found exactly if a path leads to it.
func TestClosureOfAnyGraph(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		group := rapid.Custom(func(t *rapid.T) entitlement.GroupID {
			return entitlement.GroupID(strconv.Itoa(rapid.IntRange(0, 9).Draw(t, "group")))
		})
		nested := rapid.MapOf(group, rapid.SliceOfN(group, 0, 4)).Draw(t, "nested")
		start := rapid.SliceOfN(group, 0, 3).Draw(t, "start")
		visits := map[entitlement.GroupID]int{}
		got := policy.Closure(start, func(g entitlement.GroupID) groups {
			visits[g]++
			return nested[g]
		})

		want := slices.Clone(start) // walk as many steps as there are groups
		for range 10 {
			for _, g := range want {
				want = append(want, nested[g]...)
			}
			slices.Sort(want)
			want = slices.Compact(want)
		}
		require.Len(t, got, len(want))
		require.ElementsMatch(t, want, got) // I-96
		require.True(t, slices.IsSorted(got))
		require.Len(t, visits, len(got))
		for _, g := range got {
			require.Equal(t, 1, visits[g]) // I-96
		}
	})
}

package random

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"example.com/tenure/entitlement"
)

func TestTapesAreWrittenAndRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tape := NewTape(rapid.Uint64().Draw(t, "seed"), rapid.IntRange(0, 20).Draw(t, "steps"))
		if rapid.Bool().Draw(t, "shorter") {
			var left []int
			for _, step := range tape.list() {
				if rapid.Bool().Draw(t, "left") {
					left = append(left, step)
				}
			}
			tape = tape.keeping(left)
		}
		for range rapid.IntRange(0, 3).Draw(t, "calm") {
			tape = tape.calming(rapid.IntRange(0, 20).Draw(t, "step") % (tape.steps + 1))
		}
		for range rapid.IntRange(0, 3).Draw(t, "set") {
			p := place{rapid.IntRange(0, 20).Draw(t, "step"), rapid.IntRange(0, 1100).Draw(t, "draw")}
			tape = tape.with(p, uint(rapid.IntRange(0, 50).Draw(t, "value")))
		}
		read, err := ParseTape(tape.String())
		require.NoError(t, err)
		require.Equal(t, tape.String(), read.String())
		require.Equal(t, tape.list(), read.list())
		for step := range 21 {
			one, other := tape.reel(step), read.reel(step)
			for range 5 {
				require.Equal(t, one.pick(7), other.pick(7))
				require.Equal(t, one.visit(9), other.visit(9))
			}
		}
	})
}

func TestWhatIsNoTapeIsRefused(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing": "", "no_steps": "1f", "no_seed": "-20", "no_number": "xyz-20", "too_many_steps": "1f-100001",
		"a_part_of_another_kind": "1f-20-x3", "a_step_beyond_the_end": "1f-20-k21", "step_0": "1f-20-k0", "no_step": "1f-20-kx",
		"a_range_without_end": "1f-20-k3:", "a_choice_without_value": "1f-20-s1.2", "steps_out_of_order": "1f-20-k3,2",
		"a_choice_twice": "1f-20-s1.2=3,1.2=3", "capitals": "1F-20", "a_huge_range": "1f-20-k1:999999999",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := ParseTape(text)
			require.ErrorIs(t, err, entitlement.InvalidArgument)
		})
	}
}

// What is drawn in one place does not change with what is left out or set elsewhere.
func TestChoicesDoNotDependOnEachOther(t *testing.T) {
	t.Parallel()
	tape := NewTape(7, 10)
	other := tape.keeping([]int{3, 5}).with(place{3, 0}, 1).calming(4)
	one, two := tape.reel(5), other.reel(5)
	for range 50 {
		require.Equal(t, one.pick(1000), two.pick(1000))
	}
	require.Equal(t, 1, other.reel(3).pick(1000))
	require.Equal(t, tape.value(place{3, 1}, 1000), other.value(place{3, 1}, 1000))
	require.Zero(t, other.reel(4).pick(1000))
	require.Equal(t, 2, tape.with(place{1, 0}, 9).reel(1).pick(3), "a choice is never more than there is")

	seen := map[int]int{} // a tape draws everything that there is to draw
	for step := range 300 {
		seen[tape.reel(step).pick(10)]++
	}
	require.Len(t, seen, 10)
	for n, times := range seen {
		require.Greater(t, times, 10, n)
	}
}

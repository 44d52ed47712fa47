package random

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRandomRuns plays tapes. A failure is made short and prints the command that plays it again. The number of runs is fixed;
// with -random.runs and -random.seed there are more, or others.
func TestRandomRuns(t *testing.T) { //nolint:tparallel // the group ends when its lanes have ended. I-14, I-16, I-17, I-30, I-48, I-57, I-58, I-75, I-94, I-107, I-108, I-122 to I-125, I-130
	t.Parallel()
	const lanes = 4
	runs, seed, steps := setting(t, "random.runs"), setting(t, "random.seed"), int(setting(t, "random.steps"))
	sites := make([]Report, lanes)
	t.Run("lanes", func(t *testing.T) {
		for lane := range uint64(lanes) {
			sites[lane] = Report{}
			t.Run(fmt.Sprintf("lane_%d", lane), func(t *testing.T) {
				t.Parallel()
				for i := lane; i < runs; i += lanes {
					length := steps
					if i%10 == 9 {
						length *= 4
					}
					result, err := Run(t.Context(), NewTape(seed+i, length))
					require.NoError(t, err)
					sites[lane].Add(result.Sites)
					requireRight(t, result)
				}
			})
		}
	})
	all := Report{}
	for _, r := range sites {
		all.Add(r)
	}
	const enough = 200
	if runs >= enough && !t.Failed() {
		require.Empty(t, all.Silent(), "sites at which nothing ever went wrong")
	}
}

// requireRight ends a test with the story of a run that came out wrong.
func requireRight(t *testing.T, result Result) {
	t.Helper()
	if result.Failure == nil {
		return
	}
	const runs = 400
	short, err := Shrink(t.Context(), result.Failure, runs)
	require.NoError(t, err)
	t.Fatalf("%s", short)
}

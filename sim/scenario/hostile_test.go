package scenario_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/sim/scenario"
)

// What a terminal would obey, and what turns a line around, is no part of a story.
func TestTextsThatNobodySees(t *testing.T) {
	t.Parallel()
	for _, hidden := range []string{`\e`, `\0`, `\u009b`, `\u007f`, `\u202e`, `\u2066`, `\u2028`, `\r`} {
		require.Contains(t, refusal(t, `title: "a`+hidden+`b"`), "test.yaml:1: the text has the character U+", hidden)
		require.Contains(t, refusal(t, `"a`+hidden+`b": x`), "test.yaml:1: the text has the character", hidden)
		require.Contains(t, refusal(t, "title: x\npeople:\n  ann: Ann\nsteps:\n  - \"ann is disabled because "+hidden+`"`), "test.yaml:5: the text has the character", hidden)
	}
}

// A title and a sentence stay on their lines, so that none of their words looks like an answer of the simulator.
func TestSentencesStayOnTheirLines(t *testing.T) {
	t.Parallel()
	s := load(t, "title: \"x\\n   true  everything\"\nrules: [\"R-1\\nR-2\"]\npeople: {ann: Ann}\nsteps:\n  - \"ann is\\n\\n disabled\"\n")
	require.Equal(t, "x true everything", s.Title)
	require.Equal(t, []string{"R-1 R-2"}, s.Rules)
	require.Equal(t, "ann is disabled", s.Steps()[0].Text)
}

// Whoever writes a file that is wrong in every line gets the first problems, and none is looked for any more behind them.
//
//nolint:paralleltest // it counts what is allocated
func TestFilesThatAreWrongThroughoutAreReadQuickly(t *testing.T) {
	people, steps := new(strings.Builder), new(strings.Builder)
	for i := range 9000 {
		fmt.Fprintf(people, "  person%05d: {manager: boss%05d}\n", i, i)
		fmt.Fprintf(steps, "  - persom%05d requests Foo Bar\n", i)
	}
	for _, text := range []string{
		"title: x\npeople:\n" + people.String() + "steps: [after 1 day]\n",
		"title: x\npeople:\n" + strings.ReplaceAll(people.String(), "manager: boss", "name: N") + "steps:\n" + steps.String(),
	} {
		require.Less(t, allocated(func() {
			require.Equal(t, scenario.MaxProblems-1, strings.Count(refusal(t, text), "\n"))
		}), 200<<20)
	}
}

// Sentences that fit their patterns in very many ways, and then do not, cost no more than others.
//
//nolint:paralleltest // it counts what is allocated
func TestSentencesThatFitInManyWays(t *testing.T) {
	words := "x requests " + strings.Repeat("for ", 9) + strings.Repeat("under ", 9) + strings.Repeat("from ", 9) + strings.Repeat("until ", 9) +
		strings.Repeat("answering ", 9) + strings.Repeat("because ", 9) + "'s"
	require.Less(t, allocated(func() { refusal(t, "title: x\npeople: {x: X}\nsteps:\n  - "+words+"\n") }), 20<<20)
}

// allocated returns how many bytes a function has allocated, while no other test runs.
func allocated(do func()) int {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return int(after.TotalAlloc - before.TotalAlloc)
}

// A story lasts for fifty years, in whatever steps.
func TestAScenarioThatGoesOn(t *testing.T) {
	t.Parallel()
	var steps []string
	for year := 2030; year < 2090; year += 6 {
		steps = append(steps, fmt.Sprintf("admin assigns Sales Starter to ann from 1 January %d until 1 January %d", year, year+5), "until nothing more happens")
	}
	text := strings.Replace(office, "durationBeforeAutomaticDenial: P14D}\n", "durationBeforeAutomaticDenial: P14D}\n              expiration: {type: noExpiration}\n", 1)
	result, err := load(t, text+"steps:\n"+list(steps)).Run(t.Context(), scenario.Options{})
	require.NoError(t, err)
	require.Len(t, result.Failures, 1)
	require.Contains(t, result.Failures[0].Detail, "a scenario lasts 50 years at most")
	require.Equal(t, "until nothing more happens", result.Failures[0].Step.Text)
}

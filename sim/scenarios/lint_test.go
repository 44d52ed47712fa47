package scenarios_test

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/internal/golden"
	"example.com/tenure/sim/scenario"
	"example.com/tenure/sim/scenarios"
)

// What the policies of the scenarios have in them that will hurt: often that is the very question. The golden file says which
// have what, a line for each finding, and that the others have nothing.
func TestFindings(t *testing.T) {
	t.Parallel()
	names, err := fs.Glob(scenarios.Files(), "*.yaml")
	require.NoError(t, err)
	var out strings.Builder
	for _, name := range names {
		text, err := fs.ReadFile(scenarios.Files(), name)
		require.NoError(t, err)
		s, err := scenario.Load(name, bytes.NewReader(text))
		require.NoError(t, err)
		warnings, err := s.Lint(t.Context())
		require.NoError(t, err)
		if len(warnings) == 0 {
			out.WriteString(name + ": nothing\n")
		}
		lines := strings.Split(string(text), "\n")
		for _, w := range warnings {
			require.Positive(t, w.Line)
			require.LessOrEqual(t, w.Line, len(lines))
			finding, _, _ := strings.Cut(w.String(), "\n")
			out.WriteString(finding + "\n")
		}
	}
	golden.Check(t, "testdata/findings.txt", []byte(out.String()))
}

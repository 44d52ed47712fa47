package scenario

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// world.yaml and the other files in testdata play every sentence of the grammar, so that TestEverySentence is what it says.
func TestFilesPlayEverySentence(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("testdata/*.yaml")
	require.NoError(t, err)
	var sentences [][]token
	for _, path := range paths {
		file, err := os.Open(path)
		require.NoError(t, err)
		s, err := Load(path, file)
		require.NoError(t, err)
		require.NoError(t, file.Close())
		for _, step := range s.Steps() {
			sentence, err := tokens(step.Text)
			require.NoError(t, err)
			plain, _ := cutRefusal(sentence)
			sentences = append(sentences, plain)
		}
	}
	for _, f := range forms() {
		played := false
		for _, sentence := range sentences {
			_, fits := match(compile(f.pattern), sentence)
			played = played || fits
		}
		require.True(t, played, f.pattern)
	}
}

// The example of every form is a sentence of it, and of no form before it that could be meant as well.
func TestExamples(t *testing.T) {
	t.Parallel()
	known := newNames()
	for _, person := range []string{"ann", "bob", "meg", "gus"} {
		known.people[person] = "x"
	}
	known.packages["Sales Starter"], known.groups["sales"], known.resources["CRM"] = true, "sales", []string{"User"}
	known.questions["cost"], known.questions["area"], known.extensions["desk"] = question{id: "cost"}, question{"area", true}, true
	all := forms()
	patterns := make([][]element, len(all))
	for i, f := range all {
		patterns[i] = compile(f.pattern)
	}
	for i, f := range all {
		_, err := understand(f.example, known, all[:i], patterns[:i])
		require.Error(t, err, "%q means %q, not something before it", f.example, f.pattern)
		found, err := understand(f.example, known, all, patterns)
		require.NoError(t, err, f.pattern)
		require.Equal(t, f.kind, found.Kind)
		require.True(t, strings.HasSuffix(f.help, "."), f.pattern)
	}
}

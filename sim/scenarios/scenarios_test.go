package scenarios_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/sim/scenario"
	"example.com/tenure/sim/scenarios"
	"example.com/tenure/store"
	"example.com/tenure/store/boltstore"
	"example.com/tenure/store/memstore"
)

// Every scenario proves its answer, in the same way on both stores.
func TestProofs(t *testing.T) { // I-101, I-112
	t.Parallel()
	names, err := fs.Glob(scenarios.Files(), "*.yaml")
	require.NoError(t, err)
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := fs.ReadFile(scenarios.Files(), name)
			require.NoError(t, err)
			s, err := scenario.Load(name, bytes.NewReader(text))
			require.NoError(t, err)
			require.NotEmpty(t, s.Question)
			require.NotEmpty(t, s.Answer)
			require.NotEmpty(t, s.Rules, "an answer rests on rules")
			for _, rule := range s.Rules {
				require.Regexp(t, `^R-\d{3}$`, rule)
			}
			require.True(t, proves(s), "there is a claim")
			memory := run(t, s, memstore.New())
			require.Equal(t, memory, run(t, s, file(t)))
		})
	}
}

func proves(s *scenario.Scenario) bool {
	for _, step := range s.Steps() {
		if step.Kind == scenario.Claiming {
			return true
		}
	}
	return false
}

func run(t *testing.T, s *scenario.Scenario, on store.Store) string {
	t.Helper()
	result, err := s.Run(t.Context(), scenario.Options{Store: on})
	require.NoError(t, err)
	require.NoError(t, on.Close())
	require.Empty(t, result.Failures, result.Timeline)
	return result.Timeline.String()
}

func file(t *testing.T) store.Store {
	t.Helper()
	directory := t.TempDir()
	require.NoError(t, os.Chmod(directory, 0o700)) // a store refuses directories that others may write to
	s, err := boltstore.Open(filepath.Join(directory, "tenure.db"), boltstore.Options{UnsafeNoSync: true})
	require.NoError(t, err)
	return s
}

//go:build unix

package scenario_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/sim/scenario"
)

// The folder of a story may have more in it than files: what never ends is no configuration.
func TestFilesThatAreNone(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(folder, "folder"), 0o700))
	require.NoError(t, syscall.Mkfifo(filepath.Join(folder, "pipe"), 0o600))
	require.NoError(t, os.Symlink("/dev/zero", filepath.Join(folder, "zero")))
	require.NoError(t, os.Symlink("loop", filepath.Join(folder, "loop")))
	root, err := os.OpenRoot(folder)
	require.NoError(t, err)
	defer func() { require.NoError(t, root.Close()) }()
	for _, name := range []string{"folder", "pipe", "zero", "loop", "folder/../pipe", ".", `""`} {
		text := strings.Replace(fromGraph, "export/catalogs.json", name, 1)
		_, err := scenario.LoadIn(root.FS(), "story.yaml", strings.NewReader(text))
		require.ErrorContains(t, err, "story.yaml:4: ", name)
		require.ErrorContains(t, err, "cannot be read", name)
	}
}

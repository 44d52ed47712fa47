package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

const exported = `{"catalogs": [{"displayName": "Sales", "description": "d", "createdDateTime": "2026-01-01T00:00:00Z",
	"colour": "\u009b31m", "state": "PUBLISHED", "accessPackages": []}]}`

func TestConversions(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	in, out := filepath.Join(folder, "graph.json"), filepath.Join(folder, "tenant.json")
	require.NoError(t, os.WriteFile(in, []byte(exported), 0o600))

	got := tenureSim(t, "", "import", in)
	require.Equal(t, statusOK, got.status, got.err)
	_, err := spec.Parse([]byte(got.out), entitlement.SeedLimits())
	require.NoError(t, err)
	require.Contains(t, got.err, "lost: "+in+": catalogs[0].colour: it is not understood")
	require.Contains(t, got.err, "lost: 1 records")
	require.NotContains(t, got.err, "\u009b", "names from a file cannot command a terminal")
	require.Contains(t, tenureSim(t, "", "import", "-records", in).err, "createdDateTime")

	require.NoError(t, os.WriteFile(out, []byte(got.out), 0o600))
	back := tenureSim(t, "", "export", out)
	require.Equal(t, statusOK, back.status, back.err)
	require.Contains(t, back.out, `"state": "published"`)
	require.Empty(t, back.err)

	require.NoError(t, os.WriteFile(in, []byte(`{"catalogs": [{"displayName": "S\u009b\u202e", "description": "d"}]}`), 0o600))
	got = tenureSim(t, "", "import", in)
	require.Equal(t, statusFailed, got.status)
	require.Contains(t, got.out, `"displayName": "S\u009b\u202e"`, "the same JSON, and nothing that a terminal obeys")

	require.NoError(t, os.WriteFile(in, []byte(`{"catalogs": [{"displayName": "Sales"}]}`), 0o600))
	got = tenureSim(t, "", "import", in)
	require.Equal(t, statusFailed, got.status)
	require.Contains(t, got.err, "no engine would take the document")
	for _, args := range [][]string{{"import", "nowhere.json"}, {"export", "nowhere.json"}, {"export", in}} {
		require.Equal(t, statusWrong, tenureSim(t, "", args...).status)
	}
}

// A scenario takes its world from files of its folder, links out of it excluded, and check tells what is lost.
func TestCheckTellsLosses(t *testing.T) {
	t.Parallel()
	folder, other := t.TempDir(), t.TempDir()
	path := filepath.Join(folder, "story.yaml")
	require.NoError(t, os.WriteFile(path, []byte("title: x\npeople: {ann: Ann}\ngraph: graph.json\nsteps: [after 1 day]\n"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(other, "graph.json"), []byte(exported), 0o600))
	require.NoError(t, os.Symlink(filepath.Join(other, "graph.json"), filepath.Join(folder, "graph.json")))
	require.Contains(t, tenureSim(t, "", "check", path).err, "cannot be read")

	require.NoError(t, os.Remove(filepath.Join(folder, "graph.json")))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "graph.json"), []byte(exported), 0o600))
	got := tenureSim(t, "", "check", path)
	require.Equal(t, statusOK, got.status, got.err)
	require.Contains(t, got.out, path+": ok\nlost: graph.json: catalogs[0].colour")
	require.Contains(t, got.out, "lost: 1 records")
}

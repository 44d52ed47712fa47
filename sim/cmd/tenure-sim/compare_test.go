package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
	"example.com/tenure/store"
)

// The access of a store and the requests of its log are looked at under another configuration; an export of the log tells the same.
func TestWhatIfOfAStore(t *testing.T) {
	t.Parallel()
	database, folder := database(t), t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	people := write("people.csv", "id,displayName,userType,manager\nann,Ann Lee,Member,meg\nbob,Bob Stone,Member,meg\nmeg,Meg Ray,Member,\n")
	nothing := write("nothing.json", `{}`)
	got := tenureSim(t, "", "whatif", "-people", people, "-store", database, "-prune", "-replay", database, nothing)
	require.Equal(t, statusOK, got.status, got.err)
	first, second, found := strings.Cut(got.out, "\n\n2 requests asked again: ")
	require.True(t, found, got.out)
	require.Contains(t, first, "1 assignments on 5 January 2026: 0 roles are lost, 0 can no longer be extended, 0 can be extended then")
	require.Contains(t, second, "2 refused")
	require.Contains(t, second, "  5 January 2026: bob asks for Sales/Sales Starter: meg, delivered; then: there is no such access package\n")

	export := write("log.jsonl", exportOf(t, database))
	again := tenureSim(t, "", "whatif", "-people", people, "-replay", export, nothing)
	require.Equal(t, statusOK, again.status, again.err)
	require.Equal(t, "2 requests asked again: "+second, again.out)
	require.Contains(t, tenureSim(t, "", "whatif", "-people", people, "-replay", export, "-since", "2026-01-06", nothing).out,
		"0 requests asked again")

	bad := write("bad.json", "{\n\"catalog\": []}")
	require.Contains(t, tenureSim(t, "", "whatif", "-people", people, bad, nothing).err, bad+`:2:1: catalog: is not a member of document; did you mean "catalogs"?`)
	require.Contains(t, tenureSim(t, "", "whatif", "-people", people, "-replay", nothing, nothing).err, nothing+": engine: invalidArgument: the first line")
	for _, wrong := range [][]string{
		{"-people", people, nothing}, {"-people", people, "-replay", export, "-since", "soon", nothing},
		{"-people", people, "-store", database, "-ahead", "0", nothing}, {"-people", people, "-replay", "nowhere", nothing},
		{"-people", people, "-replay", people, nothing}, {"-people", people, "-store", people, nothing},
		{"-people", people, nothing, nothing, nothing}, {"-replay", export, nothing},
	} {
		require.Equal(t, statusWrong, tenureSim(t, "", append([]string{"whatif"}, wrong...)...).status, wrong)
	}
}

// exportOf exports the log of a store in a file.
func exportOf(t *testing.T, path string) string {
	t.Helper()
	var text strings.Builder
	require.NoError(t, withCopy(path, func(s store.Store) error {
		w, err := sim.Fork(s, sim.Options{})
		require.NoError(t, err)
		_, err = w.Admin().ExportLog(t.Context(), &text, lifecycle.ExportLogInput{})
		require.NoError(t, err)
		return w.Close()
	}))
	return text.String()
}

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/sim/scenario"
	"example.com/tenure/store/boltstore"
)

// database makes a store in which ann has asked and bob has access.
func database(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	require.NoError(t, os.Chmod(folder, 0o700)) // a store refuses directories that others may write to
	path := filepath.Join(folder, "tenure.db")
	s, err := boltstore.Open(path, boltstore.Options{UnsafeNoSync: true})
	require.NoError(t, err)
	text, err := os.ReadFile(file(t, "ann requests Sales Starter", "bob joins group sales", "bob's manager becomes meg",
		"bob requests Sales Starter", "meg approves bob's request for Sales Starter"))
	require.NoError(t, err)
	story, err := scenario.Load("story.yaml", strings.NewReader(string(text)))
	require.NoError(t, err)
	result, err := story.Run(t.Context(), scenario.Options{Store: s})
	require.NoError(t, err)
	require.Empty(t, result.Failures)
	require.NoError(t, s.Close())
	return path
}

func TestFork(t *testing.T) {
	t.Parallel()
	path := database(t)
	before, err := os.ReadFile(path)
	require.NoError(t, err)
	people := filepath.Join(t.TempDir(), "people.csv")
	require.NoError(t, os.WriteFile(people, []byte("id,displayName,userType\nann,Ann Lee,Member\nbob,Bob Stone,Member\nmeg,Meg Ray,Member\n"), 0o600))

	got := tenureSim(t, "", "fork", "-people", people, "-until", "2026-03-01", path)
	require.Equal(t, statusOK, got.status, got.err)
	require.True(t, strings.HasPrefix(got.out, "From 5 January 2026, 09:00 until 1 March 2026, if nobody does anything:\n"), got.out)
	require.Contains(t, got.out, "Ann Lee's request for Sales Starter is denied: nobody decided in time")
	require.Contains(t, got.out, "Bob Stone loses Sales Starter: its end has come")
	require.NotContains(t, got.out, "asks for", "what is past is not told")
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, before, after, "the file is as it was")

	require.Contains(t, tenureSim(t, "", "fork", "-people", people, "-until", "2026-01-06", path).out, "Nothing happens.")
	require.Contains(t, tenureSim(t, "", "fork", "-people", people, "-until", "2026-01-05", path).err,
		"-until: 2026-01-05 has passed: it is 2026-01-05 09:00:00 in the store")
	require.Equal(t, statusWrong, tenureSim(t, "", "fork", path).status)
	require.Contains(t, tenureSim(t, "", "fork", "-people", people, "-until", "soon", path).err, `-until: "soon" is no date such as 2027-01-31`)
	require.Contains(t, tenureSim(t, "", "fork", "-people", path, "-until", "2026-03-01", path).err, path+":1: ")
	require.Contains(t, tenureSim(t, "", "fork", "-people", people, "-until", "2026-03-01", people).err, "store "+people+": storeForeign", "not the copy")
}

func TestWhatIf(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	people := write("people.csv", "id,displayName,userType\nann,Ann Lee,Member\n")
	empty := write("empty.json", `{}`)
	open := write("open.json", `{"catalogs": [{"displayName": "Sales", "description": "For the sales team",
		"resources": [{"displayName": "CRM", "type": "application", "originId": "crm", "roles": [{"originId": "User"}]}],
		"accessPackages": [{"displayName": "Starter", "description": "What people need", "resourceRoleScopes": [{"resource": "CRM", "role": "User"}],
			"assignmentPolicies": [{"displayName": "All", "allowedTargetScope": "allMemberUsers"}]}]}]}`)
	got := tenureSim(t, "", "whatif", "-people", people, empty, open)
	require.Equal(t, statusOK, got.status, got.err)
	require.Equal(t, "1 pairs of a person and an access package: 1 gain, 0 lose, 0 get other approvers\n\nCan request it then:\n"+
		"  ann: Sales/Starter: there is no such access package; then: nobody has to approve\n", got.out)
	require.Equal(t, statusWrong, tenureSim(t, "", "whatif", empty, open).status)
	require.Contains(t, tenureSim(t, "", "whatif", "-people", people, empty, people).err, people)
	require.Equal(t, statusWrong, tenureSim(t, "", "whatif", "-people", people, empty).status)
}

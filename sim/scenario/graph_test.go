package scenario_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"example.com/tenure/sim/scenario"
)

const fromGraph = `title: From Graph
people:
  ann: Ann Lee
graph: [export/catalogs.json]
steps:
  - ann requests Starter
  - expect ann has Starter
`

const exported = `{"value": [{"displayName": "Sales", "description": "d", "createdDateTime": "2026-01-01T00:00:00Z", "colour": "red",
	"resources": [{"displayName": "Team", "originId": "g", "originSystem": "AadGroup"}],
	"accessPackages": [{"displayName": "Starter", "resourceRoleScopes": [{"role": {"originId": "Member_g", "originSystem": "AadGroup"}}],
	"assignmentPolicies": [{"displayName": "Staff", "allowedTargetScope": "AllMemberUsers"}]}]}],
	"@odata.context": "https://graph/$metadata#identityGovernance/entitlementManagement/catalogs"}`

// A world can be what Graph exports; what of it is lost can be asked for.
func TestWorldFromGraph(t *testing.T) {
	t.Parallel()
	folder := fstest.MapFS{"export/catalogs.json": {Data: []byte(exported)}}
	s, err := scenario.LoadIn(folder, "story.yaml", strings.NewReader(fromGraph))
	require.NoError(t, err)
	require.Len(t, s.Losses(), 2)
	require.True(t, s.Losses()[0].IsRecord)
	require.Equal(t, `export/catalogs.json: value[0].colour: it is not understood ("red")`, s.Losses()[1].String())
	p, err := s.Play(t.Context(), scenario.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, p.Close()) }()
	for {
		_, more, err := p.Next(t.Context())
		require.NoError(t, err)
		if !more {
			break
		}
	}
	require.Empty(t, p.Failures())
}

// A scenario names files of its folder only, and says in which line what is wrong with them.
func TestWorldsThatAreRefused(t *testing.T) {
	t.Parallel()
	folder := fstest.MapFS{
		"bad.json":  {Data: []byte(`{"value": [`)},
		"half.json": {Data: []byte(`{"catalogs": [{"displayName": "Sales"}]}`)},
		"ok.json":   {Data: []byte(exported)},
	}
	for graph, want := range map[string]string{
		"../secret.json":                     `"../secret.json" cannot be read`,
		"/etc/passwd":                        `"/etc/passwd" cannot be read`,
		"none.json":                          `"none.json" cannot be read`,
		"bad.json":                           "bad.json: it is not JSON",
		"half.json":                          "catalogs[0].description",
		"{a: b}":                             "the list of files is a list",
		"ok.json\ntenant: {}":                "either written under",
		"[" + strings.Repeat("a,", 33) + "]": "at most 32 files",
	} { // order: each is a case of its own
		text := strings.Replace(fromGraph, "[export/catalogs.json]", graph, 1)
		_, err := scenario.LoadIn(folder, "story.yaml", strings.NewReader(text))
		input, ok := errors.AsType[*scenario.InputError](err)
		require.True(t, ok, err)
		require.Contains(t, input.Problems[0].Detail, want)
		require.Equal(t, 4, input.Problems[0].Line)
	}
	_, err := scenario.Load("story.yaml", strings.NewReader(fromGraph))
	require.ErrorContains(t, err, "without its folder")
}

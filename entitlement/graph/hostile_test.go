package graph_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/graph"
	"example.com/tenure/entitlement/spec"
)

// What could cost more than it shows, or says two things, is refused before anything looks at it.
func TestHostileInput(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		code entitlement.Code
	}{
		"not_json":       {`{"catalogs": [}`, entitlement.InvalidArgument},
		"empty":          {``, entitlement.InvalidArgument},
		"two_values":     {`{} {}`, entitlement.InvalidArgument},
		"not_utf8":       {"{\"a\": \"\xff\"}", entitlement.InvalidArgument},
		"given_twice":    {`{"catalogs": [{"state": "published", "state": "unpublished"}]}`, entitlement.InvalidArgument},
		"given_in_cases": {`{"catalogs": [{"state": "published", "State": "unpublished"}]}`, entitlement.InvalidArgument},
		"too_deep":       {strings.Repeat("[", graph.MaxDepth+1) + strings.Repeat("]", graph.MaxDepth+1), entitlement.LimitExceeded},
		"too_many":       {"[" + strings.Repeat("0,", graph.MaxValues) + "0]", entitlement.LimitExceeded},
		"too_long":       {`"` + strings.Repeat("x", graph.MaxSize) + `"`, entitlement.LimitExceeded},
	} { // order: each is a case of its own
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := graph.ImportFiles([]graph.File{{Name: "f.json", Data: []byte(c.text)}}, graph.Options{})
			require.ErrorIs(t, err, c.code)
			require.ErrorContains(t, err, "f.json: ")
		})
	}
}

// Losses are listed up to a bound, and short.
func TestManyLosses(t *testing.T) {
	t.Parallel()
	text := `[` + strings.Repeat(`"`+strings.Repeat("x", 200)+`",`, graph.MaxLosses+5) + `1]`
	_, lost, err := graph.Import([]byte(text), graph.Options{})
	require.NoError(t, err)
	require.Len(t, lost, graph.MaxLosses)
	require.Less(t, len(lost[0].String()), 250)
	require.Equal(t, "7 more losses are not listed", lost[graph.MaxLosses-1].Why)
}

// An object that stands in two places is in one of them, and the other is listed.
func TestTwoPlacesForOneObject(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"package_by_parent": `{"catalogs": [{"id": "c1", "displayName": "A", "accessPackages": [{"id": "p1", "displayName": "P"}]},
			{"id": "c2", "displayName": "B", "accessPackages": [{"id": "p1", "displayName": "P"}]}]}`,
		"package_by_id": `{"catalogs": [{"id": "c1", "displayName": "A"}, {"id": "c2", "displayName": "B"}],
			"accessPackages": [{"id": "p1", "displayName": "P", "catalogId": "c1"}, {"id": "p1", "displayName": "P", "catalogId": "c2"}]}`,
		"package_by_both": `{"catalogs": [{"id": "c1", "displayName": "A", "accessPackages": [{"id": "p1", "displayName": "P", "catalogId": "c2"}]},
			{"id": "c2", "displayName": "B"}]}`,
	} { // order: each is a case of its own
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, lost, err := graph.Import([]byte(text), graph.Options{})
			require.NoError(t, err)
			places := 0
			for _, c := range d.Catalogs {
				places += len(c.AccessPackages)
			}
			require.Equal(t, 1, places)
			require.True(t, slices.ContainsFunc(lost, func(l graph.Loss) bool {
				return strings.Contains(l.Why, "elsewhere") || strings.Contains(l.Why, "said differently")
			}), "%v", lost)
		})
	}
}

// Whatever comes in: no panic, a document or a refusal, and what is a right document survives the way out and back.
func FuzzImport(f *testing.F) {
	f.Add([]byte(`{"catalogs": [{` + catalogJSON + `, "accessPackages": [{` + packageJSON + `, "assignmentPolicies": [{` + policyJSON + `}]}]}]}`))
	f.Add([]byte(policyIn(`"requestorSettings": {"scopeType": "x", "allowedRequestors": [{"id": 1}]}, "reviewSettings": {"schedule":
		{"startDateTime": "9999-12-31T00:00:00Z", "recurrence": {"pattern": {"type": "weekly", "interval": 99999999}, "range":
		{"type": "numbered", "numberOfOccurrences": 999999}}}}`)))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, _, err := graph.Import(text, graph.Options{})
		if err != nil || d.Check(entitlement.SeedLimits()) != nil {
			return
		}
		out, _, err := graph.Export(d)
		require.NoError(t, err)
		back, _, err := graph.Import(out, graph.Options{})
		require.NoError(t, err)
		require.NoError(t, back.Check(entitlement.SeedLimits()))
		_, err = spec.Print(back)
		require.NoError(t, err)
	})
}

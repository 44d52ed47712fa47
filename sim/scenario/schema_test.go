package scenario_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/internal/golden"
	"example.com/tenure/sim/scenario"
)

// schema.json is what editors are pointed at.
func TestSchemaFile(t *testing.T) {
	t.Parallel()
	golden.Check(t, "schema.json", scenario.Schema())
}

// The schema names the members that Load reads, everywhere: what the one refuses, the other does not suggest.
func TestSchemaNamesWhatIsRead(t *testing.T) {
	t.Parallel()
	var schema struct {
		Properties map[string]any
		Defs       map[string]struct {
			OneOf []struct{ Properties map[string]any }
		} `json:"$defs"`
	}
	require.NoError(t, json.Unmarshal(scenario.Schema(), &schema))
	members := map[string][]string{"": keys(schema.Properties)}
	for _, name := range []string{"scenarioPerson", "scenarioGroup", "scenarioStep"} {
		for _, form := range schema.Defs[name].OneOf {
			members[name] = append(members[name], keys(form.Properties)...)
		}
	}
	for where, text := range map[string]string{
		"":               "MEMBER: x",
		"scenarioPerson": "people:\n  ann: {MEMBER: x}",
		"scenarioGroup":  "groups:\n  all: {MEMBER: x}",
		"scenarioStep":   "title: x\nsteps:\n  - {MEMBER: x}",
	} {
		require.NotEmpty(t, members[where])
		for _, member := range members[where] {
			_, err := scenario.Load("test.yaml", strings.NewReader(strings.ReplaceAll(text, "MEMBER", member)))
			if err != nil {
				require.NotContains(t, err.Error(), "has no \""+member+"\"", where)
			}
		}
		require.Contains(t, refusal(t, strings.ReplaceAll(text, "MEMBER", "zzz")), "has no \"zzz\"")
	}
	require.Len(t, members[""], 15, "as many as a scenario has")
}

func keys(m map[string]any) []string {
	var out []string
	for key := range m { // order: sorted below
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}

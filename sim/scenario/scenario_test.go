package scenario_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/internal/golden"
	"example.com/tenure/sim/scenario"
	"example.com/tenure/store/memstore"
)

// office is people, groups and a configuration for scenarios in tests.
const office = `title: A test
people:
  ann: {name: Ann Lee, manager: meg, attributes: {department: Sales}}
  bob: Bob Stone
  meg: {name: Meg Ray, habit: approves after 2 days because "fine", reviews: keeps after 1 day}
  gus: {name: Gus Out, type: outside, mail: gus@fabrikam.example, domain: fabrikam.example}
groups:
  sales: [ann]
tenant:
  catalogs:
    - displayName: Sales
      description: For the sales team
      resources:
        - {displayName: CRM, type: application, originId: crm, roles: [{originId: User}]}
      accessPackages:
        - displayName: Sales Starter
          description: What everybody needs
          resourceRoleScopes: [{resource: CRM, role: User}]
          assignmentPolicies:
            - displayName: Staff
              specificAllowedTargets: [{groupId: sales}]
              requestApprovalSettings:
                stages:
                  - {primaryApprovers: [{"@odata.type": targetManager}], durationBeforeAutomaticDenial: P14D}
`

func load(t *testing.T, text string) *scenario.Scenario {
	t.Helper()
	s, err := scenario.Load("test.yaml", strings.NewReader(text))
	require.NoError(t, err)
	return s
}

func play(t *testing.T, steps ...string) *scenario.Result {
	t.Helper()
	result, err := load(t, office+"steps:\n"+list(steps)).Run(t.Context(), scenario.Options{})
	require.NoError(t, err)
	return result
}

func list(steps []string) string {
	return "  - " + strings.Join(steps, "\n  - ") + "\n"
}

// Every form of the grammar is played once, with what has to be true before and is true after it.
func TestEverySentence(t *testing.T) {
	t.Parallel()
	for _, file := range files(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			s, err := scenario.Load(filepath.Base(file), strings.NewReader(string(text)))
			require.NoError(t, err)
			result, err := s.Run(t.Context(), scenario.Options{Store: memstore.New()})
			require.NoError(t, err)
			require.Empty(t, result.Failures, result.Timeline)
			golden.Check(t, strings.TrimSuffix(file, ".yaml")+".txt", []byte(result.Timeline.String()))
		})
	}
}

func files(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob("testdata/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, found)
	return found
}

// What is claimed and is not true is told with its line, its sentence, the instant, and what is true.
func TestClaimsThatAreNotTrue(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, steps, detail string
	}{
		{"has", "expect ann has Sales Starter", "ann does not have Sales Starter"},
		{"holds", "expect ann holds CRM/User", "the target system does not give it"},
		{"no_request", "expect ann's request for Sales Starter is denied", "ann has not asked for Sales Starter"},
		{"can_request", "expect bob can request Sales Starter", "otherwise:"},
		{"other_reasons", "expect bob cannot request Sales Starter with packageEmpty", "for other reasons:"},
		{"not_refused", "ann requests Sales Starter but is refused", "it was not refused"},
		{"refused_otherwise", "bob requests Sales Starter but is refused with packageEmpty", "it was refused otherwise:"},
		{"mail", "expect meg got mail N02", "meg got 0"},
		{"account", "expect gus's account is blocked", "it is absent"},
		{"review", "expect meg is asked to review ann's access to Sales Starter", "meg is not asked to review"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			result := play(t, c.steps, "expect ann does not hold CRM/User")
			require.Len(t, result.Failures, 1, "the play goes on")
			f := result.Failures[0]
			require.Contains(t, f.Detail, c.detail)
			require.Equal(t, c.steps, f.Step.Text)
			require.Contains(t, f.String(), "test.yaml:26: "+c.steps+"\n\ton 5 January 2026, 09:00: ")
		})
	}
}

// What is refused without the scenario saying so ends the play with the reasons.
func TestARefusalThatNobodyExpects(t *testing.T) {
	t.Parallel()
	result := play(t, "bob requests Sales Starter", "expect ann has Sales Starter")
	require.Len(t, result.Failures, 1, "nothing is left to play")
	require.Contains(t, result.Failures[0].Detail, "policyApplies: policy is Staff", "the reasons are those of the engine, with names")
	require.Contains(t, result.Failures[0].Detail, "memberOf is nothing, rule wants groupMembers sales")
}

// The same scenario gives the same timeline on every store.
func TestTwice(t *testing.T) { // I-101
	t.Parallel()
	steps := []string{"ann requests Sales Starter", "until nothing more happens"}
	require.Equal(t, play(t, steps...).Timeline.String(), play(t, steps...).Timeline.String())
}

// The examples of the page are played as they stand there.
func TestExamplesOfTheGrammar(t *testing.T) {
	t.Parallel()
	played := 0
	for _, block := range strings.Split(scenario.Grammar(), "```yaml\n")[1:] {
		text, _, found := strings.Cut(block, "```")
		require.True(t, found)
		result, err := load(t, text).Run(t.Context(), scenario.Options{})
		require.NoError(t, err)
		require.Empty(t, result.Failures)
		played++
	}
	require.Equal(t, 2, played)
}

func TestGrammar(t *testing.T) {
	t.Parallel()
	golden.Check(t, "GRAMMAR.md", []byte(scenario.Grammar()))
}

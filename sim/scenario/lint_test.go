package scenario_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/policy/lint"
	"example.com/tenure/sim/scenario"
)

const lintable = `title: Trouble
people:
  ann: Ann Lee
  dan: Dan Orr
tenant:
  catalogs:
    - displayName: Sales
      description: For sales
      state: unpublished
      accessPackages:
        - displayName: Starter
          isHidden: true
          assignmentPolicies:
            - displayName: Staff
              specificAllowedTargets: [{userId: ann}]
              requestApprovalSettings:
                stages:
                  - primaryApprovers:
                      - {userId: dan}
                  - primaryApprovers:
                      - {userId: dan}
steps:
  - after 1 day
`

// Findings are at the lines that they are about: in the policy, its access package or its catalog.
func TestLinesOfFindings(t *testing.T) {
	t.Parallel()
	s, err := scenario.Load("trouble.yaml", strings.NewReader(lintable))
	require.NoError(t, err)
	warnings, err := s.Lint(t.Context())
	require.NoError(t, err)
	got := map[lint.Rule]int{}
	for i, w := range warnings {
		got[w.Rule] = w.Line
		require.True(t, i == 0 || warnings[i-1].Line <= w.Line, "by line")
	}
	require.Equal(t, map[lint.Rule]int{
		lint.CatalogUnpublished: 9, lint.PackageEmpty: 11, lint.PackageHidden: 12, lint.TwoStagesOnePerson: 20, // I-31
	}, got)
	require.Contains(t, warnings[0].String(), "trouble.yaml:9: Sales / Starter / Staff: warning catalogUnpublished: ")
}

func TestLintWithoutTenant(t *testing.T) {
	t.Parallel()
	s, err := scenario.Load("empty.yaml", strings.NewReader("title: Nothing\nsteps:\n  - after 1 day\n"))
	require.NoError(t, err)
	warnings, err := s.Lint(t.Context())
	require.NoError(t, err)
	require.Empty(t, warnings)
}

// Without people in it the directory is no answer, and what does not depend on people is found.
func TestLintWithoutPeople(t *testing.T) {
	t.Parallel()
	_, tenant, found := strings.Cut(lintable, "tenant:\n")
	require.True(t, found)
	tenant = strings.Replace(tenant, "specificAllowedTargets: [{userId: ann}]", "allowedTargetScope: allMemberUsers", 1)
	s, err := scenario.Load("empty.yaml", strings.NewReader("title: Nobody\ntenant:\n"+tenant))
	require.NoError(t, err)
	warnings, err := s.Lint(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, warnings)
}

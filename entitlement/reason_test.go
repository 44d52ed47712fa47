package entitlement

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// forest is the explanation of a refusal: nobody takes the person, and the package is fine.
func forest() []Reason {
	return []Reason{
		{Code: PackageOK, Pass: true, Children: []Reason{{Code: CatalogNotPublished, Pass: true}}},
		{Code: NoPolicyApplies, Children: []Reason{
			{Code: PolicyApplies, Principal: "Employees", Children: []Reason{
				{Code: PolicySuspended, Pass: true},
				{Code: NotInScope, Principal: "alice", Attribute: "memberOf", Want: "sales", Got: "hr, finance"},
			}},
			{Code: PolicyApplies, Principal: "Partners", Children: []Reason{{Code: NotInScope, Principal: "alice"}}},
		}},
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	require.Equal(t, `ok package
  ok catalogNotPublished
no noPolicyApplies
  no Employees: policyApplies
    ok policySuspended
    no alice: notInScope: memberOf is "hr, finance", rule wants sales
  no Partners: policyApplies
    no alice: notInScope
`, Explain(forest()))
	require.Empty(t, Explain(nil))
}

// The codes of failed checks, outermost first, each once; what lies below a satisfied check decided nothing.
func TestFailedCodes(t *testing.T) {
	t.Parallel()
	require.Equal(t, []Code{NoPolicyApplies, PolicyApplies, NotInScope}, FailedCodes(forest()))
	require.Empty(t, FailedCodes([]Reason{{Code: PackageOK, Pass: true, Children: []Reason{{Code: PackageEmpty}}}}))
	require.Empty(t, FailedCodes(nil))
}

// A message names the causes: the deepest checks that failed.
func TestFailingNamesTheCauses(t *testing.T) {
	t.Parallel()
	var causes []string
	for _, r := range failing(forest()) {
		causes = append(causes, r.String())
	}
	require.Equal(t, []string{`alice: notInScope: memberOf is "hr, finance", rule wants sales`, "alice: notInScope"}, causes)

	require.Equal(t, []Reason{{Code: PackageEmpty}}, failing([]Reason{{Code: PackageEmpty}}))
	only := Reason{Code: PackageOK, Children: []Reason{{Code: CatalogNotPublished, Pass: true}}}
	require.Equal(t, []Reason{only}, failing([]Reason{only}), "a check that failed by itself is the cause")
}

func TestReasonWords(t *testing.T) {
	t.Parallel()
	for want, r := range map[string]Reason{
		"packageEmpty":                                {Code: PackageEmpty},
		"approverSet: is dana":                        {Code: ApproverSet, Got: "dana"},
		"managerMissing: manager is nothing":          {Code: ManagerMissing, Attribute: "manager"},
		"alice: notInScope: is nothing, rule wants x": {Code: NotInScope, Principal: "alice", Want: "x"},
		`"a b": notInScope`:                           {Code: NotInScope, Principal: "a b"},
		`notInScope: is "hr, rule wants hr"`:          {Code: NotInScope, Got: "hr, rule wants hr"}, // not two values
		`notInScope: is "\"hr\""`:                     {Code: NotInScope, Got: `"hr"`},
		`notInScope: is hr, rule wants "a\nok b"`:     {Code: NotInScope, Got: "hr", Want: "a\nok b"},
	} {
		require.Equal(t, want, r.String())
	}
}

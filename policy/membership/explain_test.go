package membership_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
)

// Explanations name the clause, the property, what was wanted and what was seen; what is negated is shown as its opposite.
func TestExplain(t *testing.T) {
	t.Parallel()
	ana := &entitlement.Subject{
		ID: "ana", UserType: entitlement.UserMember, Manager: "mia",
		Attributes: map[string]string{"department": "Sales", "city": "Lagos", "otherMails": "a@b.c; d@e.f"},
	}
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"clause": {`user.department -eq "HR"`, []string{
			`no ana: ruleClause: user.department is Sales, rule wants -eq "HR"`,
		}},
		"missing": {`user.jobTitle -ne "CEO"`, []string{
			`no ana: ruleClause: user.jobTitle is nothing, rule wants -ne "CEO"`,
		}},
		"all": {`user.department -in ["HR", "Sales"] and user.accountEnabled -eq true`, []string{
			`ok ana: ruleAll: clauses met is 2, rule wants 2`,
			`  ok ana: ruleClause: user.department is Sales, rule wants -in ["HR", "Sales"]`,
			`  ok ana: ruleClause: user.accountEnabled is true, rule wants -eq true`,
		}},
		"any": {`user.city -eq "Lagos" -and user.userType -eq "Guest" -or user.mail -ne null`, []string{
			`no ana: ruleAny: clauses met is 0, rule wants at least 1`,
			`  no ana: ruleAll: clauses met is 1, rule wants 2`,
			`    ok ana: ruleClause: user.city is Lagos, rule wants -eq "Lagos"`,
			`    no ana: ruleClause: user.userType is Member, rule wants -eq "Guest"`,
			`  no ana: ruleClause: user.mail is nothing, rule wants -ne null`,
		}},
		"negation": {`-not (user.city -eq "Lagos" -or -not (user.department -match "^s"))`, []string{
			`no ana: ruleAll: clauses met is 1, rule wants 2`,
			`  no ana: ruleClause: user.city is Lagos, rule wants -ne "Lagos"`,
			`  ok ana: ruleClause: user.department is Sales, rule wants -match "^s"`,
		}},
		"negated_all": {`-not (user.city -eq "Lagos" -and user.department -startsWith "s")`, []string{
			`no ana: ruleAny: clauses met is 0, rule wants at least 1`,
			`  no ana: ruleClause: user.city is Lagos, rule wants -ne "Lagos"`,
			`  no ana: ruleClause: user.department is Sales, rule wants -notStartsWith "s"`,
		}},
		"items": {`-not (user.otherMails -any (_ -endsWith "f" -and _ -contains "@"))`, []string{
			`no ana: ruleClause: user.otherMails is a@b.c; d@e.f, rule wants -all (_ -notEndsWith "f" -or _ -notContains "@")`,
		}},
		"reports": {`Direct Reports for "eve" -or -not Direct Reports for "mia"`, []string{
			`no ana: ruleAny: clauses met is 0, rule wants at least 1`,
			`  no ana: ruleClause: user.manager is mia, rule wants Direct Reports for "eve"`,
			`  no ana: ruleClause: user.manager is mia, rule wants -not (Direct Reports for "mia")`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rule := parse(t, c.text)
			reason := rule.Explain(ana)
			require.Equal(t, rule.Match(ana), reason.Pass)
			require.Equal(t, strings.Join(c.want, "\n")+"\n", entitlement.Explain([]entitlement.Reason{reason}))
		})
	}
}

// A refusal with the tree below it names the clauses that failed, and nothing else.
func TestReasonsOfRefusals(t *testing.T) {
	t.Parallel()
	rule := parse(t, `user.city -eq "Lagos" -and -not (user.department -eq "Sales" -and user.city -ne null)`)
	reason := rule.Explain(person("city", "Lagos", "department", "Sales"))
	err := &entitlement.Error{Code: entitlement.Refused, Reasons: []entitlement.Reason{reason}}
	require.ErrorIs(t, err, entitlement.RuleAny)
	require.EqualError(t, err, `refused: ana: ruleClause: user.department is Sales, rule wants -ne "Sales": `+
		`ana: ruleClause: user.city is Lagos, rule wants -eq null`)
}

func TestExplainOfNobody(t *testing.T) {
	t.Parallel()
	reason := parse(t, "user.city -eq null").Explain(nil)
	require.Equal(t, entitlement.Reason{Code: entitlement.SubjectUnknown}, reason)
}

// What a directory says is shown as far as somebody would read it.
func TestLongValuesAreCut(t *testing.T) {
	t.Parallel()
	rule := parse(t, `user.city -eq "x"`)
	for value, want := range map[string]string{
		strings.Repeat("ß", 64):              strings.Repeat("ß", 64),
		strings.Repeat("ß", 65):              strings.Repeat("ß", 64) + "…",
		"a\xffb":                             "a\ufffdb",
		strings.Repeat("a", 63) + "\xff\xff": strings.Repeat("a", 63) + "\ufffd…",
	} {
		require.Equal(t, want, rule.Explain(person("city", value)).Got)
	}
}

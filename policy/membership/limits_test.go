package membership_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy/membership"
)

// Limits are exact: n is accepted, n+1 refused. // I-133
func TestLimits(t *testing.T) {
	t.Parallel()
	repeat := strings.Repeat
	for name, c := range map[string]struct {
		limit   string
		maximum int
		place   string // where the last one of these is, something is too much; "" for the text as a whole
		text    func(n int) string
	}{
		"text": {"TextLength", membership.TextLength, "", func(n int) string {
			return `user.city -eq "` + repeat("ß", n-16) + `"`
		}},
		"depth": {"RuleDepth", membership.RuleDepth, "(", func(n int) string {
			return repeat("not (", n) + a + repeat(")", n)
		}},
		"depth_of_unneeded_parentheses": {"RuleDepth", membership.RuleDepth, "(", func(n int) string {
			return repeat("(", n) + a + repeat(")", n)
		}},
		"depth_of_items": {"RuleDepth", membership.RuleDepth, "(", func(n int) string {
			return "user.otherMails -any" + repeat("(", n) + `_ -eq "a"` + repeat(")", n)
		}},
		"clauses": {"RuleClauses", membership.RuleClauses, "user.", func(n int) string {
			return repeat(`user.city -eq "a" -or `, n-1) + `user.city -eq "a"`
		}},
		"clauses_of_every_kind": {"RuleClauses", membership.RuleClauses, "_", func(n int) string {
			return `Direct Reports for "x" -or (user.otherMails -any (` + repeat(`_ -eq "a" -or `, n-3) + `_ -eq "a"))`
		}},
		"regular_expression": {"RegexLength", membership.RegexLength, `"ß`, func(n int) string {
			return `user.city -match "` + repeat("ß", n/2) + repeat("x", n%2) + `"`
		}},
		"steps": {"RegexSteps", membership.RegexSteps, `"(`, func(n int) string {
			return fmt.Sprintf(`user.city -match "(a{%d}).*"`, n-2) // ".*" has two
		}},
		"steps_of_nested_repetitions": {"RegexSteps", membership.RegexSteps, `"(`, func(n int) string {
			return `user.city -match "((ab){8}){16,}` + repeat("x", n-256) + `"`
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			parse(t, c.text(c.maximum))
			text := c.text(c.maximum + 1)
			rule, err := membership.Parse(text)
			require.Nil(t, rule)
			require.ErrorIs(t, err, entitlement.LimitExceeded)
			var limit *entitlement.LimitError
			require.ErrorAs(t, err, &limit)
			require.Equal(t, entitlement.LimitError{Limit: c.limit, Max: c.maximum, Value: c.maximum + 1}, *limit)
			if c.place != "" {
				require.Contains(t, err.Error(), fmt.Sprintf("membership rule at 1:%d: ", strings.LastIndex(text, c.place)+1))
			}
		})
	}
}

// Depth is not length: parentheses may follow each other as long as there are clauses.
func TestParenthesesSideBySide(t *testing.T) {
	t.Parallel()
	parse(t, strings.Repeat("("+a+") or ", membership.RuleDepth)+"("+a+")")
}

// An extension property has a name that an attribute can have. // I-133
func TestLengthOfExtensionNames(t *testing.T) {
	t.Parallel()
	name := "extension_" + strings.Repeat("x", entitlement.KeyLength-len("extension_"))
	require.True(t, parse(t, "user."+name+` -eq "a"`).Match(person(name, "a")))
	require.Empty(t, requireSyntaxError(t, "user."+name+`x -eq "a"`).Nearest)
}

// What is accepted can be printed and read again: the canonical form keeps the limits too. // I-133
func TestLimitsOfTheCanonicalForm(t *testing.T) {
	t.Parallel()
	nots := func(n int) string { return strings.Repeat("not(", n) + "not " + a + strings.Repeat(")", n) }
	short := func(n int) string { return `user.city eq"` + strings.Repeat("x", n) + `"` } // two shorter than it is printed
	for _, c := range []struct {
		text, limit string
		accepted    bool
	}{
		{nots(membership.RuleDepth - 1), "", true},
		{nots(membership.RuleDepth), "RuleDepth", false},
		{short(membership.TextLength - 16), "", true},
		{short(membership.TextLength - 15), "TextLength", false},
	} {
		rule, err := membership.Parse(c.text)
		if c.accepted {
			require.NoError(t, err)
			require.Equal(t, rule.Expr(), parse(t, rule.String()).Expr())
			continue
		}
		require.ErrorIs(t, err, entitlement.LimitExceeded)
		require.ErrorContains(t, err, "canonical form of the rule: ")
		require.ErrorContains(t, err, c.limit)
	}
}

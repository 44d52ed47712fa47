package membership_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"example.com/tenure/policy/membership"
)

// build returns the rule of an expression; the drawn ones are within the limits.
func build(t *rapid.T, e membership.Expr) *membership.Rule {
	rule, err := membership.New(e)
	require.NoError(t, err)
	return rule
}

// Matching agrees with three-valued logic, and with its explanation.
func TestMatchAgreesWithTheOracle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e, s := drawExpr(t, 2, false), drawPerson(t)
		rule := build(t, e)
		require.Equal(t, oracle(e, s, "") == yes, rule.Match(s), "%s", e)
		require.Equal(t, rule.Match(s), rule.Explain(s).Pass, "%s", e)
	})
}

// Whatever is a rule prints as one that reads as the same rule and prints the same.
func TestPrintAndParse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := drawExpr(t, 3, false)
		rule := build(t, e)
		again, err := membership.Parse(rule.String())
		require.NoError(t, err)
		require.Equal(t, e, again.Expr())
		require.Equal(t, rule.String(), again.String())
	})
}

func TestLawsOfLogic(t *testing.T) {
	t.Parallel()
	type (
		and = membership.And
		or  = membership.Or
		not = membership.Not
	)
	rapid.Check(t, func(t *rapid.T) {
		x, y, s := drawExpr(t, 1, false), drawExpr(t, 1, false), drawPerson(t)
		same := func(law string, p, q membership.Expr) {
			require.Equal(t, build(t, p).Match(s), build(t, q).Match(s), "%s: %s and %s", law, p, q)
		}
		same("De Morgan", not{and{x, y}}, or{not{x}, not{y}})
		same("De Morgan", not{or{x, y}}, and{not{x}, not{y}})
		same("double negation", not{not{x}}, x)
		same("commutation", and{x, y}, and{y, x})
		same("commutation", or{x, y}, or{y, x})
		same("absorption", or{x, and{x, y}}, x)
		same("absorption", and{x, or{x, y}}, x)
		require.False(t, build(t, and{x, not{x}}).Match(s), "contradiction: %s", x)
	})
}

// An operator with -not is its opposite, for everybody.
func TestOpposites(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, e := drawPerson(t), drawCompare(t, rapid.SampledFrom([]membership.Property{"department", "otherMails"}).Draw(t, "property"))
		opposite := e
		opposite.Operator += membership.Operator(2*(int(e.Operator)%2) - 1) // each is followed by its opposite
		require.Equal(t, build(t, membership.Not{Clause: e}).Match(s), build(t, opposite).Match(s), "%s", e)
		require.False(t, build(t, e).Match(s) && build(t, opposite).Match(s), "%s", e)
		known := s.Attributes[string(e.Property)] != ""
		if _, isNull := e.Value.(membership.Null); (isNull || known) && e.Property == "department" {
			require.True(t, build(t, e).Match(s) || build(t, opposite).Match(s), "%s", e)
		}
	})
}

// Only what a rule names can change its answer.
func TestUnnamedPropertiesChangeNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rule, s, other := build(t, drawExpr(t, 1, false)), drawPerson(t), drawPerson(t)
		for _, p := range rule.Properties() {
			switch string(p) {
			case "objectId":
				other.ID = s.ID
			case "accountEnabled":
				other.AccountDisabled = s.AccountDisabled // no other rule looks at it
			case string(membership.Manager):
				other.Manager = s.Manager
			default:
				other.Attributes[string(p)] = s.Attributes[string(p)]
			}
		}
		require.Equal(t, rule.Match(s), rule.Match(other), "%s", rule)
	})
}

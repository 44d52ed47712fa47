package membership_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy/membership"
)

// clauses of the tests about structure.
const (
	a = `user.city -eq "a"`
	b = `user.state -eq "b"`
	c = `user.mail -eq "c"`
)

func compare(property membership.Property, value string) membership.Expr {
	return membership.Compare{Property: property, Operator: membership.Eq, Value: membership.Text(value)}
}

// Comparisons bind tightest, then -not, -and, -or.
func TestPrecedence(t *testing.T) {
	t.Parallel()
	x, y, z := compare("city", "a"), compare("state", "b"), compare("mail", "c")
	type (
		and = membership.And
		or  = membership.Or
		not = membership.Not
	)
	for text, want := range map[string]membership.Expr{
		a + " or " + b + " and " + c:                 or{x, and{y, z}},
		a + " and " + b + " or " + c:                 or{and{x, y}, z},
		"(" + a + " or " + b + ") and " + c:          and{or{x, y}, z},
		a + " and " + b + " and " + c:                and{x, y, z},
		a + " and (" + b + " and " + c + ")":         and{x, and{y, z}},
		"not " + a + " and " + b:                     and{not{x}, y},
		"not " + a + " or not " + b:                  or{not{x}, not{y}},
		"not (" + a + " and " + b + ") or " + c:      or{not{and{x, y}}, z},
		"((" + a + "))or(" + b + ")":                 or{x, y},
		"NOT(" + a + ")And(NOT(" + b + "))":          and{not{x}, not{y}},
		`user.city-eq"a"-or user.state` + "\n-eq'b'": or{x, y},
	} {
		rule := parse(t, text)
		require.Equal(t, want, rule.Expr(), text)
		require.Equal(t, want, parse(t, rule.String()).Expr(), text)
	}
}

func TestCanonicalText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"(" + a + ")":                          a,
		"not(" + a + ")":                       "-not (" + a + ")",
		"-not " + a:                            "-not (" + a + ")",
		a + " OR " + b + " aNd " + c:           a + " -or " + b + " -and " + c,
		"(" + a + " or " + b + ")and " + c:     "(" + a + " -or " + b + ") -and " + c,
		"(" + a + " or " + b + ") or " + c:     "(" + a + " -or " + b + ") -or " + c,
		"user.mail NotStartsWith 'x'":          `user.mail -notStartsWith "x"`,
		"user.mail -ne $null":                  "user.mail -ne null",
		"user.accountEnabled -eq TRUE":         "user.accountEnabled -eq true",
		"user.mail notin['a' ,\n\t\"b\"]":      `user.mail -notIn ["a", "b"]`,
		"DIRECT reports For 'x'":               `Direct Reports for "x"`,
		"user.otherMails any _ eq 'x'":         `user.otherMails -any (_ -eq "x")`,
		"not user.otherMails all (_ eq 'x')":   `-not (user.otherMails -all (_ -eq "x"))`,
		a + " or user.otherMails any _ eq 'x'": a + ` -or (user.otherMails -any (_ -eq "x"))`,
	} {
		rule := parse(t, text)
		require.Equal(t, want, rule.String())
		require.Equal(t, want, parse(t, want).String())
		require.Equal(t, rule.Expr().String(), rule.String())
	}
}

// What strings in quotes stand for, and how they are written back.
func TestQuoting(t *testing.T) {
	t.Parallel()
	for _, q := range []struct{ written, content, canonical string }{
		{`"Sales"`, `Sales`, ``},
		{`"it's"`, `it's`, ``},
		{`'it''s'`, `it's`, `"it's"`},
		{`'say "x"'`, `say "x"`, `"say \"x\""`},
		{`"say \"x\""`, `say "x"`, ``},
		{"\"say `\"x`\"\"", `say "x"`, `"say \"x\""`},
		{`"^\d+\.\w$"`, `^\d+\.\w$`, ``},
		{`"\\d"`, `\d`, `"\d"`},
		{`"\\\\"`, `\\`, ``},
		{`"\\"`, `\`, ``},
		{`'\'`, `\`, `"\\"`},
		{`"a\\\"b"`, `a\"b`, ``},
		{"\"``\"", "`", ""},
		{"\"`x\"", "`x", ""},
		{"\"``\\\"\"", "`\"", ""},
		{"\"`\\\\\"", "`\\", ""},
		{"'\\`'", "\\`", "\"\\``\""},
		{`" and "`, ` and `, ``},
		{`"Zoë 李 🎉"`, `Zoë 李 🎉`, ``},
		{"\"\u200d\"", "\u200d", ""},
	} {
		rule := parse(t, "user.city -eq "+q.written)
		require.Equal(t, compare("city", q.content), rule.Expr(), q.written)
		if q.canonical == "" {
			q.canonical = q.written
		}
		require.Equal(t, "user.city -eq "+q.canonical, rule.String())
		require.Equal(t, rule.Expr(), parse(t, rule.String()).Expr())
		require.True(t, rule.Match(person("city", q.content)))
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	x := compare("city", `" -or user.mail -ne null`) // a value is no syntax
	for _, e := range []membership.Expr{
		x,
		membership.Not{Clause: membership.Not{Clause: x}},
		membership.And{membership.Or{x, x}, membership.And{x, x}},
		membership.Compare{Property: "mail", Operator: membership.NotIn, Value: membership.List{"a", "b"}},
		membership.Compare{Property: "mail", Operator: membership.Ne, Value: membership.Null{}},
		membership.Compare{Property: "accountEnabled", Operator: membership.Ne, Value: membership.Bool(false)},
		membership.Quantified{Property: "otherMails", Quantifier: membership.All, Condition: compare(membership.Item, "x")},
		membership.DirectReports{Manager: "mia"},
	} {
		rule, err := membership.New(e)
		require.NoError(t, err)
		require.Equal(t, e, rule.Expr())
		require.Equal(t, e.String(), rule.String())
	}
	for name, e := range map[string]membership.Expr{
		"nil":               nil,
		"nothing_in_not":    membership.Not{},
		"one_operand":       membership.And{x},
		"no_operand":        membership.Or{},
		"pointer":           &membership.DirectReports{Manager: "mia"},
		"zero":              membership.Compare{},
		"no_value":          membership.Compare{Property: "city", Operator: membership.Eq},
		"no_operator":       membership.Compare{Property: "city", Value: membership.Text("a")},
		"operator":          membership.Compare{Property: "city", Operator: 99, Value: membership.Text("a")},
		"quantifier":        membership.Quantified{Property: "otherMails", Quantifier: 3, Condition: compare(membership.Item, "x")},
		"zero_quantifier":   membership.Quantified{Property: "otherMails", Condition: compare(membership.Item, "x")},
		"syntax_as_name":    compare(`city -eq "x" -or user.mail`, "y"),
		"empty_list":        membership.Compare{Property: "city", Operator: membership.In, Value: membership.List{}},
		"empty_text":        compare("city", ""),
		"hidden_characters": compare("city", "a\nb"),
		"no_manager":        membership.DirectReports{},
	} {
		rule, err := membership.New(e)
		require.ErrorIs(t, err, entitlement.InvalidArgument, name)
		require.Nil(t, rule, name)
	}
}

func TestWalk(t *testing.T) {
	t.Parallel()
	root := parse(t, a+" and (not "+b+" or user.otherMails any (_ eq 'x' or _ eq 'y'))").Expr()
	var got []string
	for e := range membership.Walk(root) {
		got = append(got, e.String())
	}
	items := `user.otherMails -any (_ -eq "x" -or _ -eq "y")`
	require.Equal(t, []string{
		a + " -and (-not (" + b + ") -or (" + items + "))", a, "-not (" + b + ") -or (" + items + ")", "-not (" + b + ")", b,
		items, `_ -eq "x" -or _ -eq "y"`, `_ -eq "x"`, `_ -eq "y"`,
	}, got)
	for stop := range got {
		n := 0
		for range membership.Walk(root) {
			if n++; n > stop {
				break
			}
		}
		require.Equal(t, stop+1, n)
	}
}

func TestPropertiesOfRules(t *testing.T) {
	t.Parallel()
	rule := parse(t, c+" or not "+a+" and "+c+" and user.otherMails any _ eq 'x' or Direct Reports for 'x'")
	want := []membership.Property{"city", "mail", membership.Manager, "otherMails"}
	require.Equal(t, want, rule.Properties())
	rule.Properties()[0] = "spoiled"
	require.Equal(t, want, rule.Properties())
}

// A syntax tree belongs to the caller.
func TestExprIsACopy(t *testing.T) {
	t.Parallel()
	rule := parse(t, a+" and "+b)
	rule.Expr().(membership.And)[0] = nil
	require.Equal(t, a+" -and "+b, rule.Expr().String())
}

func TestZeroRule(t *testing.T) {
	t.Parallel()
	var rule membership.Rule
	require.False(t, rule.Match(person()))
	require.False(t, rule.Explain(person()).Pass)
	require.Empty(t, rule.String())
	require.Nil(t, rule.Expr())
	require.Empty(t, rule.Properties())
}

package membership_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy/membership"
)

// What each operator asks of a string. Every row is asked of people with values that pass and that fail, and of
// somebody without the attribute, who satisfies neither the operator nor its opposite, nor the operator with -not.
func TestOperatorsOnStrings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ condition, opposite, pass, fail string }{
		"eq":                {`-eq "Sales"`, `-ne "Sales"`, "Sales sales SALES ſales", "Sale Sales1"},
		"starts_with":       {`-startsWith "Sal"`, `-notStartsWith "Sal"`, "Sal Sales sALT", "Sa aSales"},
		"ends_with":         {`-endsWith "les"`, `-notEndsWith "les"`, "les Sales saLES", "es les1"},
		"contains":          {`-contains "ale"`, `-notContains "ale"`, "ale Sales xALEx aalale", "al alx"},
		"contains_overlaps": {`-contains "aab"`, `-notContains "aab"`, "aaab aabaab AaB", "aa abab"},
		"match_anchored":    {`-match "^S.*s$"`, `-notMatch "^S.*s$"`, "Sales ss SALES", "aSales Salesx"},
		"match_anywhere":    {`-match "ale"`, `-notMatch "ale"`, "ale Sales XALEX", "al"},
		"match_digits":      {`-match "^\d+$"`, `-notMatch "^\d+$"`, "0 123", "d 1a"},
		"in":                {`-in ["HR", "Sales"]`, `-notIn ["HR", "Sales"]`, "hr Sales", "H Sale HRSales"},
		"replacement":       {`-endsWith "�x"`, `-notEndsWith "�x"`, "a�x", "x ax"},
		"beyond_ascii":      {`-endsWith "STRAßE"`, `-notEndsWith "STRAßE"`, "Hauptstraße STRAẞE", "Strasse Straß"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rules := [3]*membership.Rule{
				parse(t, "user.department "+c.condition), parse(t, "user.department "+c.opposite),
				parse(t, "-not (user.department "+c.condition+")"),
			}
			ask := func(s *entitlement.Subject) (answers [3]bool) {
				for i, r := range rules {
					answers[i] = r.Match(s)
				}
				return answers
			}
			for value := range strings.FieldsSeq(c.pass) {
				require.Equal(t, [3]bool{true, false, false}, ask(person("department", value)), value)
			}
			for value := range strings.FieldsSeq(c.fail) {
				require.Equal(t, [3]bool{false, true, true}, ask(person("department", value)), value)
			}
			require.Equal(t, [3]bool{}, ask(person()), "absent")
			require.Equal(t, [3]bool{}, ask(person("department", "")), "empty")
		})
	}
}

func TestNull(t *testing.T) {
	t.Parallel()
	for property, present := range map[string]string{
		"department": "x", "extension_x": "x", "dirSyncEnabled": "false", "otherMails": "; a@b.c", "proxyAddresses": "x",
	} {
		t.Run(property, func(t *testing.T) {
			t.Parallel()
			isNull, isNotNull := parse(t, "user."+property+" -eq null"), parse(t, "user."+property+" -ne null")
			notNull := parse(t, "-not (user."+property+" -eq null)")
			for value, null := range map[string]bool{present: false, "": true} {
				s := person(property, value)
				require.Equal(t, null, isNull.Match(s), "%q", value)
				require.Equal(t, !null, isNotNull.Match(s), "%q", value)
				require.Equal(t, !null, notNull.Match(s), "%q", value)
			}
			require.True(t, isNull.Match(person()))
		})
	}
	require.True(t, parse(t, "user.dirSyncEnabled -eq null").Match(person("dirSyncEnabled", "perhaps")))
	require.True(t, parse(t, "user.otherMails -eq null").Match(person("otherMails", " ; ;")))
	require.False(t, parse(t, `user.department -eq null`).Match(person("department", "null")))
	require.True(t, parse(t, `user.department -eq "null"`).Match(person("department", "null")))
}

func TestBooleans(t *testing.T) {
	t.Parallel()
	enabled, disabled := person(), person()
	disabled.AccountDisabled = true
	for text, want := range map[string][2]bool{
		"user.accountEnabled -eq true":         {true, false},
		"user.accountEnabled -ne true":         {false, true},
		"user.accountEnabled eq False":         {false, true},
		"-not (user.accountEnabled -eq false)": {true, false},
		"user.accountEnabled -ne null":         {true, true},
		"user.dirSyncEnabled -ne true":         {false, false},
		`user.objectId -ne null`:               {true, true},
	} {
		rule := parse(t, text)
		require.Equal(t, want, [2]bool{rule.Match(enabled), rule.Match(disabled)}, text)
	}
	require.True(t, parse(t, "user.dirSyncEnabled -eq true").Match(person("dirSyncEnabled", "TRUE")))
}

// A collection is one attribute. A comparison asks for some item, its opposite for none; without items there is no answer.
func TestCollections(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`user.otherMails -any (_ -endsWith "@b.c")`:                        "one both",
		`user.otherMails -all (_ -endsWith "@b.c")`:                        "one",
		`user.otherMails -any _ -startsWith "z"`:                           "both other",
		`user.otherMails any (_ -startsWith "a" -and _ -endsWith "@b.c")`:  "one both",
		`user.otherMails -any (_ -startsWith "z" -and _ -endsWith "@b.c")`: "",
		`user.otherMails -any (-not (_ -endsWith "@b.c"))`:                 "both other",
		`-not (user.otherMails -any (_ -endsWith "@b.c"))`:                 "other",
		`-not (user.otherMails -all (_ -endsWith "@b.c" -or _ -eq "x"))`:   "both other",
		`user.otherMails -endsWith "@B.C"`:                                 "one both",
		`user.otherMails -notEndsWith "@b.c"`:                              "other",
		`-not (user.otherMails -notEndsWith "@b.c")`:                       "one both",
		`user.otherMails -in ["z@y.x", "q"]`:                               "both other",
		`user.otherMails -notIn ["z@y.x", "q"]`:                            "one",
		`user.otherMails -ne null`:                                         "one both other",
		`user.otherMails -eq null`:                                         "empty",
	} {
		t.Run(strings.ReplaceAll(text, " ", "_"), func(t *testing.T) {
			t.Parallel()
			rule := parse(t, text)
			for _, p := range []struct{ name, mails string }{
				{"one", "a@b.c"}, {"both", "a@b.c; z@y.x;"}, {"other", "z@y.x"}, {"empty", ""},
			} {
				require.Equal(t, strings.Contains(want, p.name), rule.Match(person("otherMails", p.mails)), p.name)
			}
		})
	}
}

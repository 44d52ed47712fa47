package membership_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy/membership"
)

// Whatever is read is refused with a place inside it, or prints as a rule that is the same. Nothing panics.
func FuzzParse(f *testing.F) {
	for _, text := range broken {
		f.Add(text)
	}
	for _, text := range []string{
		`user.a eq`, a + " and not (" + b + " or " + c + ")", `user.otherMails -any (_ -in ["a",'b'] or not _ -match "^(?i)[a-z]{3}\\$")`,
		`Direct Reports for 'it''s' or user.extension_0_x -notContains "\"\\` + "``" + `"`, `user.accountEnabled -ne $null`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rule, err := membership.Parse(text)
		if err != nil {
			require.Nil(t, rule)
			if entitlement.CodeOf(err) != entitlement.LimitExceeded {
				require.NotNil(t, requireSyntaxError(t, text))
			}
			return
		}
		again, err := membership.Parse(rule.String())
		require.NoError(t, err, "%q", text)
		require.Equal(t, rule.Expr(), again.Expr(), "%q", text)
		require.Equal(t, rule.String(), again.String(), "%q", text)
	})
}

// Every rule has the same answer with and without reasons, whatever the directory says about people.
func FuzzMatch(f *testing.F) {
	f.Add(a, "x", "y", false)
	f.Add(`user.city -match "^(a|b)*$" -or user.otherMails -all (_ -notContains "@")`, "\xff", ";;\x00", true)
	f.Fuzz(func(t *testing.T, text, city, mails string, outside bool) {
		rule, err := membership.Parse(text)
		if err != nil {
			return
		}
		s := person("city", city, "otherMails", mails, "dirSyncEnabled", city)
		s.ID, s.Manager, s.Mail = entitlement.SubjectID(city), entitlement.SubjectID(mails), mails
		if outside {
			s.UserType = entitlement.UserOutside
		}
		require.Equal(t, rule.Match(s), rule.Explain(s).Pass)
		require.False(t, rule.Match(nil))
	})
}

func FuzzMatchAgreesWithTheOracle(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		e, s := drawExpr(t, 2, false), drawPerson(t)
		require.Equal(t, oracle(e, s, "") == yes, build(t, e).Match(s), "%s", e)
	}))
}

package membership_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Matching costs no memory. This test cannot run beside others.
func TestMatchAllocatesNothing(t *testing.T) {
	s := person("department", "Sales", "city", "Lagos", "otherMails", "a@b.c; d@e.f", "companyName", "Contoso")
	s.Manager = "mia"
	for _, text := range []string{
		`user.department -eq "sales"`,
		`user.department -in ["HR", "IT", "Sales"] -and -not (user.city -startsWith "Lis") -and user.accountEnabled -eq true`,
		`user.companyName -endsWith "OSO" -and user.companyName -contains "ntos" -and user.mail -eq null`,
		`user.otherMails -any (_ -endsWith "@e.f" -and _ -notContains "x")`,
		`user.userType -eq "Member" -and Direct Reports for "mia"`,
		`user.department -match "^s.*s$"`,
	} {
		rule := parse(t, text)
		require.True(t, rule.Match(s), text)
		require.Zero(t, leastAllocs(func() { rule.Match(s) }), text)
	}
}

// leastAllocs measures some times: regular expressions keep scratch memory in a pool, which the race detector makes forget.
func leastAllocs(do func()) float64 {
	least := testing.AllocsPerRun(100, do)
	for range 9 {
		least = min(least, testing.AllocsPerRun(100, do))
	}
	return least
}

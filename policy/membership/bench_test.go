package membership_test

import (
	"strings"
	"testing"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy/membership"
)

func benchPerson() *entitlement.Subject {
	s := person("department", "Sales", "city", "Lagos", "jobTitle", "Account manager", "country", "NG",
		"otherMails", "ana@lagos.example; a.lima@contoso.example")
	s.Mail = "ana.lima@contoso.example"
	return s
}

func BenchmarkMatch(b *testing.B) {
	for name, text := range map[string]string{
		"one_clause":    `user.department -eq "Sales"`,
		"three_clauses": `user.department -eq "sales" -and -not (user.jobTitle -startsWith "Trainee") -and user.accountEnabled -eq true`,
		"list_of_50":    `user.city -in ["` + strings.Repeat(`Ibadan", "`, 49) + `Lagos"]`,
		"contains":      `user.mail -contains "contoso"`,
		"collection":    `user.otherMails -any (_ -endsWith "@contoso.example")`,
		"regular":       `user.jobTitle -match "manager$"`,
	} {
		b.Run(name, func(b *testing.B) {
			rule, err := membership.Parse(text)
			s := benchPerson()
			if err != nil || !rule.Match(s) {
				b.Fatal("the rule takes this person", err)
			}
			b.ReportAllocs()
			for b.Loop() {
				rule.Match(s)
			}
		})
	}
}

// BenchmarkMatchHostile is what a rule within the limits can cost for a person within theirs.
func BenchmarkMatchHostile(b *testing.B) {
	long := strings.Repeat("a", 4096)
	for name, text := range map[string]string{
		"contains": `user.city -contains "` + strings.Repeat("a", 3000) + `b"`,
		"regular":  `user.city -match "(a?){80}a{90}b"`,
		"clauses":  strings.Repeat(`user.city -match ".*.*b"-or `, 104) + `user.city -eq "b"`,
	} {
		b.Run(name, func(b *testing.B) {
			rule, err := membership.Parse(text)
			s := person("city", long)
			if err != nil || rule.Match(s) {
				b.Fatal("the rule does not take this person", err)
			}
			b.ReportAllocs()
			for b.Loop() {
				rule.Match(s)
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := membership.Parse(`user.department -eq "Sales" -and -not (user.jobTitle -startsWith "Trainee")`); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkExplain(b *testing.B) {
	rule, err := membership.Parse(`user.department -eq "Sales" -and -not (user.jobTitle -startsWith "Trainee")`)
	if err != nil {
		b.Fatal(err)
	}
	s := benchPerson()
	b.ReportAllocs()
	for b.Loop() {
		rule.Explain(s)
	}
}

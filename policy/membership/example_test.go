package membership_test

import (
	"errors"
	"fmt"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy/membership"
)

func ExampleParse() {
	rule, err := membership.Parse(`user.department eq "Sales" and not (user.jobTitle startsWith "Trainee")`)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(rule)
	for _, title := range []string{"Account manager", "Trainee", ""} {
		fmt.Println(rule.Match(&entitlement.Subject{
			ID: "ana", UserType: entitlement.UserMember,
			Attributes: map[string]string{"department": "Sales", "jobTitle": title},
		}))
	}
	// Output:
	// user.department -eq "Sales" -and -not (user.jobTitle -startsWith "Trainee")
	// true
	// false
	// false
}

// Mistakes are named with their place, and with what was probably meant.
func ExampleParse_mistake() {
	_, err := membership.Parse("user.accountEnabled -eq true\n  -and user.depratment -eq \"Sales\"")
	fmt.Println(err)
	var syntax *membership.SyntaxError
	if errors.As(err, &syntax) {
		fmt.Println(syntax.Line, syntax.Column, syntax.Token, "is", syntax.Nearest)
	}
	// Output:
	// invalidArgument: membership rule: 2:8: "user.depratment" is no property of a user; did you mean user.department?
	// 2 8 user.depratment is user.department
}

// Explanations show what failed: a negated clause as its opposite, and what is missing as nothing.
func ExampleRule_Explain() {
	rule, err := membership.Parse(
		`user.department -in ["Sales", "Marketing"] -and -not (user.city -eq "Lagos" -or user.jobTitle -contains "trainee")`,
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	reason := rule.Explain(&entitlement.Subject{
		ID: "ana", UserType: entitlement.UserMember,
		Attributes: map[string]string{"department": "Sales", "city": "Lisbon"},
	})
	fmt.Print(entitlement.Explain([]entitlement.Reason{reason}))
	// Output:
	// no ana: ruleAll: clauses met is 1, rule wants 2
	//   ok ana: ruleClause: user.department is Sales, rule wants -in ["Sales", "Marketing"]
	//   no ana: ruleAll: clauses met is 1, rule wants 2
	//     ok ana: ruleClause: user.city is Lisbon, rule wants -ne "Lagos"
	//     no ana: ruleClause: user.jobTitle is nothing, rule wants -notContains "trainee"
}

// Rules with values from elsewhere are built, not put together as text.
func ExampleNew() {
	department := `R&D" -or user.objectId -ne "`
	rule, err := membership.New(membership.And{
		membership.Compare{Property: "department", Operator: membership.Eq, Value: membership.Text(department)},
		membership.Not{Clause: membership.DirectReports{Manager: "mia"}},
	})
	fmt.Println(rule, err)
	// Output:
	// user.department -eq "R&D\" -or user.objectId -ne \"" -and -not (Direct Reports for "mia") <nil>
}

func ExampleRule_Properties() {
	rule, err := membership.Parse(`user.otherMails -any (_ -endsWith "@contoso.example") -or user.mail -endsWith "@contoso.example"`)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(rule.Properties())
	// Output:
	// [user.mail user.otherMails]
}

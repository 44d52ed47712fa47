package membership_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/internal/golden"
	"example.com/tenure/policy/membership"
)

// broken are texts that people write when they mean a rule.
var broken = []string{
	// nothing, or half of it
	"", " \n\t ", "user", "user.department", "user.department -eq", "(", "()", "-not", "user.department -eq \"x\" -and",
	`(user.department -eq "Sales"`, `user.department -eq "Sales")`, `user.department -eq "Sales`, `user.department -eq 'it's'`,
	`user.department -in ["a"`, `user.department -in ["a" "b"]`, `user.department -in ["a",]`, `user.department -in []`,
	`user.otherMails -any`, `user.otherMails -any (`, `user.otherMails -any ()`, `Direct Reports`, `Direct Reports for mia`,
	// names
	`user.depratment -eq "Sales"`, `user.Department -eq "Sales"`, `department -eq "Sales"`, `usr.department -eq "Sales"`,
	`user.title -eq "x"`, `user.costCentre -eq "x"`, `user. -eq "x"`, `user.extensionAttribute16 -eq "x"`,
	`user.extension_ -eq "x"`, `user.extension_a.b -eq "x"`, `user.id -eq "x"`, `user.manager -eq "x"`,
	`user.memberOf -any (group.objectId -in ['x'])`, `user.assignedPlans -any (assignedPlan.service -eq "SCO")`,
	`user.employeehiredate -ge system.now -plus p1d`, `device.accountEnabled -eq true`, `group.displayName -eq "x"`,
	// operators
	`user.department -equals "Sales"`, `user.department startWith "Sales"`, `user.department -nosuch "Sales"`,
	`user.department = "Sales"`, `user.department "Sales"`, `user.employeeId -ge "5"`, `user.accountEnabled -startsWith "t"`,
	`user.objectId -contains "x"`, `user.department -any (_ -eq "x")`, `user.accountEnabled -all (_ -eq "x")`,
	`user.department -not "x"`, `user.otherMails -anny (_ -eq "x")`,
	// values
	`user.department -eq Sales`, `user.department -eq 50001`, `user.department -eq true`, `user.department -eq ""`,
	`user.department -in "Sales"`, `user.department -eq ["Sales", "HR"]`, `user.department -in [null]`, `user.department -in ["a", ""]`,
	`user.department -startsWith null`, `user.accountEnabled -eq "true"`, `user.accountEnabled -eq yes`, `user.accountEnabled -in ["x"]`,
	`user.department -eq user.city`, `user.department -eq -and user.city -eq "x"`, `Direct Reports for ""`, `"Sales" -eq user.department`,
	// regular expressions
	`user.city -match ""`, `user.city -match "*@domain.ext"`, `user.city -match "(a"`, `user.city -notMatch "a(?=b)"`, `user.city -match "a{2000}"`,
	// items
	`_ -eq "x"`, `user.otherMails -any (user.city -eq "x")`, `user.otherMails -any (_ -eq null)`, `user.otherMails -all (city -eq "x")`,
	`user.otherMails -any (_ -any (_ -eq "x"))`, `user.otherMails -any (Direct Reports for "x")`,
	// connecting
	`user.city -eq "a" user.city -eq "b"`, `user.city -eq "a" & user.city -eq "b"`, `-not -not user.city -eq "a"`,
	`user.city -eq "a" -xor user.city -eq "b"`, `-or user.city -eq "a"`, `user.city -eq "a" -and -or user.city -eq "b"`,
	`(user.city -eq "a" user.city -eq "b")`, `user.city -eq "a" Direct Reports for "x"`,
	// characters
	`&`, `( &`, `-not &`, `user.city -eq "a" -and &`, `user.city & "a"`, `user.city -eq &`, `user.city -in [&]`, `user.city -in ["a", &]`,
	`user.otherMails -any &`, `user.otherMails -any (&`, `Direct &`, `Direct Reports for &`, `user.accountEnabled -eq true &`,
	`user.department –eq “Sales”`, `user.department -eq “Sales”`, `user.department -eq ‘Sales’`, "user.department -eq `\"Sales`\"",
	"user.city -eq \"a\x00\"", "user.city -eq \"a\nb\"", "user.city -eq \"\u202etxe\"", "user.city\u00a0-eq \"a\"", "\xff",
	"user.city -eq \"a\" -and\n\n  -not (user.state -eq \"Zoë\" -and usr.city -eq \"a\")",
	`user.city -eq "a` + strings.Repeat("x", 50) + `" "b` + strings.Repeat("ß", 50) + `"`,
}

// The messages are read by people who wrote a rule with their own hands: testdata/errors.txt shows all of them.
func TestErrorTexts(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	for _, text := range broken {
		_, err := membership.Parse(text)
		require.ErrorIs(t, err, entitlement.InvalidArgument, "%s", text)
		require.NotContains(t, err.Error(), "\n")
		fmt.Fprintf(&out, "%s\n    %s\n", escaped(text), err)
	}
	golden.Check(t, "testdata/errors.txt", []byte(out.String()))
}

// escaped shows what an editor would not.
func escaped(text string) string {
	if !utf8.ValidString(text) || strings.ContainsAny(text, "\n\x00\u00a0\u202e") {
		return fmt.Sprintf("%+q", text)
	}
	return text
}

// Every error names the place: the byte, the line and column, and what stands there.
func TestPlaces(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, token  string
		offset       int
		line, column int
	}{
		{`user.nosuch -eq "x"`, "user.nosuch", 0, 1, 1},
		{`  user.city -equal "x"`, "-equal", 12, 1, 13},
		{"user.city -eq \"é\"\n  -and user.city -is 'x'", "-is", 36, 2, 18},
		{`user.city -eq "é" -and user.city eq 5`, "5", 37, 1, 37},
		{`user.city -eq`, "", 13, 1, 14},
		{"user.city -eq\n", "", 14, 2, 1},
		{"user.city -eq 'x", "'x", 14, 1, 15},
		{"user.city -eq 'ab\u0007c'", "\u0007", 17, 1, 18},
		{`user.city –eq "x"`, "–", 10, 1, 11},
	} {
		e := requireSyntaxError(t, c.text)
		require.Equal(t, c.token, e.Token, c.text)
		require.Equal(t, [3]int{c.offset, c.line, c.column}, [3]int{e.Offset, e.Line, e.Column}, c.text)
	}
}

// A misspelt name is answered with the one that was meant, and with none where none is near.
func TestNearestNames(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`user.depratment -eq "x"`:                        "user.department",
		`user.DEPARTMENT -eq "x"`:                        "user.department",
		`user.jobtitel -eq "x"`:                          "user.jobTitle",
		`department -eq "x"`:                             "user.department",
		`usr.mail -eq "x"`:                               "user.mail",
		`user.shoeSize -eq "x"`:                          "",
		`user.x -eq "x"`:                                 "",
		`user.` + strings.Repeat("city", 20) + ` eq "x"`: "",
		`user.city startwith "x"`:                        "-startsWith",
		`user.city -containz "x"`:                        "-contains",
		`user.city -notequals "x"`:                       "",
		`user.accountEnabled -qe true`:                   "-eq",
		`user.otherMails -anny (_ -eq "x")`:              "-any",
	} {
		require.Equal(t, want, requireSyntaxError(t, text).Nearest, text)
	}
}

package membership

import (
	"regexp"
	"regexp/syntax"
	"strings"
)

// expression reads a regular expression and checks that it is one, and that matching it costs little.
func (p *parser) expression() (Value, error) {
	pattern := p.tok.text
	if n := len(pattern); n > RegexLength {
		return nil, beyond(p.where(), "RegexLength", RegexLength, n)
	}
	parsed, err := syntax.Parse(ignoringCase+pattern, syntax.Perl) // as regexp.Compile does
	if err != nil {
		_, why, _ := strings.Cut(err.Error(), ": ") // behind "error parsing regexp"
		why = strings.Replace(why, ignoringCase, "", 1)
		return nil, p.fault(fault{problem: "bad regular expression: " + why})
	}
	if n := steps(parsed); n > RegexSteps {
		return nil, beyond(p.where(), "RegexSteps", RegexSteps, n)
	}
	text, err := p.string("")
	return Text(text), err
}

// compileExpression compiles what expression has accepted.
func compileExpression(pattern string) *regexp.Regexp {
	return regexp.MustCompile(ignoringCase + pattern)
}

const ignoringCase = "(?i)"

// steps counts the steps of a regular expression with its repetitions written out; matching takes no more than steps times
// the length of the value.
func steps(re *syntax.Regexp) int {
	n := 0
	for _, sub := range re.Sub {
		n += steps(sub)
	}
	switch op := re.Op; {
	case op == syntax.OpLiteral:
		return len(re.Rune)
	case op == syntax.OpRepeat:
		return n * max(re.Min, re.Max, 1)
	case op == syntax.OpConcat || op == syntax.OpCapture:
		return n
	}
	return n + 1
}

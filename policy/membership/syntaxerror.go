package membership

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"example.com/tenure/entitlement"
)

// SyntaxError is the cause of every InvalidArgument of Parse: where the text stops being a rule, and why.
type SyntaxError struct {
	Offset   int      // of the token, in bytes
	Line     int      // from 1
	Column   int      // from 1, in characters
	Token    string   // as it is written; "" at the end of the text
	Problem  string   // what is wrong, naming the token if it is not the end
	Expected []string // what could stand there, or nil
	Nearest  string   // the name that was probably meant, or ""
}

// Error returns the place, the problem and what helps, on one line.
func (e *SyntaxError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d:%d: %s", e.Line, e.Column, e.Problem)
	if len(e.Expected) > 0 {
		b.WriteString("; expected " + alternatives(e.Expected))
	}
	if e.Nearest != "" {
		b.WriteString("; did you mean " + e.Nearest + "?")
	}
	return b.String()
}

// alternatives lists names as "a, b or c".
func alternatives(names []string) string {
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// fault is what a parser finds at a token, before the token's place in the text is known.
type fault struct {
	problem  string
	expected []string
	nearest  string
}

// refuse is the InvalidArgument of a fault.
func refuse(text string, at token, f fault) error {
	line, column := place(text, at.offset)
	return &entitlement.Error{Code: entitlement.InvalidArgument, Detail: "membership rule", Err: &SyntaxError{
		Offset: at.offset, Line: line, Column: column, Token: text[at.offset:at.end],
		Problem: f.problem, Expected: f.expected, Nearest: f.nearest,
	}}
}

// place turns an offset into a line and a column.
func place(text string, offset int) (line, column int) {
	before := text[:offset]
	start := strings.LastIndexByte(before, '\n') + 1
	return 1 + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(before[start:])
}

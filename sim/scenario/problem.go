package scenario

import (
	"fmt"
	"slices"
	"strings"

	"example.com/tenure/entitlement"
)

// MaxProblems is how many problems an InputError lists.
const MaxProblems = 100

// Problem is one mistake in a scenario file.
type Problem struct {
	File   string
	Line   int // from 1
	Detail string
}

// String returns "file:line: detail".
func (p Problem) String() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Detail) }

// InputError is the cause of the InvalidArgument with which a file is refused: all that is wrong with it, by line.
type InputError struct {
	Problems []Problem // at most MaxProblems
}

// Error returns the problems, one a line.
func (e *InputError) Error() string {
	texts := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		texts[i] = p.String()
	}
	return strings.Join(texts, "\n")
}

// problems collects what is wrong with a file.
type problems struct {
	file string
	list []Problem
}

func (p *problems) add(line int, format string, args ...any) {
	if !p.full() {
		p.list = append(p.list, Problem{File: p.file, Line: line, Detail: fmt.Sprintf(format, args...)})
	}
}

// full reports whether further problems would not be listed.
func (p *problems) full() bool { return len(p.list) >= MaxProblems }

func (p *problems) err() error {
	if len(p.list) == 0 {
		return nil
	}
	slices.SortStableFunc(p.list, func(a, b Problem) int { return a.Line - b.Line })
	detail := "the scenario has a problem"
	if n := len(p.list); n > 1 {
		detail = fmt.Sprintf("the scenario has %d problems", n)
	}
	return &entitlement.Error{
		Op: "load scenario", Code: entitlement.InvalidArgument, Detail: detail, Err: &InputError{Problems: p.list},
	}
}

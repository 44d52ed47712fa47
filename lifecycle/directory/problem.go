package directory

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"example.com/tenure/entitlement"
)

// MaxProblems is how many problems an InputError lists. Further ones are only counted.
const MaxProblems = 100

// Problem is one mistake in what a directory is built from.
type Problem struct {
	File   string // as given to Load; "" if the input has no name
	Line   int    // the line where the row begins, counted from 1; 0 if the input is not a file
	ID     string // the person or group concerned, or "" if that is not known
	Field  string // the field or column, or "" if the whole row or file is meant
	Detail string // what is wrong, for the person who repairs the input
}

// String returns "file:line: id: field: detail", leaving out what is empty. Text from the input is quoted in it.
func (p Problem) String() string {
	var parts []string
	if p.File != "" {
		parts = append(parts, fmt.Sprintf("%s:%d", p.File, p.Line))
	} else if p.Line > 0 {
		parts = append(parts, fmt.Sprintf("line %d", p.Line))
	}
	if p.ID != "" {
		parts = append(parts, quote(p.ID))
	}
	if p.Field != "" {
		parts = append(parts, quoteUnlessWord(p.Field))
	}
	return strings.Join(append(parts, p.Detail), ": ")
}

// InputError is the cause of the InvalidArgument with which New, Load, the readers and the writers refuse their input: all
// that is wrong with it, so that it can be repaired at once.
type InputError struct {
	Problems []Problem // sorted by file and line; at most MaxProblems
	Total    int       // how many problems there are in all
}

// Error lists the problems in one line.
func (e *InputError) Error() string {
	texts := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		texts[i] = p.String()
	}
	out := strings.Join(texts, "; ")
	if more := e.Total - len(e.Problems); more > 0 {
		out += fmt.Sprintf("; and %d more", more)
	}
	return out
}

// findings collects problems. Its memory is bounded however bad the input is.
type findings struct {
	file  string // what is being read now
	list  []Problem
	total int
}

func (f *findings) add(line int, id, field, format string, args ...any) {
	f.total++
	if len(f.list) < MaxProblems {
		f.list = append(f.list, Problem{f.file, line, id, field, fmt.Sprintf(format, args...)})
	}
}

// err returns nil if nothing was found.
func (f *findings) err(op string) error {
	if f.total == 0 {
		return nil
	}
	slices.SortStableFunc(f.list, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return &entitlement.Error{
		Op: op, Code: entitlement.InvalidArgument, Err: &InputError{Problems: f.list, Total: f.total},
	}
}

// quoteUnlessWord leaves the names of fields and usual columns as they are.
func quoteUnlessWord(name string) string {
	for _, r := range name {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return quote(name)
		}
	}
	return name
}

// quote quotes text from the input for a message (CWE-117), but not at any length.
func quote[T ~string](text T) string {
	const longest = 64
	if len(text) > longest {
		return strconv.Quote(string(text[:longest])) + "…"
	}
	return strconv.Quote(string(text))
}

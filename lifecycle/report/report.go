package report

import (
	"encoding/csv"
	"io"
	"iter"
	"strings"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/internal/formula"
)

// Report is a table that is read while somebody walks it. It can be walked again, and is read again then.
type Report struct {
	header []string
	rows   iter.Seq2[[]string, error]
}

// Header returns the names of the columns. They do not change: columns that are added stand behind those that are there.
func (r Report) Header() []string { return append([]string(nil), r.header...) }

// Rows walks the rows, each with a cell for every column. An error, which is one of the query behind the report, ends them.
func (r Report) Rows() iter.Seq2[[]string, error] { return r.rows }

// WriteCSV writes the report as a CSV file, in UTF-8 and with its header, and returns the number of rows below that. Cells that a
// spreadsheet would take for formulas get an apostrophe in front. If the query behind the report is refused or fails, its error
// is returned, and what was written ends after a whole row; a failing writer is Unavailable.
func (r Report) WriteCSV(w io.Writer) (rows int, err error) {
	out := csv.NewWriter(w)
	write := func(cells []string) error {
		guarded := make([]string, len(cells))
		for i := range cells {
			guarded[i] = formula.Guard(cells[i])
		}
		return out.Write(guarded)
	}
	failed := write(r.header)
	for cells, err := range r.rows {
		if err != nil {
			out.Flush()
			return rows, err
		}
		if failed = write(cells); failed != nil {
			break
		}
		rows++
	}
	out.Flush()
	if failed == nil {
		failed = out.Error()
	}
	if failed != nil {
		err = &entitlement.Error{Op: "write report", Code: entitlement.Unavailable, Detail: "the file cannot be written", Err: failed}
	}
	return rows, err
}

// of makes a report of a list: cells gives the rows of an item.
func of[T any](
	header []string, list func(lifecycle.Page) (lifecycle.List[T], error), cells func(*T) ([][]string, error),
) Report {
	return Report{header, func(yield func([]string, error) bool) {
		for item, err := range lifecycle.All(list) {
			var rows [][]string
			if err == nil {
				rows, err = cells(&item)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
		}
	}}
}

// one is the row of an item that has one.
func one(cells ...string) ([][]string, error) { return [][]string{cells}, nil }

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// joined parts several values.
func joined[S ~string](values []S) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return strings.Join(texts, "; ")
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return ""
}

// id is the text of an identifier, or nothing for the zero one.
func id[T any](id entitlement.ID[T]) string {
	if id.IsZero() {
		return ""
	}
	return id.String()
}

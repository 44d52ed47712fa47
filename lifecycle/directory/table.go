package directory

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"example.com/tenure/lifecycle/internal/formula"
)

// table reads the rows of a CSV file below a header. Mistakes in the file go to found and do not stop the reading; errors
// do.
type table struct {
	source  *source
	csv     *csv.Reader
	found   *findings
	max     limits
	header  []string
	line    int  // of the header
	skipped int  // lines before the header
	rows    int  // rows read, the header included
	lost    bool // a row could not be read, so whatever it says is missing
}

// row is a row of a table. The slice is valid until the next row is read; the texts stay.
type row struct {
	line  int
	cells []string
}

// openTable reads the header. It returns nil, after a finding, if there is none to go by.
func openTable(r io.Reader, maximum limits, found *findings) (*table, error) {
	t := &table{source: &source{r: r, max: maximum}, found: found, max: maximum}
	buffered := bufio.NewReader(t.source)
	if !t.preamble(buffered) {
		return nil, nil
	}
	t.csv = csv.NewReader(buffered)
	t.csv.ReuseRecord = true
	header, err := t.read()
	if errors.Is(err, io.EOF) {
		found.add(1, "", "", "the file is empty; a header row is expected")
		return nil, nil
	}
	if bad, ok := errors.AsType[*csv.ParseError](err); ok {
		t.misread(bad)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if len(header.cells) > maximum.columns {
		return nil, limitExceeded("columns of a file", maximum.columns, len(header.cells))
	}
	t.line = header.line
	before := found.total
	for i, name := range header.cells {
		t.header = append(t.header, strings.TrimSpace(name))
		if t.header[i] == "" {
			found.add(t.line, "", "", "column %d has no name", i+1)
		}
	}
	if found.total > before {
		return nil, nil
	}
	return t, nil
}

// preamble skips what exports have before the header: a byte order mark, and the line in which Windows PowerShell names the
// type of its rows. It reports whether to go on. Errors of the reader are left for the first row to meet.
func (t *table) preamble(r *bufio.Reader) bool {
	const mark, typeLine = "\ufeff", "#TYPE "
	start, _ := r.Peek(len(mark) + len(typeLine))
	if bytes.HasPrefix(start, []byte{0xff, 0xfe}) || bytes.HasPrefix(start, []byte{0xfe, 0xff}) {
		t.found.add(1, "", "", "the file is UTF-16; save it as UTF-8")
		return false
	}
	if bytes.HasPrefix(start, []byte(mark)) {
		start = start[len(mark):]
		_, _ = r.Discard(len(mark)) // cannot fail: these bytes were just peeked
	}
	if bytes.HasPrefix(start, []byte(typeLine)) {
		t.skipped = 1
		for more := true; more; {
			_, more, _ = r.ReadLine()
		}
	}
	return true
}

// next returns the next row that has any text in it, or io.EOF.
func (t *table) next() (row, error) {
	for {
		r, err := t.read()
		if bad, ok := errors.AsType[*csv.ParseError](err); ok {
			t.misread(bad)
			continue
		}
		if err != nil || slices.ContainsFunc(r.cells, func(cell string) bool { return cell != "" }) {
			return r, err
		}
	}
}

// read returns the next row, io.EOF, a *csv.ParseError for a row that is not CSV, or the error that ends the reading.
func (t *table) read() (row, error) {
	t.source.row = 0
	cells, err := t.csv.Read()
	if t.source.err != nil {
		return row{}, t.source.err
	}
	if errors.Is(err, io.EOF) {
		return row{}, io.EOF
	}
	if t.rows++; t.rows > t.max.rows+1 {
		return row{}, limitExceeded("rows of a file", t.max.rows, t.rows-1)
	}
	if _, ok := errors.AsType[*csv.ParseError](err); ok {
		return row{}, err
	}
	if err != nil {
		return row{}, unreadable(err)
	}
	for i, cell := range cells {
		cells[i] = formula.Unguard(cell)
	}
	line, _ := t.csv.FieldPos(0)
	return row{line + t.skipped, cells}, nil
}

// misread notes a row that is not CSV.
func (t *table) misread(bad *csv.ParseError) {
	t.lost = true
	detail := "a quotation mark is missing or stands where none is allowed"
	if errors.Is(bad.Err, csv.ErrFieldCount) {
		detail = "the row has more or fewer cells than the header"
	}
	t.found.add(bad.StartLine+t.skipped, "", "", "%s", detail)
}

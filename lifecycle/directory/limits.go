package directory

import (
	"fmt"
	"io"

	"example.com/tenure/entitlement"
)

// limits bound what is read from a file, which may be hostile (CWE-400): without them an opening quotation mark without a
// closing one would be read into memory whatever its length. What a cell may hold is up to entitlement.
type limits struct {
	file    int // bytes
	row     int // bytes, give or take a buffer
	rows    int
	columns int
}

// standardLimits leave room for the largest directories. A row can hold every person that entitlement accepts.
func standardLimits() limits {
	return limits{file: 256 << 20, row: 16 << 20, rows: 1_000_000, columns: 512}
}

// source is a reader that fails for good once a limit is passed or the underlying reader has failed, and remembers why.
type source struct {
	r    io.Reader
	max  limits
	file int // bytes read of the file
	row  int // bytes read since the row began
	err  error
}

func (s *source) Read(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.r.Read(p)
	s.file += n
	s.row += n
	switch {
	case s.file > s.max.file:
		s.err = limitExceeded("bytes of a file", s.max.file, s.file)
	case s.row > s.max.row:
		s.err = limitExceeded("bytes of a row", s.max.row, s.row)
	case err != nil && err != io.EOF:
		s.err = unreadable(err)
	default:
		return n, err
	}
	return 0, s.err
}

func limitExceeded(limit string, maximum, value int) error {
	return &entitlement.Error{
		Code: entitlement.LimitExceeded, Err: &entitlement.LimitError{Limit: limit, Max: maximum, Value: value},
	}
}

func unreadable(err error) error {
	return &entitlement.Error{Code: entitlement.Unavailable, Detail: "the file cannot be read", Err: err}
}

// withOp names the operation in an error that ends it.
func withOp(op string, err error) error { return fmt.Errorf("%s: %w", op, err) }

package main

import (
	"fmt"
	"io"
)

// printer writes until something goes wrong, and remembers what.
type printer struct {
	to  io.Writer
	err error
}

// Write implements io.Writer.
func (p *printer) Write(text []byte) (int, error) {
	if p.err != nil {
		return 0, p.err
	}
	n, err := p.to.Write(text)
	p.err = err
	return n, err
}

func (p *printer) printf(format string, args ...any) {
	_, _ = fmt.Fprintf(p, format, args...) // p remembers it
}

func (p *printer) line(args ...any) {
	_, _ = fmt.Fprintln(p, args...) // p remembers it
}

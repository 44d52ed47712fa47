package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"
)

// printer writes until something goes wrong, and remembers what. What it prints cannot command a terminal; what is written as it
// is can.
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

func (p *printer) printf(format string, args ...any) { p.asIs(printable(fmt.Sprintf(format, args...))) }

func (p *printer) line(args ...any) { p.asIs(printable(fmt.Sprintln(args...))) }

// json prints a text in JSON, which stays the same JSON.
func (p *printer) json(text string) {
	var out strings.Builder
	for _, r := range text {
		if obeyed(r) {
			fmt.Fprintf(&out, `\u%04x`, r) // in JSON such a character is part of a string
		} else {
			out.WriteRune(r)
		}
	}
	p.asIs(out.String())
}

func (p *printer) asIs(text string) {
	_, _ = io.WriteString(p, text) // p remembers it
}

// printable takes what a terminal would obey out of a text.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if obeyed(r) {
			return '\uFFFD'
		}
		return r
	}, text)
}

// onLine is printable for texts that others wrote: they stay on their line, so that nothing in them looks like an answer.
func onLine(text string) string { return printable(strings.Join(strings.Fields(text), " ")) }

// obeyed reports whether a terminal would do something with a character, or turn the line around.
func obeyed(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control)
}

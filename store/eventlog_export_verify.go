package store

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"example.com/tenure/entitlement"
)

// exportLine is the longest line of an export that is read, in bytes.
const exportLine = 16 << 20

// ExportReport is what VerifyExport saw.
type ExportReport struct {
	After  LogPoint // the point after which the export begins; the End of the export before it, if there is one
	End    LogPoint // the last event
	Events int
}

// VerifyExport reads an export of a log and refuses it with ErrLogDamaged, naming the first event that is wrong, unless it
// is whole, its events are linked from the first line to the last, each line says what its canonical bytes say, and it
// contains the known point, if that is not zero. Whoever rewrites a whole file makes one that is good in itself: only a
// point that was noted elsewhere shows it (I-102). Only when an event was recorded is not held by the chain.
//
// It needs no store, and memory for one line. The context is checked at each line. Errors of the reader are returned.
func VerifyExport(ctx context.Context, r io.Reader, known LogPoint) (ExportReport, error) {
	return ReadExport(ctx, r, known, func(*entitlement.Event, time.Time) error { return nil })
}

// ReadExport is VerifyExport that gives each event to a function, with the instant at which it was recorded, in order and once
// it is known to be linked to the one before. The event is the function's only until it returns; its error ends the reading and
// is returned.
// Whether the export is whole shows at its end only: what a function was given counts once ReadExport has returned no error.
func ReadExport(
	ctx context.Context, r io.Reader, known LogPoint, each func(ev *entitlement.Event, recorded time.Time) error,
) (ExportReport, error) {
	v := exportVerifier{lines: bufio.NewScanner(r), known: known, each: each}
	v.lines.Buffer(nil, exportLine)
	if err := v.begin(); err != nil {
		return ExportReport{}, err
	}
	for {
		if err := ctx.Err(); err != nil {
			return ExportReport{}, err
		}
		text, err := v.next()
		if err != nil {
			return ExportReport{}, err
		}
		if bytes.HasPrefix(text, []byte(`{"end":`)) {
			return v.end(text)
		}
		if err := v.event(text); err != nil {
			return ExportReport{}, err
		}
	}
}

type exportVerifier struct {
	lines  *bufio.Scanner
	each   func(ev *entitlement.Event, recorded time.Time) error
	known  LogPoint
	met    bool // the known point
	report ExportReport
	text   []byte // the line as it has to be
}

// next returns the next line; an export ends with a line that says so, so there is one.
func (v *exportVerifier) next() ([]byte, error) {
	if v.lines.Scan() {
		return v.lines.Bytes(), nil
	}
	if err := v.lines.Err(); err != nil {
		return nil, fmt.Errorf("read the export after event %d: %w", v.report.End.Seq, err)
	}
	return nil, wrong(v.report.End.Seq+1, "or the last line is missing: the export was cut")
}

func (v *exportVerifier) begin() error {
	text, err := v.next()
	if err != nil {
		return err
	}
	var line exportBegin
	if err := json.Unmarshal(text, &line); err != nil || line.Version != ExportVersion {
		return &entitlement.Error{
			Code: entitlement.InvalidArgument, Kind: entitlement.KindEngine,
			Detail: fmt.Sprintf("the first line is not that of an exported log of version %d", ExportVersion),
		}
	}
	link, err := parseLink(line.Link)
	if err != nil {
		return wrong(line.After, "has a link that cannot be read")
	}
	v.report.After = LogPoint{line.After, link}
	v.report.End = v.report.After
	v.text, err = AppendExportBegin(v.text[:0], v.report.After)
	if err == nil && !v.same(text) {
		return wrong(line.After, "is named by a line that says more than it should")
	}
	if err != nil {
		return err
	}
	return v.compare()
}

func (v *exportVerifier) event(text []byte) error {
	var ev entitlement.Event
	next := v.report.End.Seq + 1
	recorded, err := parseExportEvent(text, &ev)
	switch {
	case err != nil:
		return wrong(next, "cannot be read: %v", err)
	case ev.Seq != next:
		return wrong(next, "is missing")
	case ev.Link != Link(v.report.End.Link, ev.Seq, Canonical(&ev)):
		return wrong(next, "is not the one that was written")
	}
	if v.text, err = AppendExportEvent(v.text[:0], &ev, recorded); err != nil {
		return err
	}
	if !v.same(text) {
		return wrong(next, "says something else than its canonical bytes")
	}
	v.report.End, v.report.Events = LogPoint{ev.Seq, ev.Link}, v.report.Events+1
	if err := v.compare(); err != nil {
		return err
	}
	return v.each(&ev, recorded)
}

func (v *exportVerifier) end(text []byte) (ExportReport, error) {
	var err error
	if v.text, err = AppendExportEnd(v.text[:0], v.report.End); err != nil {
		return ExportReport{}, err
	}
	switch {
	case !v.same(text):
		return ExportReport{}, wrong(v.report.End.Seq+1, "is missing, or the last line is not the one that was written")
	case v.lines.Scan():
		return ExportReport{}, wrong(v.report.End.Seq+1, "comes after the last line")
	case v.known != LogPoint{} && !v.met:
		return ExportReport{}, wrong(v.known.Seq, "is not in the export")
	}
	return v.report, v.lines.Err()
}

func (v *exportVerifier) same(text []byte) bool {
	return bytes.Equal(text, bytes.TrimSuffix(v.text, []byte("\n")))
}

// compare looks whether the export has come to the known point, and whether the point is the same.
func (v *exportVerifier) compare() error {
	if v.known == (LogPoint{}) || v.known.Seq != v.report.End.Seq {
		return nil
	}
	if v.known != v.report.End {
		return wrong(v.known.Seq, "is not the one that was noted")
	}
	v.met = true
	return nil
}

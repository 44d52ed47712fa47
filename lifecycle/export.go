package lifecycle

import (
	"context"
	"fmt"
	"io"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// ExportLogInput says which part of the log to write.
type ExportLogInput struct {
	// After is the End of an earlier export, to go on from there: the log must contain it. The zero LogPoint exports
	// from the first event there is.
	After store.LogPoint
}

// ExportLogResult says what was written.
type ExportLogResult struct {
	After, End store.LogPoint // the export begins after one and ends with the other
	Events     int
}

// ExportLog writes the log as JSON Lines, one event a line with its category and result, up to the last event
// there is when it begins. store.VerifyExport reads it back and says what was changed; note the End somewhere else, for it
// to find also a file that was written anew, and as the After of the next export.
//
// It reads Config.BatchSize events in a transaction and writes outside of it, so a slow writer holds nobody up. If it fails,
// what was written lacks its last line. It needs an administrator of the tenant each time it reads. A point that the log
// does not contain is refused with store.ErrLogDamaged, one that was truncated away with store.ErrLogTruncated, also
// when that happens meanwhile; a log that is not kept with Unsupported.
func (s *Session) ExportLog(ctx context.Context, w io.Writer, in ExportLogInput) (out ExportLogResult, err error) {
	const op = "export log"
	x := logExport{after: in.After}
	for {
		x, err = ask(ctx, s, op, func(u *unit) (logExport, error) { return u.export(x) })
		if err != nil {
			return out, err
		}
		if x.batches == 1 {
			out.After = x.begin
		}
		if _, err := w.Write(x.text); err != nil {
			return out, withOp(op, fmt.Errorf("write the export after event %d: %w", out.End.Seq, err))
		}
		out.End, out.Events = x.after, out.Events+x.events
		if x.done {
			return out, nil
		}
	}
}

// logExport is how far an export has come, and the lines of its last batch.
type logExport struct {
	batches int
	begin   store.LogPoint
	after   store.LogPoint // the last event that was read
	last    uint64         // the last event to read
	events  int            // of the batch
	text    []byte
	done    bool
}

// export reads the next batch.
func (u *unit) export(x logExport) (logExport, error) {
	if err := u.authorize(taskView, entitlement.CatalogID{}); err != nil {
		return x, err
	}
	if u.e.config.Log.Discard {
		return x, logMissing()
	}
	if err := u.exportFrom(&x); err != nil {
		return x, err
	}
	x.batches, x.events = x.batches+1, 0
	if x.after.Seq < x.last {
		if err := u.exportEvents(&x); err != nil {
			return x, err
		}
	}
	x.done = x.after.Seq >= x.last
	var err error
	if x.done {
		x.text, err = store.AppendExportEnd(x.text, x.after)
	}
	return x, err
}

// exportFrom makes sure that the log contains the point to go on from, and begins the export with the first batch.
func (u *unit) exportFrom(x *logExport) error {
	x.text = nil
	var c store.Checkpoint
	truncated, err := u.tx.Checkpoint(&c)
	if err != nil {
		return err
	}
	if x.batches == 0 && truncated && x.after == (store.LogPoint{}) {
		x.after = store.LogPoint{Seq: c.First - 1, Link: c.Link}
	}
	if err := u.contains(x.after, truncated, &c); err != nil || x.batches > 0 {
		return err
	}
	x.begin, x.last = x.after, u.meta.Seq
	x.text, err = store.AppendExportBegin(nil, x.begin)
	return err
}

// contains refuses a point that the log does not have.
func (u *unit) contains(p store.LogPoint, truncated bool, c *store.Checkpoint) error {
	var link [32]byte
	switch {
	case truncated && p.Seq < c.First-1:
		return &entitlement.Error{
			Code: store.ErrLogTruncated, Kind: entitlement.KindEngine,
			Detail: fmt.Sprintf("event %d was removed from the log, which begins with event %d", p.Seq, c.First),
		}
	case truncated && p.Seq == c.First-1:
		link = c.Link
	case p.Seq > 0:
		var ev entitlement.Event
		if _, found, err := u.tx.Event(p.Seq, &ev); err != nil {
			return err
		} else if !found {
			return noPoint(p, "is not in the log")
		}
		link = ev.Link
	}
	if link != p.Link {
		return noPoint(p, "is not the one that was noted")
	}
	return nil
}

func noPoint(p store.LogPoint, what string) error {
	return &entitlement.Error{
		Code: store.ErrLogDamaged, Kind: entitlement.KindEngine, Detail: fmt.Sprintf("event %d %s", p.Seq, what),
	}
}

// exportEvents appends the lines of a batch.
func (u *unit) exportEvents(x *logExport) error {
	err := u.tx.Events(x.after.Seq+1, func(ev *entitlement.Event, recorded time.Time) (bool, error) {
		if ev.Seq != x.after.Seq+1 {
			return false, noPoint(store.LogPoint{Seq: x.after.Seq + 1}, "is missing")
		}
		var err error
		x.text, err = store.AppendExportEvent(x.text, ev, recorded)
		x.after = store.LogPoint{Seq: ev.Seq, Link: ev.Link}
		x.events++
		return ev.Seq < x.last && x.events < u.e.config.BatchSize, err
	})
	if err == nil && x.events == 0 {
		return noPoint(store.LogPoint{Seq: x.after.Seq + 1}, "is missing")
	}
	return err
}

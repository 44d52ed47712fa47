package lifecycle

import (
	"context"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// The log can be kept, kept for a while, or streamed to somewhere else. Truncating it removes events from its beginning,
// a batch in each transaction, and each of these transactions leaves a whole log: what the removed events came to is folded
// into a baseline, and an event records the checkpoint. So nothing is unfinished after a crash, and nobody waits for it.

// TruncateLogInput says which events may go.
type TruncateLogInput struct {
	Before time.Time // events that happened earlier; not in the future
}

// TruncateLogResult is what a truncation came to.
type TruncateLogResult struct {
	Removed    int              // events
	Checkpoint store.Checkpoint // where the log begins now
}

// TruncateLog removes the events from the beginning of the log that happened before an instant, in commits of
// Config.BatchSize, up to the first event that did not. It returns when none is left; if it fails on the way, what was
// removed stays removed, and a repetition goes on from there. An event with the number and link of where the log goes on,
// and a hash of the rows up to there, records each commit; where only such records are left, they stay.
//
// Reads as of an instant before the checkpoint are refused with store.ErrLogTruncated from then on; what happened later is
// told as before. It needs an administrator of the tenant. Where the log is not kept, it is refused with Unsupported.
func (s *Session) TruncateLog(ctx context.Context, in TruncateLogInput) (TruncateLogResult, error) {
	type batch struct {
		TruncateLogResult
		Rest bool
	}
	var out TruncateLogResult
	for {
		done, err := run(ctx, s, command[batch]{op: "truncate log", input: in, do: func(u *unit) (b batch, err error) {
			if err := u.authorize(taskSettings, entitlement.CatalogID{}); err != nil {
				return b, err
			}
			switch {
			case u.e.config.Log.Discard:
				return b, logMissing()
			case in.Before.IsZero() || in.Before.After(u.at):
				return b, invalid("before: an instant in the past, not %s", in.Before.Format(time.RFC3339))
			case !u.write:
				return b, errPlanned
			}
			b.Checkpoint, b.Removed, b.Rest, err = u.truncate(in.Before)
			return b, err
		}})
		if err != nil {
			return out, err
		}
		out.Removed += done.Removed
		out.Checkpoint = done.Checkpoint
		if !done.Rest {
			return out, nil
		}
	}
}

// truncate removes one batch of events and records the checkpoint.
func (u *unit) truncate(before time.Time) (c store.Checkpoint, removed int, rest bool, err error) {
	c, removed, rest, err = u.tx.Truncate(&u.meta, before, u.e.config.BatchSize)
	if err != nil || removed == 0 {
		return c, 0, false, err
	}
	return c, removed, rest, u.note(entitlement.ActivityLogTruncated, c.Facts()...)
}

// VerifyLogInput asks whether the log is what was written.
type VerifyLogInput struct {
	// Known is a point of the log that was noted somewhere else, such as the End of an earlier report: the log must contain
	// it. Without one, only changes that do not rewrite the whole log are found.
	Known store.LogPoint
}

// VerifyLog reads the whole log and compares it with the rows: see store.Schema.VerifyLog, whose report and errors it
// returns. It is for the host, and reads in one transaction: what is replaced meanwhile takes room until it returns. Where
// the log is not kept, it is refused with Unsupported.
func (e *Engine) VerifyLog(ctx context.Context, in VerifyLogInput) (report store.LogReport, err error) {
	const op = "verify log"
	if err := e.enter(); err != nil {
		return report, withOp(op, err)
	}
	defer e.leave()
	if e.config.Log.Discard {
		return report, withOp(op, logMissing())
	}
	err = e.read(ctx, e.now(), func(u *unit) error {
		report, err = e.schema.VerifyLog(ctx, u.tx, in.Known)
		return err
	})
	return report, withOp(op, err)
}

// reaches refuses an instant that the log does not tell of any more.
func (u *unit) reaches(at time.Time) error {
	var c store.Checkpoint
	_, err := u.tx.Checkpoint(&c)
	if err == nil && at.Before(c.At) {
		err = &entitlement.Error{
			Code: store.ErrLogTruncated, Kind: entitlement.KindEngine,
			Detail: "the log was truncated and reaches back to " + c.At.Format(time.RFC3339Nano),
		}
	}
	return err
}

// How often Config.Log.Keep is looked after: when there is nothing left to remove, and when there is.
const (
	retainEvery = 24 * time.Hour
	retainNext  = time.Second
)

// openLog refuses a store whose log is not of the kind that the Config says, and makes sure that Config.Log.Keep is looked
// after. The transaction is the first of an engine.
func (u *unit) openLog() error {
	var last entitlement.Event
	_, kept, err := u.tx.Event(u.meta.Seq, &last)
	if err != nil {
		return err
	}
	if kept == u.e.config.Log.Discard {
		return invalid("config.Log.Discard: the store was made with %t and keeps to it", !kept)
	}
	if u.e.config.Log.Keep == 0 {
		return nil
	}
	queued := false
	err = u.e.schema.Jobs.Each(u.tx, nil, func(job *store.Job) (bool, error) {
		queued = job.Kind == store.JobTruncateLog
		return !queued, nil
	})
	if err != nil || queued {
		return err
	}
	return u.startJob(&store.Job{Kind: store.JobTruncateLog, At: u.at})
}

// retain is the job behind Config.Log.Keep: it removes a batch of what is too old and queues itself again. Without Keep it
// ends.
func (u *unit) retain(before *store.Job) (int, error) {
	u.touched = true
	keep := u.e.config.Log.Keep
	if keep == 0 {
		_, err := u.e.schema.Jobs.Write(u.tx, before, nil)
		return 1, err
	}
	_, removed, rest, err := u.truncate(u.when.Add(-keep))
	if err != nil {
		return 0, err
	}
	after := *before
	after.At = u.when.Add(retainEvery)
	if rest {
		after.At = u.when.Add(retainNext) // commands come in between
	}
	_, err = u.e.schema.Jobs.Write(u.tx, before, &after)
	return max(1, removed), err
}

func (l *EventLog) validate() error {
	if l.Keep < 0 {
		return invalid("config.Log.Keep must be positive")
	}
	if l.Keep > 0 && l.Discard {
		return invalid("config.Log has both Keep and Discard: a log that is not stored is not kept for a while")
	}
	return nil
}

package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"example.com/tenure/entitlement"
)

// ErrLogDamaged says that the event log is not what was written: an event was changed, removed or put in, or a row is not
// the one that the log tells of.
const ErrLogDamaged entitlement.Code = "logDamaged"

// LogPoint is a point of a log: the number of an event and its link, which stands for the event and all before it. Noted
// somewhere else, it shows later that the log still begins the same way (I-102, I-106). The zero LogPoint is the beginning.
type LogPoint struct {
	Seq  uint64
	Link [32]byte
}

// LogReport is what VerifyLog saw.
type LogReport struct {
	Checkpoint Checkpoint // zero if nothing was ever removed
	First      uint64     // the first event that is still in the log
	End        LogPoint   // the last event
	Rows       int        // rows that were compared with the log
}

// VerifyLog reads the whole log and refuses it with ErrLogDamaged, naming the first event that is wrong, unless
//
//   - events have the numbers from the checkpoint on without gaps, each linked to the one before it (I-100);
//   - the baseline is the one that the event of the checkpoint tells of;
//   - every row is, byte for byte, the one that the last event about it left, and no row is missing (I-101);
//   - the log contains the known point. One before the checkpoint is refused with ErrLogTruncated.
//
// It costs a lookup for each event and each row, and no memory. The context is checked on the way.
func (s *Schema) VerifyLog(ctx context.Context, t *Txn, known LogPoint) (LogReport, error) {
	v := verifier{ctx: ctx, s: s, t: t, known: known}
	if _, err := t.Meta(&v.meta); err != nil {
		return LogReport{}, err
	}
	for _, step := range []func() error{v.checkpoint, v.baseline, v.events, v.end, v.rows} {
		if err := step(); err != nil {
			return LogReport{}, err
		}
	}
	return v.report, nil
}

type verifier struct {
	ctx    context.Context
	s      *Schema
	t      *Txn
	known  LogPoint
	meta   Meta
	sum    rowSum // of the baseline, as the checkpoint has it
	report LogReport
	alive  int // objects that the log has made and not removed
}

func wrong(seq uint64, format string, args ...any) error {
	return &entitlement.Error{
		Code: ErrLogDamaged, Kind: entitlement.KindEngine, ID: strconv.FormatUint(seq, 10),
		Detail: fmt.Sprintf("event %d ", seq) + fmt.Sprintf(format, args...),
	}
}

// checkpoint finds out where the log begins.
func (v *verifier) checkpoint() error {
	c := &v.report.Checkpoint
	found, err := v.t.checkpoint(c, &v.sum)
	if err != nil {
		return err
	}
	if c.First != v.meta.Kept {
		return wrong(v.meta.Kept, "is not where the checkpoint says that the log begins")
	}
	if !found {
		v.report.First = 1
		return nil
	}
	v.report.First, v.report.End = c.First, LogPoint{c.First - 1, c.Link}
	if v.known.Seq != 0 && v.known.Seq < v.report.End.Seq {
		return &entitlement.Error{
			Code: ErrLogTruncated, Kind: entitlement.KindEngine, ID: strconv.FormatUint(v.known.Seq, 10),
			Detail: fmt.Sprintf("event %d was removed from the log, which begins with event %d", v.known.Seq, c.First),
		}
	}
	if err := v.compare(); err != nil {
		return err
	}
	var ev entitlement.Event
	_, found, err = v.t.Event(c.Event, &ev)
	if entitlement.CodeOf(err) == ErrForeign {
		return wrong(c.Event, "cannot be read: %v", err)
	}
	if err == nil && (!found || ev.Activity != entitlement.ActivityLogTruncated || !slices.Equal(ev.Facts, c.Facts())) {
		return wrong(c.Event, "does not record the checkpoint")
	}
	return err
}

// baseline compares the rows that the removed events left with the checkpoint, and with the rows as they are.
func (v *verifier) baseline() error {
	var sum rowSum
	err := v.t.scan([]byte{tagBaseline}, nil, func(key, row []byte) (bool, error) {
		sum.add(key, row)
		v.alive++
		object, err := parseBaselineKey(key)
		if err != nil {
			return false, wrong(v.report.Checkpoint.Event, "tells of a baseline that cannot be read: %v", err)
		}
		stamp, err := stampOf(row)
		if err != nil {
			return false, wrong(v.report.Checkpoint.Event, "tells of a baseline that cannot be read: %v", err)
		}
		return true, v.row(stamp.Event, object, row)
	})
	if err == nil && sum != v.sum {
		return wrong(v.report.Checkpoint.Event, "tells of another baseline than the one that is kept")
	}
	return err
}

// events follows the chain.
func (v *verifier) events() error {
	const beside = 32 + 8 // the link and the recorded instant follow the canonical bytes
	var ev entitlement.Event
	return v.t.scan([]byte{tagEvent}, nil, func(key, value []byte) (bool, error) {
		r := ReadKey(key[1:])
		seq, next := r.Uint64(), v.report.End.Seq+1
		if err := r.End(); err != nil {
			return false, wrong(next, "has a key that cannot be read: %v", err)
		}
		if seq != next {
			return false, wrong(next, "is missing")
		}
		if _, err := decodeEvent(seq, value, &ev); err != nil {
			return false, wrong(seq, "cannot be read: %v", err)
		}
		link := Link(v.report.End.Link, seq, value[:len(value)-beside])
		if link != ev.Link {
			return false, wrong(seq, "is not the one that was written")
		}
		v.report.End = LogPoint{seq, link}
		if err := v.compare(); err != nil {
			return false, err
		}
		return true, v.event(&ev)
	})
}

// compare looks whether the log has come to the known point, and whether the point is the same.
func (v *verifier) compare() error {
	if v.known.Seq == v.report.End.Seq && v.known != v.report.End {
		return wrong(v.known.Seq, "is not the one that was noted")
	}
	return v.ctx.Err()
}

// event compares an event with the row that it is about.
func (v *verifier) event(ev *entitlement.Event) error {
	if ev.Object.Kind == entitlement.KindEngine {
		return nil
	}
	if ev.Previous == 0 {
		v.alive++
	}
	if ev.After == nil {
		v.alive--
	}
	return v.row(ev.Seq, ev.Object, ev.After)
}

// row compares what an event left with the row as it is, which may be one that a later event left.
func (v *verifier) row(seq uint64, object entitlement.ObjectRef, left []byte) error {
	tag, known := rowTag(object.Kind)
	if !known {
		return wrong(seq, "is about no row")
	}
	v.t.key = append(append(v.t.key[:0], tag), object.Key...)
	row, found, err := v.t.r.Get(v.t.key)
	if err != nil || !found {
		return err
	}
	stamp, err := stampOf(row)
	switch {
	case err != nil:
		return wrong(seq, "is about a row that cannot be read (%s %x): %v", object.Kind, object.Key, err)
	case stamp.Event > seq:
		return nil
	case stamp.Event < seq:
		return wrong(seq, "is later than the row that it is about (%s %x)", object.Kind, object.Key)
	case !bytes.Equal(row, left):
		return wrong(seq, "left another row than the one that is stored (%s %x)", object.Kind, object.Key)
	}
	v.report.Rows++
	return nil
}

// end compares the end of the log with the engine's row.
func (v *verifier) end() error {
	end := v.report.End
	switch {
	case end.Seq < v.meta.Seq:
		return wrong(end.Seq+1, "is missing, and all after it")
	case end != LogPoint{v.meta.Seq, v.meta.Link}:
		return wrong(end.Seq, "is not the last one that was written")
	case end.Seq < v.known.Seq:
		return wrong(end.Seq+1, "is missing, and all up to the one that was noted")
	}
	return nil
}

// rows counts: each row has met its event, and each object that the log has made has its row.
func (v *verifier) rows() error {
	count := 0
	for kind := entitlement.KindCatalog; kind <= entitlement.KindCallout; kind++ {
		tag, known := rowTag(kind)
		if !known {
			continue
		}
		err := v.t.scan([]byte{tag}, nil, func([]byte, []byte) (bool, error) {
			count++
			return true, v.ctx.Err()
		})
		if err != nil {
			return err
		}
	}
	if count != v.alive || count != v.report.Rows {
		return &entitlement.Error{
			Code: ErrLogDamaged, Kind: entitlement.KindEngine,
			Detail: fmt.Sprintf("the log tells of %d rows, there are %d, and %d of them are as it left them", v.alive, count, v.report.Rows),
		}
	}
	return nil
}

// rowTag returns the table of the rows that events of a kind are about.
func rowTag(kind entitlement.Kind) (byte, bool) {
	switch kind {
	case entitlement.KindCatalog:
		return tagCatalog, true
	case entitlement.KindResource:
		return tagResource, true
	case entitlement.KindAccessPackage:
		return tagPackage, true
	case entitlement.KindPolicy:
		return tagPolicy, true
	case entitlement.KindOrganization:
		return tagOrganization, true
	case entitlement.KindRoleAssignment:
		return tagRole, true
	case entitlement.KindSettings:
		return tagSettings, true
	case entitlement.KindRequest:
		return tagRequest, true
	case entitlement.KindStage:
		return tagStage, true
	case entitlement.KindAssignment:
		return tagAssignment, true
	case entitlement.KindGrant:
		return tagGrant, true
	case entitlement.KindGuest:
		return tagGuest, true
	case entitlement.KindReviewSeries:
		return tagReviewSeries, true
	case entitlement.KindReview:
		return tagReview, true
	case entitlement.KindReviewItem:
		return tagReviewItem, true
	case entitlement.KindDelegation:
		return tagDelegation, true
	case entitlement.KindAutomaticScope:
		return tagAutomaticScope, true
	case entitlement.KindAutomaticMember:
		return tagAutomaticMember, true
	case entitlement.KindDeparture:
		return tagDeparture, true
	case entitlement.KindCallout:
		return tagCallout, true
	case entitlement.KindSubject, entitlement.KindGroup, entitlement.KindRole, entitlement.KindStore, entitlement.KindEngine:
	}
	return 0, false
}

// stampOf reads the stamp of any stored row that events are about: hot rows begin with it, configuration rows are JSON.
func stampOf(row []byte) (s entitlement.Stamp, err error) {
	d := decoder{b: row}
	if len(row) > 0 && row[0] == '{' {
		d.bad = json.Unmarshal(row, &s) != nil
	} else {
		d.u8()
		s = d.stamp()
	}
	if d.bad {
		return s, damaged(entitlement.KindStore, "the stamp of a row cannot be read")
	}
	return s, nil
}

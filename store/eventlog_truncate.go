package store

import (
	"encoding/hex"
	"slices"
	"strconv"
	"time"

	"example.com/tenure/entitlement"
)

// ErrLogTruncated says that a question is about an instant, or an event, before the log's checkpoint.
const ErrLogTruncated entitlement.Code = "logTruncated"

// Checkpoint stands for the events that were removed from the beginning of the log. The rows that they left are kept as the
// log's baseline, so that the log still replays to the rows as they are (I-101), and still tells how things were from At on.
// The checkpoint before the first truncation is zero.
type Checkpoint struct {
	First uint64    // the first event that is still in the log
	Link  [32]byte  // of the event before it: the chain goes on from here
	At    time.Time // the latest instant of a removed event
	State [32]byte  // hash of the baseline
	Event uint64    // the event that records the checkpoint
}

// Facts is what the event that records a checkpoint says about it.
func (c *Checkpoint) Facts() []entitlement.Fact {
	return []entitlement.Fact{
		{Name: "first", Value: strconv.FormatUint(c.First, 10)},
		{Name: "link", Value: hex.EncodeToString(c.Link[:])},
		{Name: "at", Value: c.At.Format(time.RFC3339Nano)},
		{Name: "state", Value: hex.EncodeToString(c.State[:])},
	}
}

// Checkpoint reads the log's checkpoint and reports whether there is one.
func (t *Txn) Checkpoint(out *Checkpoint) (bool, error) {
	var sum rowSum
	return t.checkpoint(out, &sum)
}

func (t *Txn) checkpoint(out *Checkpoint, sum *rowSum) (bool, error) {
	t.key = append(t.key[:0], tagCheckpoint)
	value, found, err := t.r.Get(t.key)
	if err != nil || !found {
		return false, err
	}
	return true, decodeCheckpoint(value, out, sum)
}

// Truncate removes up to limit events from the beginning of the log, all that come before the first event which did not
// happen before an instant. It folds them into the baseline and moves the checkpoint, which it returns, on. rest tells that
// limit was too low. If an event was removed, the caller appends the one that records the checkpoint, as the next. Where
// there are only such records to remove they stay, so that a log at rest comes to rest.
func (t *Txn) Truncate(m *Meta, before time.Time, limit int) (c Checkpoint, removed int, rest bool, err error) {
	var sum rowSum
	if _, err := t.checkpoint(&c, &sum); err != nil {
		return c, 0, false, err
	}
	old, rest, err := t.oldest(before, limit)
	if err != nil || len(old) == 0 {
		return c, 0, false, err
	}
	for i := range old {
		ev := &old[i]
		if err := t.fold(ev, &sum); err != nil {
			return c, 0, false, err
		}
		t.key = AppendUint64(append(t.key[:0], tagEvent), ev.Seq)
		if err := t.del(t.key); err != nil {
			return c, 0, false, err
		}
		if !ev.Package.ID.IsZero() {
			t.key = packageRunKey(t.key[:0], ev.Package.ID, ev.Seq)
			if err := t.del(t.key); err != nil { // if a run ends here; a run that goes on is cut by the log's beginning
				return c, 0, false, err
			}
		}
		c.First, c.Link = ev.Seq+1, ev.Link
		if ev.At.After(c.At) {
			c.At = ev.At
		}
	}
	c.State, c.Event = sum.hash(), m.Seq+1
	m.Kept = c.First
	err = t.put([]byte{tagCheckpoint}, encodeCheckpoint(nil, &c, &sum))
	return c, len(old), rest, err
}

// oldest returns the first events of the log, as long as they happened before an instant, and whether there are more.
func (t *Txn) oldest(before time.Time, limit int) (old []entitlement.Event, rest bool, err error) {
	err = t.Events(0, func(ev *entitlement.Event, _ time.Time) (bool, error) {
		switch {
		case !ev.At.Before(before):
			return false, nil
		case len(old) == limit:
			rest = true
			return false, nil
		}
		old = append(old, ev.Clone())
		return true, nil
	})
	told := func(ev entitlement.Event) bool { return ev.Activity != entitlement.ActivityLogTruncated }
	if !rest && !slices.ContainsFunc(old, told) {
		return nil, false, err
	}
	return old, rest, err
}

// fold makes the row that an event left part of the baseline, in the place of the one before it.
func (t *Txn) fold(ev *entitlement.Event, sum *rowSum) error {
	if ev.Object.Kind == entitlement.KindEngine {
		return nil // not about a row
	}
	key := baselineKey(ev.Subject, ev.Object)
	was, found, err := t.r.Get(key)
	if err != nil {
		return err
	}
	if found {
		sum.remove(key, was)
	}
	if ev.After == nil {
		return t.del(key)
	}
	sum.add(key, ev.After)
	return t.put(key, ev.After)
}

// Baseline calls fn for the rows that the removed events left, in the form of Event.After, until fn returns false: those
// about a person, or about nobody if of is empty, or all if it is nil. row belongs to the store and is valid until fn
// returns. fn may read through the Txn, not write.
func (t *Txn) Baseline(of *entitlement.SubjectID, fn func(object entitlement.ObjectRef, row []byte) (bool, error)) error {
	prefix := []byte{tagBaseline}
	if of != nil {
		prefix = AppendText(prefix, *of)
	}
	return t.scan(prefix, nil, func(key, row []byte) (bool, error) {
		object, err := parseBaselineKey(key)
		if err != nil {
			return false, err
		}
		return fn(object, row)
	})
}

func baselineKey(about entitlement.SubjectID, object entitlement.ObjectRef) []byte {
	key := AppendUint8(AppendText([]byte{tagBaseline}, about), uint8(object.Kind))
	return append(key, object.Key...)
}

func parseBaselineKey(key []byte) (entitlement.ObjectRef, error) {
	r := ReadKey(key[1:])
	r.SkipText()
	kind := entitlement.Kind(r.Uint8())
	if r.bad {
		return entitlement.ObjectRef{}, damaged(entitlement.KindEngine, "a key of the log's baseline cannot be read")
	}
	return entitlement.ObjectRef{Kind: kind, Key: string(r.rest)}, nil
}

func encodeCheckpoint(dst []byte, c *Checkpoint, sum *rowSum) []byte {
	e := encoder(dst)
	e.u8(1)
	e.uint(c.First)
	e.hash(c.Link)
	e.time(c.At)
	e.uint(c.Event)
	return sum.append(e)
}

func decodeCheckpoint(data []byte, c *Checkpoint, sum *rowSum) error {
	d := decoder{b: data}
	if d.u8() != 1 {
		return damaged(entitlement.KindEngine, "the row's version is unknown")
	}
	*c = Checkpoint{First: d.uint(), Link: d.hash(), At: d.time(), Event: d.uint()}
	if b := d.take(sumSize); b != nil {
		sum.read(b)
	}
	c.State = sum.hash()
	return d.done(entitlement.KindEngine)
}

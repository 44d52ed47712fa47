package store

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"example.com/tenure/entitlement"
)

// Link returns the chain value of an event: SHA-256 over the link before it, its sequence number and its canonical bytes
// (I-100).
func Link(previous [32]byte, seq uint64, canonical []byte) [32]byte {
	h := sha256.New()
	h.Write(previous[:])
	var number [8]byte
	binary.BigEndian.PutUint64(number[:], seq)
	h.Write(number[:])
	h.Write(canonical)
	var link [32]byte
	h.Sum(link[:0])
	return link
}

// lastSeen is the number of the last event about a person, while it is not written yet: events about one person come in
// runs, and only the last number of a run has to be stored.
type lastSeen struct {
	id    entitlement.SubjectID
	seq   uint64
	dirty bool
}

// Append writes the event as number m.Seq+1 and moves m on: it fills in Seq, LastSeen and Link. object is the key of what
// changed, for Object.Key. recorded is when the event was written; it is kept beside the event and is not part of its
// canonical bytes. With keep false the event is numbered and linked, but not stored.
func (t *Txn) Append(m *Meta, ev *entitlement.Event, object []byte, recorded time.Time, keep bool) error {
	m.Seq++
	ev.Seq = m.Seq
	if ev.Subject != "" && keep {
		last, err := t.LastSeen(ev.Subject)
		if err != nil {
			return err
		}
		ev.LastSeen = last
		if err := t.see(ev.Subject, ev.Seq); err != nil {
			return err
		}
	}
	if !ev.Package.ID.IsZero() && keep {
		if err := t.seePackage(ev.Package.ID, ev.Seq); err != nil {
			return err
		}
	}
	canonical := appendEvent(t.event[:0], ev, object)
	ev.Link = Link(m.Link, ev.Seq, canonical)
	m.Link = ev.Link
	t.event = canonical
	if !keep {
		return nil
	}
	t.event = append(t.event, ev.Link[:]...)
	t.event = binary.BigEndian.AppendUint64(t.event, uint64(micros(recorded)))
	t.key = AppendUint64(append(t.key[:0], tagEvent), ev.Seq)
	return t.put(t.key, t.event)
}

// see notes the last event about a person, and writes what was noted about another one.
func (t *Txn) see(id entitlement.SubjectID, seq uint64) error {
	if t.seen.id != id {
		if err := t.flushSeen(); err != nil {
			return err
		}
	}
	t.seen = lastSeen{id, seq, true}
	return nil
}

// flushSeen writes what was noted. The end of every transaction that appends events calls it, through PutMeta.
func (t *Txn) flushSeen() error {
	if !t.seen.dirty {
		return nil
	}
	t.seen.dirty = false
	t.key = AppendText(append(t.key[:0], tagLastSeen), t.seen.id)
	t.name = binary.AppendUvarint(t.name[:0], t.seen.seq)
	return t.put(t.key, t.name)
}

// LastSeen returns the number of the last event about a person, 0 if there is none. Each event names the one before it, so
// that a person's history is a walk over that person's events alone.
func (t *Txn) LastSeen(id entitlement.SubjectID) (uint64, error) {
	if t.seen.id == id && id != "" {
		return t.seen.seq, nil
	}
	t.key = AppendText(append(t.key[:0], tagLastSeen), id)
	value, found, err := t.r.Get(t.key)
	if err != nil || !found {
		return 0, err
	}
	seq, _ := binary.Uvarint(value)
	return seq, nil
}

// Event reads an event and the instant at which it was recorded, and reports whether it is in the log.
func (t *Txn) Event(seq uint64, ev *entitlement.Event) (recorded time.Time, found bool, err error) {
	t.key = AppendUint64(append(t.key[:0], tagEvent), seq)
	value, found, err := t.r.Get(t.key)
	if err != nil || !found {
		return time.Time{}, false, err
	}
	recorded, err = decodeEvent(seq, value, ev)
	return recorded, err == nil, err
}

// Events calls fn for the events from a number on, in order, until fn returns false. The event is reused; what fn keeps it
// clones.
func (t *Txn) Events(from uint64, fn func(ev *entitlement.Event, recorded time.Time) (bool, error)) error {
	var ev entitlement.Event
	return t.scan([]byte{tagEvent}, AppendUint64([]byte{tagEvent}, from), func(key, value []byte) (bool, error) {
		r := ReadKey(key[1:])
		seq := r.Uint64()
		if err := r.End(); err != nil {
			return false, err
		}
		recorded, err := decodeEvent(seq, value, &ev)
		if err != nil {
			return false, err
		}
		return fn(&ev, recorded)
	})
}

// Canonical returns the canonical bytes of a stored event, without its link and recorded instant.
func Canonical(ev *entitlement.Event) []byte { return AppendEvent(nil, ev) }

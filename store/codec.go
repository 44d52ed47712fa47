package store

import (
	"encoding/binary"
	"math"
	"time"

	"example.com/tenure/entitlement"
)

// Hot rows have compact codecs: a version byte, then the fields in a fixed order, integers as varints, identifiers as
// their bytes, instants as eight bytes of microseconds. What is in the key is not repeated in the value. Fields are only
// ever appended, under a new version byte; golden bytes hold every version.
//
// encoder appends to a buffer; it cannot fail. decoder remembers the first failure and then returns zero values, so that a
// codec reads as the list of its fields and checks once, at the end.

type encoder []byte

func (e *encoder) u8(v uint8)       { *e = append(*e, v) }
func (e *encoder) uint(v uint64)    { *e = binary.AppendUvarint(*e, v) }
func (e *encoder) id(v [16]byte)    { *e = append(*e, v[:]...) }
func (e *encoder) hash(v [32]byte)  { *e = append(*e, v[:]...) }
func (e *encoder) text(v string)    { e.uint(uint64(len(v))); *e = append(*e, v...) }
func (e *encoder) bytes(v []byte)   { e.uint(uint64(len(v))); *e = append(*e, v...) }
func (e *encoder) time(v time.Time) { *e = binary.BigEndian.AppendUint64(*e, uint64(micros(v))) }

func (e *encoder) flag(v bool) {
	if v {
		e.u8(1)
	} else {
		e.u8(0)
	}
}

func (e *encoder) stamp(s entitlement.Stamp) {
	e.uint(uint64(s.Version))
	e.uint(s.Event)
}

func (e *encoder) subjects(list []entitlement.SubjectID) {
	e.uint(uint64(len(list)))
	for _, s := range list {
		e.text(string(s))
	}
}

type decoder struct {
	b    []byte
	bad  bool
	into *memory
}

func (d *decoder) take(n int) []byte {
	if n < 0 || n > len(d.b) {
		d.bad, d.b = true, nil
		return nil
	}
	out := d.b[:n]
	d.b = d.b[n:]
	return out
}

func (d *decoder) u8() uint8 {
	if b := d.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (d *decoder) uint() uint64 {
	v, n := binary.Uvarint(d.b)
	if n <= 0 {
		d.bad, d.b = true, nil
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) u32() uint32 {
	v := d.uint()
	if v > math.MaxUint32 {
		d.bad = true
	}
	return uint32(v)
}

func (d *decoder) id() (out [16]byte) {
	copy(out[:], d.take(16))
	return out
}

func (d *decoder) hash() (out [32]byte) {
	copy(out[:], d.take(32))
	return out
}

func (d *decoder) text() string  { return string(d.take(d.length())) }
func (d *decoder) name() string  { return d.into.name(d.take(d.length())) }
func (d *decoder) bytes() []byte { return append([]byte(nil), d.take(d.length())...) }

// length reads the length of a text.
func (d *decoder) length() int { return d.count(1) }

// count reads how many elements follow, of which each takes at least so many bytes. The rest of the row can hold them, so
// damaged rows cannot ask for memory.
func (d *decoder) count(each int) int {
	n := d.uint()
	if n > uint64(len(d.b)/each) {
		d.bad, d.b = true, nil
		return 0
	}
	return int(n)
}

func (d *decoder) flag() bool {
	v := d.u8()
	if v > 1 {
		d.bad = true
	}
	return v == 1
}

func (d *decoder) time() time.Time {
	b := d.take(8)
	if b == nil {
		return time.Time{}
	}
	return fromMicros(int64(binary.BigEndian.Uint64(b)))
}

func (d *decoder) stamp() entitlement.Stamp {
	return entitlement.Stamp{Version: d.u32(), Event: d.uint()}
}

func (d *decoder) subjects() []entitlement.SubjectID {
	n := d.count(1) // its length
	if n == 0 {
		return nil
	}
	out := d.into.subjects(n)
	for i := range out {
		out[i] = entitlement.SubjectID(d.name())
	}
	return out
}

// enum reads a small integer and refuses values that do not exist yet in this version (I-8).
func enum[E ~uint8](d *decoder, last E) E {
	v := E(d.u8())
	if v > last {
		d.bad = true
	}
	return v
}

// done returns the codec's verdict: everything was there and nothing was left over.
func (d *decoder) done(kind entitlement.Kind) error {
	if d.bad || len(d.b) != 0 {
		return damaged(kind, "the stored row cannot be read")
	}
	return nil
}

func damaged(kind entitlement.Kind, detail string) error {
	return &entitlement.Error{Code: ErrForeign, Kind: kind, Detail: detail + ": the store is damaged or was written by something else"}
}

// never is the instant that stands for the zero time: no end, not yet.
const never = math.MinInt64

func micros(t time.Time) int64 {
	if t.IsZero() {
		return never
	}
	return t.UnixMicro()
}

func fromMicros(v int64) time.Time {
	if v == never {
		return time.Time{}
	}
	return time.UnixMicro(v).UTC()
}

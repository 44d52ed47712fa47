package store

import (
	"bytes"
	"encoding/binary"
	"time"

	"example.com/tenure/entitlement"
)

// KeyReader takes a key apart in the order in which it was built. After a component that is cut short or malformed
// every method returns a zero value, and End says so: check once, at the end.
type KeyReader struct {
	rest []byte
	bad  bool
}

// ReadKey returns a reader of a key, or of the part of it that is not known yet. The reader keeps no copy of key.
func ReadKey(key []byte) KeyReader { return KeyReader{rest: key} }

// ID reads what AppendID wrote.
func (r *KeyReader) ID() (id [16]byte) {
	copy(id[:], r.take(16))
	return id
}

// Text reads what AppendText wrote.
func (r *KeyReader) Text() string {
	var text []byte
	for {
		i := bytes.IndexByte(r.rest, 0)
		if i < 0 || i+1 == len(r.rest) {
			return r.fail()
		}
		part, mark := r.rest[:i], r.rest[i+1]
		r.rest = r.rest[i+2:]
		switch {
		case mark == ended && text == nil:
			return string(part)
		case mark == ended:
			return string(append(text, part...))
		case mark == escaped:
			text = append(append(text, part...), 0)
		default:
			return r.fail()
		}
	}
}

// name is Text for identifiers of people and roles, which come again and again.
func (r *KeyReader) name(m *memory) string {
	if i := bytes.IndexByte(r.rest, 0); i >= 0 && i+1 < len(r.rest) && r.rest[i+1] == ended {
		text := r.rest[:i]
		r.rest = r.rest[i+2:]
		return m.name(text)
	}
	return r.Text()
}

// SkipText passes over what AppendText wrote.
func (r *KeyReader) SkipText() {
	for {
		i := bytes.IndexByte(r.rest, 0)
		if i < 0 || i+1 == len(r.rest) {
			r.fail()
			return
		}
		mark := r.rest[i+1]
		r.rest = r.rest[i+2:]
		if mark == ended {
			return
		}
		if mark != escaped {
			r.fail()
			return
		}
	}
}

// Uint8 reads what AppendUint8 wrote.
func (r *KeyReader) Uint8() uint8 {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

// Uint32 reads what AppendUint32 wrote.
func (r *KeyReader) Uint32() uint32 {
	if b := r.take(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

// Uint64 reads what AppendUint64 wrote.
func (r *KeyReader) Uint64() uint64 {
	if b := r.take(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

// Time reads what AppendTime wrote, in UTC.
func (r *KeyReader) Time() time.Time {
	if b := r.take(8); b != nil {
		return time.UnixMicro(int64(binary.BigEndian.Uint64(b) ^ signBit)).UTC()
	}
	return time.Time{}
}

// End returns entitlement.InvalidArgument if the key was malformed or has bytes left, and nil if it was read
// completely.
func (r *KeyReader) End() error {
	switch {
	case r.bad:
		return malformed("the key is cut short or malformed")
	case len(r.rest) > 0:
		return malformed("the key has more components than expected")
	}
	return nil
}

// take returns the next n bytes, or nil if there are fewer.
func (r *KeyReader) take(n int) []byte {
	if len(r.rest) < n {
		r.fail()
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *KeyReader) fail() string {
	r.rest, r.bad = nil, true
	return ""
}

func malformed(detail string) error {
	return &entitlement.Error{Op: "read key", Code: entitlement.InvalidArgument, Kind: entitlement.KindStore, Detail: detail}
}

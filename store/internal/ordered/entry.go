package ordered

import (
	"bytes"
	"encoding/binary"
	"unsafe"
)

// hidden is the length of a value that is not there: see Arena.Tombstone.
const hidden = ^uint32(0)

// Entry is a key with its value, or a tombstone: 24 bytes that point to where both lie, one after the other. It
// never changes once made, so bytes taken from it stay valid for as long as somebody holds them.
type Entry struct {
	data     *byte // the key, then the value
	keyLen   uint32
	valueLen uint32
	prefix   uint64 // of the key: decides nearly every comparison without following data
}

// NewEntry returns an entry with copies of key and value. The key is not empty.
func NewEntry(key, value []byte) Entry {
	return entryIn(make([]byte, 0, len(key)+len(value)), key, value)
}

// entryIn returns an entry whose bytes are appended to room, which has enough capacity.
func entryIn(room, key, value []byte) Entry {
	data := append(append(room, key...), value...)[len(room):]
	return Entry{data: &data[0], keyLen: uint32(len(key)), valueLen: uint32(len(value)), prefix: prefixOf(key)}
}

// Arena makes entries that are let go of together: they share allocations, each of which stays as long as one of its
// entries. The zero value is ready for use.
type Arena struct{ room []byte }

// Entry returns an entry with copies of key and value. The key is not empty.
func (a *Arena) Entry(key, value []byte) Entry {
	const first, most = 1 << 10, 1 << 15
	size := len(key) + len(value)
	if size > cap(a.room)-len(a.room) {
		a.room = make([]byte, 0, max(first, min(2*cap(a.room), most), size))
	}
	e := entryIn(a.room, key, value)
	a.room = a.room[:len(a.room)+size]
	return e
}

// Tombstone returns an entry that says that key is absent.
func (a *Arena) Tombstone(key []byte) Entry {
	e := a.Entry(key, nil)
	e.valueLen = hidden
	return e
}

// Hidden reports whether the entry is a tombstone.
func (e Entry) Hidden() bool { return e.valueLen == hidden }

// Key returns the key. It must not be changed.
func (e Entry) Key() []byte {
	// data begins at least keyLen bytes, and nobody writes to it: reading in place is safe.
	return unsafe.Slice(e.data, e.keyLen)
}

// Value returns the value, nil for a tombstone. It must not be changed.
func (e Entry) Value() []byte {
	if e.Hidden() {
		return nil
	}
	both := unsafe.Slice(e.data, int(e.keyLen)+int(e.valueLen))
	return both[e.keyLen:]
}

// compare orders the entry against a key and its prefix, like bytes.Compare.
func (e *Entry) compare(key []byte, prefix uint64) int {
	switch {
	case e.prefix < prefix:
		return -1
	case e.prefix > prefix:
		return 1
	}
	return bytes.Compare(e.Key(), key)
}

// prefixOf returns the eight bytes after the table byte as a number that orders like them. A shorter key is filled up
// with zeros, the smallest bytes: what is equal then is decided by the whole keys.
func prefixOf(key []byte) uint64 {
	if len(key) >= 9 {
		return binary.BigEndian.Uint64(key[1:])
	}
	var b [8]byte
	copy(b[:], key[1:])
	return binary.BigEndian.Uint64(b[:])
}

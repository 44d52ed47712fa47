package store

import (
	"encoding/binary"
	"strings"
	"time"
)

// A text ends with two bytes that nothing inside it can produce: a zero byte inside is followed by escaped, the end by
// ended. Texts order bytewise because ended is the smaller of the two and follows the smallest byte.
const (
	escaped = 0xff
	ended   = 0x01
)

// AppendID appends sixteen raw bytes.
func AppendID(dst []byte, id [16]byte) []byte { return append(dst, id[:]...) }

// AppendText appends s so that keys order by its bytes whatever follows, and so that no two texts collide. It takes
// len(s)+2 bytes, and one more for each zero byte in s.
func AppendText[T ~string](dst []byte, s T) []byte {
	for text := string(s); ; {
		i := strings.IndexByte(text, 0)
		if i < 0 {
			dst = append(dst, text...)
			return append(dst, 0, ended)
		}
		dst = append(dst, text[:i]...)
		dst = append(dst, 0, escaped)
		text = text[i+1:]
	}
}

// AppendUint8 appends one byte.
func AppendUint8(dst []byte, v uint8) []byte { return append(dst, v) }

// AppendUint32 appends four bytes, most significant first.
func AppendUint32(dst []byte, v uint32) []byte { return binary.BigEndian.AppendUint32(dst, v) }

// AppendUint64 appends eight bytes, most significant first.
func AppendUint64(dst []byte, v uint64) []byte { return binary.BigEndian.AppendUint64(dst, v) }

// AppendTime appends an instant in eight bytes: microseconds, what is finer is cut off. Keys order like the instants of
// the years 1 to 9999; the zero time is the smallest of them.
func AppendTime(dst []byte, at time.Time) []byte {
	return binary.BigEndian.AppendUint64(dst, uint64(at.UnixMicro())^signBit)
}

// signBit, flipped, makes two's complement order like unsigned numbers.
const signBit = 1 << 63

// Successor returns the smallest key that is greater than every key that begins with prefix: the upper bound for a scan
// of all of them. Where no such key exists it returns nil, which Scan takes as the end of the table.
func Successor(prefix []byte) []byte {
	for i := len(prefix) - 1; i >= 0; i-- {
		if prefix[i] != 0xff {
			next := append([]byte(nil), prefix[:i+1]...)
			next[i]++
			return next
		}
	}
	return nil
}

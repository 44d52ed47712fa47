package store

import (
	"crypto/sha256"
	"crypto/sha3"
	"encoding/binary"
)

// rowSum is a fingerprint of a set of rows that does not depend on their order: a row is added, or taken away, without
// looking at the others. It is the hash known as LtHash: a row becomes 1024 numbers of sixteen bits, drawn from SHAKE128,
// and a set the sum of its rows, number by number. Sets that share a sum are as hard to find as short vectors of a lattice;
// sums of plain hashes are not safe.
type rowSum [1024]uint16

// sumSize is the length of a stored sum.
const sumSize = 2 * len(rowSum{})

func (s *rowSum) add(key, row []byte)    { s.mix(key, row, 1) }
func (s *rowSum) remove(key, row []byte) { s.mix(key, row, -1) }

func (s *rowSum) mix(key, row []byte, sign int16) {
	h := sha3.NewSHAKE128()
	var length [8]byte
	binary.BigEndian.PutUint64(length[:], uint64(len(key)))
	for _, part := range [...][]byte{length[:], key, row} {
		_, _ = h.Write(part) // a hash takes whatever it is given
	}
	var numbers [sumSize]byte
	_, _ = h.Read(numbers[:])
	for i := range s {
		s[i] += uint16(sign) * binary.BigEndian.Uint16(numbers[2*i:])
	}
}

func (s *rowSum) append(dst []byte) []byte {
	for _, n := range s {
		dst = binary.BigEndian.AppendUint16(dst, n)
	}
	return dst
}

// read takes a stored sum of sumSize bytes.
func (s *rowSum) read(b []byte) {
	for i := range s {
		s[i] = binary.BigEndian.Uint16(b[2*i:])
	}
}

// hash is the sum in 32 bytes.
func (s *rowSum) hash() [32]byte { return sha256.Sum256(s.append(nil)) }

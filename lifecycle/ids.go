package lifecycle

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"time"
)

// timeOrderedIDs makes identifiers in the form of UUID version 7: 48 bits of milliseconds, so that keys are appended in
// order, then bits that only who knows the seed can predict. The same seed, counter and instant give the same identifier:
// a restart changes nothing, and a command that was refused has used none.
type timeOrderedIDs struct{}

// NewID implements IDSource.
func (timeOrderedIDs) NewID(seed [16]byte, counter uint64, at time.Time) [16]byte {
	var in [24]byte
	copy(in[:], seed[:])
	binary.BigEndian.PutUint64(in[16:], counter)
	sum := sha256.Sum256(in[:])
	var id [16]byte
	binary.BigEndian.PutUint64(id[:], uint64(at.UnixMilli())<<16)
	copy(id[6:], sum[:10])
	binary.BigEndian.PutUint16(id[6:], 0x7000|uint16(counter&0x0fff)) // in order within a millisecond
	id[8] = id[8]&0x3f | 0x80
	return id
}

// randomSalt is the default of Config.Salt. crypto/rand never fails.
func randomSalt([16]byte) (salt [16]byte) {
	_, _ = rand.Read(salt[:])
	return salt
}

package boltstore

import "time"

// Options of Open. The zero value is fit for production.
type Options struct {
	// LockTimeout is how long Open waits for another process to let go of the file; 1 second if zero, not at all if
	// negative.
	LockTimeout time.Duration

	// MaxSize is the size in bytes that the file must not grow beyond, at least 4 MiB; no limit if zero. A commit that
	// would pass it is refused with store.ErrFull and writes nothing. The file grows in steps of 1 MiB and is full when
	// the next step is too large; room that deletions leave is used again.
	MaxSize int64

	// AppendOnly lists the tables whose keys only ever ascend, such as a log. Their pages are filled to 90 % instead of
	// half; with keys in any other order that makes the file larger and slower.
	AppendOnly []byte

	// UnsafeNoSync leaves out the sync of the disk in every commit. What was committed survives the process, but a loss of
	// power may destroy the whole file: for simulations only.
	UnsafeNoSync bool
}

const (
	growStep   = 1 << 20
	minMaxSize = 4 * growStep
)

func (o Options) lockTimeout() time.Duration {
	switch {
	case o.LockTimeout == 0:
		return time.Second
	case o.LockTimeout < 0:
		return 1 // zero would wait for ever, anything else tries at once
	}
	return o.LockTimeout
}

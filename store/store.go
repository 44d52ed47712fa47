package store

import (
	"context"
	"io"

	"example.com/tenure/entitlement"
)

// Limits of the contract: a backend accepts every key and value within them and refuses what lies outside with
// entitlement.InvalidArgument.
const (
	MaxKey   = 1 << 10 // bytes of a key; at least one
	MaxValue = 1 << 24 // bytes of a value; an empty value is a value
)

// Errors of the contract. They are codes: match them with errors.Is.
const (
	// ErrScanActive refuses a write while a Scan of the same transaction is running.
	ErrScanActive entitlement.Code = "scanActive"
	// ErrLocked says that another process has the store open.
	ErrLocked entitlement.Code = "storeLocked"
	// ErrNewer says that the store was written by a newer version of this module.
	ErrNewer entitlement.Code = "storeNewer"
	// ErrForeign says that the file or keyspace holds something else than a store of this module, or a damaged one.
	ErrForeign entitlement.Code = "storeForeign"
	// ErrFull says that the store has reached its size limit. Nothing of the transaction was written.
	ErrFull entitlement.Code = "storeFull"
)

// Store is an ordered, transactional key-value store. Keys are byte strings in byte order; the first byte of a key
// names its table.
//
// Transactions are serializable and written by one writer at a time. All methods may be called from many goroutines; a
// transaction function must not call the store it runs in. A transaction is used by the goroutine that runs its
// function, and no longer than that.
type Store interface {
	// View runs fn on a consistent snapshot and returns what fn returns. Nothing fn does can change the store.
	View(ctx context.Context, fn func(Reader) error) error

	// Update runs fn exactly once and commits what it wrote if fn returns nil. If fn returns an error or panics, or the
	// context is done, nothing is written, and the error is returned or the panic continues in the caller. A context that
	// is done when the transaction begins keeps fn from running at all; one that is done when fn returns is an error of
	// fn.
	//
	// Where a backend has to abort a transaction because of another one, Update returns entitlement.Conflict and nothing
	// was written. Where the backend cannot say whether the commit happened, Update returns
	// entitlement.OutcomeUnknown: after it the store either recovers by itself, and then every later transaction sees
	// one definite outcome, or refuses every later call.
	Update(ctx context.Context, fn func(Tx) error) error

	// Close waits for running transactions and releases everything. A second Close returns nil; every other later call
	// returns entitlement.Closed.
	Close() error
}

// Reader reads in a transaction. Returned bytes belong to the store and are valid until the transaction function
// returns or, for Scan, until the callback does; they must not be changed. Keys passed in may be reused by the caller
// at once.
type Reader interface {
	// Get returns the value of key and whether the key is present. A present key with an empty value is not an absent key.
	Get(key []byte) (value []byte, found bool, err error)

	// Scan calls fn for each key with from <= key < to, in ascending byte order, until fn returns false or an error, which
	// Scan then returns. Both bounds must lie in one table: they share the first byte, or to is that byte's successor, or
	// to is empty and stands for the end of the table; others are refused with entitlement.InvalidArgument. The bounds
	// must not change before Scan returns. Where to does not lie above from, there is nothing to call fn for.
	Scan(from, to []byte, fn func(key, value []byte) (more bool, err error)) error
}

// Tx reads and writes in an Update. It reads its own writes. Put and Delete copy what they are given and are refused
// with ErrScanActive while a Scan of the same transaction runs.
type Tx interface {
	Reader
	// Put sets the value of key.
	Put(key, value []byte) error
	// Delete removes key; an absent key is not an error.
	Delete(key []byte) error
}

// Backuper is implemented by stores that can stream a consistent copy of themselves while they run.
type Backuper interface {
	// Backup writes a copy that the same backend can open.
	Backup(ctx context.Context, w io.Writer) error
}

// As returns s, or the first store it wraps, as a T: the way to find an optional interface such as Backuper behind
// wrappers. Wrappers implement Unwrap() Store.
func As[T any](s Store) (T, bool) {
	for s != nil {
		if t, ok := s.(T); ok {
			return t, true
		}
		u, ok := s.(interface{ Unwrap() Store })
		if !ok {
			break
		}
		s = u.Unwrap()
	}
	var zero T
	return zero, false
}

package store

import (
	"bytes"
	"context"
	"fmt"

	"example.com/tenure/entitlement"
)

// CheckKey refuses a key outside the limits of the contract with entitlement.InvalidArgument. It and its siblings are
// for implementations of Store, so that all of them refuse the same.
func CheckKey(key []byte) error {
	if len(key) == 0 {
		return refuse("a key has at least one byte")
	}
	if len(key) > MaxKey {
		return refuse(fmt.Sprintf("a key has at most %d bytes, not %d", MaxKey, len(key)))
	}
	return nil
}

// CheckValue refuses a value outside the limits of the contract with entitlement.InvalidArgument.
func CheckValue(value []byte) error {
	if len(value) > MaxValue {
		return refuse(fmt.Sprintf("a value has at most %d bytes, not %d", MaxValue, len(value)))
	}
	return nil
}

// CheckRange reports whether a Scan from from to to can yield anything, and refuses bounds that do not lie in one table
// with entitlement.InvalidArgument.
func CheckRange(from, to []byte) (some bool, err error) {
	switch {
	case len(from) == 0:
		return false, refuse("a scan begins in a table: its lower bound has at least one byte")
	case len(to) == 0, to[0] == from[0], len(to) == 1 && int(to[0]) == int(from[0])+1:
		return len(to) == 0 || bytes.Compare(from, to) < 0, nil
	}
	return false, refuse(fmt.Sprintf("a scan stays in one table: its bounds begin with %#02x and %#02x", from[0], to[0]))
}

// CheckWrite refuses a write with ErrScanActive while the transaction has scans running.
func CheckWrite(scans int) error {
	if scans == 0 {
		return nil
	}
	return &entitlement.Error{
		Code: ErrScanActive, Kind: entitlement.KindStore, Detail: "finish the scan first: collect the keys, then write",
	}
}

// CheckContext returns ctx.Err(), wrapped, if the context of a transaction is done.
func CheckContext(ctx context.Context, op string) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	return nil
}

// ClosedError is what every method but Close returns after Close.
func ClosedError(op string) error {
	return &entitlement.Error{
		Op: op, Code: entitlement.Closed, Kind: entitlement.KindStore, Detail: "the store was closed",
	}
}

// KeyLimit returns the length of the longest key that s accepts: MaxKey, or less where a wrapper such as Prefix needs
// part of the key for itself.
func KeyLimit(s Store) int {
	if limited, ok := As[interface{ KeyLimit() int }](s); ok {
		return limited.KeyLimit()
	}
	return MaxKey
}

func refuse(detail string) error {
	return &entitlement.Error{Code: entitlement.InvalidArgument, Kind: entitlement.KindStore, Detail: detail}
}

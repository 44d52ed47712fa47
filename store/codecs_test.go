package store_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"reflect"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
)

// codec is one kind of stored row, its key included.
type codec struct {
	name   string
	hot    bool // compact, with a version byte first; the others are JSON
	empty  func() any
	encode func(row any) (key, value []byte, err error)
	decode func(key, value []byte) (any, error)
}

// filled is a row with a value in every field.
func (c codec) filled(seed int) any {
	row := c.empty()
	(&filler{seed}).fill(reflect.ValueOf(row).Elem())
	return row
}

// codecs are all of them.
func codecs() []codec {
	s := store.NewSchema()
	hot := []codec{
		table("request", &s.Requests), table("request_text", &s.RequestTexts), table("stage", &s.Stages),
		table("stage_text", &s.StageTexts), table("assignment", &s.Assignments), table("grant", &s.Grants),
		table("guest", &s.Guests), table("mail", &s.Mails), table("job", &s.Jobs),
		event(),
		written("attempt", writeAttempt, readAttempt), written("receipt", writeReceipt, readReceipt),
		written("ring", writeRing, readRing), written("target", writeTarget, readTarget),
		written("meta", (*store.Txn).PutMeta, (*store.Txn).Meta),
	}
	for i := range hot {
		hot[i].hot = true
	}
	return append(hot,
		table("catalog", &s.Catalogs), table("resource", &s.Resources), table("package", &s.Packages),
		table("policy", &s.Policies), table("organization", &s.Organizations), table("role", &s.Roles),
		table("settings", &s.Settings),
	)
}

// table is the codec of a typed table.
func table[K, T any](name string, t *store.Table[K, T]) codec {
	return codec{
		name: name, empty: func() any { return new(T) },
		encode: func(row any) (key, value []byte, err error) {
			return t.AppendKey(nil, row.(*T)), t.Encode(nil, row.(*T)), nil
		},
		decode: func(key, value []byte) (any, error) {
			k, err := t.ParseKey(key)
			if err != nil {
				return nil, err
			}
			row := new(T)
			return row, t.Decode(k, value, row)
		},
	}
}

// logged is an event and what is stored beside it.
type logged struct {
	entitlement.Event
	Recorded time.Time
}

func event() codec {
	return codec{
		name: "event", empty: func() any { return new(logged) },
		encode: func(row any) (key, value []byte, err error) {
			ev := row.(*logged)
			value = append(store.Canonical(&ev.Event), ev.Link[:]...)
			return store.AppendUint64([]byte{store.EventTable}, ev.Seq),
				binary.BigEndian.AppendUint64(value, uint64(ev.Recorded.UnixMicro())), nil
		},
		decode: func(key, value []byte) (any, error) {
			row := new(logged)
			err := stored(key, value, func(tx *store.Txn) (err error) {
				row.Recorded, _, err = tx.Event(binary.BigEndian.Uint64(key[1:]), &row.Event)
				return err
			})
			return row, err
		},
	}
}

// written is the codec of a row that transactions write without a table. Where write makes several entries the last one,
// in the order of their keys, is not the row.
func written[T any](name string, write func(*store.Txn, *T) error, read func(*store.Txn, *T) (bool, error)) codec {
	return codec{
		name: name, empty: func() any { return new(T) },
		encode: func(row any) (key, value []byte, err error) {
			s := memstore.New()
			err = s.Update(context.Background(), func(tx store.Tx) error { //nolint:usetesting // without a test
				if err := write(store.Writing(tx), row.(*T)); err != nil {
					return err
				}
				for tag := byte(0); tag < 255 && key == nil; tag++ {
					err := tx.Scan([]byte{tag}, nil, func(k, v []byte) (bool, error) {
						key, value = bytes.Clone(k), bytes.Clone(v)
						return false, nil
					})
					if err != nil {
						return err
					}
				}
				return nil
			})
			return key, value, err
		},
		decode: func(key, value []byte) (any, error) {
			row := new(T)
			err := stored(key, value, func(tx *store.Txn) error {
				_, err := read(tx, row)
				return err
			})
			return row, err
		},
	}
}

// stored reads from a store that holds one entry.
func stored(key, value []byte, read func(*store.Txn) error) error {
	s := memstore.New()
	return s.Update(context.Background(), func(tx store.Tx) error { //nolint:usetesting // without a test
		if err := tx.Put(key, value); err != nil {
			return err
		}
		return read(store.Reading(tx))
	})
}

// What rows without a table are stored under.
const (
	somebody = "person ann"
	someKey  = "key"
	someone  = 7 // number of a command
)

var someEffect = store.Effect{Class: store.ClassGrant, Kind: store.EffectMail, Key: []byte("row"), Generation: 1}

func writeAttempt(tx *store.Txn, a *store.Attempt) error { return tx.Retry(someEffect, a) }

func readAttempt(tx *store.Txn, a *store.Attempt) (bool, error) { return tx.Attempt(someEffect, a) }

func writeReceipt(tx *store.Txn, r *store.Receipt) error {
	return tx.PutReceipt(somebody, someKey, r, time.Time{})
}

func readReceipt(tx *store.Txn, r *store.Receipt) (bool, error) {
	return tx.Receipt(somebody, someKey, r)
}

func writeRing(tx *store.Txn, r *store.Receipt) error { return tx.PutRingReceipt(1, someone, r) }

func readRing(tx *store.Txn, r *store.Receipt) (bool, error) { return tx.RingReceipt(1, someone, r) }

func writeTarget(tx *store.Txn, t *store.Target) error { return tx.PutTarget(t) }

func readTarget(tx *store.Txn, t *store.Target) (bool, error) { return tx.Target(t.ID(), t) }

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
	rawKey bool // the key has its table, and says nothing about the row
	empty  func() any
	encode func(row any) (key, value []byte, err error)
	decode func(key, value []byte) (any, error)
}

// filled is a row with a value in every field.
func (c codec) filled() any {
	row := c.empty()
	new(filler).fill(reflect.ValueOf(row).Elem())
	versioned(row)
	return row
}

// versioned gives the engine's row the version that it is written with.
func versioned(row any) {
	if m, ok := row.(*store.Meta); ok {
		m.Schema = store.SchemaVersion
	}
}

// codecs are all of them.
func codecs() []codec {
	s := store.NewSchema()
	hot := []codec{
		table("request", &s.Requests), table("request_text", &s.RequestTexts), table("stage", &s.Stages),
		table("stage_text", &s.StageTexts), table("assignment", &s.Assignments), table("grant", &s.Grants),
		table("guest", &s.Guests), table("mail", &s.Mails), table("job", &s.Jobs),
		table("review_series", &s.ReviewSeries), table("review", &s.Reviews), table("review_item", &s.ReviewItems),
		table("review_text", &s.ReviewTexts), table("delegation", &s.Delegations),
		table("automatic_scope", &s.Scopes), table("automatic_member", &s.Members), table("departure", &s.Departures),
		table("callout", &s.Callouts), table("callout_text", &s.CalloutTexts), event(),
		written("attempt", writeAttempt, readAttempt), written("receipt", writeReceipt, readReceipt),
		written("target", writeTarget, readTarget),
		written("meta", (*store.Txn).PutMeta, func(tx *store.Txn, _ []byte, m *store.Meta) (bool, error) { return tx.Meta(m) }),
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
		name: "event", rawKey: true, empty: func() any { return new(logged) },
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

// written is the codec of a row that transactions write without a table.
func written[T any](
	name string, write func(*store.Txn, *T) error, read func(tx *store.Txn, key []byte, row *T) (bool, error),
) codec {
	return codec{
		name: name, rawKey: true, empty: func() any { return new(T) },
		encode: func(row any) (key, value []byte, err error) {
			s := memstore.New()
			err = s.Update(context.Background(), func(tx store.Tx) error {
				if err := write(store.Writing(tx), row.(*T)); err != nil {
					return err
				}
				key, value, err = onlyValue(tx)
				return err
			})
			return key, value, err
		},
		decode: func(key, value []byte) (any, error) {
			row := new(T)
			err := stored(key, value, func(tx *store.Txn) error {
				_, err := read(tx, key, row)
				return err
			})
			return row, err
		},
	}
}

// onlyValue returns the one entry that is more than a key.
func onlyValue(r store.Reader) (key, value []byte, err error) {
	for tag := range byte(255) {
		err := r.Scan([]byte{tag}, nil, func(k, v []byte) (bool, error) {
			if len(v) > 0 {
				key, value = bytes.Clone(k), bytes.Clone(v)
			}
			return true, nil
		})
		if err != nil {
			return nil, nil, err
		}
	}
	return key, value, nil
}

// stored reads from a store that holds one entry.
func stored(key, value []byte, read func(*store.Txn) error) error {
	s := memstore.New()
	return s.Update(context.Background(), func(tx store.Tx) error {
		if err := tx.Put(key, value); err != nil {
			return err
		}
		return read(store.Reading(tx))
	})
}

func writeAttempt(tx *store.Txn, a *store.Attempt) error { return tx.Retry(someEffect(), a) }

func readAttempt(tx *store.Txn, _ []byte, a *store.Attempt) (bool, error) {
	return tx.Attempt(someEffect(), a)
}

func someEffect() store.Effect {
	return store.Effect{Class: store.ClassGrant, Kind: store.EffectMail, Key: []byte("row"), Generation: 1}
}

func writeReceipt(tx *store.Txn, r *store.Receipt) error {
	return tx.PutReceipt("person ann", "key", r, time.Time{})
}

func readReceipt(tx *store.Txn, _ []byte, r *store.Receipt) (bool, error) {
	return tx.Receipt("person ann", "key", r)
}

func writeTarget(tx *store.Txn, t *store.Target) error { return tx.PutTarget(t) }

func readTarget(tx *store.Txn, key []byte, t *store.Target) (bool, error) {
	return tx.Target([16]byte(key[1:]), t)
}

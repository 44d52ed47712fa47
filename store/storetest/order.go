package storetest

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"

	"example.com/tenure/store"
)

func orderCases() []contract {
	return []contract{
		{"KeysAscendInByteOrder", "0x80 comes after 0x7f, and a key before everything it begins.", byteOrder},
		{"KeysAreCaseSensitive", "Keys that differ in case only are different keys.", caseSensitive},
		{"TheTableByteAloneIsAKey", "A key has at least one byte, and may have no more than that.", bareKeys},
		{"TablesAreApart", "There are 256 tables; a scan of one yields nothing of another.", tablesApart},
		{"ScansOfManyKeysAreComplete", "A scan yields every key once; one that resumes yields the rest.", largeScan},
	}
}

func byteOrder(ctx context.Context, s store.Store) error {
	var want []pair
	for _, key := range []string{
		"t\x00", "t\x00\x00", "t\x00\xff", "t\x01", "tA", "tB", "ta", "ta\x00", "taa", "tab", "tb", "t\x7f", "t\x80",
		"t\xff", "t\xff\x00", "t\xff\xff",
	} {
		want = append(want, pair{key, "value of " + key})
	}
	err := update(ctx, s, func(tx store.Tx) error {
		for i := range want {
			p := want[(7*i+3)%len(want)] // in another order; 7 and 16 have no common divisor
			if err := tx.Put([]byte(p.key), []byte(p.value)); err != nil {
				return err
			}
		}
		return expectIn(tx, table, after, want...)
	})
	if err != nil {
		return err
	}
	return expect(ctx, s, table, after, want...)
}

func caseSensitive(ctx context.Context, s store.Store) error {
	pairs := []pair{{"tKEY", "1"}, {"tKey", "2"}, {"tkey", "3"}}
	if err := put(ctx, s, pairs...); err != nil {
		return err
	}
	return expect(ctx, s, table, after, pairs...)
}

func bareKeys(ctx context.Context, s store.Store) error {
	pairs := []pair{{"t", "bare"}, {"t\x00", "longer"}}
	if err := put(ctx, s, append(pairs, pair{"s", "before"}, pair{"u", "behind"})...); err != nil {
		return err
	}
	if err := expect(ctx, s, "t", "u", pairs...); err != nil {
		return err
	}
	if err := expect(ctx, s, "t", "t\x00", pairs[0]); err != nil {
		return err
	}
	return update(ctx, s, func(tx store.Tx) error {
		if err := tx.Delete([]byte("t")); err != nil {
			return err
		}
		return expectIn(tx, "t", "u", pairs[1])
	})
}

func tablesApart(ctx context.Context, s store.Store) error {
	err := update(ctx, s, func(tx store.Tx) error {
		for i := range 256 {
			for _, rest := range []string{"\x00", "\xff\xff"} {
				key := append([]byte{byte(i)}, rest...)
				if err := tx.Put(key, []byte{byte(i)}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i := range 256 {
		own := string([]byte{byte(i)})
		want := []pair{{own + "\x00", own}, {own + "\xff\xff", own}}
		for _, to := range []string{string(store.Successor([]byte(own))), ""} {
			if err := expect(ctx, s, own, to, want...); err != nil {
				return err
			}
		}
	}
	return nil
}

func largeScan(ctx context.Context, s store.Store) error {
	const n = 10_000
	key := func(i int) []byte { return binary.BigEndian.AppendUint32([]byte(table), uint32(i)) }
	err := update(ctx, s, func(tx store.Tx) error {
		for i := range n {
			if err := tx.Put(key((i*7)%n), key(i)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.View(ctx, func(r store.Reader) error {
		next := 0
		step := func(k, _ []byte) (bool, error) {
			if !bytes.Equal(k, key(next)) {
				return false, fmt.Errorf("key %d of the scan is %x, want %x", next, k, key(next))
			}
			next++
			return next != n/2, nil
		}
		if err := r.Scan([]byte(table), []byte(after), step); err != nil {
			return err
		}
		if next != n/2 {
			return fmt.Errorf("the scan was to stop after %d keys, not %d", n/2, next)
		}
		if err := r.Scan(append(key(next-1), 0), []byte(after), step); err != nil {
			return err
		}
		if next != n {
			return fmt.Errorf("the scans yielded %d keys, want %d", next, n)
		}
		return nil
	})
}

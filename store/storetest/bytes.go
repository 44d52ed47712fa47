package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

func byteCases() []contract {
	return []contract{
		{"WritesCopyKeyAndValue", "The caller of Put and Delete may reuse its buffers at once.", copies},
		{"ReadBytesLastUntilTheFunctionReturns", "What Get returned stays as it was, whatever is written meanwhile.", lasting},
		{"AnEmptyValueIsNotAnAbsentKey", "A key with an empty value is found; an absent key is not.", emptyValues},
		{"LimitsAreExact", "Keys up to KeyLimit and values up to MaxValue are accepted, others refused.", limits},
	}
}

func copies(ctx context.Context, s store.Store) error {
	err := update(ctx, s, func(tx store.Tx) error {
		key, value := []byte("t-"), []byte("-")
		for c := byte('a'); c <= 'c'; c++ {
			key[1], value[0] = c, c
			if err := tx.Put(key, value); err != nil {
				return err
			}
		}
		key[1] = 'b'
		if err := tx.Delete(key); err != nil {
			return err
		}
		key[1], value[0] = '!', '!'
		return expectIn(tx, table, after, pair{"ta", "a"}, pair{"tc", "c"})
	})
	if err != nil {
		return err
	}
	return expect(ctx, s, table, after, pair{"ta", "a"}, pair{"tc", "c"})
}

func lasting(ctx context.Context, s store.Store) error {
	if err := put(ctx, s, pair{"ta", "committed"}); err != nil {
		return err
	}
	key := []byte("ta")
	return update(ctx, s, func(tx store.Tx) error {
		committed, _, err := tx.Get(key)
		if err != nil {
			return err
		}
		if err := tx.Put(key, []byte("writ1")); err != nil {
			return err
		}
		written, _, err := tx.Get(key)
		if err != nil {
			return err
		}
		for i := range 500 {
			if err := tx.Put(key, fmt.Appendf(nil, "%09d", i)); err != nil {
				return err
			}
			if err := tx.Put(fmt.Appendf(nil, "ta%d", i), key); err != nil {
				return err
			}
		}
		if err := tx.Delete(key); err != nil {
			return err
		}
		if string(committed) != "committed" || string(written) != "writ1" {
			return fmt.Errorf("values changed after they were read: %q and %q", committed, written)
		}
		return nil
	})
}

func emptyValues(ctx context.Context, s store.Store) error {
	check := func(r store.Reader) error {
		empty := ""
		err := errors.Join(expectValue(r, "tnil", &empty), expectValue(r, "tempty", &empty),
			expectValue(r, "tabsent", nil), expectValue(r, "uabsent", nil))
		if err != nil {
			return err
		}
		return expectIn(r, table, after, pair{"tempty", ""}, pair{"tnil", ""})
	}
	err := update(ctx, s, func(tx store.Tx) error {
		if err := tx.Put([]byte("tnil"), nil); err != nil {
			return err
		}
		if err := tx.Put([]byte("tempty"), []byte{}); err != nil {
			return err
		}
		return check(tx)
	})
	if err != nil {
		return err
	}
	return s.View(ctx, check)
}

func limits(ctx context.Context, s store.Store) error {
	longest := table + strings.Repeat("k", store.KeyLimit(s)-1)
	largest := bytes.Repeat([]byte("v"), store.MaxValue)
	err := update(ctx, s, func(tx store.Tx) error {
		for _, key := range []string{"", longest + "k"} {
			what := fmt.Sprintf("a key of %d bytes", len(key))
			_, _, err := tx.Get([]byte(key))
			if err := expectCode("get "+what, err, entitlement.InvalidArgument); err != nil {
				return err
			}
			if err := expectCode("put "+what, tx.Put([]byte(key), nil), entitlement.InvalidArgument); err != nil {
				return err
			}
			if err := expectCode("delete "+what, tx.Delete([]byte(key)), entitlement.InvalidArgument); err != nil {
				return err
			}
		}
		err := tx.Put([]byte(table), append(largest, 'v'))
		if err := expectCode("put a value of MaxValue+1 bytes", err, entitlement.InvalidArgument); err != nil {
			return err
		}
		return tx.Put([]byte(longest), largest)
	})
	if err != nil {
		return err
	}
	return s.View(ctx, func(r store.Reader) error {
		value, found, err := r.Get([]byte(longest))
		if err != nil {
			return err
		}
		if !found || !bytes.Equal(value, largest) {
			return fmt.Errorf("the largest value of the longest key came back with %d bytes", len(value))
		}
		return nil
	})
}

package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// table is where most cases keep their keys, and after is the first key behind it.
const (
	table = "t"
	after = "u"
)

// pair is a key with its value.
type pair struct{ key, value string }

func (p pair) String() string { return fmt.Sprintf("%q=%q", p.key, p.value) }

// put commits pairs in one update.
func put(ctx context.Context, s store.Store, pairs ...pair) error {
	return update(ctx, s, func(tx store.Tx) error {
		for _, p := range pairs {
			if err := tx.Put([]byte(p.key), []byte(p.value)); err != nil {
				return err
			}
		}
		return nil
	})
}

// update repeats an update that the backend had to abort, as the contract permits it to.
func update(ctx context.Context, s store.Store, fn func(store.Tx) error) error {
	for {
		if err := s.Update(ctx, fn); !errors.Is(err, entitlement.Conflict) {
			return err
		}
	}
}

// all returns what a scan yields.
func all(r store.Reader, from, to string) (pairs []pair, err error) {
	err = r.Scan([]byte(from), []byte(to), func(key, value []byte) (bool, error) {
		pairs = append(pairs, pair{string(key), string(value)})
		return true, nil
	})
	return pairs, err
}

// expect compares what a view scans with what should be there.
func expect(ctx context.Context, s store.Store, from, to string, want ...pair) error {
	return s.View(ctx, func(r store.Reader) error { return expectIn(r, from, to, want...) })
}

func expectIn(r store.Reader, from, to string, want ...pair) error {
	got, err := all(r, from, to)
	if err != nil {
		return err
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("scan from %q to %q: got %v, want %v", from, to, got, want)
	}
	return nil
}

// expectValue compares what a Get returns; want is nil for an absent key.
func expectValue(r store.Reader, key string, want *string) error {
	got, found, err := r.Get([]byte(key))
	switch {
	case err != nil:
		return err
	case found != (want != nil):
		return fmt.Errorf("get %q: found is %v, want %v", key, found, want != nil)
	case found && string(got) != *want:
		return fmt.Errorf("get %q: got %q, want %q", key, got, *want)
	}
	return nil
}

// expectCode checks that err has the code that the contract gives to what was done.
func expectCode(what string, err error, want entitlement.Code) error {
	if !errors.Is(err, want) {
		return fmt.Errorf("%s: got error %v, want %s", what, err, want)
	}
	return nil
}

package storetest

import (
	"context"
	"fmt"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

func scanCases() []contract {
	return []contract{
		{"ScansIncludeFromAndExcludeTo", "A scan yields the keys with from <= key < to.", bounds},
		{"ScansStayInOneTable", "Bounds share their table, or to is its successor or empty.", oneTable},
		{"EmptyRangesYieldNothing", "Where to does not lie above from, the function is not called.", emptyRanges},
		{"ScansStopWhenToldTo", "When its function returns false, a scan ends without an error.", earlyStop},
		{"ScansReturnTheErrorOfTheirFunction", "When its function fails, a scan ends and returns that error.", scanError},
		{"ScansMayReadMeanwhile", "The function of a scan may Get and Scan in the same transaction.", nestedReads},
	}
}

func bounds(ctx context.Context, s store.Store) error {
	a, b, c := pair{"ta", "1"}, pair{"tb", "2"}, pair{"tc", "3"}
	if err := put(ctx, s, a, b, c); err != nil {
		return err
	}
	for _, check := range []struct {
		from, to string
		want     []pair
	}{
		{"ta", "tc", []pair{a, b}},
		{"ta", "tc\x00", []pair{a, b, c}},
		{"ta\x00", "tc", []pair{b}},
		{"t", "u", []pair{a, b, c}},
		{"tb", "", []pair{b, c}},
	} {
		if err := expect(ctx, s, check.from, check.to, check.want...); err != nil {
			return err
		}
	}
	return nil
}

func oneTable(ctx context.Context, s store.Store) error {
	if err := put(ctx, s, pair{"ta", "1"}, pair{"ua", "2"}, pair{"v", "3"}); err != nil {
		return err
	}
	check := func(r store.Reader) error {
		for _, bad := range [][2]string{{"", "t"}, {"", ""}, {"t", "ua"}, {"t", "v"}, {"ta", "u\x00"}, {"t", "s"}} {
			_, err := all(r, bad[0], bad[1])
			if err := expectCode(fmt.Sprintf("scan from %q to %q", bad[0], bad[1]), err, entitlement.InvalidArgument); err != nil {
				return err
			}
		}
		return nil
	}
	if err := s.View(ctx, check); err != nil {
		return err
	}
	return update(ctx, s, func(tx store.Tx) error { return check(tx) })
}

func emptyRanges(ctx context.Context, s store.Store) error {
	if err := put(ctx, s, pair{"ta", "1"}, pair{"tb", "2"}); err != nil {
		return err
	}
	for _, bounds := range [][2]string{{"ta", "ta"}, {"tb", "ta"}, {"tb", "t"}, {"tb\x00", "u"}, {"x", "y"}, {"x", ""}} {
		if err := expect(ctx, s, bounds[0], bounds[1]); err != nil {
			return err
		}
	}
	return nil
}

func earlyStop(ctx context.Context, s store.Store) error {
	return onWrittenAndCommitted(ctx, s, func(r store.Reader) error {
		var seen []string
		err := r.Scan([]byte(table), []byte(after), func(key, _ []byte) (bool, error) {
			seen = append(seen, string(key))
			return len(seen) < 2, nil
		})
		if err != nil || len(seen) != 2 {
			return fmt.Errorf("the scan was to stop after 2 keys without an error: %q, %v", seen, err)
		}
		return nil
	})
}

func scanError(ctx context.Context, s store.Store) error {
	return onWrittenAndCommitted(ctx, s, func(r store.Reader) error {
		calls := 0
		err := r.Scan([]byte(table), []byte(after), func(_, _ []byte) (bool, error) {
			calls++
			return true, fmt.Errorf("mine: %w", entitlement.Refused)
		})
		if calls != 1 {
			return fmt.Errorf("the function was called %d times, want 1", calls)
		}
		return expectCode("scan", err, entitlement.Refused)
	})
}

func nestedReads(ctx context.Context, s store.Store) error {
	return onWrittenAndCommitted(ctx, s, func(r store.Reader) error {
		var seen []string
		err := r.Scan([]byte("tb"), []byte(after), func(key, value []byte) (bool, error) {
			seen = append(seen, string(key))
			text := string(value)
			if err := expectValue(r, string(key), &text); err != nil {
				return false, err
			}
			return true, expectIn(r, table, "tc", pair{"ta", "1"}, pair{"tb", "2"})
		})
		if err != nil {
			return err
		}
		if len(seen) != 2 || seen[0] != "tb" || seen[1] != "tc" {
			return fmt.Errorf("the outer scan yielded %q", seen)
		}
		return nil
	})
}

// onWrittenAndCommitted runs check where ta, tb and tc are there in three ways: partly committed and partly written by
// the transaction, all written by it, and all committed.
func onWrittenAndCommitted(ctx context.Context, s store.Store, check func(store.Reader) error) error {
	if err := put(ctx, s, pair{"tb", "2"}); err != nil {
		return err
	}
	err := update(ctx, s, func(tx store.Tx) error {
		for _, p := range []pair{{"tc", "3"}, {"ta", "1"}} {
			if err := tx.Put([]byte(p.key), []byte(p.value)); err != nil {
				return err
			}
		}
		if err := check(tx); err != nil {
			return err
		}
		if err := tx.Put([]byte("tb"), []byte("2")); err != nil {
			return err
		}
		return check(tx)
	})
	if err != nil {
		return err
	}
	return s.View(ctx, check)
}

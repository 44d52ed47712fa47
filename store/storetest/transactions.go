package storetest

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"example.com/tenure/store"
)

func transactionCases() []contract {
	return []contract{
		{"UpdatesReadTheirOwnWrites", "Get and Scan of an update see what it put and deleted before.", ownWrites},
		{"DeletingAnAbsentKeyIsNoError", "Delete of a key that is not there does nothing.", deleteAbsent},
		{"WritesDuringAScanAreRefused", "Writes return ErrScanActive as long as a scan runs, and no longer.", writesDuringScan},
		{"AnErrorRollsBack", "An error of its function is what Update returns, and nothing is written.", errorRollsBack},
		{"APanicRollsBack", "A panic of its function continues in the caller, and nothing is written.", panicRollsBack},
		{"AnEndedGoroutineRollsBack", "A function that ends its goroutine writes nothing, and the store goes on.", goexitRollsBack},
		{"ADoneContextRunsNothing", "With a context that is done the function is not called.", doneBefore},
		{"AContextDoneMeanwhileRollsBack", "A context that is done as the function returns writes nothing.", doneMeanwhile},
		{"AViewCannotWrite", "Nothing that the function of a view does can change the store.", viewWrites},
		{"AViewReturnsTheErrorOfItsFunction", "View returns what its function returns.", viewError},
		{"AnEmptyUpdateSucceeds", "An update that writes nothing is committed like any other.", emptyUpdate},
	}
}

func ownWrites(ctx context.Context, s store.Store) error {
	if err := put(ctx, s, pair{"ta", "1"}, pair{"tb", "2"}, pair{"tc", "3"}, pair{"td", "4"}); err != nil {
		return err
	}
	want := []pair{{"ta", "1"}, {"tb", "new"}, {"tbb", "added"}, {"td", "again"}, {"te", "last"}}
	err := update(ctx, s, func(tx store.Tx) error {
		for _, p := range []pair{{"tb", "new"}, {"tbb", "added"}, {"te", "last"}, {"tx", "gone"}} {
			if err := tx.Put([]byte(p.key), []byte(p.value)); err != nil {
				return err
			}
		}
		for _, key := range []string{"tc", "td", "tx"} {
			if err := tx.Delete([]byte(key)); err != nil {
				return err
			}
			if err := expectValue(tx, key, nil); err != nil {
				return err
			}
		}
		if err := tx.Put([]byte("td"), []byte("again")); err != nil {
			return err
		}
		for _, p := range want {
			if err := expectValue(tx, p.key, &p.value); err != nil {
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

func deleteAbsent(ctx context.Context, s store.Store) error {
	if err := put(ctx, s, pair{"ta", "1"}); err != nil {
		return err
	}
	err := update(ctx, s, func(tx store.Tx) error {
		return errors.Join(tx.Delete([]byte("tb")), tx.Delete([]byte("xa")), tx.Delete([]byte("x")))
	})
	if err != nil {
		return err
	}
	return expect(ctx, s, table, after, pair{"ta", "1"})
}

func writesDuringScan(ctx context.Context, s store.Store) error {
	if err := put(ctx, s, pair{"ta", "1"}, pair{"tb", "2"}); err != nil {
		return err
	}
	stop := errors.New("stop")
	err := update(ctx, s, func(tx store.Tx) error {
		for i, end := range []struct {
			more bool
			err  error
		}{{true, nil}, {false, nil}, {true, stop}} {
			var accepted error
			err := tx.Scan([]byte(table), []byte(after), func(_, _ []byte) (bool, error) {
				_, inner := all(tx, table, after) // an inner scan that ends does not end the outer one
				accepted = errors.Join(accepted, inner,
					expectCode("put during a scan", tx.Put([]byte("tc"), nil), store.ErrScanActive),
					expectCode("delete during a scan", tx.Delete([]byte("ta")), store.ErrScanActive))
				return end.more, end.err
			})
			if accepted != nil {
				return accepted
			}
			if !errors.Is(err, end.err) {
				return fmt.Errorf("scan: got error %v, want %v", err, end.err)
			}
			if err := tx.Put(fmt.Appendf(nil, "tc%d", i), nil); err != nil {
				return fmt.Errorf("put after a scan: %w", err)
			}
		}
		return tx.Delete([]byte("ta"))
	})
	if err != nil {
		return err
	}
	return expect(ctx, s, table, after, pair{"tb", "2"}, pair{"tc0", ""}, pair{"tc1", ""}, pair{"tc2", ""})
}

// spoil writes what must not be seen later.
func spoil(tx store.Tx) error {
	return errors.Join(tx.Put([]byte("ta"), []byte("changed")), tx.Put([]byte("tb"), []byte("added")), tx.Delete([]byte("tc")))
}

// unspoilt commits what spoil changes, runs end, and checks that nothing of it is there and that the store goes on.
func unspoilt(ctx context.Context, s store.Store, end func() error) error {
	before := []pair{{"ta", "1"}, {"tc", "3"}}
	if err := put(ctx, s, before...); err != nil {
		return err
	}
	if err := end(); err != nil {
		return err
	}
	if err := expect(ctx, s, table, after, before...); err != nil {
		return err
	}
	if err := put(ctx, s, pair{"td", "4"}); err != nil {
		return err
	}
	return expect(ctx, s, table, after, append(before, pair{"td", "4"})...)
}

func errorRollsBack(ctx context.Context, s store.Store) error {
	return unspoilt(ctx, s, func() error {
		mine := errors.New("mine")
		err := s.Update(ctx, func(tx store.Tx) error {
			if err := spoil(tx); err != nil {
				return err
			}
			return mine
		})
		if !errors.Is(err, mine) {
			return fmt.Errorf("update: got error %v, want its function's", err)
		}
		return nil
	})
}

func panicRollsBack(ctx context.Context, s store.Store) error {
	type cause struct{}
	return unspoilt(ctx, s, func() (err error) {
		defer func() {
			if p := recover(); p != (cause{}) {
				err = fmt.Errorf("recovered %v, want what the function panicked with", p)
			}
		}()
		err = s.Update(ctx, func(tx store.Tx) error {
			if err := spoil(tx); err != nil {
				return err
			}
			panic(cause{})
		})
		return fmt.Errorf("update returned %v instead of panicking", err)
	})
}

func goexitRollsBack(ctx context.Context, s store.Store) error {
	return unspoilt(ctx, s, func() error {
		var err error
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			err = s.Update(ctx, func(tx store.Tx) error {
				if err = spoil(tx); err == nil {
					runtime.Goexit()
				}
				return err
			})
			err = fmt.Errorf("update returned %w instead of ending the goroutine", err)
		}()
		<-ended
		return err
	})
}

func doneBefore(ctx context.Context, s store.Store) error {
	done, cancel := context.WithCancel(ctx)
	cancel()
	ran := false
	err := s.Update(done, func(store.Tx) error { ran = true; return nil })
	if ran || !errors.Is(err, context.Canceled) {
		return fmt.Errorf("update: function called: %v, error %v", ran, err)
	}
	err = s.View(done, func(store.Reader) error { ran = true; return nil })
	if ran || !errors.Is(err, context.Canceled) {
		return fmt.Errorf("view: function called: %v, error %v", ran, err)
	}
	return nil
}

func doneMeanwhile(ctx context.Context, s store.Store) error {
	return unspoilt(ctx, s, func() error {
		soon, cancel := context.WithCancel(ctx)
		err := s.Update(soon, func(tx store.Tx) error {
			cancel()
			return spoil(tx)
		})
		if !errors.Is(err, context.Canceled) {
			return fmt.Errorf("update: got error %v, want context.Canceled", err)
		}
		return nil
	})
}

func viewWrites(ctx context.Context, s store.Store) error {
	return unspoilt(ctx, s, func() error {
		return s.View(ctx, func(r store.Reader) error {
			tx, ok := r.(store.Tx)
			if !ok {
				return nil
			}
			if err := tx.Put([]byte("ta"), []byte("changed")); err == nil {
				return errors.New("the reader of a view is a transaction that takes writes")
			}
			return nil
		})
	})
}

func viewError(ctx context.Context, s store.Store) error {
	mine := errors.New("mine")
	if err := s.View(ctx, func(store.Reader) error { return mine }); !errors.Is(err, mine) {
		return fmt.Errorf("view: got error %v, want its function's", err)
	}
	return nil
}

func emptyUpdate(ctx context.Context, s store.Store) error {
	if err := update(ctx, s, func(store.Tx) error { return nil }); err != nil {
		return err
	}
	return expect(ctx, s, table, after)
}

package storetest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"

	"example.com/tenure/store"
)

func isolationCases() []contract {
	return []contract{
		{"AViewSeesOneSnapshot", "What is committed while a view runs is not visible in it.", snapshot},
		{"WhatIsNotCommittedIsNotVisible", "A view sees nothing of an update that runs, or that fails later.", dirtyRead},
		{"IncrementsAreNotLost", "An update that reads and then writes loses nothing to another.", increments},
		{"FunctionsRunExactlyOnce", "Update calls its function once, also among many concurrent calls.", onceEach},
		{"TransfersKeepTheSum", "Every view sees the sum of all accounts unchanged by transfers between them.", transfers},
		{"ConditionsOverTwoKeysHold", "Updates that read what the other writes cannot both act on the old state.", writeSkew},
	}
}

// spins is how often a check looks for what must not happen while others could do it.
const spins = 200

// patience is how often an update gives way to a view that may be waiting for it: some milliseconds, because a thread that the
// view needs may take that long to run.
const patience = 100_000

func snapshot(ctx context.Context, s store.Store) error {
	before := []pair{{"ta", "1"}, {"tb", "2"}}
	if err := put(ctx, s, before...); err != nil {
		return err
	}
	written := make(chan error, 1)
	err := s.View(ctx, func(r store.Reader) error {
		if err := expectIn(r, table, after, before...); err != nil {
			return err
		}
		go func() { // may have to wait for the view
			written <- update(ctx, s, func(tx store.Tx) error {
				return errors.Join(tx.Put([]byte("ta"), []byte("new")), tx.Delete([]byte("tb")), tx.Put([]byte("tc"), nil))
			})
		}()
		for range spins {
			runtime.Gosched()
			if err := expectIn(r, table, after, before...); err != nil {
				return err
			}
		}
		return nil
	})
	if err := errors.Join(err, <-written); err != nil {
		return err
	}
	return expect(ctx, s, table, after, pair{"ta", "new"}, pair{"tc", ""})
}

func dirtyRead(ctx context.Context, s store.Store) error {
	before := []pair{{"ta", "1"}, {"tc", "3"}}
	if err := put(ctx, s, before...); err != nil {
		return err
	}
	mine := errors.New("mine")
	seen := make(chan error, 1)
	err := s.Update(ctx, func(tx store.Tx) error {
		if err := spoil(tx); err != nil {
			return err
		}
		var looked atomic.Bool
		go func() { // may have to wait for the update
			err := expect(ctx, s, table, after, before...)
			looked.Store(true)
			seen <- err
		}()
		for range patience {
			if looked.Load() {
				break
			}
			runtime.Gosched()
		}
		return mine
	})
	if !errors.Is(err, mine) {
		return fmt.Errorf("update: got error %v, want its function's", err)
	}
	return <-seen
}

// concurrently runs fn(0) … fn(n-1) at the same time and returns their errors.
func concurrently(n int, fn func(i int) error) error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = fn(i) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// add adds to the number at key.
func add(tx store.Tx, key string, amount int) error {
	value, found, err := tx.Get([]byte(key))
	if err != nil {
		return err
	}
	if found {
		n, err := strconv.Atoi(string(value))
		if err != nil {
			return err
		}
		amount += n
	}
	return tx.Put([]byte(key), strconv.AppendInt(nil, int64(amount), 10))
}

const workers, rounds = 8, 25

func increments(ctx context.Context, s store.Store) error {
	err := concurrently(workers, func(int) error {
		for range rounds {
			if err := update(ctx, s, func(tx store.Tx) error { return add(tx, "tn", 1) }); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return expect(ctx, s, table, after, pair{"tn", strconv.Itoa(workers * rounds)})
}

func onceEach(ctx context.Context, s store.Store) error {
	refused := errors.New("refused")
	return concurrently(workers, func(worker int) error {
		for range rounds {
			var calls atomic.Int32
			_ = s.Update(ctx, func(tx store.Tx) error {
				calls.Add(1)
				if worker%4 == 0 {
					return refused
				}
				return tx.Put([]byte("ta"), nil)
			})
			if n := calls.Load(); n != 1 {
				return fmt.Errorf("update called its function %d times", n)
			}
		}
		return nil
	})
}

func transfers(ctx context.Context, s store.Store) error {
	accounts := [...]string{"ta", "tb", "uc", "ud"}
	const each = 1000
	for _, account := range accounts {
		if err := put(ctx, s, pair{account, strconv.Itoa(each)}); err != nil {
			return err
		}
	}
	sum := func() error {
		return s.View(ctx, func(r store.Reader) error {
			total := 0
			for _, account := range accounts {
				value, _, err := r.Get([]byte(account))
				if err != nil {
					return err
				}
				n, err := strconv.Atoi(string(value))
				if err != nil {
					return err
				}
				total += n
				runtime.Gosched()
			}
			if want := each * len(accounts); total != want {
				return fmt.Errorf("the accounts hold %d together, want %d", total, want)
			}
			return nil
		})
	}
	return concurrently(workers, func(worker int) error {
		for i := range rounds {
			if worker%2 == 0 {
				if err := sum(); err != nil {
					return err
				}
				continue
			}
			err := update(ctx, s, func(tx store.Tx) error {
				return errors.Join(add(tx, accounts[(worker+i)%len(accounts)], -i), add(tx, accounts[i%len(accounts)], i))
			})
			if err != nil {
				return err
			}
		}
		return sum()
	})
}

// writeSkew lets two updates leave at the same time, each only if the other is still there.
func writeSkew(ctx context.Context, s store.Store) error {
	for range rounds {
		if err := put(ctx, s, pair{"ta", "there"}, pair{"tb", "there"}); err != nil {
			return err
		}
		keys := [...]string{"ta", "tb"}
		err := concurrently(2, func(i int) error {
			return update(ctx, s, func(tx store.Tx) error {
				_, other, err := tx.Get([]byte(keys[1-i]))
				if err != nil || !other {
					return err
				}
				return tx.Delete([]byte(keys[i]))
			})
		})
		if err != nil {
			return err
		}
		err = s.View(ctx, func(r store.Reader) error {
			left, err := all(r, table, after)
			if err == nil && len(left) != 1 {
				err = fmt.Errorf("%d of two are left, want one", len(left))
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

func closeCases() []contract {
	return []contract{
		{"AClosedStoreRefuses", "After Close every call but Close returns Closed and runs nothing.", closedRefuses},
		{"ClosingTwiceIsNoError", "A second Close returns nil.", closeTwice},
		{"CallsThatMeetACloseSucceedOrAreClosed", "A call at the time of Close is carried out or returns Closed.", closeRace},
		{"CloseWaitsForTransactions", "Close returns when the transactions that run have ended.", closeWaits},
	}
}

func closedRefuses(ctx context.Context, s store.Store) error {
	if err := s.Close(); err != nil {
		return err
	}
	ran := false
	view := s.View(ctx, func(store.Reader) error { ran = true; return nil })
	update := s.Update(ctx, func(store.Tx) error { ran = true; return nil })
	err := errors.Join(expectCode("view", view, entitlement.Closed), expectCode("update", update, entitlement.Closed))
	if b, ok := store.As[store.Backuper](s); ok {
		err = errors.Join(err, expectCode("backup", b.Backup(ctx, &bytes.Buffer{}), entitlement.Closed))
	}
	if err == nil && ran {
		err = errors.New("a closed store called a transaction function")
	}
	return err
}

func closeTwice(ctx context.Context, s store.Store) error {
	if err := put(ctx, s, pair{"ta", "1"}); err != nil {
		return err
	}
	return errors.Join(s.Close(), s.Close())
}

func closeWaits(ctx context.Context, s store.Store) error {
	if err := put(ctx, s, pair{"ta", "1"}); err != nil {
		return err
	}
	var closed atomic.Bool
	ended := make(chan error, 1)
	err := s.View(ctx, func(r store.Reader) error {
		go func() {
			err := s.Close()
			closed.Store(true)
			ended <- err
		}()
		for range spins {
			runtime.Gosched()
			if closed.Load() {
				return errors.New("Close returned while a view was running")
			}
			if err := expectIn(r, table, after, pair{"ta", "1"}); err != nil {
				return fmt.Errorf("while Close waits: %w", err)
			}
		}
		return nil
	})
	return errors.Join(err, <-ended)
}

func closeRace(ctx context.Context, s store.Store) error {
	var closed atomic.Bool
	begun := make(chan struct{}, workers)
	return concurrently(workers+1, func(worker int) error {
		if worker == workers {
			for range workers {
				<-begun
			}
			err := s.Close()
			closed.Store(true)
			return err
		}
		for first := true; ; first = false {
			late := closed.Load()
			err := put(ctx, s, pair{"ta", "1"})
			if first {
				begun <- struct{}{}
			}
			switch {
			case err != nil:
				return expectCode("update", err, entitlement.Closed)
			case late:
				return errors.New("an update succeeded after Close")
			}
		}
	})
}

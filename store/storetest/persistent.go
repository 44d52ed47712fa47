package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/tenure/store"
)

// RunPersistent checks that a store that lives at a path keeps what was committed. It calls open with paths of its own,
// at first of files that do not exist, in directories that only their owner may write to.
func RunPersistent(t *testing.T, open func(path string) (store.Store, error)) {
	for _, c := range persistentCases() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			directory := t.TempDir()
			if err := os.Chmod(directory, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := c.check(t.Context(), place{filepath.Join(directory, "store"), open}); err != nil {
				t.Errorf("%v\n%s", err, c.why)
			}
		})
	}
}

// persistence is one clause of what a persistent store adds to the contract.
type persistence struct {
	name  string
	why   string
	check func(ctx context.Context, p place) error
}

// place is where a store lives and how it is opened.
type place struct {
	path string
	open func(path string) (store.Store, error)
}

// with opens the store, runs fn and closes it.
func (p place) with(fn func(s store.Store) error) error {
	s, err := p.open(p.path)
	if err != nil {
		return err
	}
	return errors.Join(fn(s), s.Close())
}

func persistentCases() []persistence {
	return []persistence{
		{"WhatWasCommittedIsThereAgain", "A store that is opened again holds what was committed only (I-108).", reopened},
		{"OpeningAgainChangesNothing", "Opening and closing any number of times changes nothing (I-109).", reopenedOften},
		{"ASecondOpenIsRefused", "A store has one handle at a time: others get ErrLocked (R8).", locked},
		{"ABackupIsAStore", "A backup can be opened and holds what the store held as it began (I-115).", backup},
		{"RandomTransactionsSurviveReopening", "Closing between transactions changes nothing (I-114).", reopenedModel},
	}
}

func reopened(ctx context.Context, p place) error {
	want := []pair{
		{"t", "bare"}, {"tempty", ""}, {"tlarge", strings.Repeat("v", 1<<20)}, {"t" + strings.Repeat("\xff", 1000), "long"},
	}
	err := p.with(func(s store.Store) error {
		if err := put(ctx, s, append(want, pair{"tgone", "deleted later"}, pair{"\xff\xff", "last"})...); err != nil {
			return err
		}
		if err := update(ctx, s, func(tx store.Tx) error { return tx.Delete([]byte("tgone")) }); err != nil {
			return err
		}
		mine := errors.New("mine")
		err := s.Update(ctx, func(tx store.Tx) error { return errors.Join(tx.Put([]byte("trefused"), nil), mine) })
		if !errors.Is(err, mine) {
			return fmt.Errorf("update: got error %v, want its function's", err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return p.with(func(s store.Store) error {
		return errors.Join(expect(ctx, s, table, after, want...), expect(ctx, s, "\xff", "", pair{"\xff\xff", "last"}))
	})
}

func reopenedOften(ctx context.Context, p place) error {
	if err := p.with(func(s store.Store) error { return put(ctx, s, pair{"ta", "1"}) }); err != nil {
		return err
	}
	for range 5 {
		if err := p.with(func(s store.Store) error { return expect(ctx, s, table, after, pair{"ta", "1"}) }); err != nil {
			return err
		}
	}
	return nil
}

func locked(ctx context.Context, p place) error {
	err := p.with(func(s store.Store) error {
		if err := put(ctx, s, pair{"ta", "1"}); err != nil {
			return err
		}
		second, err := p.open(p.path)
		if err == nil {
			_ = second.Close()
		}
		if err := expectCode("a second open", err, store.ErrLocked); err != nil {
			return err
		}
		return put(ctx, s, pair{"tb", "2"})
	})
	if err != nil {
		return err
	}
	return p.with(func(s store.Store) error { return expect(ctx, s, table, after, pair{"ta", "1"}, pair{"tb", "2"}) })
}

func backup(ctx context.Context, p place) error {
	var copied bytes.Buffer
	err := p.with(func(s store.Store) error {
		source, ok := store.As[store.Backuper](s)
		if !ok {
			return nil // backups are optional
		}
		if err := put(ctx, s, pair{"ta", "1"}, pair{"tb", ""}); err != nil {
			return err
		}
		done, cancel := context.WithCancel(ctx)
		cancel()
		if err := source.Backup(done, &copied); !errors.Is(err, context.Canceled) {
			return fmt.Errorf("backup with a context that is done: got error %v", err)
		}
		copied.Reset()
		if err := source.Backup(ctx, &copied); err != nil {
			return err
		}
		return put(ctx, s, pair{"tlater", ""})
	})
	if err != nil || copied.Len() == 0 {
		return err
	}
	restored := place{p.path + ".backup", p.open}
	if err := os.WriteFile(restored.path, copied.Bytes(), 0o600); err != nil {
		return err
	}
	return restored.with(func(s store.Store) error {
		return errors.Join(expect(ctx, s, table, after, pair{"ta", "1"}, pair{"tb", ""}), put(ctx, s, pair{"tnew", ""}))
	})
}

func reopenedModel(ctx context.Context, p place) error {
	const seed, openings, transactions = 7, 10, 15
	m := newModel(seed)
	for i := range openings {
		err := p.with(func(s store.Store) error {
			if err := s.View(ctx, m.compareAll); err != nil {
				return err
			}
			for range transactions {
				if err := m.step(ctx, s); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("seed %d, opening %d: %w", seed, i, err)
		}
	}
	return nil
}

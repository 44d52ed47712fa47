package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/sim"
	"example.com/tenure/store"
	"example.com/tenure/store/boltstore"
)

// fork copies a store, lets time pass in the copy, and tells what happens.
func fork(ctx context.Context, c *call, args []string) error {
	directory := c.directoryFlags()
	until := c.flags.String("until", "", "the date until which time passes, such as 2027-01-31: required")
	paths, err := c.parse(args, 1, 1)
	if err != nil {
		return err
	}
	end, err := time.Parse(time.DateOnly, *until)
	if err != nil {
		return c.misused("-until: %q is no date such as 2027-01-31", *until)
	}
	var options sim.Options
	if options.People, options.Groups, err = directory(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, c.limit)
	defer cancel()
	options.Context = ctx
	w, err := forkFile(paths[0], options)
	if err != nil {
		return err
	}
	if end.Before(w.Now()) {
		return errors.Join(c.misused("-until: %s has passed: it is %s in the store", *until, w.Now().Format(time.DateTime)), w.Close())
	}
	return errors.Join(c.future(w, end), w.Close())
}

// future lets time pass in a fork and tells what happens.
func (c *call) future(w *sim.World, end time.Time) error {
	past, err := w.Timeline(sim.Filter{})
	if err != nil {
		return err
	}
	silent := narrator{out: &printer{to: io.Discard}}
	silent.tell(past)
	c.out.line("From " + w.Now().Format("2 January 2006, 15:04") + " until " + end.Format("2 January 2006") + ", if nobody does anything:\n")
	if err := w.RunUntil(end); err != nil {
		return err
	}
	all, err := w.Timeline(sim.Filter{})
	if err != nil {
		return err
	}
	n := narrator{out: c.out, colour: c.colour, told: silent.told}
	n.tell(all)
	if len(all) == len(past) {
		c.out.line("        Nothing happens.")
	}
	return nil
}

// forkFile forks a store in a file.
func forkFile(path string, options sim.Options) (w *sim.World, err error) {
	err = withCopy(path, func(s store.Store) error {
		w, err = sim.Fork(s, options)
		return err
	})
	return w, err
}

// withCopy opens a copy of a store in a file, so that nothing happens to the original, not even a lock. The file must not be in
// use; of a store in use make a backup.
func withCopy(path string, do func(s store.Store) error) (err error) {
	folder, err := os.MkdirTemp("", "tenure-sim") // readable by its owner only
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	const ownerOnly = 0o600
	copied := filepath.Join(folder, "copy.db")
	if err := os.WriteFile(copied, text, ownerOnly); err != nil {
		return err
	}
	s, err := boltstore.Open(copied, boltstore.Options{})
	if refusal, ok := errors.AsType[*entitlement.Error](err); ok {
		refusal.ID = path // not the copy
	}
	if err != nil {
		return err
	}
	return errors.Join(do(s), s.Close())
}

// Restart kills the engine's process three times in a year, each time in the middle of something, and opens its file again:
//
//	go run ./examples/restart
//
// It starts itself as a child process, which works on a file of the embedded store until it is killed (with SIGKILL, where
// there are signals): while the target system has given access and nobody has written that down, while a decision is
// written and not committed, and while a decision is committed and its caller has not heard of it. Each time the parent
// looks what the file holds. In the end the file has the same history as that of a process that was never killed.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"example.com/tenure/sim"
	"example.com/tenure/store"
)

func main() {
	var err error
	if isChild() {
		err = child(context.Background(), os.Args[2], os.Args[3])
	} else {
		err = run(context.Background(), os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "restart:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) error {
	dir, err := os.MkdirTemp("", "tenure-") // nobody else may look into it
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	killed, calm := filepath.Join(dir, "killed"), filepath.Join(dir, "calm")
	for _, d := range []string{killed, calm} {
		if err := os.MkdirAll(string(targetIn(d)), 0o700); err != nil {
			return err
		}
	}
	var text strings.Builder
	text.WriteString(`A year in which the engine's process is killed three times. The next process opens the file, and whoever got no answer
gives the command again with the same key.
`)
	next, err := killings(ctx, &text, killed)
	if err != nil {
		return err
	}
	text.WriteString("\nThe fourth process is left alone. On 31 December:\n")
	if err := finish(ctx, killed, next); err != nil {
		return err
	}
	if _, err := look(ctx, &text, killed, newYearsEve()); err != nil {
		return err
	}
	if err := finish(ctx, calm, life{Begins: year()[0].at}); err != nil {
		return err
	}
	if err := compare(ctx, &text, killed, calm); err != nil {
		return err
	}
	_, err = io.WriteString(out, text.String())
	return err
}

// killings lets three children live and die, and returns what the next process has to know.
func killings(ctx context.Context, out *strings.Builder, dir string) (next life, err error) {
	next.Begins = year()[0].at
	for i, death := range []struct {
		step   int
		moment moment
		words  string
	}{
		{2, insideDelivery, "while it delivers: the first role is given, and nobody has written that down"},
		{4, insideCommit, "inside a transaction: Carl's approval is written, and not committed"},
		{5, behindCommit, "behind a commit: Beatrix's approval is on disk, and she has not heard of it"},
	} {
		next.Step, next.Moment = death.step, death.moment
		before := next.Acknowledged
		if next.Acknowledged, err = next.run(ctx, dir); err != nil {
			return next, err
		}
		fmt.Fprintf(out, "\nProcess %d acknowledged:\n", i+1)
		for _, s := range year()[before:next.Acknowledged] {
			fmt.Fprintf(out, "  %s, %s.\n", s.at.Format("2 January"), s.what)
		}
		fmt.Fprintf(out, "It was killed %s.\nThe file, opened again:\n", death.words)
		if next.Begins, err = look(ctx, out, dir, next.Begins); err != nil {
			return next, err
		}
	}
	return next, nil
}

// finish lives to the end of the year in this process. What was not acknowledged is done again, with the same key.
func finish(ctx context.Context, dir string, l life) error {
	return withFile(dir, func(db store.Store) error {
		w, err := begin(ctx, db, targetIn(dir), l.Begins)
		if err != nil {
			return err
		}
		return errors.Join(work(ctx, w, l.Acknowledged, &trap{}, func(int) {}), w.Close())
	})
}

// compare makes sure that two years have come to the same.
func compare(ctx context.Context, out *strings.Builder, dirs ...string) error {
	histories, held := make([][]byte, len(dirs)), make([][]string, len(dirs))
	for i, dir := range dirs {
		err := withFile(dir, func(db store.Store) (err error) {
			histories[i], err = sim.Canonical(ctx, db)
			return err
		})
		if err != nil {
			return err
		}
		if held[i], err = targetIn(dir).holdings(); err != nil {
			return err
		}
	}
	if !bytes.Equal(histories[0], histories[1]) || !slices.Equal(held[0], held[1]) {
		return errors.New("the years differ")
	}
	out.WriteString("\nA year without a killing ends with the same rows, the same log, and the same access, byte for byte.\n")
	return nil
}

// Quickstart lives through a year of access requests at Halvard & Stone, in a file of the embedded store, and tells what
// happened:
//
//	go run ./examples/quickstart
//
// The file is temporary. To keep it, say where it shall be:
//
//	go run ./examples/quickstart year.db
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"example.com/tenure/examples/organisation"
	"example.com/tenure/sim"
	"example.com/tenure/store"
	"example.com/tenure/store/boltstore"
)

func main() {
	path := ""
	if len(os.Args) > 1 {
		path = os.Args[1]
	}
	if err := run(context.Background(), os.Stdout, path); err != nil {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

// run lives the year in a new file at path, or in a temporary one if path is "", and tells it.
func run(ctx context.Context, out io.Writer, path string) error {
	if path == "" {
		dir, err := os.MkdirTemp("", "tenure-") // nobody else may look into it
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
		path = filepath.Join(dir, "tenure.db")
	} else if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s exists: the year begins with a new file", path)
	}
	tenant, err := organisation.Tenant()
	if err != nil {
		return err
	}
	options, err := organisation.Options(&tenant)
	if err != nil {
		return err
	}
	var w *sim.World
	err = withFile(path, func(db store.Store) (err error) {
		w, err = live(ctx, options, db)
		return err
	})
	if err != nil {
		return err
	}
	return withFile(path, func(db store.Store) error { // what is told was on disk
		if err := w.Reopen(db); err != nil {
			return err
		}
		return errors.Join(tell(ctx, out, w, &options), w.Close())
	})
}

// withFile opens the file, or makes it, and closes it again.
func withFile(path string, use func(store.Store) error) error {
	db, err := boltstore.Open(path, boltstore.Options{})
	if err != nil {
		return err
	}
	return errors.Join(use(db), db.Close())
}

// tell writes the whole story.
func tell(ctx context.Context, out io.Writer, w *sim.World, options *sim.Options) error {
	timeline, err := w.Timeline(sim.Filter{})
	if err != nil {
		return err
	}
	var text strings.Builder
	introduce(&text, options.Document)
	narrate(&text, timeline)
	if err := conclude(ctx, &text, w, options.People); err != nil {
		return err
	}
	_, err = io.WriteString(out, text.String())
	return err
}

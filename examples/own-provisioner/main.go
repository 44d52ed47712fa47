// Own-provisioner is a host as it stands in production, with a target system of its own: the badge system of a building.
//
//	go run ./examples/own-provisioner
//
// It opens a store, a directory and an engine, starts the engine's Runner, and lets people give commands. doors.go is the
// target system, provisioner.go is how the engine uses it, and the test runs the conformance suite of package
// provisiontest against it. Only the clock is not that of production: it stands still until it is moved, so that a month
// takes no time and everybody sees the same.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "own-provisioner:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) error {
	dir, err := os.MkdirTemp("", "tenure-") // nobody else may look into it
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	h, err := open(ctx, filepath.Join(dir, "tenure.db"))
	if err != nil {
		return err
	}
	return errors.Join(h.serve(ctx, out), h.close())
}

// serve lets the Runner work while people give commands.
func (h *host) serve(ctx context.Context, out io.Writer) error {
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- h.runner.Run(ctx) }()
	s := &story{host: h}
	err := s.play(ctx)
	stop()
	if reason := <-ended; !errors.Is(reason, context.Canceled) {
		err = errors.Join(err, reason)
	}
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, s.text.String())
	return err
}

// Own-provisioner is a host as it stands in production, with a target system of its own: the badge system of a building.
//
//	go run ./examples/own-provisioner
//
// It opens a store, a directory and an engine, runs the engine's Runner, and lets people give commands. doors.go is the
// target system, provisioner.go makes the engine able to use it, and the test runs the conformance suite of package
// provisiontest against it. Only the clock is not that of production: it stands still until it is moved, so that a month
// takes no time and everybody sees the same.
package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/examples/organisation"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/provision"
	"example.com/tenure/sim"
	"example.com/tenure/store/boltstore"
)

//go:embed tenant.json
var tenant []byte

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "own-provisioner:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) (err error) {
	dir, err := os.MkdirTemp("", "tenure-") // nobody else may look into it
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	h, err := open(ctx, filepath.Join(dir, "tenure.db"))
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	running := make(chan error, 1)
	go func() { running <- h.runner.Run(ctx) }()

	err = h.play(ctx)

	stop()
	if ended := <-running; !errors.Is(ended, context.Canceled) {
		err = errors.Join(err, ended)
	}
	if err = errors.Join(err, h.close()); err != nil {
		return err
	}
	_, err = io.WriteString(out, h.out.String())
	return err
}

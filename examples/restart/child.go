package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"example.com/tenure/store/boltstore"
)

// life is what a child process is told: how much was acknowledged before it, when it begins, and where it is going to be
// killed.
type life struct {
	Acknowledged int
	Begins       time.Time
	Step         int
	Moment       moment
}

// What a child says to its parent, one a line: the number of a step that was acknowledged, or that it has come to its moment
// and waits to be killed.
const stopped = "stopped"

// isChild reports whether this process was started by another one of its kind.
func isChild() bool { return len(os.Args) == 4 && os.Args[1] == "child" }

// child lives as it is told, until it is killed.
func child(ctx context.Context, dir, told string) error {
	var l life
	if err := json.Unmarshal([]byte(told), &l); err != nil {
		return err
	}
	t := &trap{step: l.Step, moment: l.Moment, stop: func() {
		fmt.Println(stopped)
		_, _ = io.Copy(io.Discard, os.Stdin) // until it is killed, or its parent has ended
		os.Exit(1)
	}}
	db, err := boltstore.Open(fileIn(dir), boltstore.Options{})
	if err != nil {
		return err
	}
	w, err := begin(ctx, trappedStore{db, t}, trappedTarget{targetIn(dir), t}, l.Begins)
	if err != nil {
		return err
	}
	return work(ctx, w, l.Acknowledged, t, func(step int) { fmt.Println(step) })
}

// run starts a child, kills it at its moment, and returns how many steps were acknowledged by then.
func (l life) run(ctx context.Context, dir string) (acknowledged int, err error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	told, err := json.Marshal(l)
	if err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(ctx, self, "child", dir, string(told))
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return 0, err
	}
	defer func() { _ = stdin.Close() }() // a child that was not killed ends now
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	last := strconv.Itoa(l.Acknowledged)
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if lines.Text() == stopped {
			if err := cmd.Process.Kill(); err != nil {
				return 0, err
			}
			_ = cmd.Wait() // that it was killed
			return strconv.Atoi(last)
		}
		last = lines.Text()
	}
	return 0, errors.Join(fmt.Errorf("a child did not come to its moment %s of step %d", l.Moment, l.Step), cmd.Wait())
}

func fileIn(dir string) string   { return filepath.Join(dir, "tenure.db") }
func targetIn(dir string) folder { return folder(filepath.Join(dir, "target")) }

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
	"example.com/tenure/store"
	"example.com/tenure/store/boltstore"
)

// look opens the file that a process has left, tells what is in it, and returns the instant at which that process ended.
func look(ctx context.Context, out *strings.Builder, dir string, from time.Time) (ended time.Time, err error) {
	err = withFile(dir, func(db store.Store) error {
		w, err := begin(ctx, db, targetIn(dir), from)
		if err != nil {
			return err
		}
		report, err := w.Engine().Time(ctx)
		ended = report.Engine
		return errors.Join(err, describe(ctx, out, w), w.Close())
	})
	if err != nil {
		return ended, err
	}
	held, err := targetIn(dir).holdings()
	for _, h := range held {
		out.WriteString("  The target system gives " + h + ".\n")
	}
	return ended, err
}

// describe tells who has what, and what waits for a decision.
func describe(ctx context.Context, out *strings.Builder, w *sim.World) error {
	for _, who := range []entitlement.SubjectID{"alice", "dina", "erik"} {
		name := w.Directory().DisplayName(who, w.Now())
		access, err := w.Admin().Access(ctx, lifecycle.AccessInput{For: who})
		if err != nil {
			return err
		}
		for i := range access.Items {
			a := &access.Items[i]
			fmt.Fprintf(out, "  %s has %s (%s) until %s.\n",
				name, a.PackageName, a.Assignment.State, a.Assignment.Schedule.End.Format("2 January 2006"))
		}
		requests, err := w.Admin().Requests(ctx, lifecycle.RequestsInput{For: who})
		if err != nil {
			return err
		}
		for i := range requests.Items {
			r := &requests.Items[i]
			if r.Request.State != entitlement.RequestPendingApproval {
				continue
			}
			stage := r.Stages[r.Request.Stage-1].Stage
			fmt.Fprintf(out, "  %s's request waits for %s until %s.\n", name,
				w.Directory().DisplayName(stage.Approvers[0], w.Now()), stage.Deadline.Format("2 January 2006"))
		}
	}
	return nil
}

// withFile opens the file in a directory, or makes it, and closes it again.
func withFile(dir string, use func(store.Store) error) error {
	db, err := boltstore.Open(fileIn(dir), boltstore.Options{})
	if err != nil {
		return err
	}
	return errors.Join(use(db), db.Close())
}

package sim

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// Canonical returns what the history of a store has come to, as text: the rows of requests, approvals, assignments, grants,
// guests and configuration, and the event log, one a line in the order of the keys, byte for byte in hexadecimal. Two stores
// that went through the same commands at the same instants have the same, whatever crashes and restarts lay between
// (I-101, I-112). What is not part of history is left out: when an event was written, attempts, idempotency keys, jobs and
// mails on their way, and how often the store was opened.
func Canonical(ctx context.Context, s store.Store) ([]byte, error) {
	var out bytes.Buffer
	err := s.View(ctx, func(r store.Reader) error {
		tx := store.Reading(r)
		if err := canonicalRows(&out, tx); err != nil {
			return err
		}
		return tx.Events(1, func(ev *entitlement.Event, _ time.Time) (bool, error) {
			fmt.Fprintf(&out, "event %d %x\n", ev.Seq, store.Canonical(ev))
			return true, nil
		})
	})
	return out.Bytes(), err
}

func canonicalRows(out *bytes.Buffer, tx *store.Txn) error {
	s := store.NewSchema()
	for _, table := range []func() error{
		func() error { return canonicalTable(out, tx, &s.Catalogs) },
		func() error { return canonicalTable(out, tx, &s.Resources) },
		func() error { return canonicalTable(out, tx, &s.Packages) },
		func() error { return canonicalTable(out, tx, &s.Policies) },
		func() error { return canonicalTable(out, tx, &s.Organizations) },
		func() error { return canonicalTable(out, tx, &s.Roles) },
		func() error { return canonicalTable(out, tx, &s.Settings) },
		func() error { return canonicalTable(out, tx, &s.Requests) },
		func() error { return canonicalTable(out, tx, &s.RequestTexts) },
		func() error { return canonicalTable(out, tx, &s.Stages) },
		func() error { return canonicalTable(out, tx, &s.StageTexts) },
		func() error { return canonicalTable(out, tx, &s.Assignments) },
		func() error { return canonicalTable(out, tx, &s.Grants) },
		func() error { return canonicalTable(out, tx, &s.Guests) },
		func() error { return canonicalTable(out, tx, &s.ReviewSeries) },
		func() error { return canonicalTable(out, tx, &s.Reviews) },
		func() error { return canonicalTable(out, tx, &s.ReviewItems) },
		func() error { return canonicalTable(out, tx, &s.ReviewTexts) },
		func() error { return canonicalTable(out, tx, &s.Delegations) },
		func() error { return canonicalTable(out, tx, &s.Scopes) },
		func() error { return canonicalTable(out, tx, &s.Members) },
		func() error { return canonicalTable(out, tx, &s.Departures) },
		func() error { return canonicalTable(out, tx, &s.Callouts) },
		func() error { return canonicalTable(out, tx, &s.CalloutTexts) },
	} {
		if err := table(); err != nil {
			return err
		}
	}
	return nil
}

func canonicalTable[K, T any](out *bytes.Buffer, tx *store.Txn, table *store.Table[K, T]) error {
	return table.Each(tx, nil, func(row *T) (bool, error) {
		fmt.Fprintf(out, "%s %x %x\n", table.Kind(), table.AppendKey(nil, row), table.Encode(nil, row))
		return true, nil
	})
}

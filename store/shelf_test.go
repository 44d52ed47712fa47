package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
)

// shelf is a store with the typed tables and nothing above them.
type shelf struct {
	*testing.T
	*store.Schema
	s store.Store
}

func newShelf(t *testing.T) shelf { return shelf{t, store.NewSchema(), memstore.New()} }

func (s shelf) update(fn func(tx *store.Txn) error) {
	s.Helper()
	require.NoError(s, s.s.Update(s.Context(), func(tx store.Tx) error { return fn(store.Writing(tx)) }))
}

func (s shelf) view(fn func(tx *store.Txn) error) {
	s.Helper()
	require.NoError(s, s.s.View(s.Context(), func(r store.Reader) error { return fn(store.Reading(r)) }))
}

// put replaces rows, each by its own key, in one transaction.
func put[K comparable, T any](s shelf, table *store.Table[K, T], rows ...T) {
	s.Helper()
	s.update(func(tx *store.Txn) error {
		for i := range rows {
			if err := replace(tx, table, &rows[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func replace[K, T any](tx *store.Txn, table *store.Table[K, T], row *T) error {
	key, err := table.ParseKey(table.AppendKey(nil, row))
	if err != nil {
		return err
	}
	before, err := table.Find(tx, key, func() *T { return new(T) })
	if err != nil {
		return err
	}
	_, err = table.Write(tx, before, row)
	return err
}

// drop removes a row.
func drop[K, T any](s shelf, table *store.Table[K, T], key K) {
	s.Helper()
	s.update(func(tx *store.Txn) error {
		row, err := table.Find(tx, key, func() *T { return new(T) })
		if err != nil {
			return err
		}
		require.NotNil(s, row)
		_, err = table.Write(tx, row, nil)
		return err
	})
}

// contents returns everything in the store, by key.
func (s shelf) contents() map[string]string {
	s.Helper()
	out := map[string]string{}
	require.NoError(s, s.s.View(s.Context(), func(r store.Reader) error {
		for table := range byte(255) {
			err := r.Scan([]byte{table}, nil, func(key, value []byte) (bool, error) {
				out[string(key)] = string(value)
				return true, nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	}))
	return out
}

// num is an identifier made of a number.
func num[T any](n byte) entitlement.ID[T] { return entitlement.ID[T]{15: n} }

// hour is an instant so many hours after the tests' noon.
func hour(n int) time.Time { return noon.Add(time.Duration(n) * time.Hour) }

func assignment(n byte, who entitlement.SubjectID, pkg byte, change ...func(*entitlement.Assignment)) entitlement.Assignment {
	a := entitlement.Assignment{
		ID: num[entitlement.Assignment](n), Target: who, Package: entitlement.PackageRef{ID: num[entitlement.AccessPackage](pkg), Version: 1},
		Policy: entitlement.PolicyRef{ID: num[entitlement.AssignmentPolicy](pkg), Version: 1}, State: entitlement.AssignmentDelivered,
	}
	for _, c := range change {
		c(&a)
	}
	return a
}

func ending(n int) func(*entitlement.Assignment) {
	return func(a *entitlement.Assignment) { a.Schedule.End = hour(n) }
}

func expired(a *entitlement.Assignment) { a.State = entitlement.AssignmentExpired }

// timers returns what is due, in order.
func (s shelf) timers(at time.Time) (out []store.Timer) {
	s.Helper()
	s.view(func(tx *store.Txn) error {
		return tx.Due(at, func(t store.Timer) (bool, error) {
			out = append(out, t)
			return true, nil
		})
	})
	return out
}

package check_test

import (
	"errors"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/sim/check"
	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
)

// plantedLosses replace the store by what it was before, or by what it never was, as a disk does that lied.
func plantedLosses() map[string]planted {
	return looked(step, map[string]planted{
		"acknowledged_work_is_lost": {want: []int{108}, plant: func(f *forge) { // I-108
			then := f.copied()
			f.ask("ann", 1, entitlement.Schedule{})
			f.replace(then)
		}},
		"time_is_lost": {want: []int{74}, plant: func(f *forge) { // I-74
			f.commit(func() {
				f.meta.Now = f.at.Add(-time.Hour)
				f.at = f.meta.Now
			})
		}},
		"history_is_another_one": {want: []int{102}, plant: func(f *forge) { // I-102
			then := f.copied()
			f.ask("ann", 1, entitlement.Schedule{})
			found, err := step(f)
			f.must(err)
			require.Empty(f, found)
			f.replace(then)
			f.ask("eli", 1, entitlement.Schedule{})
		}},
		"an_event_is_another_one": {want: []int{102}, plant: func(f *forge) { // I-102
			f.raw(func(tx store.Tx) error {
				key := store.AppendUint64([]byte{store.EventTable}, 7)
				value, _, err := tx.Get(key)
				twisted := append([]byte(nil), value...)
				twisted[len(twisted)-9]++ // the link; the instant of its recording follows
				return errors.Join(err, tx.Put(key, twisted))
			})
		}, look: func(f *forge) ([]check.Violation, error) { return f.guard.Full(f.Context(), f.w) }},
	})
}

// replace goes on with another store, as after a restart.
func (f *forge) replace(by store.Store) {
	f.Helper()
	f.inner = by
	f.must(f.reopen())
}

// copied returns a copy of the store.
func (f *forge) copied() store.Store {
	f.Helper()
	f.commit(func() {}) // it is known how late it is
	out := memstore.New()
	f.must(f.inner.View(f.Context(), func(r store.Reader) error {
		return out.Update(f.Context(), func(tx store.Tx) error {
			for table := byte(1); table < 255; table++ {
				if err := r.Scan([]byte{table}, []byte{table + 1}, func(key, value []byte) (bool, error) {
					return true, tx.Put(key, value)
				}); err != nil {
					return err
				}
			}
			return nil
		})
	}))
	return out
}

package lifecycle_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
)

// Tables of the store that the log does not tell of; a table's number never changes. The versions and targets of removed
// events are kept beside the log.
var (
	besideLog   = []byte{1, 25, 30, 37, 40, 41, 42, 43, 44, 45, 46, 47, 48, 71}
	ofOldEvents = []byte{5, 6, 10, 15}
)

// The log alone gives the rows, their versions, every index, every timer and every effect, byte for byte, whether it goes
// back to the beginning or to a checkpoint. // I-101, I-7, I-78
func TestReplayGivesTheSameStore(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before time.Time // what is truncated
		beside []byte
	}{
		"from_the_beginning":  {beside: besideLog},
		"from_a_checkpoint":   {start.Add(40 * day), append(slices.Clone(besideLog), ofOldEvents...)},
		"from_the_checkpoint": {start.Add(100 * day), append(slices.Clone(besideLog), ofOldEvents...)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				r.season()
				if !c.before.IsZero() {
					require.Positive(r, r.truncate(c.before).Removed)
				}
				r.submit("ann", r.simple("library", lasting(9))) // delivered and waiting for its end
				r.settle()
				r.submit("bob", r.simple("depot", approvedBy(stage(entitlement.User("boss"))))) // waiting for a decision
				r.submit("hank", r.simple("yard"))                                              // waiting for its delivery
				require.Equal(r, tables(r, r.config.Store, c.beside), tables(r, r.replay(), c.beside))
			}, func(c *lifecycle.Config) { c.Notifier = nil }) // mails on their way are not in the log
		})
	}
}

// replay makes a store of what the log says.
func (r *rig) replay() store.Store {
	r.Helper()
	again := memstore.New()
	require.NoError(r, again.Update(r.Context(), func(tx store.Tx) error {
		into := store.Writing(tx)
		return r.config.Store.View(r.Context(), func(reader store.Reader) error {
			from, s := store.Reading(reader), store.NewSchema()
			err := from.Baseline(nil, func(object entitlement.ObjectRef, row []byte) (bool, error) {
				return true, replayRow(s, into, object, row)
			})
			if err != nil {
				return err
			}
			err = from.Events(0, func(ev *entitlement.Event, _ time.Time) (bool, error) {
				return true, replayRow(s, into, ev.Object, ev.After)
			})
			if err != nil {
				return err
			}
			return into.PutMeta(&store.Meta{}) // which writes the counters
		})
	}))
	return again
}

func replayRow(s *store.Schema, tx *store.Txn, object entitlement.ObjectRef, row []byte) error {
	switch object.Kind { //nolint:exhaustive // the others have no rows
	case entitlement.KindCatalog:
		return replayInto(&s.Catalogs, tx, object, row)
	case entitlement.KindResource:
		if err := replayTarget(s, tx, object, row); err != nil {
			return err
		}
		return replayInto(&s.Resources, tx, object, row)
	case entitlement.KindAccessPackage:
		return replayInto(&s.Packages, tx, object, row)
	case entitlement.KindPolicy:
		return replayInto(&s.Policies, tx, object, row)
	case entitlement.KindOrganization:
		return replayInto(&s.Organizations, tx, object, row)
	case entitlement.KindRoleAssignment:
		return replayInto(&s.Roles, tx, object, row)
	case entitlement.KindSettings:
		return replayInto(&s.Settings, tx, object, row)
	case entitlement.KindRequest:
		return replayInto(&s.Requests, tx, object, row)
	case entitlement.KindStage:
		return replayInto(&s.Stages, tx, object, row)
	case entitlement.KindAssignment:
		return replayInto(&s.Assignments, tx, object, row)
	case entitlement.KindGrant:
		return replayInto(&s.Grants, tx, object, row)
	case entitlement.KindGuest:
		return replayInto(&s.Guests, tx, object, row)
	case entitlement.KindReviewSeries:
		return replayInto(&s.ReviewSeries, tx, object, row)
	case entitlement.KindReview:
		return replayInto(&s.Reviews, tx, object, row)
	case entitlement.KindReviewItem:
		return replayInto(&s.ReviewItems, tx, object, row)
	case entitlement.KindDelegation:
		return replayInto(&s.Delegations, tx, object, row)
	case entitlement.KindAutomaticScope:
		return replayInto(&s.Scopes, tx, object, row)
	case entitlement.KindAutomaticMember:
		return replayInto(&s.Members, tx, object, row)
	case entitlement.KindDeparture:
		return replayInto(&s.Departures, tx, object, row)
	case entitlement.KindEngine:
		return nil
	}
	return fmt.Errorf("an event about a %s", object.Kind)
}

func replayInto[K, T any](table *store.Table[K, T], tx *store.Txn, object entitlement.ObjectRef, row []byte) error {
	key, err := table.ParseKey([]byte(object.Key))
	if err != nil {
		return err
	}
	before, err := table.Find(tx, key, func() *T { return new(T) })
	if err != nil {
		return err
	}
	var after *T
	if row != nil {
		after = new(T)
		if err := table.Decode(key, row, after); err != nil {
			return err
		}
	}
	_, err = table.Write(tx, before, after)
	return err
}

func replayTarget(s *store.Schema, tx *store.Txn, object entitlement.ObjectRef, row []byte) error {
	var r entitlement.Resource
	key, err := s.Resources.ParseKey([]byte(object.Key))
	if err != nil || row == nil {
		return err
	}
	if err := s.Resources.Decode(key, row, &r); err != nil {
		return err
	}
	return tx.PutTarget(&store.Target{Target: r.Target(), DisplayName: r.DisplayName})
}

// tables is what a store holds but for the log and the tables beside it.
func tables(r *rig, s store.Store, beside []byte) string {
	r.Helper()
	var out strings.Builder
	require.NoError(r, s.View(r.Context(), func(reader store.Reader) error {
		for table := range byte(255) {
			if slices.Contains(beside, table) {
				continue
			}
			err := reader.Scan([]byte{table}, []byte{table + 1}, func(key, value []byte) (bool, error) {
				_, _ = fmt.Fprintf(&out, "%d %q=%q\n", table, key[1:], value)
				return true, nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	}))
	return out.String()
}

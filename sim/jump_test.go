package sim_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/sim"
	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
)

// jump moves the clock without letting the world act, and then does what a host's loop does; every other day it leaves
// RunDue out, because Dispatch settles by itself.
func jump(t *testing.T, w *sim.World, to time.Time) {
	t.Helper()
	w.Clock().Set(to)
	if to.YearDay()%2 == 0 {
		_, err := w.Engine().RunDue(t.Context())
		require.NoError(t, err)
	}
	_, err := w.Engine().Dispatch(t.Context())
	require.NoError(t, err)
	w.Target().Advance(to)
}

// TestJumpsComeToTheSameStates compares a clock that jumps with one that stops wherever something is due, once only time
// passes.
func TestJumpsComeToTheSameStates(t *testing.T) { // I-77
	t.Parallel()
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			onStores(t, func(t *testing.T, open func(*testing.T) store.Store) {
				for d := s.still + 7*day; d <= s.length; d += 7 * day {
					requireSameStates(t, &s, open(t), open(t), d)
				}
				var several []time.Duration
				for d, gap := s.still, day; d < s.length; d, gap = d+gap, gap*2 {
					several = append(several, d)
				}
				requireSameStates(t, &s, open(t), open(t), append(several, s.length)...)
			})
		})
	}
}

// requireSameStates tells a scenario without and with jumps, from when only time passes, and gives the last deliveries half
// a day.
func requireSameStates(t *testing.T, s *scenario, want, got store.Store, jumps ...time.Duration) {
	t.Helper()
	const rest = 12 * time.Hour
	w := s.begin(t, want)
	require.NoError(t, w.RunUntil(after(jumps[len(jumps)-1]+rest)))
	j := s.begin(t, got)
	require.NoError(t, j.RunUntil(after(s.still)))
	for _, d := range jumps {
		jump(t, j, after(d))
	}
	runEngine(t, j, rest)
	if diff := firstDifference(states(t, want), states(t, got)); diff != "" {
		t.Fatalf("jumps to %v make a difference:\n%s", jumps, diff)
	}
	require.Equal(t, w.Target().Holdings(), j.Target().Holdings())
}

// states are the rows of a store without what tells how they came about: versions, generations and numbers of events.
func states(t *testing.T, s store.Store) string {
	t.Helper()
	var out []string
	require.NoError(t, s.View(t.Context(), func(r store.Reader) error {
		tx, schema := store.Reading(r), store.NewSchema()
		for _, err := range []error{
			statesOf(tx, &schema.Requests, &out), statesOf(tx, &schema.Stages, &out), statesOf(tx, &schema.Assignments, &out),
			statesOf(tx, &schema.Grants, &out), statesOf(tx, &schema.Guests, &out),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	}))
	return strings.Join(out, "\n")
}

func statesOf[K, T any](tx *store.Txn, table *store.Table[K, T], out *[]string) error {
	return table.Each(tx, nil, func(row *T) (bool, error) {
		v := reflect.ValueOf(row).Elem()
		v.FieldByName("Stamp").SetZero()
		if generation := v.FieldByName("Generation"); generation.IsValid() {
			generation.SetZero()
		}
		*out = append(*out, fmt.Sprintf("%s %+v", table.Kind(), *row))
		return true, nil
	})
}

// TestNothingIsGrantedAfterItsEnd jumps from every step of every scenario, in the middle of deliveries too.
func TestNothingIsGrantedAfterItsEnd(t *testing.T) { // I-68, I-76, I-57
	t.Parallel()
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			for _, gap := range []time.Duration{time.Minute, 12 * day, 45 * day} {
				for steps, more := 0, true; more; steps += 3 {
					m := closing(t, memstore.New())
					w := s.begin(t, m)
					for range steps {
						next, err := w.Next()
						require.NoError(t, err)
						more = !next.IsZero() && !next.After(after(s.still))
						if !more {
							break
						}
						_, err = w.RunNext()
						require.NoError(t, err)
					}
					jump(t, w, w.Now().Add(gap))
					requireJustified(t, w, m)
					runEngine(t, w, 200*day)
					requireJustified(t, w, m)
					if s.endless {
						continue
					}
					for _, h := range w.Target().Holdings() {
						require.Equal(t, entitlement.RolePersistedValue, h.Role, "everything has ended")
					}
				}
			}
		})
	}
}

// runEngine lets time pass without people.
func runEngine(t *testing.T, w *sim.World, d time.Duration) {
	t.Helper()
	end := w.Now().Add(d)
	for {
		next, err := w.Engine().NextDue(t.Context())
		require.NoError(t, err)
		if next.IsZero() || next.After(end) {
			break
		}
		require.True(t, next.After(w.Now()), "something is due and is never done: I-125")
		jump(t, w, next)
	}
	jump(t, w, end)
}

// requireJustified checks every grant that a target was asked for against the assignments: at that instant one was live
// that has the role.
func requireJustified(t *testing.T, w *sim.World, s store.Store) {
	t.Helper()
	roles := map[entitlement.SubjectID][]held{}
	require.NoError(t, s.View(t.Context(), func(r store.Reader) error {
		tx, schema := store.Reading(r), store.NewSchema()
		return schema.Assignments.Each(tx, nil, func(a *entitlement.Assignment) (bool, error) {
			for version := uint32(1); ; version++ {
				var p entitlement.AccessPackage
				found, err := schema.Packages.GetVersion(tx, a.Package.ID, version, &p)
				if err != nil || !found {
					return true, err
				}
				for _, ref := range p.Roles {
					var r entitlement.Resource
					if _, err := schema.Resources.Get(tx, ref.Resource, &r); err != nil {
						return false, err
					}
					roles[a.Target] = append(roles[a.Target], held{r.OriginID, ref.Role, a.Schedule.Start, a.Schedule.End, a.Ended})
					for i := range r.Attributes {
						target, role := r.Attributes[i].Grant()
						roles[a.Target] = append(roles[a.Target], held{target.OriginID, role, a.Schedule.Start, a.Schedule.End, a.Ended})
					}
				}
			}
		})
	}))
	for _, call := range w.Target().Calls(0) {
		if call.Operation.Verb != provision.Grant {
			continue
		}
		justified := false
		for _, h := range roles[call.Operation.Subject] {
			justified = justified || h.covers(&call.Operation)
		}
		require.True(t, justified, "%s is granted %s/%s at %s", call.Operation.Subject, call.Operation.Resource.OriginID,
			call.Operation.Role, call.Operation.At)
	}
}

// held is a role that an assignment gives, and when.
type held struct {
	origin            string
	role              entitlement.RoleID
	start, end, ended time.Time // zero ends are never
}

func (h *held) covers(op *provision.Operation) bool {
	before := func(end time.Time) bool { return end.IsZero() || op.At.Before(end) }
	return h.origin == op.Resource.OriginID && h.role == op.Role && !op.At.Before(h.start) && before(h.end) &&
		(before(h.ended) || op.At.Equal(h.ended))
}

package lifecycle_test

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
	"example.com/tenure/store"
)

// derived is what follows from the rows of a store: index entries and timers, and the queue of effects.
type derived struct {
	entries map[string]string
	effects map[string]time.Time // class, kind and key to the instant from which it is ready
}

// rebuild derives from the rows what the indexes should be.
func (r *rig) rebuild() derived {
	r.Helper()
	d := derived{entries: map[string]string{}, effects: map[string]time.Time{}}
	require.NoError(r, r.config.Store.View(r.Context(), func(reader store.Reader) error {
		tx, s := store.Reading(reader), store.NewSchema()
		for _, table := range []func() error{
			func() error { return derive(&d, tx, &s.Catalogs, nil) },
			func() error { return derive(&d, tx, &s.Resources, nil) },
			func() error { return derive(&d, tx, &s.Packages, nil) },
			func() error { return derive(&d, tx, &s.Policies, nil) },
			func() error { return derive(&d, tx, &s.Organizations, nil) },
			func() error { return derive(&d, tx, &s.Roles, nil) },
			func() error { return derive(&d, tx, &s.Requests, requestEffect) },
			func() error { return derive(&d, tx, &s.Stages, stageEffect) },
			func() error { return derive(&d, tx, &s.Assignments, nil) },
			func() error { return derive(&d, tx, &s.Grants, grantEffect) },
			func() error { return derive(&d, tx, &s.Guests, guestEffect) },
			func() error { return derive(&d, tx, &s.Mails, mailEffect) },
			func() error { return derive(&d, tx, &s.Jobs, nil) },
			func() error { return derive(&d, tx, &s.ReviewSeries, nil) },
			func() error { return derive(&d, tx, &s.Reviews, reviewEffect) },
			func() error { return derive(&d, tx, &s.ReviewItems, nil) },
			func() error { return derive(&d, tx, &s.Scopes, scopeEffect) },
			func() error { return derive(&d, tx, &s.Members, memberEffect) },
			func() error { return derive(&d, tx, &s.Departures, nil) },
		} {
			if err := table(); err != nil {
				return err
			}
		}
		return nil
	}))
	return d
}

// derive adds what the rows of a table stand for. An effect that was tried is ready at its next attempt.
func derive[K, T any](d *derived, tx *store.Txn, table *store.Table[K, T], effect func(*T) store.Effect) error {
	var rows []T
	err := table.Each(tx, nil, func(row *T) (bool, error) {
		keys, values := table.Entries(row)
		for i := range keys {
			d.entries[string(keys[i])] = string(values[i])
		}
		for _, counter := range table.Counts(row) {
			n, _ := binary.Uvarint([]byte(d.entries[string(counter)]))
			d.entries[string(counter)] = string(binary.AppendUvarint(nil, n+1)) // I-11
		}
		rows = append(rows, *row)
		return true, nil
	})
	if err != nil || effect == nil {
		return err
	}
	for i := range rows {
		e := effect(&rows[i])
		if e.Class == 0 {
			continue
		}
		e.Key = table.AppendKey(nil, &rows[i])
		var attempt store.Attempt
		tried, err := tx.Attempt(e, &attempt)
		if err != nil {
			return err
		}
		if tried {
			e.Since = attempt.Next
		}
		d.effects[name(e)] = e.Since.UTC()
	}
	return nil
}

func name(e store.Effect) string { return string([]byte{byte(e.Class), byte(e.Kind)}) + string(e.Key) }

// What the rows ask for, as the rules have it.

func requestEffect(r *entitlement.Request) store.Effect {
	if r.State != entitlement.RequestScheduled || !r.Starting {
		return store.Effect{}
	}
	return store.Effect{Class: store.ClassApprove, Kind: store.EffectStart, Since: r.Schedule.Start}
}

func stageEffect(s *entitlement.ApprovalStage) store.Effect {
	if s.Resolving == entitlement.ResolvingNothing {
		return store.Effect{}
	}
	return store.Effect{Class: store.ClassApprove, Kind: store.EffectStage, Since: s.Since}
}

func grantEffect(g *entitlement.Grant) store.Effect {
	switch {
	case g.Dirty.IsZero() || g.Parked:
		return store.Effect{}
	case g.IsWanted():
		return store.Effect{Class: store.ClassGrant, Kind: store.EffectGrant, Since: g.Dirty}
	}
	return store.Effect{Class: store.ClassRevoke, Kind: store.EffectGrant, Since: g.Dirty} // I-69
}

func guestEffect(g *entitlement.GuestAccount) store.Effect {
	switch {
	case g.Dirty.IsZero():
		return store.Effect{}
	case g.Desired == entitlement.GuestActive:
		return store.Effect{Class: store.ClassGrant, Kind: store.EffectGuest, Since: g.Dirty}
	}
	return store.Effect{Class: store.ClassRevoke, Kind: store.EffectGuest, Since: g.Dirty}
}

func reviewEffect(r *entitlement.Review) store.Effect {
	if r.State != entitlement.ReviewStarting {
		return store.Effect{}
	}
	return store.Effect{Class: store.ClassApprove, Kind: store.EffectReview, Since: r.Start}
}

func scopeEffect(s *entitlement.AutomaticScope) store.Effect {
	if s.Survey.IsZero() {
		return store.Effect{}
	}
	return store.Effect{Class: store.ClassApprove, Kind: store.EffectScope, Since: s.Survey}
}

func memberEffect(m *entitlement.AutomaticMember) store.Effect {
	if m.Retry.IsZero() {
		return store.Effect{}
	}
	return store.Effect{Class: store.ClassApprove, Kind: store.EffectMember, Since: m.Retry}
}

func mailEffect(m *entitlement.Mail) store.Effect {
	if m.Failure != "" {
		return store.Effect{}
	}
	return store.Effect{Class: store.ClassNotify, Kind: store.EffectMail, Since: m.At}
}

// requireDerived requires that the store holds exactly what follows from its rows, and returns it. In tables it collects
// the tables that index entries were ever found in, so that what is left over in one of them is found too.
func (r *rig) requireDerived(tables map[byte]bool) derived {
	r.Helper()
	want := r.rebuild()
	for key := range want.entries {
		tables[key[0]] = true
	}
	got := derived{entries: map[string]string{}, effects: map[string]time.Time{}}
	var tried []string
	require.NoError(r, r.config.Store.View(r.Context(), func(reader store.Reader) error {
		tx := store.Reading(reader)
		for table := range tables { // order: it fills a map
			err := reader.Scan([]byte{table}, []byte{table + 1}, func(key, value []byte) (bool, error) {
				got.entries[string(key)] = string(value)
				return true, nil
			})
			if err != nil {
				return err
			}
		}
		for class := store.ClassRevoke; class <= store.ClassNotify; class++ {
			err := tx.Ready(class, start.AddDate(1000, 0, 0), func(e store.Effect) (bool, error) {
				e.Class = class
				got.effects[name(e)] = e.Since.UTC()
				return true, nil
			})
			if err != nil {
				return err
			}
		}
		return tx.Attempts(func(e store.Effect, _ *store.Attempt) (bool, error) {
			tried = append(tried, name(e)[1:])
			return true, nil
		})
	}))
	require.Equal(r, want.entries, got.entries) // I-7, I-78, I-21
	require.Equal(r, want.effects, got.effects) // I-62
	queued := map[string]bool{}
	for key := range want.effects {
		queued[key[1:]] = true
	}
	for _, key := range tried {
		require.True(r, queued[key], "attempts at something that nobody wants")
	}
	r.requireCounts()
	return want
}

// requireCounts requires that what the engine counts is what there is.
func (r *rig) requireCounts() {
	r.Helper()
	var meta store.Meta
	last := map[entitlement.SubjectID]uint64{}
	about := map[entitlement.AccessPackageID][]uint64{}
	for _, ev := range r.events(0) {
		if id := ev.Package.ID; !id.IsZero() {
			about[id] = append(about[id], ev.Seq)
		}
		if ev.Subject != "" {
			last[ev.Subject] = ev.Seq
		}
	}
	require.NoError(r, r.config.Store.View(r.Context(), func(reader store.Reader) error {
		tx := store.Reading(reader)
		for who, seq := range last { // order: each stands for itself
			got, err := tx.LastSeen(who)
			require.NoError(r, err)
			require.Equal(r, seq, got, "%s", who) // I-11
		}
		for id, want := range about { // order: each stands for itself
			var got []uint64
			require.NoError(r, tx.PackageEvents(id, 1, func(ev *entitlement.Event, _ time.Time) (bool, error) {
				got = append(got, ev.Seq)
				return true, nil
			}))
			require.Equal(r, want, got) // I-11, R-355
		}
		_, err := tx.Meta(&meta)
		return err
	}))
	require.Equal(r, uint64(len(r.events(0))), meta.Seq) // I-11, I-100
	table(r, func(s *store.Schema) *store.Table[uint64, entitlement.Mail] { return &s.Mails }, func(m *entitlement.Mail) {
		require.LessOrEqual(r, m.Seq, meta.Mails)
	})
	want := map[entitlement.GrantKey][]entitlement.AssignmentID{}
	table(r, func(s *store.Schema) *store.Table[entitlement.GrantKey, entitlement.Grant] { return &s.Grants },
		func(g *entitlement.Grant) {
			for _, source := range g.Sources {
				want[g.Key] = append(want[g.Key], source.Assignment)
			}
		})
	live := map[entitlement.AssignmentID]bool{}
	table(r, func(s *store.Schema) *store.Table[entitlement.AssignmentID, entitlement.Assignment] {
		return &s.Assignments
	},
		func(a *entitlement.Assignment) { live[a.ID] = a.State != entitlement.AssignmentExpired })
	for key, sources := range want { // order: each stands for itself
		for _, id := range sources {
			require.True(r, live[id], "%v is justified by an assignment that has ended", key) // I-57
		}
	}
}

// A year in which everything happens that there is. At every stop the store holds what follows from its rows.
func TestIndexesFollowFromRows(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		tables := map[byte]bool{}
		check := func() derived {
			r.Helper()
			return r.requireDerived(tables)
		}
		pkg, policy := r.offer(lasting(20), scheduled, approvedBy(
			escalating(3, waiting(10, stage(entitlement.Manager(1))), entitlement.Manager(2)), stage(entitlement.User("hank"))))
		group := r.addGroup("shared")
		one, two := r.bundle("One", member(group)), r.bundle("Two", member(group), member(r.addGroup("extra")))
		r.allow(one, lasting(15))
		r.allow(two, lasting(25))
		r.breaks(failing("extra", nil), fake.Fault{
			Resource: "shared", Verb: provision.Revoke, Answer: fake.AnswerError, Effect: fake.EffectNone,
		})
		r.mails.failure = provision.Transient(provision.TargetUnavailable, "")
		r.accounts.fail("block", provision.Transient(provision.TargetUnavailable, ""))
		check()
		ann := r.ask("ann", lifecycle.SubmitInput{Package: pkg.ID, Schedule: entitlement.Schedule{Start: start.Add(8 * day)}})
		r.submit("bob", pkg)
		both := r.submit("ann", one)
		r.submit("ann", two)
		r.visits(pat(), r.partners("shop", lasting(5)))
		check()
		r.settle()
		check()
		r.pass(4 * day) // escalated, mails failed, a grant failed for good
		check()
		r.approve("meg", ann.Request)
		r.approve("hank", ann.Request)
		check()
		r.accounts.fail("block", nil)
		r.pass(5 * day) // a start, a guest blocked
		check()
		r.setRoles(two, member(group), member(r.addGroup("new")))
		check()
		r.mails.failure = nil
		r.pass(2 * day)
		r.remove(both.Assignment)
		_, err := r.as("root").UpdatePolicy(t.Context(), lifecycle.PolicyInput{Policy: policy})
		require.NoError(r, err)
		bob := r.submit("bob", pkg)
		_, err = r.as("root").DeletePackage(t.Context(), lifecycle.DeletePackageInput{Package: pkg.ID})
		require.NoError(r, err)
		check()
		r.settle()
		r.ends(bob.Request, entitlement.RequestCanceled, entitlement.ReasonPackageDeleted)
		check()
		r.jump(20 * day)
		check()
		r.settle()
		r.pass(day) // a revoke is stuck
		check()
		r.target.Heal()
		r.pass(100 * day)
		require.Empty(r, check().effects, "everything has come to rest") // I-125
		require.Empty(r, r.target.Holdings())                            // I-57
	}, func(c *lifecycle.Config) { c.BatchSize = 3 })
}

package check_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
	"example.com/tenure/sim/check"
	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
)

// forge plants bugs: it changes a store behind the engine's back as the engine itself would. Row, indexes, timers, effects,
// event and chain agree with each other, and only what is planted is wrong.
type forge struct {
	*testing.T
	*story
	guard  *check.Guard
	schema *store.Schema

	tx    *store.Txn
	meta  store.Meta
	actor entitlement.Actor // whose changes are forged; the system by default
	at    time.Time         // when

	skip    uint32 // versions to leave out
	forgets bool   // events do not name the ones before them
}

func (f *forge) must(err error) {
	f.Helper()
	require.NoError(f, err)
}

// newForge makes a world with a bit of everything in it, with which nothing is wrong.
func newForge(t *testing.T, change ...func(*sim.Options)) *forge {
	t.Helper()
	options := tenant()
	options.Habits = nil // nobody does anything but what is forged
	for _, c := range change {
		c(&options)
	}
	f := &forge{T: t, guard: check.Watch(&options), schema: store.NewSchema(), actor: systemActor()}
	inner := memstore.New()
	s, err := begin(options, inner)
	require.NoError(t, err)
	f.story = s
	t.Cleanup(func() {
		require.NoError(t, s.w.Close())
		require.NoError(t, inner.Close())
	})
	f.scene()
	f.guard.Expect(t, s.w)
	return f
}

func systemActor() entitlement.Actor { return entitlement.Actor{Kind: entitlement.ActorSystem} }

// scene: ann has packages 0 and 4, dot has package 1, bob waits for it, cem for package 2, eli for the start of package 0,
// ivy for package 3; gil is a guest with package 4; bob was denied package 2 and has given package 0 back.
func (f *forge) scene() {
	f.Helper()
	f.ask("ann", 0, entitlement.Schedule{})
	f.give("ann", 4)
	f.ask("dot", 1, entitlement.Schedule{})
	f.decide("meg", "dot", entitlement.Approve)
	f.ask("bob", 2, entitlement.Schedule{})
	f.decide("meg", "bob", entitlement.Deny)
	f.ask("bob", 0, entitlement.Schedule{})
	f.ask("cem", 2, entitlement.Schedule{})
	f.ask("eli", 0, entitlement.Schedule{Start: start.Add(5 * day)})
	f.give("gil", 4)
	require.NoError(f, f.w.RunFor(time.Hour))
	_, err := f.w.As("bob").Remove(f.Context(), lifecycle.RemoveInput{Assignment: f.assignment("bob", 0).ID})
	require.NoError(f, err)
	f.ask("bob", 1, entitlement.Schedule{})
	f.ask("ivy", 3, entitlement.Schedule{})
	require.NoError(f, f.w.RunFor(time.Hour))
}

func (f *forge) ask(who entitlement.SubjectID, pkg int, times entitlement.Schedule) {
	f.Helper()
	_, err := f.w.As(who).Submit(f.Context(), lifecycle.SubmitInput{Package: f.packages[pkg], Schedule: times, Justification: "please"})
	require.NoError(f, err)
}

func (f *forge) give(who entitlement.SubjectID, pkg int) {
	f.Helper()
	_, err := f.w.Admin().Assign(f.Context(), lifecycle.AssignInput{Package: f.packages[pkg], Target: who})
	require.NoError(f, err)
}

// decide answers the request of a person that waits.
func (f *forge) decide(who, whose entitlement.SubjectID, decision entitlement.Decision) {
	f.Helper()
	for _, r := range rows(f.story, &f.schema.Requests, (*entitlement.Request).IsOpen) {
		if r.Target == whose && r.State == entitlement.RequestPendingApproval {
			_, err := f.w.As(who).Decide(f.Context(), lifecycle.DecideInput{Request: r.ID, Decision: decision})
			require.NoError(f, err)
			return
		}
	}
	require.Fail(f, "nothing waits for a decision")
}

// one returns the only row that is wanted.
func one[K, T any](f *forge, table *store.Table[K, T], wanted func(*T) bool) T {
	f.Helper()
	found := rows(f.story, table, wanted)
	require.Len(f, found, 1)
	return found[0]
}

// assignment returns a person's only assignment of a package.
func (f *forge) assignment(who entitlement.SubjectID, pkg int) entitlement.Assignment {
	f.Helper()
	return one(f, &f.schema.Assignments, func(a *entitlement.Assignment) bool {
		return a.Target == who && a.Package.ID == f.packages[pkg]
	})
}

// request returns a person's only request for access to a package.
func (f *forge) request(who entitlement.SubjectID, pkg int) entitlement.Request {
	f.Helper()
	return one(f, &f.schema.Requests, func(r *entitlement.Request) bool {
		return r.Target == who && r.Package.ID == f.packages[pkg] && r.Type.IsAdd()
	})
}

// stage returns a stage of a person's only request for a package.
func (f *forge) stage(who entitlement.SubjectID, pkg int, index uint8) entitlement.ApprovalStage {
	f.Helper()
	id := f.request(who, pkg).ID
	return one(f, &f.schema.Stages, func(s *entitlement.ApprovalStage) bool { return s.Request == id && s.Index == index })
}

// grants returns what an assignment justifies.
func (f *forge) grants(a entitlement.Assignment) []entitlement.Grant {
	f.Helper()
	return rows(f.story, &f.schema.Grants, func(g *entitlement.Grant) bool {
		_, found := g.Source(a.ID)
		return found
	})
}

func (f *forge) guest(id entitlement.SubjectID) entitlement.GuestAccount {
	f.Helper()
	return one(f, &f.schema.Guests, func(g *entitlement.GuestAccount) bool { return g.Subject == id })
}

// commit forges one commit.
func (f *forge) commit(changes func()) {
	f.Helper()
	f.at = f.now()
	require.NoError(f, f.inner.Update(f.Context(), func(tx store.Tx) error {
		f.tx = store.Writing(tx)
		f.open = f.tx
		defer func() { f.open = nil }()
		if _, err := f.tx.Meta(&f.meta); err != nil {
			return err
		}
		changes()
		if f.at.After(f.meta.Now) {
			f.meta.Now = f.at
		}
		return f.tx.PutMeta(&f.meta)
	}))
}

// next is the number of the next event: what a new generation is called.
func (f *forge) next() uint64 { return f.meta.Seq + 1 }

// put forges the change of a row, within commit. before is nil for a new one, after for one that is removed.
func put[K, T any](f *forge, table *store.Table[K, T], before, after *T, activity ...entitlement.Activity) {
	f.Helper()
	ev := entitlement.Event{At: f.at, Actor: f.actor, Activity: entitlement.ActivityUpdateSettings, Version: 1}
	if len(activity) > 0 {
		ev.Activity = activity[0]
	}
	row := after
	if after == nil {
		row = before
	}
	if before != nil {
		was := stampOf(before)
		ev.Version, ev.Previous = was.Version+1+f.skip, was.Event
	}
	if f.forgets {
		ev.Previous = 0
	}
	if after != nil {
		*stampOf(after) = entitlement.Stamp{Version: ev.Version, Event: f.next()}
	}
	ev.Subject = subjectOf(row)
	key := table.AppendKey(nil, row)
	ev.Object = entitlement.ObjectRef{Kind: table.Kind(), Key: string(key)}
	data, err := table.Write(f.tx, before, after)
	require.NoError(f, err)
	ev.After = append([]byte(nil), data...)
	if after == nil {
		ev.After = nil
	}
	require.NoError(f, f.tx.Append(&f.meta, &ev, key, f.at, true))
}

// edit forges a change of a row that is there.
func edit[K, T any](f *forge, table *store.Table[K, T], row T, change func(*T), activity ...entitlement.Activity) T {
	f.Helper()
	after := row
	change(&after)
	put(f, table, &row, &after, activity...)
	return after
}

func stampOf(row any) *entitlement.Stamp {
	switch row := row.(type) {
	case *entitlement.Catalog:
		return &row.Stamp
	case *entitlement.AccessPackage:
		return &row.Stamp
	case *entitlement.AssignmentPolicy:
		return &row.Stamp
	case *entitlement.Settings:
		return &row.Stamp
	case *entitlement.Request:
		return &row.Stamp
	case *entitlement.ApprovalStage:
		return &row.Stamp
	case *entitlement.Assignment:
		return &row.Stamp
	case *entitlement.Grant:
		return &row.Stamp
	case *entitlement.GuestAccount:
		return &row.Stamp
	case *entitlement.Review:
		return &row.Stamp
	case *entitlement.ReviewItem:
		return &row.Stamp
	}
	return nil
}

func subjectOf(row any) entitlement.SubjectID {
	switch row := row.(type) {
	case *entitlement.Request:
		return row.Target
	case *entitlement.Assignment:
		return row.Target
	case *entitlement.Grant:
		return row.Key.Subject
	case *entitlement.GuestAccount:
		return row.Subject
	case *entitlement.ReviewItem:
		return row.Subject
	}
	return ""
}

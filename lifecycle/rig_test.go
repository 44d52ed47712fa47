package lifecycle_test

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/benbjohnson/clock"
	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/provision/fake"
	"example.com/tenure/store"
	"example.com/tenure/store/boltstore"
	"example.com/tenure/store/memstore"
)

// start is when the tests' time begins.
var start = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

const day = 24 * time.Hour

// onStores runs a test on every store.
func onStores(t *testing.T, test func(t *testing.T, open func(t *testing.T) store.Store)) {
	t.Helper()
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		test(t, func(*testing.T) store.Store { return memstore.New() })
	})
	t.Run("bbolt", func(t *testing.T) {
		t.Parallel()
		test(t, func(t *testing.T) store.Store {
			s, err := boltstore.Open(filepath.Join(t.TempDir(), "tenure.db"), boltstore.Options{UnsafeNoSync: true})
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, s.Close()) })
			return s
		})
	})
}

// onRigs runs a test on a fresh rig on every store.
func onRigs(t *testing.T, test func(r *rig), change ...func(*lifecycle.Config)) {
	t.Helper()
	onStores(t, func(t *testing.T, open func(*testing.T) store.Store) { test(newRig(t, open(t), change...)) })
}

// rig is an engine with fakes around it and a clock that the test moves.
type rig struct {
	*testing.T
	engine *lifecycle.Engine
	clock  *clock.Mock
	target *fake.Target
	config lifecycle.Config

	directory *directory.Live
	people    []entitlement.Subject
	groups    []directory.Group
	accounts  *accounts
	mails     *postbox
	processes *processes
	read      int // how many of the mails posted has listed
}

// newRig opens an engine for a small organisation: boss leads meg, meg leads ann and bob, who are the staff; hank is human
// resources; root administers.
func newRig(t *testing.T, s store.Store, change ...func(*lifecycle.Config)) *rig {
	t.Helper()
	r := &rig{
		T: t, clock: clock.NewMock(), target: fake.New(fake.Options{}), directory: new(directory.Live),
		people: []entitlement.Subject{
			{ID: "boss", UserType: entitlement.UserMember},
			{ID: "meg", UserType: entitlement.UserMember, Manager: "boss"},
			{ID: "ann", UserType: entitlement.UserMember, Manager: "meg"},
			{ID: "bob", UserType: entitlement.UserMember, Manager: "meg"},
			{ID: "hank", UserType: entitlement.UserMember},
			{ID: "root", UserType: entitlement.UserMember},
		},
		groups:   []directory.Group{{ID: "staff", Members: []entitlement.SubjectID{"ann", "bob"}}},
		accounts: &accounts{failure: map[string]error{}}, mails: &postbox{}, processes: &processes{},
	}
	r.clock.Set(start)
	r.publish()
	r.config = lifecycle.Config{
		Store: s, Directory: r.directory, Provisioner: r.target, Accounts: r.accounts, Notifier: r.mails, Extension: r.processes, Clock: r.clock,
		Seed: [16]byte{1}, Salt: func(object [16]byte) [16]byte { return object }, Administrators: []entitlement.SubjectSet{entitlement.User("root")},
	}
	for _, c := range change {
		c(&r.config)
	}
	if target, ok := r.config.Provisioner.(*fake.Target); ok {
		r.target = target
	}
	r.open()
	return r
}

// open opens an engine on the rig's store, as after a restart.
func (r *rig) open() {
	r.Helper()
	engine, err := lifecycle.New(r.Context(), r.config)
	require.NoError(r, err)
	r.engine = engine
}

// in returns the same rig for a sub-test.
func (r *rig) in(t *testing.T) *rig {
	sub := *r
	sub.T = t
	return &sub
}

func (r *rig) as(id entitlement.SubjectID) *lifecycle.Session {
	return r.engine.As(lifecycle.Actor{ID: id})
}

// visit is the session of somebody from outside.
func (r *rig) visit(claims entitlement.Subject) *lifecycle.Session {
	return r.engine.As(lifecycle.Actor{ID: claims.ID, Claims: &claims})
}

// settle runs everything that is due now.
func (r *rig) settle() {
	r.Helper()
	_, err := r.engine.Dispatch(r.Context())
	require.NoError(r, err)
}

// pass moves time, stopping wherever something is due.
func (r *rig) pass(d time.Duration) {
	r.Helper()
	end := r.clock.Now().Add(d)
	for {
		r.settle()
		next, err := r.engine.NextDue(r.Context())
		require.NoError(r, err)
		if next.IsZero() || next.After(end) {
			break
		}
		require.True(r, next.After(r.clock.Now()), "nothing is left over by a dispatch")
		r.clock.Set(next)
	}
	r.clock.Set(end)
	r.settle()
}

// passTo is pass up to an instant.
func (r *rig) passTo(t time.Time) {
	r.Helper()
	r.pass(t.Sub(r.clock.Now()))
}

// publish makes the rig's people and groups what the directory says.
func (r *rig) publish() {
	r.Helper()
	next, err := directory.New(r.people, r.groups)
	require.NoError(r, err)
	r.directory.Replace(next)
}

// hire adds people to the directory.
func (r *rig) hire(people ...entitlement.Subject) {
	r.Helper()
	r.people = append(r.people, people...)
	r.publish()
}

// change changes a person in the directory.
func (r *rig) change(id entitlement.SubjectID, change func(*entitlement.Subject)) {
	r.Helper()
	i := slices.IndexFunc(r.people, func(s entitlement.Subject) bool { return s.ID == id })
	change(&r.people[i])
	r.publish()
}

// disable disables a person's account.
func (r *rig) disable(id entitlement.SubjectID) {
	r.Helper()
	r.change(id, func(s *entitlement.Subject) { s.AccountDisabled = true })
}

// dismiss removes a person, who must be nobody's manager or sponsor, from the directory.
func (r *rig) dismiss(id entitlement.SubjectID) {
	r.Helper()
	r.people = slices.DeleteFunc(r.people, func(s entitlement.Subject) bool { return s.ID == id })
	for i := range r.groups {
		r.groups[i].Members = slices.DeleteFunc(r.groups[i].Members, func(m entitlement.SubjectID) bool { return m == id })
	}
	r.publish()
}

// gather makes a group of people, or changes who is in it.
func (r *rig) gather(id entitlement.GroupID, members ...entitlement.SubjectID) {
	r.Helper()
	r.groups = slices.DeleteFunc(r.groups, func(g directory.Group) bool { return g.ID == id })
	r.groups = append(r.groups, directory.Group{ID: id, Members: members})
	r.publish()
}

// nest makes a group of groups.
func (r *rig) nest(id entitlement.GroupID, groups ...entitlement.GroupID) {
	r.Helper()
	r.groups = append(r.groups, directory.Group{ID: id, Groups: groups})
	r.publish()
}

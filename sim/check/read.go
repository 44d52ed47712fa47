package check

import (
	"context"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// state is a store at one instant: its rows, what is derived from them as the store has it, and what its log says.
type state struct {
	*model             // of the rows as stored
	replayed *model    // of the log
	at       time.Time // what was due until then is settled

	r        store.Reader
	tx       *store.Txn
	meta     store.Meta
	mails    []entitlement.Mail
	jobs     []store.Job
	due      []wait
	queue    []store.Effect // as it stands in the queue: Since is when it is ready
	attempts []attempt
	entries  map[string]string // that the rows stand for
}

// attempt is what a store knows about the attempts at an effect.
type attempt struct {
	effect store.Effect
	store.Attempt
}

// Store checks everything that can be seen in a store at one instant (Full): its rows, indexes, timers and effects, and
// its whole log with all that happened. What was due until the instant at must be settled; with the zero time, nothing is
// expected to be. The store must keep its log.
func Store(ctx context.Context, s store.Store, at time.Time) ([]Violation, error) {
	f := Follow()
	if err := f.Read(ctx, s); err != nil {
		return nil, err
	}
	found, err := storeWith(ctx, s, at, f)
	return append(f.found, found...), err
}

// storeWith checks a store whose log a follower has read to its end.
func storeWith(ctx context.Context, s store.Store, at time.Time, f *Follower) (found []Violation, err error) {
	err = withState(ctx, s, at, f, func(st *state) { found = st.check(f.checkers) })
	return found, err
}

// restWith checks that nothing is left to do.
func restWith(ctx context.Context, s store.Store, o *outside, f *Follower) (found []Violation, err error) {
	err = withState(ctx, s, o.at, f, func(st *state) {
		for i := range f.checkers {
			if out := (report{m: f.m, checker: &f.checkers[i]}); out.checker.rest != nil {
				out.checker.rest(o, st, &out)
				found = append(found, sorted(out.found)...)
			}
		}
	})
	return found, err
}

// withState reads a store.
func withState(ctx context.Context, s store.Store, at time.Time, f *Follower, fn func(*state)) error {
	return s.View(ctx, func(r store.Reader) error {
		st := &state{model: newModel(), replayed: f.m, at: at, r: r, tx: store.Reading(r)}
		if err := st.read(); err != nil {
			return err
		}
		fn(st)
		return nil
	})
}

// check shows the state, and every row of it, to the checkers.
func (st *state) check(checkers []Checker) []Violation {
	var found []Violation
	for i := range checkers {
		out := report{m: st.model, checker: &checkers[i]}
		for _, o := range st.objects { // order: what is found is sorted
			out.checker.look(st.model, o.row, &out)
		}
		if out.checker.state != nil {
			out.checker.state(st, &out)
		}
		found = append(found, sorted(out.found)...)
	}
	return found
}

// read fills the state from its transaction.
func (st *state) read() error {
	if _, err := st.tx.Meta(&st.meta); err != nil {
		return err
	}
	st.now, st.entries = st.meta.Now, map[string]string{}
	for _, t := range st.tables {
		err := t.each(st.tx, func(key string, data []byte, entries map[string]string) error {
			for k, v := range entries { // order: a copy of a map
				st.entries[k] = v
			}
			_, _, err := st.put(entitlement.ObjectRef{Kind: t.kind, Key: key}, data, born{})
			return err
		})
		if err != nil {
			return err
		}
	}
	for _, part := range []func() error{
		st.readMails, st.readJobs, st.readTimers, st.readQueue, st.readAttempts, func() error { return st.complete(st.tx) },
	} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

func (st *state) readMails() error {
	return st.schema.Mails.Each(st.tx, nil, func(m *entitlement.Mail) (bool, error) {
		st.mails = append(st.mails, *m)
		return true, nil
	})
}

func (st *state) readJobs() error {
	return st.schema.Jobs.Each(st.tx, nil, func(j *store.Job) (bool, error) {
		st.jobs = append(st.jobs, *j)
		for k, v := range entriesOf(&st.schema.Jobs, j) { // order: a copy of a map
			st.entries[k] = v
		}
		return true, nil
	})
}

// latest is after every instant that a row can hold.
func latest() time.Time { return time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC) }

func (st *state) readTimers() error {
	return st.tx.Due(latest(), func(t store.Timer) (bool, error) {
		st.due = append(st.due, wait{t.Due, t.Class, t.Kind, string(t.Key)})
		return true, nil
	})
}

func (st *state) readQueue() error {
	for class := store.ClassRevoke; class <= store.ClassNotify; class++ {
		err := st.tx.Ready(class, latest(), func(e store.Effect) (bool, error) {
			e.Key = append([]byte(nil), e.Key...)
			st.queue = append(st.queue, e)
			return true, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (st *state) readAttempts() error {
	return st.tx.Attempts(func(e store.Effect, a *store.Attempt) (bool, error) {
		st.attempts = append(st.attempts, attempt{e, *a})
		return true, nil
	})
}

// complete reads the versions that rows refer to and that were replaced since.
func (m *model) complete(tx *store.Txn) error {
	for _, o := range m.objects { // order: each row adds what it refers to
		var err error
		switch row := o.row.(type) {
		case *entitlement.Request:
			err = m.readVersions(tx, row.Package, row.Policy)
		case *entitlement.Assignment:
			err = m.readVersions(tx, row.Package, row.Policy)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *model) readVersions(tx *store.Txn, pkg entitlement.PackageRef, policy entitlement.PolicyRef) error {
	if m.packages[pkg] == nil {
		var p entitlement.AccessPackage
		found, err := m.schema.Packages.GetVersion(tx, pkg.ID, pkg.Version, &p)
		if err != nil {
			return err
		}
		if found {
			m.remember(&p)
		}
	}
	if m.policies[policy] == nil {
		var p entitlement.AssignmentPolicy
		found, err := m.schema.Policies.GetVersion(tx, policy.ID, policy.Version, &p)
		if err != nil {
			return err
		}
		if found {
			m.remember(&p)
		}
	}
	for _, ref := range rolesIn(m.packages[pkg]) {
		if _, known := m.targets[ref.Resource]; known {
			continue
		}
		var r entitlement.Resource
		found, err := m.schema.Resources.GetVersion(tx, ref.Resource, 0, &r)
		if err != nil {
			return err
		}
		if found {
			m.remember(&r)
		}
	}
	return nil
}

func rolesIn(p *entitlement.AccessPackage) []entitlement.RoleRef {
	if p == nil {
		return nil
	}
	return p.Roles
}

package check

import (
	"context"
	"encoding/binary"
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
func (s *state) check(checkers []Checker) []Violation {
	var found []Violation
	for i := range checkers {
		out := report{m: s.model, checker: &checkers[i]}
		for _, o := range s.objects { // order: what is found is sorted
			out.checker.look(s.model, o.row, &out)
		}
		if out.checker.state != nil {
			out.checker.state(s, &out)
		}
		found = append(found, sorted(out.found)...)
	}
	return found
}

// read fills the state from its transaction.
func (s *state) read() error {
	if _, err := s.tx.Meta(&s.meta); err != nil {
		return err
	}
	s.now, s.entries = s.meta.Now, map[string]string{}
	for _, t := range s.tables {
		err := t.each(s.tx, func(key string, data []byte, entries map[string]string, counters [][]byte) error {
			for k, v := range entries { // order: a copy of a map
				s.entries[k] = v
			}
			for _, counter := range counters {
				n, _ := binary.Uvarint([]byte(s.entries[string(counter)]))
				s.entries[string(counter)] = string(binary.AppendUvarint(nil, n+1))
			}
			_, _, err := s.put(entitlement.ObjectRef{Kind: t.kind, Key: key}, data, born{})
			return err
		})
		if err != nil {
			return err
		}
	}
	for _, part := range []func() error{
		s.readMails, s.readJobs, s.readTimers, s.readQueue, s.readAttempts, func() error { return s.complete(s.tx) },
	} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

func (s *state) readMails() error {
	return s.schema.Mails.Each(s.tx, nil, func(m *entitlement.Mail) (bool, error) {
		s.mails = append(s.mails, *m)
		return true, nil
	})
}

func (s *state) readJobs() error {
	return s.schema.Jobs.Each(s.tx, nil, func(j *store.Job) (bool, error) {
		s.jobs = append(s.jobs, *j)
		for k, v := range entriesOf(&s.schema.Jobs, j) { // order: a copy of a map
			s.entries[k] = v
		}
		return true, nil
	})
}

// latest is after every instant that a row can hold.
func latest() time.Time { return time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC) }

func (s *state) readTimers() error {
	return s.tx.Due(latest(), func(t store.Timer) (bool, error) {
		s.due = append(s.due, wait{t.Due, t.Class, t.Kind, string(t.Key)})
		return true, nil
	})
}

func (s *state) readQueue() error {
	for class := store.ClassRevoke; class <= store.ClassNotify; class++ {
		err := s.tx.Ready(class, latest(), func(e store.Effect) (bool, error) {
			e.Key = append([]byte(nil), e.Key...)
			s.queue = append(s.queue, e)
			return true, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *state) readAttempts() error {
	return s.tx.Attempts(func(e store.Effect, a *store.Attempt) (bool, error) {
		s.attempts = append(s.attempts, attempt{e, *a})
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
		case *entitlement.Review:
			err = m.readVersions(tx, entitlement.PackageRef{}, row.Policy)
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

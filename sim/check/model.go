package check

import (
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// model is what checkers look at: the objects of a tenant as a store has them, or as the event log says that they are, and
// what follows from them. Everything in it is worked out here, not read from the indexes of a store.
type model struct {
	schema *store.Schema
	tables []table
	now    time.Time                                // the latest instant at which something happened
	log    point                                    // the last event that was taken in
	first  uint64                                   // the first event that was taken in
	links  map[uint64][32]byte                      // of every event that was taken in
	seen   map[entitlement.SubjectID]uint64         // the last event about each person
	about  map[entitlement.AccessPackageID][]uint64 // the events about each access package
	engine time.Time                                // the engine time that a store was last seen with
	beside *object                                  // what the last event left

	objects map[entitlement.ObjectRef]*object
	people  map[entitlement.SubjectID]map[entitlement.ObjectRef]*object // what of a person's counts now: see counts
	used    map[entitlement.ObjectRef]bool                              // what there ever was

	packages map[entitlement.PackageRef]*entitlement.AccessPackage
	policies map[entitlement.PolicyRef]*entitlement.AssignmentPolicy
	targets  map[entitlement.ResourceID]entitlement.Target
	names    map[entitlement.TargetID]string

	attributes map[entitlement.ResourceID][]entitlement.ResourceAttribute
	wishes     map[uint64]*entitlement.Grant // grants as their generations began
	timers     timers
}

// point is a place in the event log.
type point struct {
	seq  uint64
	link [32]byte
}

// object is a row.
type object struct {
	ref   entitlement.ObjectRef
	row   any
	data  []byte // its stored form
	stamp entitlement.Stamp
}

func newModel() *model {
	schema := store.NewSchema()
	return &model{
		schema: schema, tables: tables(schema), first: 1, seen: map[entitlement.SubjectID]uint64{},
		about: map[entitlement.AccessPackageID][]uint64{}, links: map[uint64][32]byte{},
		objects: map[entitlement.ObjectRef]*object{}, used: map[entitlement.ObjectRef]bool{},
		people:   map[entitlement.SubjectID]map[entitlement.ObjectRef]*object{},
		packages: map[entitlement.PackageRef]*entitlement.AccessPackage{},
		policies: map[entitlement.PolicyRef]*entitlement.AssignmentPolicy{},
		targets:  map[entitlement.ResourceID]entitlement.Target{}, names: map[entitlement.TargetID]string{},
		attributes: map[entitlement.ResourceID][]entitlement.ResourceAttribute{},
		wishes:     map[uint64]*entitlement.Grant{}, timers: newTimers(),
	}
}

// put makes an object what its stored form says; nil removes it. It returns the row before and after.
func (m *model) put(ref entitlement.ObjectRef, data []byte, by born) (before, after *object, err error) {
	before = m.objects[ref]
	if data != nil {
		t := find(m.tables, ref.Kind)
		if t == nil {
			return nil, nil, unknownKind(ref.Kind)
		}
		row, err := t.decode(ref.Key, data)
		if err != nil {
			return nil, nil, err
		}
		after = &object{ref: ref, row: row, data: data, stamp: stampOf(row)}
	}
	m.timers.replace(before, after, by)
	if before != nil {
		delete(m.objects, ref)
		m.index(before, false)
	}
	if after != nil {
		m.objects[ref], m.used[ref] = after, true
		m.index(after, true)
		m.remember(after.row)
	}
	return before, after, nil
}

// index notes, or forgets, that a row counts for a person.
func (m *model) index(o *object, present bool) {
	id, counts := counts(o.row)
	if !counts {
		return
	}
	if m.people[id] == nil {
		m.people[id] = map[entitlement.ObjectRef]*object{}
	}
	if present {
		m.people[id][o.ref] = o
	} else {
		delete(m.people[id], o.ref)
	}
}

// counts tells whose access a row is about, and whether it still has a part in it: open requests, live assignments, grants
// and guest accounts do.
func counts(row any) (entitlement.SubjectID, bool) {
	switch row := row.(type) {
	case *entitlement.Request:
		return row.Target, row.IsOpen()
	case *entitlement.Assignment:
		return row.Target, isLive(row)
	case *entitlement.Grant:
		return row.Key.Subject, true
	case *entitlement.GuestAccount:
		return row.Subject, true
	}
	return "", false
}

// isLive reports whether an assignment has not ended, as far as anybody noticed.
func isLive(a *entitlement.Assignment) bool { return a.State != entitlement.AssignmentExpired }

// remember keeps what outlives its row: versions, the origins of resources, and wishes.
func (m *model) remember(row any) {
	switch row := row.(type) {
	case *entitlement.AccessPackage:
		m.packages[entitlement.PackageRef{ID: row.ID, Version: row.Version}] = row
	case *entitlement.AssignmentPolicy:
		m.policies[entitlement.PolicyRef{ID: row.ID, Version: row.Version}] = row
	case *entitlement.Resource:
		m.targets[row.ID], m.names[row.Target().ID()] = row.Target(), row.DisplayName
		m.attributes[row.ID] = row.Attributes
		for i := range row.Attributes {
			target, _ := row.Attributes[i].Grant()
			m.names[target.ID()] = target.OriginID
		}
	case *entitlement.Grant:
		if row.Generation == row.Event {
			m.wishes[row.Generation] = row
		}
	}
}

package sim

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/policy"
)

// Directory is a directory of people and groups with a past and a future: people join, move and leave at instants, and
// every answer is a function of the instant that is asked about. It implements lifecycle.Directory, and its views
// lifecycle.People, lifecycle.SignIns, lifecycle.Reports and lifecycle.Domains. It is safe for concurrent use.
//
// What is gone is gone everywhere: at an instant at which somebody is not in the directory, they belong to no group and are
// nobody's manager or sponsor. The past does not change: an edit before the latest instant that was asked about is refused
// with InvalidArgument. An edit at exactly that instant also shows in views that were taken before it.
type Directory struct {
	mu      sync.Mutex
	asked   time.Time // the latest instant that somebody was told about
	people  map[entitlement.SubjectID]*history[person]
	groups  map[entitlement.GroupID]string                // display names; groups exist throughout
	signIns map[entitlement.SubjectID]*history[time.Time] // the last one; of people with a record
	members memberships[entitlement.SubjectID]
	nested  memberships[entitlement.GroupID]
	domains map[string]*history[ownership] // who owns which, in small letters
	changes []DirectoryChange              // by instant
	outages []interval
	now     func() time.Time // nil: the instant that is asked about is the present
}

// person is somebody's record, and whether the directory has it.
type person struct {
	entitlement.Subject
	present bool
}

// interval is the time from an instant until another, the end excluded.
type interval struct{ from, until time.Time }

func (i interval) has(t time.Time) bool { return !t.Before(i.from) && t.Before(i.until) }

// NewDirectory returns a directory that has always held these people and groups. It refuses what directory.New refuses.
func NewDirectory(people []entitlement.Subject, groups []directory.Group) (*Directory, error) {
	if _, err := directory.New(people, groups); err != nil {
		return nil, err
	}
	d := &Directory{
		people: map[entitlement.SubjectID]*history[person]{}, groups: map[entitlement.GroupID]string{},
		signIns: map[entitlement.SubjectID]*history[time.Time]{},
		members: newMemberships[entitlement.SubjectID](), nested: newMemberships[entitlement.GroupID](),
		domains: map[string]*history[ownership]{},
	}
	var always time.Time
	for i := range people {
		d.put(always, people[i])
	}
	for _, g := range groups {
		d.groups[g.ID] = g.DisplayName
		for _, id := range slices.Sorted(slices.Values(g.Members)) { // in order, which makes it fast
			d.members.set(always, g.ID, id, true)
		}
		for _, id := range g.Groups {
			d.nested.set(always, g.ID, id, true)
		}
	}
	return d, nil
}

// put makes a record what it is from an instant on.
func (d *Directory) put(at time.Time, s entitlement.Subject) {
	if d.people[s.ID] == nil {
		d.people[s.ID] = &history[person]{}
	}
	record := person{s.Clone(), true}
	d.people[s.ID].add(at, func(person) person { return record })
}

// At implements lifecycle.Directory. It refuses with Unavailable during an outage. The revision is the number of changes
// up to the instant.
func (d *Directory) At(_ context.Context, at time.Time) (lifecycle.DirectoryView, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if at.After(d.asked) {
		d.asked = at
	}
	now := at
	if d.now != nil {
		now = d.now() // a look-up that is late asks about an instant that has passed
	}
	if slices.ContainsFunc(d.outages, func(o interval) bool { return o.has(now) }) {
		return nil, &entitlement.Error{Code: entitlement.Unavailable, Detail: "a scripted outage of the directory"}
	}
	return &directoryView{d: d, at: at, revision: strconv.Itoa(d.changesUntil(at))}, nil
}

// Outage keeps the directory from answering from one instant until another, the end excluded (F20).
func (d *Directory) Outage(from, until time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.outages = append(d.outages, interval{from, until})
}

// DisplayName returns the name by which people know somebody at an instant: the display name, or the last one that there
// was, or the identifier.
func (d *Directory) DisplayName(id entitlement.SubjectID, at time.Time) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if p := d.people[id].at(at); p.DisplayName != "" {
		return p.DisplayName
	}
	return string(id)
}

// directoryView shows a Directory at one instant.
type directoryView struct {
	d        *Directory
	at       time.Time
	revision string
}

// Revision implements lifecycle.DirectoryView.
func (v *directoryView) Revision() string { return v.revision }

// ReadAt implements lifecycle.DirectoryView: answers are always current.
func (v *directoryView) ReadAt() time.Time { return time.Time{} }

// Subject implements lifecycle.DirectoryView.
func (v *directoryView) Subject(_ context.Context, id entitlement.SubjectID) (entitlement.Subject, error) {
	v.d.mu.Lock()
	defer v.d.mu.Unlock()
	p := v.d.people[id].at(v.at)
	if !p.present {
		return entitlement.Subject{}, missing(entitlement.KindSubject, string(id))
	}
	s := p.Subject.Clone()
	if s.Manager != "" && !v.d.people[s.Manager].at(v.at).present {
		s.Manager = ""
	}
	s.Sponsors = slices.DeleteFunc(s.Sponsors, func(id entitlement.SubjectID) bool { return !v.d.people[id].at(v.at).present })
	return s, nil
}

// Groups implements lifecycle.DirectoryView. The answer is sorted.
func (v *directoryView) Groups(_ context.Context, id entitlement.SubjectID) ([]entitlement.GroupID, error) {
	v.d.mu.Lock()
	defer v.d.mu.Unlock()
	if !v.d.people[id].at(v.at).present {
		return nil, nil
	}
	above := func(g entitlement.GroupID) []entitlement.GroupID { return v.d.nested.with(v.at, g) }
	return policy.Closure(v.d.members.with(v.at, id), above), nil
}

// Members implements lifecycle.DirectoryView. The answer is sorted.
func (v *directoryView) Members(_ context.Context, id entitlement.GroupID) ([]entitlement.SubjectID, error) {
	v.d.mu.Lock()
	defer v.d.mu.Unlock()
	if _, ok := v.d.groups[id]; !ok {
		return nil, missing(entitlement.KindGroup, string(id))
	}
	below := func(g entitlement.GroupID) []entitlement.GroupID { return v.d.nested.of(v.at, g) }
	var out []entitlement.SubjectID
	for _, g := range policy.Closure([]entitlement.GroupID{id}, below) {
		for _, member := range v.d.members.of(v.at, g) {
			if v.d.people[member].at(v.at).present {
				out = append(out, member)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// People implements lifecycle.People.
func (v *directoryView) People(ctx context.Context, after entitlement.SubjectID, limit int) ([]entitlement.Subject, error) {
	var out []entitlement.Subject
	for _, id := range v.d.listedAfter(v.at, after, limit) {
		s, err := v.Subject(ctx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// listedAfter returns who is in the directory at an instant and comes after somebody, in order.
func (d *Directory) listedAfter(at time.Time, after entitlement.SubjectID, limit int) []entitlement.SubjectID {
	d.mu.Lock()
	defer d.mu.Unlock()
	var ids []entitlement.SubjectID
	for id, p := range d.people { // order: sorted below
		if id > after && p.at(at).present {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids[:min(limit, len(ids))]
}

func missing(kind entitlement.Kind, id string) error {
	return &entitlement.Error{Code: entitlement.NotFound, Kind: kind, ID: id}
}

func invalid(format string, args ...any) error {
	return &entitlement.Error{Code: entitlement.InvalidArgument, Detail: fmt.Sprintf(format, args...)}
}

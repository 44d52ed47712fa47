package directory

import (
	"context"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// view is a DirectoryView of a Static: one revision, whatever happens to the directory meanwhile (I-47).
type view struct{ s *Static }

// Revision implements lifecycle.DirectoryView.
func (v view) Revision() string { return v.s.revision }

// ReadAt implements lifecycle.DirectoryView.
func (v view) ReadAt() time.Time { return v.s.readAt }

// Subject implements lifecycle.DirectoryView.
func (v view) Subject(_ context.Context, id entitlement.SubjectID) (entitlement.Subject, error) {
	p, ok := v.s.position[id]
	if !ok {
		return entitlement.Subject{}, notFound(entitlement.KindSubject, string(id))
	}
	return v.s.people[p].Clone(), nil
}

// Groups implements lifecycle.DirectoryView. The answer is sorted. It costs the number of groups in it.
func (v view) Groups(_ context.Context, id entitlement.SubjectID) ([]entitlement.GroupID, error) {
	p, ok := v.s.position[id]
	if !ok {
		return nil, nil
	}
	above := func(id entitlement.GroupID) []entitlement.GroupID { return v.s.groups[id].parents }
	return policy.Closure(v.s.direct[p], above), nil
}

// Members implements lifecycle.DirectoryView. The answer is sorted. It costs the number of direct memberships below
// the group, and one bit for each person in the directory.
func (v view) Members(_ context.Context, id entitlement.GroupID) ([]entitlement.SubjectID, error) {
	if _, ok := v.s.groups[id]; !ok {
		return nil, notFound(entitlement.KindGroup, string(id))
	}
	members := newBitset(len(v.s.people))
	below := func(id entitlement.GroupID) []entitlement.GroupID { return v.s.groups[id].children }
	for _, g := range policy.Closure([]entitlement.GroupID{id}, below) {
		for _, p := range v.s.groups[g].members {
			members.add(p)
		}
	}
	ids := make([]entitlement.SubjectID, 0, members.len())
	members.each(func(p int) { ids = append(ids, v.s.ids[p]) })
	return ids, nil
}

// People implements lifecycle.People.
func (v view) People(_ context.Context, after entitlement.SubjectID, limit int) ([]entitlement.Subject, error) {
	from, found := slices.BinarySearch(v.s.ids, after)
	if found {
		from++
	}
	page := v.s.people[from:min(from+limit, len(v.s.people))]
	out := make([]entitlement.Subject, len(page))
	for i := range page {
		out[i] = page[i].Clone()
	}
	return out, nil
}

// DirectReports implements lifecycle.Reports. The answer is sorted.
func (v view) DirectReports(_ context.Context, id entitlement.SubjectID) ([]entitlement.SubjectID, error) {
	return slices.Clone(v.s.reports[id]), nil
}

// LastSignIn implements lifecycle.SignIns.
func (v view) LastSignIn(_ context.Context, id entitlement.SubjectID) (time.Time, bool, error) {
	_, present := v.s.position[id]
	return v.s.signIns[id], present && v.s.signIns != nil, nil
}

func notFound(kind entitlement.Kind, id string) error {
	return &entitlement.Error{Code: entitlement.NotFound, Kind: kind, ID: id}
}

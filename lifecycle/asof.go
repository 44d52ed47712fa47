package lifecycle

import (
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// past is what the log says about a person at an instant.
type past struct {
	assignments []entitlement.Assignment // sorted by id
	grants      []entitlement.Grant      // sorted by role
}

// liveAt returns the assignments that gave access at the instant.
func (p *past) liveAt(t time.Time) []entitlement.Assignment {
	var out []entitlement.Assignment
	for _, a := range p.assignments {
		if a.IsLive(t) {
			out = append(out, a)
		}
	}
	return out
}

// asOf walks a person's events back from the last one and takes the newest state of each object that was not changed after
// the instant. Each event names the one before it about the same person, so the walk sees nothing else. Where the log was
// truncated, the rows that the removed events left stand at its end.
func (u *unit) asOf(who entitlement.SubjectID, at time.Time) (*past, error) {
	if u.e.config.Log.Discard {
		return nil, logMissing()
	}
	if at.After(u.at) {
		return nil, invalid("asOf: %s lies in the future", at.UTC().Format(time.RFC3339))
	}
	if err := u.reaches(at); err != nil {
		return nil, err
	}
	seq, err := u.tx.LastSeen(who)
	if err != nil {
		return nil, err
	}
	seen := make(map[entitlement.ObjectRef]bool)
	var then past
	var ev entitlement.Event
	for seq >= max(u.meta.Kept, 1) {
		_, found, err := u.tx.Event(seq, &ev)
		if err != nil {
			return nil, err
		}
		if !found {
			return nil, broken(entitlement.KindEngine, "", "event %d is missing from the log", seq)
		}
		seq = ev.LastSeen
		if ev.At.After(at) || seen[ev.Object] {
			continue
		}
		seen[ev.Object] = true
		if err := u.remember(&then, ev.Object, ev.After); err != nil {
			return nil, err
		}
	}
	err = u.tx.Baseline(&who, func(object entitlement.ObjectRef, row []byte) (bool, error) {
		if seen[object] {
			return true, nil
		}
		return true, u.remember(&then, object, row)
	})
	if err == nil {
		err = u.followJobs(&then, at)
	}
	if err == nil {
		err = u.followClosed(&then, at)
	}
	if err != nil {
		return nil, err
	}
	slices.SortFunc(then.assignments, func(a, b entitlement.Assignment) int { return slices.Compare(a.ID[:], b.ID[:]) })
	slices.SortFunc(then.grants, func(a, b entitlement.Grant) int {
		return a.Key.CompareRole(b.Key)
	})
	return &then, nil
}

// remember adds the state that an event left: the stored form of a row, nil if it was removed.
func (u *unit) remember(then *past, object entitlement.ObjectRef, row []byte) error {
	if row == nil {
		return nil
	}
	switch object.Kind { //nolint:exhaustive // two kinds say what somebody holds
	case entitlement.KindAssignment:
		var a entitlement.Assignment
		id, err := u.e.schema.Assignments.ParseKey([]byte(object.Key))
		if err == nil {
			err = u.e.schema.Assignments.Decode(id, row, &a)
		}
		if err != nil {
			return err
		}
		then.assignments = append(then.assignments, a)
	case entitlement.KindGrant:
		var g entitlement.Grant
		key, err := u.e.schema.Grants.ParseKey([]byte(object.Key))
		if err == nil {
			err = u.e.schema.Grants.Decode(key, row, &g)
		}
		if err != nil {
			return err
		}
		then.grants = append(then.grants, g)
	default: // the other kinds say nothing about what somebody holds
	}
	return nil
}

// followJobs gives assignments the roles that a change of their package gave them from its instant on, where its job has
// not come to them yet.
func (u *unit) followJobs(then *past, at time.Time) error {
	return u.e.schema.Jobs.Each(u.tx, nil, func(job *store.Job) (bool, error) {
		if job.Kind != store.JobRolesChanged || job.At.After(at) {
			return true, nil
		}
		for i := range then.assignments {
			a := &then.assignments[i]
			endsFirst := a.Schedule.EndedBy(job.At) && !a.Schedule.End.Equal(job.At) // at one instant jobs come first
			if a.Package.ID == job.Package && a.State != entitlement.AssignmentExpired && !endsFirst {
				a.Package.Version = max(a.Package.Version, job.Version)
			}
		}
		return true, nil
	})
}

// accessAsOf lists a person's assignments at an instant in the past. The page's position is the id to go on after.
func (u *unit) accessAsOf(who entitlement.SubjectID, in AccessInput) (out List[AssignmentView], err error) {
	list := "access as of " + in.AsOf.UTC().Format(time.RFC3339Nano) + " " + string(who)
	if in.Ended {
		list = "ended " + list
	}
	position, err := in.Page.position(list)
	if err != nil {
		return out, err
	}
	then, err := u.asOf(who, in.AsOf)
	if err != nil {
		return out, err
	}
	u.at = in.AsOf
	for i := range then.assignments {
		a := &then.assignments[i]
		if slices.Compare(a.ID[:], position) <= 0 || !in.Ended && !a.IsLive(in.AsOf) {
			continue
		}
		if len(out.Items) == in.Page.size() {
			last := out.Items[len(out.Items)-1].Assignment.ID
			out.Next = tokenOf(list, last[:])
			return out, nil
		}
		if a, err = u.settledAssignment(a); err != nil {
			return out, err
		}
		pkg, err := u.pkgVersion(a.Package)
		if err != nil {
			return out, err
		}
		view := AssignmentView{Assignment: *a, PackageName: pkg.DisplayName}
		view.Assignment.Stamp, view.Assignment.Prompt = entitlement.Stamp{}, zeroTime
		if view.Status, err = u.statusOf(a); err != nil {
			return out, err
		}
		out.Items = append(out.Items, view)
	}
	return out, nil
}

// logMissing refuses what needs the log where Config.Log.Discard is set.
func logMissing() error {
	return &entitlement.Error{Code: entitlement.Unsupported, Kind: entitlement.KindEngine, Detail: "the log is not kept"}
}

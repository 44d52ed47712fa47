package lifecycle

import (
	"context"
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// Reports is what a DirectoryView can implement beside: whom somebody manages. Suggestions look at what one's direct reports
// have, and who has the same manager, and managers list the access of all of their reports at once.
type Reports interface {
	// DirectReports returns the people whose manager the person is, in any order.
	DirectReports(ctx context.Context, id entitlement.SubjectID) ([]entitlement.SubjectID, error)
}

// reports are the direct reports of managers, for one command.
type reports struct {
	wanted []entitlement.SubjectID
	known  map[entitlement.SubjectID]team
}

// team is who reports to a manager.
type team struct {
	listed bool // the directory can tell
	ids    []entitlement.SubjectID
}

// directReports returns the direct reports of a person, sorted, or asks for them. It reports false if the directory does not
// list them.
func (u *unit) directReports(of entitlement.SubjectID) (ids []entitlement.SubjectID, listed bool, err error) {
	r := &u.facts.reports
	if t, known := r.known[of]; known {
		return t.ids, t.listed, nil
	}
	r.wanted = append(r.wanted, of)
	return nil, false, u.need(false)
}

// listReports asks a directory that lists direct reports.
func (f *facts) listReports(ctx context.Context) error {
	r := &f.reports
	for _, of := range r.wanted {
		var t team
		view, listed := f.view.(Reports)
		if listed {
			ids, err := view.DirectReports(ctx, of)
			if err != nil {
				return unavailable(err)
			}
			t = team{true, slices.Compact(slices.Sorted(slices.Values(ids)))}
		}
		if r.known == nil {
			r.known = map[entitlement.SubjectID]team{}
		}
		r.known[of] = t
	}
	r.wanted = nil
	return nil
}

// accessOfReports lists the live assignments of a person's direct reports, one after the other.
func (u *unit) accessOfReports(who entitlement.SubjectID, in AccessInput) (out List[AssignmentView], err error) {
	if in.Ended || in.AskedFor || !in.AsOf.IsZero() {
		return out, invalid("ofReports: what people have now is told, and nothing else")
	}
	ids, listed, err := u.directReports(who)
	if err != nil {
		return out, err
	}
	if !listed {
		return out, &entitlement.Error{
			Code: entitlement.Unsupported, Kind: entitlement.KindEngine,
			Detail: "the directory does not list direct reports: ask for the access of each person",
		}
	}
	name := "access of reports " + string(who)
	position, err := in.Page.position(name)
	if err != nil {
		return out, err
	}
	from, token := entitlement.SubjectID(""), ""
	if position != nil {
		r := store.ReadKey(position)
		from, token = entitlement.SubjectID(r.Text()), r.Text()
		if r.End() != nil {
			return out, errToken
		}
	}
	for _, id := range ids {
		if id < from {
			continue
		}
		page := Page{Size: in.Page.size() - len(out.Items)}
		if id == from {
			page.Token = token
		}
		if page.Size == 0 {
			out.Next = tokenOf(name, reportPosition(id, ""))
			return out, nil
		}
		part, err := u.liveAccess(id, page)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, part.Items...)
		if part.Next != "" {
			out.Next = tokenOf(name, reportPosition(id, part.Next))
			return out, nil
		}
	}
	return out, nil
}

// reportPosition is a place in the access of direct reports: a person, and where in what that person has.
func reportPosition(id entitlement.SubjectID, token string) []byte {
	return store.AppendText(store.AppendText(nil, id), token)
}

// liveAccess lists the live assignments of a person.
func (u *unit) liveAccess(who entitlement.SubjectID, page Page) (List[AssignmentView], error) {
	return listed(u, "access "+string(who), store.LiveAssignmentsOf(who), page, func(id [16]byte) (AssignmentView, bool, error) {
		v, found, err := u.assignmentView(id)
		return v, found && v.Assignment.State != entitlement.AssignmentExpired, err
	})
}

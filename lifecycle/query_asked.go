package lifecycle

import (
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// askedFor lists the assignments that a person's requests made.
func (u *unit) askedFor(who entitlement.SubjectID, in AccessInput) (List[AssignmentView], error) {
	name := "asked for by " + string(who)
	if in.Ended {
		name = "ended " + name
	}
	return listed(u, name, store.RequestsOf(who), in.Page, func(id [16]byte) (v AssignmentView, found bool, err error) {
		r, err := u.request(id)
		if err != nil || r == nil || r.Requestor != who || !r.Type.IsAdd() || r.Assigned.IsZero() {
			return v, false, err
		}
		v, found, err = u.assignmentView(r.Assigned)
		return v, found && (in.Ended || v.Assignment.State != entitlement.AssignmentExpired), err
	})
}

// DeliveryFailure is a role that a request has not got delivered, and what the target system said last.
type DeliveryFailure struct {
	Target       entitlement.Target
	ResourceName string // as the catalog that added the resource last calls it
	Role         entitlement.RoleID
	Code         entitlement.Code
	Hint         string    // what to do; "" when the attempts have ended
	Attempts     int       // that ended without success; 0 when the attempts have ended
	Next         time.Time // the next attempt; zero when there will be none
}

// deliveryFailures returns what the delivery of a request is missing: roles whose attempts ended without success, and those that
// keep failing. It looks at the roles of the request's assignment and nothing else.
func (u *unit) deliveryFailures(r *entitlement.Request) ([]DeliveryFailure, error) {
	switch r.State { //nolint:exhaustive // the others are not delivered, or completely
	case entitlement.RequestDelivering, entitlement.RequestPartiallyDelivered, entitlement.RequestDeliveryFailed:
	default:
		return nil, nil
	}
	a, err := u.assignment(r.Assigned)
	if err != nil || a == nil {
		return nil, err
	}
	live, err := u.isLive(a, u.at)
	if err != nil || !live {
		return nil, err // its end has come: nothing is missing any more
	}
	pkg, err := u.rolesSource(a, true)
	if err != nil {
		return nil, err
	}
	grants, err := u.grants(a.Target, pkg.Roles)
	if err != nil {
		return nil, err
	}
	var out []DeliveryFailure
	for i := range grants {
		f, failed, err := u.deliveryFailure(a.ID, &grants[i])
		if err != nil {
			return nil, err
		}
		if failed {
			out = append(out, f)
		}
	}
	return out, nil
}

func (u *unit) deliveryFailure(id entitlement.AssignmentID, g *entitlement.Grant) (f DeliveryFailure, failed bool, err error) {
	i, found := g.Source(id)
	if !found || g.Sources[i].State == entitlement.SourceGranted {
		return f, false, nil
	}
	f.Role, f.Code = g.Key.Role, entitlement.Code(g.Failure)
	var attempt store.Attempt
	e := store.Effect{Kind: store.EffectGrant, Key: u.e.schema.Grants.AppendKey(nil, g)}
	if tried, err := u.tx.Attempt(e, &attempt); err != nil {
		return f, false, err
	} else if tried && attempt.Code != "" {
		f.Code, f.Hint, f.Attempts, f.Next = attempt.Code, attempt.Hint, attempt.Count, attempt.Next
	}
	if f.Code == "" {
		return f, false, nil // under way, and nothing went wrong so far
	}
	t, err := u.target(g.Key.Target)
	if err != nil {
		return f, false, err
	}
	f.Target, f.ResourceName = t.Target, t.DisplayName
	return f, true, nil
}

// eventsAboutPackage lists what the log has about an access package.
func (u *unit) eventsAboutPackage(in EventsInput) (out List[LoggedEvent], err error) {
	if in.Subject != "" {
		return out, invalid("subject: is not combined with a package")
	}
	if err := u.viewPackage(in.Package); err != nil {
		return out, err
	}
	list := "events about " + in.Package.String()
	from := max(in.From, u.meta.Kept, 1)
	position, err := in.Page.position(list)
	if err != nil {
		return out, err
	}
	if position != nil {
		next, err := eventNumber(position)
		if err != nil {
			return out, err
		}
		from = max(from, next) // what comes before was truncated away meanwhile
	}
	size := in.Page.size()
	err = u.tx.PackageEvents(in.Package, from, func(ev *entitlement.Event, recorded time.Time) (bool, error) {
		if len(out.Items) == size {
			out.Next = tokenOf(list, store.AppendUint64(nil, ev.Seq))
			return false, nil
		}
		out.Items = append(out.Items, LoggedEvent{Event: ev.Clone(), Recorded: recorded})
		return true, nil
	})
	return out, err
}

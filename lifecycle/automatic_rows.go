package lifecycle

import (
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// applyAutomaticRow is applyChange for the rows of automatic assignment and of people who left. It reports false for others.
func (u *unit) applyAutomaticRow(c *change, row any) (bool, error) {
	s := u.e.schema
	switch r := row.(type) {
	case *entitlement.AutomaticScope:
		ev := entitlement.Event{Package: entitlement.PackageRef{ID: r.Package}, Policy: entitlement.PolicyRef{ID: r.Policy}}
		return true, applyRow(u, &s.Scopes, c, &ev, func(r *entitlement.AutomaticScope) *entitlement.Stamp { return &r.Stamp })
	case *entitlement.AutomaticMember:
		ev := entitlement.Event{Subject: r.Subject, Policy: entitlement.PolicyRef{ID: r.Policy}}
		return true, applyRow(u, &s.Members, c, &ev, func(r *entitlement.AutomaticMember) *entitlement.Stamp { return &r.Stamp })
	case *entitlement.Departure:
		ev := entitlement.Event{Subject: r.Subject}
		return true, applyRow(u, &s.Departures, c, &ev, func(r *entitlement.Departure) *entitlement.Stamp { return &r.Stamp })
	}
	return false, nil
}

// way is something that stood in the way of an automatic assignment and is gone.
type way struct {
	subject entitlement.SubjectID
	pkg     entitlement.AccessPackageID
	byHand  bool // somebody decided that the person is not to have it
}

// freed returns what the outcome took out of the way of automatic assignments: access that ended, requests that came to
// nothing.
func (u *unit) freed() (out []way, err error) {
	for i := range u.out.changes {
		switch before := u.out.changes[i].before.(type) {
		case *entitlement.Assignment:
			after, ok := u.out.changes[i].after.(*entitlement.Assignment)
			if ok && before.State != entitlement.AssignmentExpired && after.State == entitlement.AssignmentExpired {
				out = append(out, way{after.Target, after.Package.ID, endedByHand(after.Reason)})
			}
		case *entitlement.Request:
			after, ok := u.out.changes[i].after.(*entitlement.Request)
			if ok && before.Type.IsAdd() && before.IsOpen() && !after.IsOpen() && after.Assigned.IsZero() {
				out = append(out, way{after.Target, after.Package.ID, false})
			}
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	list, err := u.automatics()
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return out, nil
}

// endedByHand reports whether somebody decided that the person is not to have the access any more.
func endedByHand(r entitlement.EndReason) bool {
	switch r { //nolint:exhaustive // the others are no decisions about the access
	case entitlement.ReasonAdministratorRemoved, entitlement.ReasonReviewDenied, entitlement.ReasonApproverRevoked,
		entitlement.ReasonAdministratorCanceled, entitlement.ReasonSelfRemoved, entitlement.ReasonOnBehalfRemoved:
		return true
	}
	return false
}

// tryAgain lets the automatic assignments be tried again in whose way something stood.
func (u *unit) tryAgain(freed []way) error {
	for _, w := range freed {
		ids, err := u.list(store.WaitingMemberships(w.subject))
		if err != nil {
			return err
		}
		for _, id := range ids {
			m, err := u.member(id, w.subject)
			if err != nil {
				return err
			}
			p, err := u.policy(id)
			if err != nil {
				return err
			}
			if m == nil || p == nil {
				continue // the policy is being deleted
			}
			if err := u.tryMember(m, p, w); err != nil {
				return err
			}
		}
	}
	return u.apply()
}

func (u *unit) tryMember(m *entitlement.AutomaticMember, p *entitlement.AssignmentPolicy, w way) error {
	switch m.Waiting {
	case entitlement.AssignmentExists, entitlement.RequestPending:
		if p.Package != w.pkg {
			return nil
		}
	case entitlement.Incompatible:
		pkg, err := u.pkg(p.Package)
		if err != nil || pkg == nil || !slices.Contains(pkg.IncompatiblePackages, w.pkg) {
			return err
		}
		w.byHand = false // it was another package that somebody took away
	default:
		return nil
	}
	stepMember(&u.out, m, func(m *entitlement.AutomaticMember) {
		if w.byHand {
			m.Waiting, m.Retry = "", zeroTime
		} else if m.Retry.IsZero() {
			m.Retry = u.when
		}
	})
	return nil
}

package lifecycle

import (
	"bytes"
	"context"
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
	"example.com/tenure/store"
)

// PersonChanged says what followed from a change of a person.
type PersonChanged struct {
	Entered  []entitlement.PolicyID `json:"entered,omitempty"`  // automatic policies into whose scope the person came, or came back
	Left     []entitlement.PolicyID `json:"left,omitempty"`     // automatic policies whose scope the person left
	Canceled int                    `json:"canceled,omitempty"` // requests that waited
	Deleted  bool                   `json:"deleted,omitempty"`  // the person has left the directory, and has DepartureDays to come back
	Restored bool                   `json:"restored,omitempty"` // the person is back in the directory
}

// OnPersonChanged looks at a person again about whom something has changed in the directory: attributes, account, or that
// the person is there at all. The host calls it whenever that happens; what to think of it the engine asks the directory.
//
// Automatic policies assign, or take away after their grace period; what was requested stays. Who
// has left the directory has no waiting requests any more, and 30 days later no access, unless restored before (R-240 to
// A disabled person's requests go on, unless Config.CancelWhenDisabled is set. Where somebody who is disabled
// or deleted was the last who could approve, others are asked. A guest who has become a
// member is treated as one from now on.
//
// It costs the number of automatic policies, whatever else there is. Calls for one person may overlap: what the directory said
// last is followed.
func (e *Engine) OnPersonChanged(ctx context.Context, id entitlement.SubjectID) (PersonChanged, error) {
	s := &Session{e: e, actor: systemActor(), bad: id.Validate()}
	e.tellings.begin(id)
	defer e.tellings.end(id)
	followed := 0
	return run(ctx, s, command[PersonChanged]{op: "on person changed", do: func(u *unit) (out PersonChanged, err error) {
		err = u.latest(id, &followed, func() (err error) {
			out, err = u.personChanged(id)
			return err
		})
		return out, err
	}})
}

func (u *unit) personChanged(id entitlement.SubjectID) (out PersonChanged, err error) {
	person, err := u.subject(id)
	if err != nil {
		return out, err
	}
	list, err := u.automatics()
	if err != nil {
		return out, err
	}
	before, err := u.membershipsOf(list, id, person)
	if err != nil {
		return out, err
	}
	departed, err := u.departure(id)
	if err != nil {
		return out, err
	}
	if person == nil || person.AccountDisabled {
		if err := u.approverGone(id); err != nil {
			return out, err
		}
	}
	if person == nil {
		return u.personGone(id, departed, before)
	}
	if departed != nil {
		out.Restored = true
		record[entitlement.Departure](&u.out, entitlement.ActivityPersonRestored, departed, nil)
	}
	if _, err := u.guestToServe(id); err != nil {
		return out, err
	}
	if person.AccountDisabled && u.e.config.CancelWhenDisabled {
		if out.Canceled, err = u.cancelAll(id, entitlement.ReasonTargetDisabled); err != nil {
			return out, err
		}
	}
	for i := range before {
		out.count(&before[i])
		if err := u.reconcilePerson(&list[i], id, person); err != nil {
			return out, err
		}
	}
	return out, u.apply()
}

// count notes what becomes of a membership.
func (c *PersonChanged) count(s *standing) {
	switch policy.Membership(&s.MembershipAsk) {
	case policy.MembershipBegins, policy.MembershipReturns:
		c.Entered = append(c.Entered, s.Policy.ID)
	case policy.MembershipLeaves, policy.MembershipEnds:
		c.Left = append(c.Left, s.Policy.ID)
	case policy.MembershipStays, policy.MembershipRetried:
	}
}

// membershipsOf loads how a person stands with all automatic policies, and asks at once for whatever facts that needs.
func (u *unit) membershipsOf(list []automatic, id entitlement.SubjectID, person *entitlement.Subject) (out []standing, err error) {
	for i := range list {
		scope, err := u.automaticScope(list[i].ID)
		if err != nil {
			return nil, err
		}
		s, err := u.standingOf(&list[i], scope, id, person)
		if err != nil {
			return nil, err
		}
		needs, err := u.needsGroups(&s)
		if err != nil {
			return nil, err
		}
		if len(needs) > 0 {
			return nil, u.need(true, needs...) // of one person there is no more to know
		}
		out = append(out, s)
	}
	return out, nil
}

// personGone notices that the directory does not have a person any more. Guests whom it may never have had, and those whose
// accounts the engine made, are left to the life cycle of the accounts.
func (u *unit) personGone(id entitlement.SubjectID, departed *entitlement.Departure, before []standing) (out PersonChanged, err error) {
	served, err := u.isServed(id)
	if err != nil {
		return out, err
	}
	if departed != nil || served {
		return out, u.apply()
	}
	for i := range before {
		if before[i].Own != nil {
			continue // what the person has waits for the person to be restored
		}
		scope, err := u.automaticScope(before[i].Policy.ID)
		if err != nil {
			return out, err
		}
		after := *scope
		if err := u.meet(&after, &before[i]); err != nil {
			return out, err
		}
		if err := u.recordScope(scope, &after, entitlement.ActivityUpdateScope); err != nil {
			return out, err
		}
	}
	if out.Canceled, err = u.cancelAll(id, entitlement.ReasonTargetNotFound); err != nil {
		return out, err
	}
	has, err := u.hasAccess(id, entitlement.AssignmentID{})
	if err != nil || !has {
		return out, firstError(err, u.apply())
	}
	out.Deleted = true
	record(&u.out, entitlement.ActivityPersonDeleted, nil, &entitlement.Departure{Subject: id, Since: u.when})
	return out, u.apply()
}

// cancelAll cancels the requests that wait for a person's access, in the order in which they were made, and returns how many.
func (u *unit) cancelAll(id entitlement.SubjectID, reason entitlement.EndReason) (int, error) {
	ids, err := u.openRequestsOf(id)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, request := range ids {
		r, stages, err := u.requestWithStages(request)
		if err != nil {
			return n, err
		}
		waits := r != nil && (r.State == entitlement.RequestPendingApproval || r.State == entitlement.RequestScheduled ||
			r.IsWaitingForCallback())
		if !waits {
			continue
		}
		n++
		if err := stepCancel(&u.out, r, stages, reason, u.when); err != nil {
			return n, err
		}
	}
	return n, nil
}

// openRequestsOf returns the open requests for a person's access, to add it and to extend it.
func (u *unit) openRequestsOf(id entitlement.SubjectID) ([]entitlement.RequestID, error) {
	ids, err := u.tx.OpenRequestsOf(id)
	if err != nil {
		return nil, err
	}
	live, err := u.list(store.LiveAssignmentsOf(id))
	if err != nil {
		return nil, err
	}
	for _, assignment := range live {
		extension, found, err := u.tx.OpenUpdate(assignment)
		if err != nil {
			return nil, err
		}
		if found {
			ids = append(ids, extension)
		}
	}
	slices.SortFunc(ids, func(a, b entitlement.RequestID) int { return bytes.Compare(a[:], b[:]) })
	return ids, nil
}

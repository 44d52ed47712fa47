package lifecycle

import (
	"context"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// DelegateInput appoints somebody to decide in the actor's place.
type DelegateInput struct {
	Key      string                `json:"-"`
	Delegate entitlement.SubjectID `json:"delegate"`
	// Schedule says from when, now if Start is zero, and until when; a zero End lasts until it is taken back.
	Schedule entitlement.Schedule `json:"schedule,omitzero"`
}

// Delegate appoints somebody who may decide in the actor's place, in that of the one that was appointed before. Every
// approval that is assigned to the actor while it lasts is assigned to the delegate too; the actor may still decide. What was
// assigned before stays as it is. Delegates have no delegates: one level only. Reviews are not covered. A new delegate is told
// (N21).
//
// It refuses with InvalidArgument the actor as delegate, and times that are reversed or over; with Refused a delegate who is not
// in the directory or is disabled.
func (s *Session) Delegate(ctx context.Context, in DelegateInput) (entitlement.ApprovalDelegation, error) {
	return run(ctx, s, command[entitlement.ApprovalDelegation]{
		op: "delegate", key: in.Key, input: in, do: func(u *unit) (entitlement.ApprovalDelegation, error) {
			if !s.isPerson() {
				return entitlement.ApprovalDelegation{}, invalid("a host job decides nothing, and has nothing to delegate")
			}
			return u.delegate(in)
		},
	})
}

func (u *unit) delegate(in DelegateInput) (none entitlement.ApprovalDelegation, err error) {
	me := u.actor.Subject
	if err := firstError(in.Delegate.Validate(), in.Schedule.Validate()); err != nil {
		return none, err
	}
	d := entitlement.ApprovalDelegation{
		Approver: me, Delegate: in.Delegate,
		Schedule: entitlement.Schedule{Start: in.Schedule.Start.UTC(), End: in.Schedule.End.UTC()},
	}
	if d.Schedule.Start.Before(u.at) {
		d.Schedule.Start = u.at // what was assigned before stays as it is
	}
	switch {
	case in.Delegate == me:
		return none, invalid("nobody is their own delegate")
	case d.Schedule.EndedBy(d.Schedule.Start):
		return none, invalid("the delegation would end before it starts, or has ended")
	}
	person, err := u.subject(in.Delegate)
	switch {
	case err != nil:
		return none, err
	case person == nil || person.AccountDisabled:
		code := entitlement.SubjectUnknown
		if person != nil {
			code = entitlement.SubjectBlocked
		}
		return none, refused(entitlement.KindSubject, string(in.Delegate), "the delegate could not decide",
			[]entitlement.Reason{{Code: code, Principal: string(in.Delegate), Attribute: "account", Want: "enabled"}})
	}
	before, err := u.delegation(me)
	if err != nil {
		return none, err
	}
	stepDelegate(&u.out, before, &d, u.at)
	return d, u.apply()
}

// stepDelegate puts a delegation in the place of the one before, and tells a new delegate: N21.
func stepDelegate(o *outcome, before, after *entitlement.ApprovalDelegation, at time.Time) {
	activity := entitlement.ActivitySetDelegation
	if before != nil {
		activity = entitlement.ActivityUpdateDelegation
	}
	record(o, activity, before, after)
	if before != nil && before.Delegate == after.Delegate && !before.Schedule.EndedBy(at) {
		return
	}
	o.mail(entitlement.Mail{
		Kind: entitlement.MailDelegated, To: []entitlement.SubjectID{after.Delegate}, At: at, By: after.Approver,
		Start: after.Schedule.Start, End: after.Schedule.End,
	})
}

// EndDelegationInput takes the actor's delegation back.
type EndDelegationInput struct {
	Key string `json:"-"`
}

// EndDelegation takes the actor's delegation back: from now on approvals go to the actor alone. What the delegate was asked
// before stays so. It refuses with NotFound when there is none that lasts.
func (s *Session) EndDelegation(ctx context.Context, in EndDelegationInput) (entitlement.ApprovalDelegation, error) {
	return run(ctx, s, command[entitlement.ApprovalDelegation]{
		op: "end delegation", key: in.Key, input: in, do: func(u *unit) (none entitlement.ApprovalDelegation, err error) {
			before, err := u.delegation(u.actor.Subject)
			if err != nil {
				return none, err
			}
			if before == nil || before.Schedule.EndedBy(u.at) {
				return none, notFound(entitlement.KindDelegation, string(u.actor.Subject))
			}
			after := *before
			after.Schedule.End = u.at
			if after.Schedule.Start.After(u.at) {
				after.Schedule.End = after.Schedule.Start // it never began
			}
			record(&u.out, entitlement.ActivityRemoveDelegation, before, &after)
			return after, u.apply()
		},
	})
}

// DelegationInput asks for the delegation of an approver.
type DelegationInput struct {
	For entitlement.SubjectID // whose; "" means the actor's own
}

// Delegation shows the last delegation of an approver, also one that has ended, or refuses with NotFound. Other people's are
// shown to administrators of the tenant; everybody else is refused with Forbidden.
func (s *Session) Delegation(ctx context.Context, in DelegationInput) (entitlement.ApprovalDelegation, error) {
	return ask(ctx, s, "delegation", func(u *unit) (none entitlement.ApprovalDelegation, err error) {
		who, err := u.whose(in.For)
		if err != nil {
			return none, err
		}
		d, err := u.delegation(who)
		if err != nil || d == nil {
			return none, firstError(err, notFound(entitlement.KindDelegation, string(who)))
		}
		shown := *d
		shown.Stamp = entitlement.Stamp{}
		return shown, nil
	})
}

// delegation returns the last delegation of an approver, or nil.
func (u *unit) delegation(id entitlement.SubjectID) (*entitlement.ApprovalDelegation, error) {
	return u.e.schema.Delegations.Find(u.tx, id, func() *entitlement.ApprovalDelegation { return new(entitlement.ApprovalDelegation) })
}

// delegatesOf returns who decides in the place of people to whom a stage is assigned at the logical instant. Who is
// asked anyway, or among others, is nobody's delegate.
func (u *unit) delegatesOf(r *entitlement.Request, people, others []entitlement.SubjectID) ([]entitlement.StageDelegate, error) {
	var appointed []entitlement.StageDelegate
	for _, id := range people {
		d, err := u.delegation(id)
		if err != nil {
			return nil, err
		}
		if d == nil || !d.Covers(u.when) || slices.Contains(people, d.Delegate) || slices.Contains(others, d.Delegate) {
			continue
		}
		appointed = append(appointed, entitlement.StageDelegate{Approver: id, Delegate: d.Delegate})
	}
	if len(appointed) == 0 {
		return nil, nil
	}
	found := policy.Delegates(appointed, policy.Routing{Requestor: r.Requestor, Target: r.Target}, &u.facts.known)
	if len(found.Needs) > 0 {
		return nil, u.need(found.Final, found.Needs...)
	}
	return found.Delegates, nil
}

// delegatesAdded is delegatesOf for a stage that is open already: who was asked keeps their delegates as they are, and only
// those who are added now bring theirs.
func (u *unit) delegatesAdded(
	r *entitlement.Request, stage *entitlement.ApprovalStage, approvers, alternates []entitlement.SubjectID,
) ([]entitlement.StageDelegate, error) {
	asked := stage.People()
	fresh := slices.Concat(approvers, alternates)
	slices.Sort(fresh)
	fresh = slices.DeleteFunc(slices.Compact(fresh), func(id entitlement.SubjectID) bool { return slices.Contains(asked, id) })
	added, err := u.delegatesOf(r, fresh, asked)
	if err != nil || len(added) == 0 {
		return stage.Delegated, err
	}
	return slices.Concat(stage.Delegated, added), nil
}

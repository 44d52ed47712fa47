package lifecycle

import (
	"context"
	"fmt"
	"runtime/debug"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
	"example.com/tenure/provision"
	"example.com/tenure/store"
)

// execute calls the port of an effect, outside any transaction. A panic or a call that takes too long counts as a transient
// failure (I-73).
func (e *Engine) execute(ctx context.Context, t *effectTask) {
	if limit := e.callTimeout(); limit > 0 {
		limited, cancel := within(ctx, e.config.Clock, limit)
		defer func() {
			t.late = t.late || limited.Err() != nil
			cancel()
		}()
		ctx = limited
	}
	defer func() {
		if r := recover(); r != nil {
			e.config.Logger.ErrorContext(ctx, "port panicked", "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			t.err = provision.Transient(fmt.Errorf("the port panicked: %v", r), "Look up the stack in the log.")
		}
	}()
	switch t.effect.Kind {
	case store.EffectGrant:
		if t.moot {
			return
		}
		if t.result, t.err = e.config.Provisioner.Apply(ctx, t.operation); t.err != nil {
			t.result = provision.Result{} // it means nothing then
		}
	case store.EffectGuest:
		t.err = e.callAccounts(ctx, t)
	case store.EffectMail:
		t.err = e.notify(ctx, t.message)
	case store.EffectStage:
		t.err = e.lookUp(ctx, t, func(u *unit) error { return u.escalated(t) })
	case store.EffectStart:
		t.err = e.lookUp(ctx, t, func(u *unit) error { return u.startScheduled(t) })
	case store.EffectReview:
		t.err = e.lookUp(ctx, t, func(u *unit) error { return u.reviewItemsFound(t.review) })
	case store.EffectScope:
		t.err = e.lookUp(ctx, t, func(u *unit) error { return u.surveyScope(t) })
	case store.EffectMember:
		t.err = e.lookUp(ctx, t, func(u *unit) error { return u.retryMember(t.member) })
	case store.EffectDeparture:
		t.err = e.lookUp(ctx, t, func(u *unit) error { return u.departureOver(t.person) })
	case store.EffectCallout:
		t.err = e.callExtension(ctx, t)
	}
}

func (e *Engine) callAccounts(ctx context.Context, t *effectTask) (err error) {
	accounts := e.config.Accounts
	if accounts == nil {
		return provision.Permanent(entitlement.Unsupported, "Set Config.Accounts, then reprocess.")
	}
	if t.held {
		return provision.Transient(entitlement.Conflict, "Nothing to do: the directory is being asked about a start that comes first.")
	}
	if t.desired != entitlement.GuestActive {
		if t.isMember, err = e.isMember(ctx, t); err != nil || t.isMember {
			return err
		}
	}
	switch t.desired {
	case entitlement.GuestActive:
		t.accountID, err = accounts.Invite(ctx, *t.account)
	case entitlement.GuestBlocked:
		err = accounts.Block(ctx, *t.account)
	case entitlement.GuestDeleted:
		err = accounts.Delete(ctx, *t.account)
	case entitlement.GuestAbsent:
	}
	return err
}

// isMember asks the directory, at the last moment, whether a guest has become a member, whom the engine never blocks or
// deletes.
func (e *Engine) isMember(ctx context.Context, t *effectTask) (bool, error) {
	id := t.account.Subject
	f := facts{wanted: []policy.Need{{Kind: policy.NeedSubject, Subject: id}}}
	if err := e.fetch(ctx, &f, t.at); err != nil {
		return false, err
	}
	person, _ := f.known.Subject(id)
	return person != nil && !person.IsExternal(), nil
}

func (e *Engine) notify(ctx context.Context, m *Message) error {
	if e.config.Notifier == nil {
		return nil // mails that were made when there was one
	}
	return e.config.Notifier.Notify(ctx, *m)
}

// lookUp asks the directory for the facts that a timer's step needs, for the timer's instant. The step itself runs when the
// answers are recorded.
func (e *Engine) lookUp(ctx context.Context, t *effectTask, step func(u *unit) error) error {
	t.facts = &facts{}
	for {
		due := t.at
		err := e.read(ctx, e.now(), func(u *unit) error {
			u.facts, u.when = t.facts, t.at
			err := step(u)
			due = u.when
			return err
		})
		if err != errNeedFacts { //nolint:errorlint // a sentinel of this package, never wrapped
			return nil // known, or not wanted any more: recording has the last word
		}
		if err := e.fetch(ctx, t.facts, due); err != nil {
			return err
		}
	}
}

// escalated adds the alternates of a stage whose escalation was due, and looks whether its approvers are still there
// . After a reminder it only does the latter.
func (u *unit) escalated(t *effectTask) error {
	stage, err := u.stage(t.stage)
	if err != nil || stage == nil || stage.Resolving == entitlement.ResolvingNothing {
		return err
	}
	r, err := u.request(t.stage.Request)
	if err != nil {
		return err
	}
	if r == nil {
		return broken(entitlement.KindStage, t.stage.Request.String(), "its request is missing")
	}
	p, err := u.policyAt(r.Policy)
	if err != nil {
		return err
	}
	u.when = stage.Since
	settings := stage.Settings(&p.RequestApprovalSettings)
	if stage.Resolving == entitlement.ResolvingApprovers {
		return u.replaceGone(r, stage, settings)
	}
	alternates, err := u.route(r, settings, policy.Alternates)
	if err != nil {
		return err
	}
	var others policy.Route
	if gone, err := u.areGone(stage.Approvers); err != nil {
		return err
	} else if gone && len(stage.Approvers) > 0 {
		if others, err = u.route(r, settings, policy.Approvers); err != nil {
			return err
		}
	}
	approvers := stage.Approvers
	if len(others.Approvers) > 0 {
		approvers = others.Approvers
	}
	delegated, err := u.delegatesAdded(r, stage, approvers, alternates.Approvers)
	if err != nil {
		return err
	}
	stepEscalated(&u.out, r, stage, alternates, others, delegated)
	return u.apply()
}

// startScheduled starts a request whose scheduled start has come, or ends it if a check fails.
func (u *unit) startScheduled(t *effectTask) error {
	r, err := u.request(t.request)
	if err != nil || r == nil || r.State != entitlement.RequestScheduled || !r.Starting {
		return err
	}
	switch canceledAt, reason, err := u.canceledByJob(r); {
	case err != nil:
		return err
	case !canceledAt.IsZero(): // its package or policy is gone, and the job has not come to it yet
		u.when = canceledAt
		if err := stepCancel(&u.out, r, nil, reason, canceledAt); err != nil {
			return err
		}
		return u.apply()
	}
	u.when = r.Schedule.Start
	guest, err := u.guest(r.Target)
	if err != nil {
		return err
	}
	u.claimGuest(guest)
	if guest == nil || guest.HasAccount() {
		refusedAs, code, err := u.checkTarget(r.Target)
		if err != nil {
			return err
		}
		if refusedAs != 0 {
			if err := stepStartRefused(&u.out, r, refusedAs, []entitlement.Code{code}, u.when); err != nil {
				return err
			}
			return u.apply()
		}
	}
	p, err := u.policyAt(r.Policy)
	if err != nil {
		return err
	}
	answers, err := u.answersIn(r.ID)
	if err != nil {
		return err
	}
	in, err := u.startInputFor(r, p, r.Schedule, 0, answers)
	if err != nil {
		return err
	}
	compatible, err := u.compatible(in.pkg, r.Target)
	if err != nil {
		return err
	}
	if !compatible {
		codes := []entitlement.Code{entitlement.Incompatible}
		if err := stepStartRefused(&u.out, r, entitlement.ReasonIncompatible, codes, u.when); err != nil {
			return err
		}
		return u.apply()
	}
	if err := stepStart(&u.out, in, entitlement.ActivityReadyToFulfill, u.when); err != nil {
		return err
	}
	return u.apply()
}

// checkTarget asks the directory whether a person is still there and enabled.
func (u *unit) checkTarget(id entitlement.SubjectID) (entitlement.EndReason, entitlement.Code, error) {
	person, err := u.subject(id)
	switch {
	case err != nil:
		return 0, "", err
	case person == nil:
		return entitlement.ReasonTargetNotFound, entitlement.SubjectUnknown, nil
	case person.AccountDisabled:
		return entitlement.ReasonTargetDisabled, entitlement.SubjectBlocked, nil
	}
	return 0, "", nil
}

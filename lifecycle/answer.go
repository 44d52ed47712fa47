package lifecycle

import (
	"errors"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/store"
)

// answerGrant records what a provisioner said, if it still matters (I-64).
func (u *unit) answerGrant(t *effectTask) (again bool, err error) {
	g, err := u.e.schema.Grants.Find(u.tx, t.grant, u.rows.grants.next)
	if err != nil || g == nil || g.Generation != t.generation || g.Dirty.IsZero() {
		return false, err
	}
	failure := provision.Classify(t.err)
	switch {
	case failure == nil && t.result.Pending:
		if !u.windowOver(t, u.e.config.RetryWindow) {
			return true, u.checkLater(t)
		}
		failure = provision.Classify(provision.TransientAfter(provision.NotFinished, t.result.CheckAfter, ""))
	case t.attempt.Count == 0:
		t.attempt.First = time.Time{} // the window of failures begins with the first of them, however long it took
	}
	if t.operation.Verb == provision.Revoke {
		return u.answerRevoke(t, g, failure)
	}
	var changed []entitlement.AssignmentID
	switch {
	case failure == nil:
		changed = stepGranted(&u.out, g)
	case failure.Class == provision.ClassPermanent || u.windowOver(t, u.e.config.RetryWindow):
		changed = stepGrantFailed(&u.out, g, failure.Code)
	default:
		return true, u.retryAfter(t, failure, u.e.config.RetryWindow)
	}
	if err := u.apply(); err != nil {
		return false, err
	}
	return false, u.settleDelivery(changed, t.at)
}

// checkLater puts an operation that the target is not done with back into the queue. The time that it may take, the retry
// window, runs from the first such answer.
func (u *unit) checkLater(t *effectTask) error {
	if t.attempt.First.IsZero() {
		t.attempt.First = t.at
	}
	t.attempt.Token = t.result.Token
	pause := min(t.result.CheckAfter, provision.MaxRetryAfter)
	if pause < time.Microsecond {
		pause = u.e.config.Backoff.First // the target did not say when
	}
	return u.retry(t, pause)
}

// answerRevoke records the answer to a revoke. Revokes never give up: after the retry window the operator is told, and the
// attempts go on (R-233, I-67).
func (u *unit) answerRevoke(t *effectTask, g *entitlement.Grant, failure *provision.Error) (again bool, err error) {
	if failure == nil {
		stepRevoked(&u.out, g)
		return false, u.apply()
	}
	if u.windowOver(t, u.e.config.RetryWindow) && !t.attempt.Stuck {
		t.attempt.Stuck = true
		stuck := u.rows.grant(*g)
		stuck.Failure = string(failure.Code)
		record(&u.out, entitlement.ActivityStuckRevoke, g, stuck).codes = []entitlement.Code{failure.Code}
		if err := u.apply(); err != nil {
			return false, err
		}
	}
	return true, u.retryAfter(t, failure, 0)
}

// answerGuest records what the accounts port said. An account that is there lets the grants go that waited for it; an
// invitation that failed for good fails them.
func (u *unit) answerGuest(t *effectTask) (again bool, err error) {
	g, err := u.guest(t.account.Subject)
	if err != nil || g == nil || g.Generation != t.generation || g.Dirty.IsZero() {
		return false, err
	}
	failure := provision.Classify(t.err)
	inviting := t.desired == entitlement.GuestActive
	switch {
	case failure == nil && t.isMember:
		stepGuestElsewhere(&u.out, g, entitlement.LifecycleNotDefined)
	case failure == nil:
		stepGuestDone(&u.out, g, t.accountID)
	case inviting && (failure.Class == provision.ClassPermanent || u.windowOver(t, u.e.config.RetryWindow)):
		stepGuestFailed(&u.out, g, failure.Code)
	case inviting:
		return true, u.retryAfter(t, failure, u.e.config.RetryWindow)
	default:
		return true, u.retryAfter(t, failure, 0)
	}
	if err := u.apply(); err != nil || !inviting {
		return false, err
	}
	if err := u.releaseParked(g.Subject, failure, t.at); err != nil {
		return false, err
	}
	return false, u.releaseUnneeded(g.Subject)
}

// releaseUnneeded cleans up the account of somebody whose access ended while the invitation was under way.
func (u *unit) releaseUnneeded(id entitlement.SubjectID) error {
	has, err := u.hasAccess(id, entitlement.AssignmentID{})
	if err != nil || has {
		return err
	}
	g, err := u.guest(id)
	if err != nil {
		return err
	}
	settings, err := u.settings()
	if err != nil {
		return err
	}
	u.out.releaseGuest(g, settings, false, u.when)
	return u.apply()
}

// releaseParked lets the grants go that waited for a person's account, or fails them.
func (u *unit) releaseParked(subject entitlement.SubjectID, failure *provision.Error, at time.Time) error {
	var parked []entitlement.Grant
	err := u.e.schema.GrantsOf(u.tx, subject, func(g *entitlement.Grant) (bool, error) {
		if g.Parked {
			parked = append(parked, *g)
		}
		return true, nil
	})
	if err != nil {
		return err
	}
	for i := range parked {
		var changed []entitlement.AssignmentID
		if failure == nil {
			stepUnparked(&u.out, &parked[i], at)
		} else {
			changed = stepGrantFailed(&u.out, &parked[i], failure.Code)
		}
		if err := u.apply(); err != nil {
			return err
		}
		if err := u.settleDelivery(changed, at); err != nil {
			return err
		}
	}
	return nil
}

// answerMail removes a mail that was sent. One that could not be sent within Config.MailWindow stays, with its failure, for
// the operator to see.
func (u *unit) answerMail(t *effectTask) (again bool, err error) {
	failure := provision.Classify(t.err)
	var after *entitlement.Mail
	switch {
	case failure == nil:
	case failure.Class == provision.ClassPermanent || u.windowOver(t, u.e.config.MailWindow):
		dead := *t.mail
		dead.Failure = failure.Code
		after = &dead
	default:
		return true, u.retryAfter(t, failure, u.e.config.MailWindow)
	}
	has, err := u.e.schema.Mails.Has(u.tx, t.mail.Seq)
	if err != nil || !has {
		return false, err
	}
	u.touched = true
	_, err = u.e.schema.Mails.Write(u.tx, t.mail, after)
	return false, err
}

// answerStage and answerStart run the step for whose facts the directory was asked, with the timer's instant.
func (u *unit) answerStage(t *effectTask) (again bool, err error) {
	return u.answerLookUp(t, func() error { return u.escalated(t) })
}

func (u *unit) answerStart(t *effectTask) (again bool, err error) {
	return u.answerLookUp(t, func() error { return u.startScheduled(t) })
}

func (u *unit) answerLookUp(t *effectTask, step func() error) (again bool, err error) {
	if failure := provision.Classify(t.err); failure != nil {
		if changed, err := u.changedSince(t); changed || err != nil {
			return changed, err // it stays queued, and its attempts begin anew
		}
		failure.Class = provision.ClassTransient // a directory that does not answer is asked until it does
		return true, u.retryAfter(t, failure, 0)
	}
	u.facts = t.facts
	err = step()
	if errors.Is(err, errNeedFacts) {
		u.out.reset()
		return true, nil // the rows changed meanwhile: it stays queued and is looked up again
	}
	return false, err
}

// changedSince reports whether a row whose changes start the attempts afresh has changed since its look-up began.
func (u *unit) changedSince(t *effectTask) (bool, error) {
	var version uint32
	switch t.effect.Kind { //nolint:exhaustive // the attempts at the others do not depend on a version
	case store.EffectReview:
		r, err := u.review(t.review)
		if err != nil || r == nil {
			return r == nil, err
		}
		version = r.Version
	case store.EffectScope:
		scope, found, err := load(u, &u.e.schema.Scopes, t.scope)
		if err != nil || !found {
			return !found, err
		}
		version = scope.Version
	}
	return uint64(version) != t.generation, nil
}

// windowOver reports whether an effect has failed, or has been pending, for as long as it is tried: from the first failure
// or from the first pending answer while there is none.
func (u *unit) windowOver(t *effectTask, window time.Duration) bool {
	return !t.attempt.First.IsZero() && !t.at.Before(t.attempt.First.Add(window))
}

// retryAfter puts a failed effect back into the queue. With a window the last attempt falls on its end.
func (u *unit) retryAfter(t *effectTask, failure *provision.Error, window time.Duration) error {
	a := &t.attempt
	a.Count++
	if a.First.IsZero() {
		a.First = t.at
	}
	a.Code, a.Hint, a.Token = failure.Code, failure.Hint, t.result.Token
	pause := u.e.config.Backoff.NextAfter(a.Count, string(t.effect.Key), failure)
	if window > 0 {
		pause = min(pause, a.First.Add(window).Sub(t.at))
	}
	return u.retry(t, pause)
}

// retry moves a queued effect to its next attempt.
func (u *unit) retry(t *effectTask, pause time.Duration) error {
	t.attempt.Next, t.attempt.Generation = t.at.Add(pause), t.generation
	u.touched = true
	return u.tx.Retry(t.effect, &t.attempt)
}

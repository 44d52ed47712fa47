package lifecycle

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// DueReport says what RunDue did.
type DueReport struct {
	Fired int // timers, and objects of configuration jobs
}

// RunDue lets everything fire that is due now, each with its due instant, in batches of Config.BatchSize. It does nothing
// that a command would not do by itself: correctness never depends on it being called.
func (e *Engine) RunDue(ctx context.Context) (DueReport, error) {
	if err := e.enter(); err != nil {
		return DueReport{}, withOp("run due", err)
	}
	defer e.leave()
	report, err := e.runDue(ctx)
	return report, withOp("run due", err)
}

func (e *Engine) runDue(ctx context.Context) (DueReport, error) {
	var report DueReport
	now := e.now()
	for {
		due := false
		err := e.read(ctx, now, func(u *unit) error {
			next, err := u.tx.NextTimer()
			due = err == nil && !next.IsZero() && !next.After(u.at)
			return err
		})
		if err != nil || !due {
			return report, err
		}
		done, _, err := e.settleOnce(ctx, now)
		report.Fired += done
		if err != nil {
			return report, err
		}
	}
}

// NextDue returns the earliest instant at which a timer fires or an effect is ready, in the past if something waits
// already, or the zero time when nothing will ever happen by itself.
func (e *Engine) NextDue(ctx context.Context) (time.Time, error) {
	if err := e.enter(); err != nil {
		return time.Time{}, withOp("next due", err)
	}
	defer e.leave()
	var next time.Time
	err := e.read(ctx, e.now(), func(u *unit) error {
		timer, err := u.tx.NextTimer()
		if err != nil {
			return err
		}
		effect, err := u.tx.NextEffect()
		if err != nil {
			return err
		}
		next = timer
		if next.IsZero() || !effect.IsZero() && effect.Before(next) {
			next = effect
		}
		return nil
	})
	return next, withOp("next due", err)
}

// DispatchReport says what Dispatch did.
type DispatchReport struct {
	Calls   int // calls of provisioner, accounts, notifier, and look-ups in the directory
	Retries int // of these, how many will be tried again
}

// Dispatch settles what is due and then does what the rows ask for outside the store: it calls the ports for every effect
// that is ready now, revokes first, and records the answers, until nothing is ready. With one worker it calls in a fixed
// order from this goroutine; with more, effects for different resources go out side by side. A resource that does not answer
// in time is asked again after all others have been served (I-70). A call that ends because ctx does is as if it had not been
// made. One Dispatch runs at a time; another waits.
func (e *Engine) Dispatch(ctx context.Context) (DispatchReport, error) {
	if err := e.enter(); err != nil {
		return DispatchReport{}, withOp("dispatch", err)
	}
	defer e.leave()
	e.dispatching.Lock()
	defer e.dispatching.Unlock()
	for {
		if _, err := e.runDue(ctx); err != nil {
			return e.lanes.report(), withOp("dispatch", err)
		}
		started, err := e.lanes.start(ctx)
		if err != nil {
			e.lanes.wait()
			return e.lanes.report(), withOp("dispatch", err)
		}
		if started == 0 && !e.lanes.waitOne() {
			return e.lanes.report(), withOp("dispatch", e.lanes.failure())
		}
	}
}

// lanes run effects. Effects of one lane, that is of one resource or one port, run one after the other; a lane runs once at
// a time, so calls for the same person and role never overlap.
type lanes struct {
	e *Engine

	mu       sync.Mutex
	finished sync.Cond // on mu: a lane has finished
	busy     map[lane]bool
	silent   []lane // that did not answer in time: they come after all others, the oldest first
	seen     int    // lanes that finished since the last waitOne
	counts   DispatchReport
	err      error // the first failure to record an answer

	looked time.Time // under Engine.dispatching: the instant of the last pick, zero when no worker was free for one
}

func newLanes(e *Engine) *lanes {
	l := &lanes{e: e, busy: make(map[lane]bool)}
	l.finished.L = &l.mu
	return l
}

// start picks effects that are ready for lanes that are idle, and runs them. It returns how many effects it started. With
// one worker they have run when it returns.
func (l *lanes) start(ctx context.Context) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	l.looked = time.Time{}
	free, out := l.idle()
	if free <= 0 {
		return 0, nil
	}
	b := l.e.batches.Get().(*batch) //nolint:forcetypeassert // the pool holds nothing else
	if l.e.config.Workers == 1 {
		defer l.e.batches.Put(b) // its effects have been called by then
	}
	for {
		if err := l.e.pick(ctx, out, b); err != nil {
			return 0, err
		}
		l.looked = b.at
		if len(b.tasks) > 0 {
			break
		}
		if !l.readmit(out) {
			return 0, nil
		}
	}
	if l.e.config.Workers == 1 {
		return len(b.tasks), l.run(ctx, b.tasks)
	}
	started := 0
	for _, batch := range byLane(b.tasks) {
		if free == 0 {
			break
		}
		free--
		started += len(batch)
		l.mu.Lock()
		l.busy[batch[0].lane] = true
		l.mu.Unlock()
		l.e.hold()
		go l.runLane(ctx, batch)
	}
	return started, nil
}

// idle returns how many workers are free, and the lanes to leave out: those that are busy or silent.
func (l *lanes) idle() (free int, out map[lane]bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	out = make(map[lane]bool, len(l.busy)+len(l.silent))
	for lane := range l.busy { // order: a copy of a set
		out[lane] = true
	}
	for _, lane := range l.silent {
		out[lane] = true
	}
	return l.e.config.Workers - len(l.busy), out
}

// readmit lets the lane that has been silent the longest have its turn, because nobody else has anything to do. One at a
// time: whoever has something to do next waits for one timeout and not for one of each silent lane. It reports false when no
// lane is silent.
func (l *lanes) readmit(out map[lane]bool) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.silent) == 0 {
		return false
	}
	if oldest := l.silent[0]; !l.busy[oldest] { // it is still busy while its answers are being recorded
		delete(out, oldest)
	}
	l.silent = slices.Delete(l.silent, 0, 1)
	return true
}

// byLane splits effects by lane; lanes and their effects keep their order.
func byLane(tasks []*effectTask) [][]*effectTask {
	var out [][]*effectTask
	index := make(map[lane]int)
	for _, t := range tasks {
		i, found := index[t.lane]
		if !found {
			i = len(out)
			index[t.lane] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], t)
	}
	return out
}

func (l *lanes) runLane(ctx context.Context, tasks []*effectTask) {
	defer l.e.leave()
	lane := tasks[0].lane
	err := l.run(ctx, tasks)
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.busy, lane)
	l.seen++
	l.err = firstError(l.err, err)
	l.finished.Broadcast()
	l.e.signal()
}

// run calls the ports outside any transaction, then records all answers in one commit. Answers that cannot be recorded are
// lost and asked for again: every call is idempotent. After a call that does not end in time the rest stays queued, and its
// lane comes after all others from then on, so that it costs them one timeout and not one for each call (I-70).
func (l *lanes) run(ctx context.Context, tasks []*effectTask) error {
	if err := l.e.markInvitations(ctx, tasks); err != nil {
		return err
	}
	var failure error
	var silent []lane
	calls := 0
	answered := tasks[:0]
	for _, t := range tasks {
		if ctx.Err() != nil {
			break
		}
		var wanted bool
		if wanted, failure = l.e.lookAgain(ctx, t); failure != nil {
			break
		}
		if !wanted {
			continue
		}
		l.e.execute(ctx, t)
		calls++
		if ctx.Err() != nil && errors.Is(t.err, ctx.Err()) {
			break // it was called off: the target has not failed
		}
		answered = append(answered, t)
		if t.late {
			silent = append(silent, t.lane)
			break
		}
	}
	retries, err := l.e.recordAnswers(context.WithoutCancel(ctx), answered)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.silent = append(l.silent, silent...)
	l.counts.Calls += calls
	l.counts.Retries += retries
	return firstError(failure, err)
}

// lookAgain reads once more what an effect asks for, if anything may have changed since it was picked: the calls before it
// take their time. It reports whether the effect is still wanted (I-61, I-68).
func (e *Engine) lookAgain(ctx context.Context, t *effectTask) (wanted bool, err error) {
	now := e.now()
	if e.writes.Load() == t.writes && !now.After(t.at) {
		return true, nil
	}
	return e.prepareAgain(ctx, t, now)
}

func (e *Engine) prepareAgain(ctx context.Context, t *effectTask, now time.Time) (wanted bool, err error) {
	err = e.read(ctx, now, func(u *unit) error {
		if wanted, err = u.tx.Queued(t.effect); err != nil || !wanted {
			return err
		}
		t.at = u.at
		wanted, err = u.prepare(t)
		return err
	})
	return wanted, err
}

// markInvitations notes, before they go out, that invitations are under way. An account that an invitation makes is then
// found even if the answer is lost and nobody wants the account any more.
func (e *Engine) markInvitations(ctx context.Context, tasks []*effectTask) error {
	var marked []*effectTask
	for _, t := range tasks {
		if t.effect.Kind == store.EffectGuest && t.desired == entitlement.GuestActive && t.attempt.Next.IsZero() {
			marked = append(marked, t)
		}
	}
	if len(marked) == 0 {
		return nil
	}
	return e.writeAgain(ctx, e.now(), func(u *unit) error {
		for _, t := range marked {
			queued, err := u.tx.Queued(t.effect)
			if err != nil {
				return err
			}
			if !queued {
				continue // it is not wanted any more: the call does no harm, and its answer finds that out
			}
			attempt := store.Attempt{Next: t.effect.Since, Generation: t.generation}
			u.touched = true
			if err := u.tx.Retry(t.effect, &attempt); err != nil {
				return err
			}
			t.attempt = attempt
		}
		return nil
	})
}

// waitOne waits until a lane has finished since the last call, and reports false when none is running either.
func (l *lanes) waitOne() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.seen == 0 && len(l.busy) > 0 {
		l.finished.Wait()
	}
	finished := l.seen > 0
	l.seen = 0
	return finished
}

// wait waits for every lane.
func (l *lanes) wait() {
	for l.waitOne() {
	}
}

// report returns the counts since the last report.
func (l *lanes) report() DispatchReport {
	l.mu.Lock()
	defer l.mu.Unlock()
	counts := l.counts
	l.counts = DispatchReport{}
	return counts
}

// failure returns the first failure since the last call.
func (l *lanes) failure() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	err := l.err
	l.err = nil
	return err
}

// recordAnswers writes what the ports answered. It returns how many effects will be tried again. What was due when a port was
// asked is settled first: a look-up may have begun, late, something that is over by then (I-75).
func (e *Engine) recordAnswers(ctx context.Context, tasks []*effectTask) (retries int, err error) {
	if len(tasks) == 0 {
		return 0, nil
	}
	err = e.writeAgain(ctx, e.now(), func(u *unit) error {
		retries = 0
		for i, t := range tasks {
			if i == 0 || tasks[i-1].facts != nil || t.at.After(tasks[i-1].at) {
				if _, _, err := u.settleUntil(t.at, e.config.BatchSize); err != nil {
					return err
				}
			}
			u.actor, u.when = systemActor(), t.at
			attempt := t.attempt
			again, err := u.answer(t)
			t.attempt = attempt // the transaction may run again
			if err != nil {
				return err
			}
			if again {
				retries++
			}
		}
		return nil
	})
	return retries, err
}

// answer records one answer. A row that has moved on since the call makes the answer worthless: what it wants now is
// queued anyway. So does an answer that is recorded already, by a commit whose outcome was unknown.
func (u *unit) answer(t *effectTask) (again bool, err error) {
	queued, err := u.tx.Queued(t.effect)
	if err != nil || !queued {
		return false, err
	}
	switch t.effect.Kind {
	case store.EffectGrant:
		return u.answerGrant(t)
	case store.EffectGuest:
		return u.answerGuest(t)
	case store.EffectStage:
		return u.answerStage(t)
	case store.EffectStart:
		return u.answerStart(t)
	case store.EffectReview:
		return u.answerLookUp(t, func() error { return u.reviewItemsFound(t.review) })
	case store.EffectScope:
		return u.answerLookUp(t, func() error { return u.surveyScope(t) })
	case store.EffectMember:
		return u.answerLookUp(t, func() error { return u.retryMember(t.member) })
	case store.EffectDeparture:
		return u.answerLookUp(t, func() error { return u.departureOver(t.person) })
	case store.EffectMail:
		return u.answerMail(t)
	case store.EffectCallout:
		return false, u.answerCallout(t)
	}
	return false, broken(entitlement.KindEngine, "", "an effect of the unknown kind %d is queued", t.effect.Kind)
}

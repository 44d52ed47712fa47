package lifecycle

import (
	"context"
	"errors"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
	"example.com/tenure/store"
)

// unit is the work of one transaction: rows read and written through the typed tables, the engine's own row, and the
// events that came of it. Its memory is reused; a unit belongs to one goroutine.
type unit struct {
	e  *Engine
	tx *store.Txn
	transaction

	rows   rows
	out    outcome
	events []entitlement.Event // for who listens
	name   []byte              // scratch: keys of objects in events
	timers []store.Timer       // scratch: timers that are due
	held   []entitlement.Grant // scratch: a person's grants
	ask    policy.Ask          // scratch: a question to the evaluator
}

// transaction is the part of a unit that begins afresh with every transaction.
type transaction struct {
	now   time.Time // the clock's answer
	at    time.Time // engine time: never before an instant that was seen already (I-74)
	when  time.Time // the logical instant of what is being done: at, or a timer's due instant
	meta  store.Meta
	fresh bool // the store has no engine's row yet
	write bool // the transaction may write; otherwise it only finds out what is needed

	checking bool // a submission is only checked

	actor entitlement.Actor // whose changes are applied
	facts *facts            // what the directory said, for commands; nil elsewhere

	touched bool     // something was written
	link    [32]byte // of the last event before the transaction
	conf    *cached  // the configuration as cached for this transaction
	changed bool     // the configuration was written: the cache does not hold for this unit
}

func newUnit(e *Engine) *unit {
	const usual = 16 // changes at a time
	u := &unit{e: e, tx: store.NewTxn(), out: outcome{changes: make([]change, 0, usual)}, name: make([]byte, 0, store.MaxKey/4)}
	return u
}

// begin prepares the unit for a transaction.
func (u *unit) begin(r store.Reader, tx store.Tx, now time.Time) error {
	u.transaction = transaction{now: now, at: now, write: tx != nil}
	u.out.reset()
	u.rows.reset()
	u.out.rows = &u.rows
	u.events = u.events[:0]
	u.tx.Bind(r, tx)
	found, err := u.tx.Meta(&u.meta)
	if err != nil {
		return err
	}
	u.fresh = !found
	if u.at.Before(u.meta.Now) {
		u.at = u.meta.Now // a clock that went back revives nothing and lengthens nothing
	}
	u.when, u.link = u.at, u.meta.Link
	return nil
}

// write runs fn in an Update and publishes its events after the commit. fn sees engine time in u.at. If fn touches
// nothing, nothing is written. A clock that jumped ahead is refused.
func (e *Engine) write(ctx context.Context, now time.Time, fn func(u *unit) error) error {
	return e.update(ctx, now, e.maxForwardJump(), fn)
}

// update is write with a limit for forward jumps of the clock; 0 is none. The unit is taken inside the transaction: updates
// that share a commit then use the same memory one after the other.
func (e *Engine) update(ctx context.Context, now time.Time, maxJump time.Duration, fn func(u *unit) error) error {
	var made struct { // by the transaction
		committed
		complete bool
	}
	err := e.config.Store.Update(ctx, func(tx store.Tx) (err error) {
		u := e.units.Get().(*unit) //nolint:forcetypeassert // the pool holds nothing else
		defer e.units.Put(u)
		err = u.runUpdate(tx, now, maxJump, fn)
		if made.complete = err == nil; made.complete && e.events.wanted() {
			made.events, made.from = append([]entitlement.Event(nil), u.events...), u.link
		}
		return err
	})
	if errors.Is(err, errUntouched) {
		err = nil
	} else if err == nil || errors.Is(err, entitlement.OutcomeUnknown) {
		e.writes.Add(1)
	}
	switch {
	case !e.events.wanted():
	case err == nil:
		e.events.publish(made.committed)
	case errors.Is(err, entitlement.OutcomeUnknown) && made.complete: // otherwise it was discarded, whatever became of the commit
		e.events.doubt(made.committed)
	}
	return err
}

// runUpdate does fn in the transaction, and puts the engine's row if fn wrote anything.
func (u *unit) runUpdate(tx store.Tx, now time.Time, maxJump time.Duration, fn func(u *unit) error) error {
	if err := u.begin(tx, tx, now); err != nil {
		return err
	}
	if u.e.events.wanted() {
		u.e.events.resolve(u.meta.Link)
	}
	if err := u.checkJump(maxJump); err != nil {
		return err
	}
	if err := fn(u); err != nil {
		return err
	}
	if !u.touched {
		return errUntouched
	}
	u.meta.Now = u.at
	return u.tx.PutMeta(&u.meta)
}

// errUntouched ends a transaction without a commit when there is nothing to write.
var errUntouched = errors.New("nothing to write")

// writeAgain is write for work that finds out by itself whether it was done already: a transaction that was aborted, or
// whose outcome is unknown, runs again, three times at most.
func (e *Engine) writeAgain(ctx context.Context, now time.Time, fn func(u *unit) error) error {
	for round := 1; ; round++ {
		err := e.write(ctx, now, fn)
		again := errors.Is(err, entitlement.Conflict) || errors.Is(err, entitlement.OutcomeUnknown)
		if !again || round == maxRounds {
			return err
		}
	}
}

// read runs fn in a View.
func (e *Engine) read(ctx context.Context, now time.Time, fn func(u *unit) error) error {
	return e.config.Store.View(ctx, func(r store.Reader) error {
		u := e.units.Get().(*unit) //nolint:forcetypeassert // the pool holds nothing else
		defer e.units.Put(u)
		if err := u.begin(r, nil, now); err != nil {
			return err
		}
		return fn(u)
	})
}

// checkJump refuses to go on when the clock is further ahead than allowed, until an operator has confirmed (I-84).
func (u *unit) checkJump(limit time.Duration) error {
	if limit == 0 || u.fresh || u.at.Sub(u.meta.Now) <= limit {
		return nil
	}
	return &entitlement.Error{
		Code: entitlement.ClockJumped, Kind: entitlement.KindEngine,
		Detail: "the clock says " + u.at.Format(time.RFC3339) + ", the last instant seen is " +
			u.meta.Now.Format(time.RFC3339) + ": an operator must confirm the time",
	}
}

// newID makes the identifier of a new object. It is used up only if the transaction commits.
func (u *unit) newID(at time.Time) [16]byte {
	u.meta.Counter++
	return u.e.config.IDs.NewID(u.meta.Seed, u.meta.Counter, at)
}

// need asks for facts that are not known and ends the attempt. final says that no others will be missing then.
func (u *unit) need(final bool, needs ...policy.Need) error {
	u.facts.wanted = append(u.facts.wanted, needs...)
	u.facts.final = u.facts.final && final
	return errNeedFacts
}

// errNeedFacts discards a transaction whose directory facts are not complete; errPlanned ends a plan whose facts are.
var (
	errNeedFacts = errors.New("directory facts are missing")
	errPlanned   = errors.New("planned")
)

package lifecycle

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// A command is plan, read, update. A View finds which directory facts are needed; the directory is read outside any
// transaction; the Update settles what is due, runs the same function on the rows as they are now and, if other facts are
// needed, is discarded and planned again, three times at most.
const maxRounds = 3

// command names a command and its input.
type command[R any] struct {
	op    string
	key   string // idempotency key of the caller, or ""
	input any    // what the key stands for: another input under the same key is refused
	facts *facts

	// do checks and carries the command out. It must compute everything before its first u.apply, return what u.need
	// returns, and depend on nothing but rows, facts and u.at: it runs several times.
	do func(u *unit) (R, error)
}

// keyed returns what an idempotency key stands for: nothing without one.
func keyed[T any](key string, in T) any {
	if key == "" {
		return nil
	}
	return in
}

// run carries a command out for a session.
func run[R any](ctx context.Context, s *Session, c command[R]) (R, error) {
	var none R
	if s.bad != nil {
		return none, withOp(c.op, s.bad)
	}
	if err := s.e.enter(); err != nil {
		return none, withOp(c.op, err)
	}
	defer s.e.leave()
	if len(c.key) > entitlement.KeyLength {
		return none, withOp(c.op, invalid("the idempotency key is longer than %d bytes", entitlement.KeyLength))
	}
	if c.facts == nil {
		c.facts = s.newFacts()
	}
	r := runner[R]{Session: s, command: c, now: s.e.now(), number: s.e.number.Add(1)}
	answer, err := r.rounds(ctx)
	s.e.release(c.facts)
	s.e.signal() // also after a failure: what was due has been settled, or the command was carried out without our knowing
	if err != nil {
		s.e.config.Logger.DebugContext(ctx, "command refused", "op", c.op, "actor", s.actor.String(), "error", err)
		return none, withOp(c.op, err)
	}
	return answer, nil
}

// runner is one execution of a command.
type runner[R any] struct {
	*Session
	command[R]
	now     time.Time
	number  uint64
	planned time.Time // engine time when the command was planned
	answer  R
	refusal error
	doubted bool // the outcome of a commit was unknown: the command may have been carried out
}

// rounds plans, reads and updates until the facts are complete and the outcome is known.
func (r *runner[R]) rounds(ctx context.Context) (R, error) {
	var none R
	for round := 0; ; round++ {
		if err := r.plan(ctx, round == 0); err != nil {
			return none, err
		}
		err := r.update(ctx)
		switch {
		case errors.Is(err, entitlement.OutcomeUnknown):
			r.doubted = true
			found, err := r.resolve(ctx)
			if err != nil || found {
				return r.answer, firstError(err, r.refusal)
			}
		case errors.Is(err, errBacklog):
			if err := r.e.settleBacklog(ctx, r.now); err != nil {
				return none, err
			}
		case errors.Is(err, errNeedFacts), errors.Is(err, entitlement.Conflict):
		default:
			return r.answer, err
		}
		if round+1 == maxRounds {
			return none, &entitlement.Error{
				Code: entitlement.Conflict, Kind: entitlement.KindEngine,
				Detail: "other work got in the way three times: try again",
			}
		}
	}
}

// plan runs the command without writing until no more facts are needed, or, at the first attempt, until that is to be expected.
func (r *runner[R]) plan(ctx context.Context, first bool) error {
	for {
		err := r.e.read(ctx, r.now, func(u *unit) error {
			r.planned = u.at
			if repeated, err := r.repeated(u.tx); repeated || err != nil {
				return err // it was carried out already: the Update answers, and no facts are needed
			}
			u.facts, u.actor = r.facts, r.actor
			r.facts.final = true // until something is missing that leads further
			_, err := r.do(u)
			return err
		})
		switch {
		case errors.Is(err, errNeedFacts):
			if err := r.e.fetch(ctx, r.facts, r.planned); err != nil || first && r.facts.final {
				return err
			}
		case ctx.Err() != nil:
			return ctx.Err()
		default:
			return nil // planned, or refused: the Update has the last word, on settled rows
		}
	}
}

// update carries the command out in one transaction. What was due is settled first and stays committed when the command
// itself is refused.
func (r *runner[R]) update(ctx context.Context) error {
	r.refusal = nil
	err := r.e.write(ctx, r.now, func(u *unit) error {
		if err := u.settleAll(); err != nil {
			return err
		}
		u.actor, u.facts, u.when = r.actor, r.facts, u.at
		if repeated, err := r.repeated(u.tx); repeated || err != nil {
			return err
		}
		writes, settled := u.tx.Writes(), u.meta
		r.answer, r.refusal = r.do(u)
		switch {
		case r.refusal == nil:
			return r.record(u)
		case u.tx.Writes() != writes || !isRefusal(r.refusal):
			return r.refusal // it stopped half-way, or something failed: undo everything
		}
		u.out.reset()
		u.meta = settled // what was refused has used no identifier
		return nil
	})
	if err == nil {
		err = r.refusal
	}
	return err
}

// isRefusal reports whether a command was decided, and the answer is no. Everything else is a failure, or not finished.
func isRefusal(err error) bool {
	if _, ok := errors.AsType[*entitlement.Error](err); !ok {
		return false
	}
	switch entitlement.CodeOf(err) {
	case entitlement.Unavailable, entitlement.OutcomeUnknown, entitlement.Closed, entitlement.Internal, entitlement.Conflict:
		return false
	}
	return true
}

// actorName is the owner of idempotency keys.
func (r *runner[R]) actorName() string {
	return r.actor.Kind.String() + " " + string(r.actor.Subject) + r.actor.Job
}

// repeated reports whether the command was carried out already, and then answers it: under its key, whenever that was; without
// one, by a round before whose commit had no outcome, and whose answer is still there.
func (r *runner[R]) repeated(tx *store.Txn) (bool, error) {
	if r.key == "" {
		if !r.doubted {
			return false, nil
		}
		return tx.Marked(r.e.epoch, r.number)
	}
	var receipt store.Receipt
	found, err := tx.Receipt(r.actorName(), r.key, &receipt)
	if err != nil || !found {
		return false, err
	}
	r.answer, r.refusal = r.replay(&receipt)
	return true, nil
}

// record leaves the record of this execution.
func (r *runner[R]) record(u *unit) error {
	u.touched = true
	if r.key == "" {
		return u.tx.Mark(r.e.epoch, r.number)
	}
	encoded, err := json.Marshal(r.answer)
	if err != nil {
		return err
	}
	receipt := store.Receipt{Command: r.op, Answer: encoded, At: u.at}
	if receipt.Body, err = r.body(); err != nil {
		return err
	}
	return u.tx.PutReceipt(r.actorName(), r.key, &receipt, u.at.Add(-r.e.config.KeyRetention))
}

// body is the hash of the input that an idempotency key stands for.
func (r *runner[R]) body() ([32]byte, error) {
	encoded, err := json.Marshal(r.input)
	if err != nil {
		return [32]byte{}, invalid("the input cannot be encoded: %v", err)
	}
	return sha256.Sum256(append([]byte(r.op+"\x00"), encoded...)), nil
}

// replay answers a command from the record of its key, or refuses another input under the same key.
func (r *runner[R]) replay(receipt *store.Receipt) (answer R, err error) {
	body, err := r.body()
	if err != nil {
		return answer, err
	}
	if receipt.Command != r.op || receipt.Body != body {
		return answer, &entitlement.Error{
			Code: entitlement.KeyReused, Kind: entitlement.KindEngine,
			Detail: "the idempotency key was used for another input: use a new key for a new command",
		}
	}
	if err := json.Unmarshal(receipt.Answer, &answer); err != nil {
		return answer, broken(entitlement.KindEngine, "", "the record of a command cannot be read: %v", err)
	}
	return answer, nil
}

// resolve finds out whether a commit with an unknown outcome happened. It asks in an Update, because that is ordered after
// the commit in question, and writes nothing.
func (r *runner[R]) resolve(ctx context.Context) (found bool, err error) {
	r.refusal = nil
	err = r.e.write(ctx, r.now, func(u *unit) error {
		found, err = r.repeated(u.tx)
		return err
	})
	if err != nil {
		err = &entitlement.Error{
			Code: entitlement.OutcomeUnknown, Kind: entitlement.KindEngine,
			Detail: "the store cannot say whether the command was carried out: repeat it with the same key", Err: err,
		}
	}
	return found, err
}

package fake

import (
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

// record is what the target remembers of an idempotency key.
type record struct {
	last    int // the entry in the ledger of the latest attempt
	state   state
	due     time.Time // when an accepted operation is finished
	failure error     // why an operation failed; not told yet
}

// state says how far the operation of a record is.
type state uint8

const (
	idle     state = iota // not accepted: the next attempt begins it
	accepted              // being worked on
	failed                // accepted, and failed since; the next answer says so
	done
)

// wishKey names that about which generations are counted.
type wishKey struct {
	subject  entitlement.SubjectID
	resource entitlement.TargetID
	origin   resourceKey
	role     entitlement.RoleID
}

func wishOf(op provision.Operation) wishKey {
	return wishKey{op.Subject, op.Resource.ID, keyOf(op.Resource), op.Role}
}

// sameWish reports whether two calls may carry the same key: an account may be renamed between them, nothing else.
func sameWish(a, b provision.Operation) bool {
	return wishOf(a) == wishOf(b) && a.Verb == b.Verb && a.Generation == b.Generation
}

func token(op provision.Operation) string { return "ticket for " + op.Key }

// attempt answers a call at a new instant.
func (t *Target) attempt(r *record, op provision.Operation, number int) Call {
	fault := t.faultFor(op, number)
	var refusal error
	if r.state == idle && !fault.losesCall() {
		refusal = t.accept(r, op, fault)
	}
	r.last = len(t.calls)
	call := Call{Operation: op, Attempt: number, Answer: fault.Answer}
	switch fault.Answer {
	case AnswerAsUsual:
		if call.Err = refusal; refusal == nil {
			call.Result, call.Err = t.reply(r, op)
		}
	case AnswerError:
		call.Err = fault.err()
	case AnswerHang, AnswerPanic:
	}
	return call
}

// accept begins the operation, and finishes it if it takes no time; or it says why not.
func (t *Target) accept(r *record, op provision.Operation, fault Fault) error {
	if err := t.refuse(op); err != nil {
		return err
	}
	t.latest[wishOf(op)] = op.Generation
	r.state = accepted
	r.due = op.At.Add(max(t.options.Latency(op), 0).Truncate(time.Microsecond))
	t.schedule(r, op, fault)
	t.advance(op.At)
	return nil
}

// reply says how far the operation is. By the instant of the call everything that was due has happened.
func (t *Target) reply(r *record, op provision.Operation) (provision.Result, error) {
	switch r.state {
	case accepted:
		wait := max(r.due.Sub(op.At), time.Microsecond)
		return provision.Result{Pending: true, CheckAfter: wait, Token: token(op)}, nil
	case failed:
		r.state = idle
		return provision.Result{}, r.failure
	case done:
		if t.options.Forgetful {
			r.state = idle
		}
	case idle:
	}
	return provision.Result{}, nil
}

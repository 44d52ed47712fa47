package fake

import (
	"fmt"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

// Fault is a scripted misbehaviour: which calls it strikes, what the caller is told, and what becomes of the effect.
// Together:
//
//	AnswerError,   EffectNone      an error before the effect: an outage, throttling, a missing permission (F10, F13)
//	AnswerError,   EffectAsUsual   an error after the effect: the answer was lost (F10)
//	AnswerHang,    either          no answer until the context is done, without or with the effect (F10, F15)
//	AnswerPanic,   either          a defect of the provisioner (F15)
//	AnswerAsUsual, EffectNone      the target says that it is done and is not (F14)
//	AnswerAsUsual, EffectLate      the effect comes after the answer, perhaps after later operations (F11)
//	AnswerAsUsual, EffectRepeated  the target carries the operation out again, perhaps days later (F12)
//
// The fields before Answer say which calls; a field's zero value matches every call. Effect matters on the call with
// which the operation begins; status queries of a pending operation have no effect of their own, but get the Answer.
type Fault struct {
	Subject  entitlement.SubjectID
	Resource string // the OriginID
	Role     entitlement.RoleID
	Verb     provision.Verb
	From     time.Time // the first logical instant
	Until    time.Time // the first logical instant no more
	// FirstAttempt and LastAttempt bound the attempts, both included. Attempts are the calls with one key, status
	// queries too, and count from 1; a call that repeats the instant of the one before is the same attempt.
	FirstAttempt, LastAttempt int

	Answer Answer
	Err    error // for AnswerError; nil means a transient provision.TargetUnavailable
	Effect Effect
	After  time.Duration // for EffectLate, from the call; for EffectRepeated, from the effect and between repetitions
	Times  int           // for EffectRepeated: how many repetitions; 0 means one
}

// Answer is what the caller is told.
type Answer uint8

// The answers.
const (
	AnswerAsUsual Answer = iota
	AnswerError          // an error
	AnswerHang           // nothing, until the context is done
	AnswerPanic          // the call panics
)

// Effect is what becomes of the effect of an operation.
type Effect uint8

// The effects. EffectLate and EffectRepeated are subject to the target's memory: a newer generation stops the one, and
// only a forgetful target does the other.
const (
	EffectAsUsual  Effect = iota
	EffectNone            // there is none
	EffectLate            // it comes at another time than the answer says
	EffectRepeated        // it comes again
)

// Inject adds faults to the script. Of several that match a call the first injected strikes. It refuses, with
// entitlement.InvalidArgument and none of them added, a fault that does nothing, does not exist, or matches no call.
func (t *Target) Inject(faults ...Fault) error {
	for i, f := range faults {
		if detail := f.invalid(); detail != "" {
			return badFault(i, detail)
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.faults = append(t.faults, faults...)
	return nil
}

func badFault(i int, detail string) error {
	return &entitlement.Error{
		Op: "inject", Code: entitlement.InvalidArgument, Detail: fmt.Sprintf("faults[%d]: %s", i, detail),
	}
}

// Heal removes all faults, of listings too: from now on the target behaves. What late and repeated effects have been
// set in motion still comes.
func (t *Target) Heal() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.faults, t.listFaults = nil, nil
}

func (f Fault) invalid() string {
	switch later := f.Effect == EffectLate || f.Effect == EffectRepeated; {
	case f.Answer > AnswerPanic:
		return "there is no such answer"
	case f.Effect > EffectRepeated:
		return "there is no such effect"
	case f.Answer == AnswerAsUsual && f.Effect == EffectAsUsual:
		return "changes nothing"
	case later && f.After <= 0:
		return "a late or repeated effect needs a positive After"
	case f.Times < 0:
		return "Times is negative"
	case f.FirstAttempt < 0 || f.LastAttempt < 0 || f.LastAttempt > 0 && f.LastAttempt < f.FirstAttempt:
		return "matches no attempt"
	case !f.Until.IsZero() && !f.From.Before(f.Until):
		return "matches no instant"
	}
	return ""
}

// faultFor returns the fault that strikes the attempt, or one that changes nothing.
func (t *Target) faultFor(op provision.Operation, attempt int) Fault {
	for _, f := range t.faults {
		if f.strikes(op, attempt) {
			return f
		}
	}
	return Fault{}
}

func (f Fault) strikes(op provision.Operation, attempt int) bool {
	return matches(f.Subject, op.Subject) && matches(f.Resource, op.Resource.OriginID) && matches(f.Role, op.Role) &&
		matches(f.Verb, op.Verb) && within(op.At, f.From, f.Until) &&
		attempt >= f.FirstAttempt && (f.LastAttempt == 0 || attempt <= f.LastAttempt)
}

// losesCall reports whether the target never hears of the call.
func (f Fault) losesCall() bool { return f.Answer != AnswerAsUsual && f.Effect == EffectNone }

func (f Fault) err() error {
	if f.Err != nil {
		return f.Err
	}
	return provision.Transient(provision.TargetUnavailable, "")
}

// matches reports whether the value is the one wanted; the zero value wants every one.
func matches[T comparable](want, got T) bool {
	var every T
	return want == every || want == got
}

// within reports whether at lies in the window; a zero end is open.
func within(at, from, until time.Time) bool {
	return !at.Before(from) && (until.IsZero() || at.Before(until))
}

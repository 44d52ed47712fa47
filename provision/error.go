package provision

import (
	"context"
	"errors"
	"strings"
	"time"

	"example.com/tenure/entitlement"
)

// Class says whether trying again may help.
type Class uint8

// The classes. The zero value is the one that loses no access and keeps none.
const (
	ClassTransient Class = iota // trying again may help
	ClassPermanent              // somebody has to repair something first; revokes are tried again all the same
)

// String returns the class in lower case.
func (c Class) String() string {
	if c == ClassPermanent {
		return "permanent"
	}
	return "transient"
}

// Error is the failure of a call to a target system. Provisioners make it with Transient, TransientAfter and Permanent;
// the engine reads it with Classify. Code and Hint are recorded and shown, Err goes to the log only: it may quote the
// target.
type Error struct {
	Class      Class
	Code       entitlement.Code // stable; a code of this package unless the provisioner has one of its own
	Hint       string           // what the operator should do: one sentence
	Err        error            // the cause, or nil
	RetryAfter time.Duration    // the pause that the target asked for; 0 when it did not
}

// Transient returns an error that says that trying again may help. Its code is the entitlement.Code that err is or
// wraps, or that of an *entitlement.Error, or TargetUnavailable. An empty hint stands for the code's own.
func Transient(err error, hint string) error {
	return newError(ClassTransient, err, 0, hint)
}

// TransientAfter is Transient for targets that say when to come back. The pause wins over the back-off when it is
// longer; see Backoff.NextAfter.
func TransientAfter(err error, after time.Duration, hint string) error {
	return newError(ClassTransient, err, after, hint)
}

// Permanent returns an error that says that trying again is useless until somebody repairs the cause and reprocesses.
// Its code is found as Transient finds it, or is TargetRefused. An empty hint stands for the code's own. Revokes go on
// whatever the class (I-67).
func Permanent(err error, hint string) error {
	return newError(ClassPermanent, err, 0, hint)
}

func newError(class Class, err error, after time.Duration, hint string) *Error {
	e := &Error{Class: class, Hint: hint, Err: err, RetryAfter: after}
	e.complete()
	return e
}

// codeIn returns the first code in the chain of err: the most specific one that somebody chose.
func codeIn(err error) entitlement.Code {
	if code, ok := errors.AsType[entitlement.Code](err); ok {
		return code
	}
	if e, ok := errors.AsType[*entitlement.Error](err); ok {
		return e.Code
	}
	return ""
}

// complete fills in what the maker of the error left out. A call that ended because its context did is never permanent:
// the target has not spoken.
func (e *Error) complete() {
	ended := errors.Is(e.Err, context.DeadlineExceeded) || errors.Is(e.Err, context.Canceled)
	if ended || e.Class != ClassPermanent {
		e.Class = ClassTransient
	}
	if e.Code == "" {
		e.Code = codeIn(e.Err)
	}
	switch {
	case e.Code != "":
	case ended:
		e.Code = NoAnswer
	case e.Class == ClassPermanent:
		e.Code = TargetRefused
	default:
		e.Code = TargetUnavailable
	}
	if e.Hint == "" {
		e.Hint = hintFor(e.Code)
	}
	e.RetryAfter = max(e.RetryAfter, 0)
}

// Error returns "class: code: cause (hint)"; the code is not repeated when the cause begins with it.
func (e *Error) Error() string {
	text := string(e.Code)
	if e.Err != nil {
		cause := e.Err.Error()
		if !strings.HasPrefix(cause, text) {
			cause = text + ": " + cause
		}
		text = cause
	}
	text = e.Class.String() + ": " + text
	if e.Hint != "" {
		text += " (" + e.Hint + ")"
	}
	return text
}

// Unwrap returns the code and the cause, so that errors.Is(err, provision.GroupFull) and entitlement.CodeOf find the
// code.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Code}
	}
	return []error{e.Code, e.Err}
}

// Classify reads the error of a provisioner: class, code, hint and retry-after are those of the first *Error in its
// chain. An error without a class is transient, because giving up is the greater harm, and keeps its code if it has
// one. A call that ended because its context did is transient whatever class it was given, with NoAnswer unless it has
// a code. Classify returns nil for nil; the result is complete and shares nothing with err but the cause.
func Classify(err error) *Error {
	if err == nil {
		return nil
	}
	if found, ok := errors.AsType[*Error](err); ok {
		e := *found
		e.complete()
		return &e
	}
	return newError(ClassTransient, err, 0, "")
}

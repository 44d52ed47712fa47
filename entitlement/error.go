package entitlement

import (
	"errors"
	"strconv"
	"strings"
)

// Code classifies a refusal or a failure. A code is itself an error value, so that errors.Is(err, entitlement.NotFound)
// works on every error of this module. The set is closed; the texts are stable and may be stored or sent.
type Code string

// Error returns the code's text.
func (c Code) Error() string { return string(c) }

// The classes of errors. Every *Error carries one of these as its Code; the reasons below it say why in detail.
const (
	InvalidArgument    Code = "invalidArgument"    // the input is malformed, whatever the state; correct it
	NotFound           Code = "notFound"           // no such object, or none that the actor may know of
	AlreadyExists      Code = "alreadyExists"      // an object with that identity, name or key exists
	Forbidden          Code = "forbidden"          // the actor has no right to this command
	Refused            Code = "refused"            // a rule of the policy or package says no; the reasons say which
	IllegalState       Code = "illegalState"       // the object's state does not permit the command
	InUse              Code = "inUse"              // the object is referred to and cannot be removed
	LimitExceeded      Code = "limitExceeded"      // a limit would be passed; Err is a *LimitError
	VersionMismatch    Code = "versionMismatch"    // the object changed since the caller read it
	Conflict           Code = "conflict"           // concurrent work got in the way three times; try again
	KeyReused          Code = "keyReused"          // the idempotency key was used with another input
	StaleFacts         Code = "staleFacts"         // the directory answered with facts older than allowed
	Unavailable        Code = "unavailable"        // a port (directory, store) does not answer; try again later
	OutcomeUnknown     Code = "outcomeUnknown"     // the store cannot say whether the commit happened; retry with the same key
	ClockJumped        Code = "clockJumped"        // the clock is further ahead than allowed; an operator must confirm
	Closed             Code = "closed"             // the engine or store is closed
	Unsupported        Code = "unsupported"        // the configuration has no port for this
	Internal           Code = "internal"           // a defect: an invariant of the engine did not hold
	ConfirmationNeeded Code = "confirmationNeeded" // the plan ends more access than allowed without confirmation
)

// Error is the error type of this module: what was attempted (Op), the class (Code), the object (Kind and ID), what to do
// about it (Detail), and why (Reasons). Fields that do not apply are empty. It holds no secrets and no free text of people.
type Error struct {
	Op      string   // the command or query, such as "submit"
	Code    Code     // the class; never empty
	Kind    Kind     // the kind of object, or 0
	ID      string   // the object's id as text, or ""
	Detail  string   // one sentence for the person who reads the message
	Reasons []Reason // for refusals: the tree of what was checked; nil otherwise
	Err     error    // the cause, or nil
}

// Error returns "op: kind id: code: detail: reasons: cause" on one line, leaving out what is empty. Of the reasons it names
// the deepest that failed. Texts from outside are quoted where they could be taken for parts of the message.
func (e *Error) Error() string {
	var b strings.Builder
	part := func(s string) {
		if s == "" {
			return
		}
		if b.Len() > 0 {
			b.WriteString(": ")
		}
		b.WriteString(s)
	}
	part(e.Op)
	if e.Kind != 0 {
		object := e.Kind.String()
		if e.ID != "" {
			object += " " + quoteIfNeeded(e.ID)
		}
		part(object)
	}
	part(string(e.Code))
	part(oneLine(e.Detail))
	for _, r := range failing(e.Reasons) {
		part(r.String())
	}
	if e.Err != nil {
		part(oneLine(e.Err.Error()))
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is this error's code, or the code of a reason that failed. Types are never compared.
func (e *Error) Is(target error) bool {
	code, ok := target.(Code)
	if !ok {
		return false
	}
	if e.Code == code {
		return true
	}
	for _, r := range e.Reasons {
		if r.failedWith(code) {
			return true
		}
	}
	return false
}

// CodeOf returns the class of err: the Code of the outermost *Error, err itself if it is a Code, and Internal for every
// other error. For nil it returns "".
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	if c, ok := errors.AsType[Code](err); ok {
		return c
	}
	return Internal
}

// LimitError is the cause of every LimitExceeded: which limit, what it allows, and the value that was asked for.
type LimitError struct {
	Limit string // the field of Limits, such as "ResourcesPerPackage", or the constant: "KeyLength", "ListLength"
	Max   int
	Value int
}

// Error names the limit, its maximum and the refused value.
func (e *LimitError) Error() string {
	return "limit " + e.Limit + " allows " + strconv.Itoa(e.Max) + ", not " + strconv.Itoa(e.Value)
}

package fake

import (
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

// Call is an entry of the ledger: a call that reached the target, and the answer.
type Call struct {
	Operation provision.Operation
	Attempt   int    // counts the attempts with this key from 1; 0 for a call that was refused as malformed
	Answer    Answer // as usual: Result and Err; otherwise what the caller got in their place
	Result    provision.Result
	Err       error
}

// Change is an entry of the ledger: something that really changed. Calls that found the world as it should be leave
// none, so a key with two changes had two effects (I-63).
type Change struct {
	At         time.Time // the logical instant of the effect, not of the call
	Cause      Cause
	Key        string // of the operation; "" for an administrator
	Generation uint64 // likewise
	Account    string
	Subject    entitlement.SubjectID // whose access changed; the account's name if it was nobody's
	Resource   provision.Resource
	Role       entitlement.RoleID
	From, To   Access
}

// Cause is why something changed.
type Cause uint8

// The causes.
const (
	CauseOperation     Cause = iota // a call of Apply
	CauseReplay                     // the repetition of an operation that had its effect before
	CauseAdministrator              // somebody in the target system itself
)

// Calls returns the calls from the given index of the ledger on, in the order of arrival; 0 returns all.
func (t *Target) Calls(from int) []Call {
	t.mu.Lock()
	defer t.mu.Unlock()
	return tail(t.calls, from)
}

// Changes returns the changes from the given index of the ledger on, in the order in which they happened; 0 returns
// all.
func (t *Target) Changes(from int) []Change {
	t.mu.Lock()
	defer t.mu.Unlock()
	return tail(t.changes, from)
}

func tail[T any](entries []T, from int) []T {
	return slices.Clone(entries[min(max(from, 0), len(entries)):])
}

package provision

import (
	"context"
	"iter"
	"time"

	"example.com/tenure/entitlement"
)

// Verb is what a provisioner is asked to do.
type Verb uint8

// The verbs.
const (
	Grant  Verb = iota + 1 // make the person hold the role
	Revoke                 // make the person not hold the role
)

// String returns the verb in lower case.
func (v Verb) String() string {
	switch v {
	case Grant:
		return "grant"
	case Revoke:
		return "revoke"
	}
	return "unknown"
}

// Operation is one call to a target system. It is complete: a provisioner needs nothing else from the engine.
type Operation struct {
	// Key is the idempotency key. Calls with the same key are the same call: a provisioner has at most one effect for
	// it, however often it is repeated, also days later. It names the grant and its generation.
	Key string
	// Generation grows with every change of mind about the same person and role. A target that can remember it must not
	// let an older generation undo a newer one (I-64).
	Generation uint64
	Verb       Verb
	Subject    entitlement.SubjectID
	AccountID  string // the account in the resource directory when it differs from Subject; see Account
	Resource   Resource
	Role       entitlement.RoleID
	// Value is what a property of the person is to be: for grants of resources of type userAttribute, whose origin is the
	// property. Revoking it empties the property.
	Value string
	// At is the logical instant of the call. Under a simulated clock it is the only clock a provisioner may look at.
	At time.Time
	// Token is what the last Pending answer to this key carried; "" on a first call.
	Token string
}

// Account returns the name of the person in the target system: AccountID, or Subject when there is no other name.
func (op Operation) Account() string {
	if op.AccountID != "" {
		return op.AccountID
	}
	return string(op.Subject)
}

// Resource is what a provisioner needs to know of the resource.
type Resource struct {
	ID       entitlement.TargetID
	Type     entitlement.ResourceType
	OriginID string // its identity in the target system
}

// Result is a provisioner's answer when it did not fail.
type Result struct {
	// Pending says that the target has taken the operation and is not done. The engine calls again with the same key
	// and with Token, not before CheckAfter has passed.
	Pending    bool
	CheckAfter time.Duration // when Pending; zero is the engine's first pause, and more than MaxRetryAfter is cut
	Token      string
}

// Provisioner changes access in a target system. Implementations are called from several goroutines, never inside a
// store transaction, and never twice at a time for the same person and role by one engine.
//
// Apply makes the world as the operation says: granting what is there and revoking what is absent are successes
// and whoever held the role before the grant loses it with the revoke. It returns an error made by
// Transient, TransientAfter or Permanent; any other error counts as transient. With an error the Result is ignored, and
// the effect may or may not have happened. A panic counts as a transient error. When ctx is done, Apply returns without
// delay.
//
// A provisioner that does not serve every type of resource says so by implementing Selective.
type Provisioner interface {
	Apply(ctx context.Context, op Operation) (Result, error)
}

// Lister is implemented by provisioners that can say who holds roles of a resource. It makes reconciliation possible.
type Lister interface {
	// List yields the people who hold a role of the resource at the logical instant, in any order. It stops at the
	// first error, which is the last pair it yields; what came before is then not the whole. A lister that cannot list
	// this type of resource yields entitlement.Unsupported. The subject and role of a holding are valid identifiers.
	List(ctx context.Context, resource Resource, at time.Time) iter.Seq2[Holding, error]
}

// Holding is a role that somebody holds in a target system.
type Holding struct {
	// Subject is the subject of the operation that granted it, or the account's id if nobody did or the target remembers
	// accounts only: the engine knows whose the accounts of external people are.
	Subject entitlement.SubjectID
	Role    entitlement.RoleID
	Managed bool // granted through Apply; false for what was there before or made by others
}

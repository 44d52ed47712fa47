package lifecycle

import (
	"context"
	"time"

	"example.com/tenure/entitlement"
)

// Accounts is the port that makes and unmakes guest accounts in the resource directory. Without it external people can
// only be assigned access if they have an account already.
//
// Every call is idempotent: it makes the world as it says, and repeating it changes nothing. Errors are classified with
// provision.Transient and provision.Permanent; any other error counts as transient.
type Accounts interface {
	// Invite finds the person's account or makes one, lets it sign in, and returns its identifier.
	Invite(ctx context.Context, call AccountCall) (accountID string, err error)
	// Block stops the account from signing in.
	Block(ctx context.Context, call AccountCall) error
	// Delete removes the account. An account that is gone is a success.
	Delete(ctx context.Context, call AccountCall) error
}

// AccountCall names a guest account and the wish.
type AccountCall struct {
	Key         string // idempotency key
	Generation  uint64 // grows with every change of mind about the account
	Subject     entitlement.SubjectID
	AccountID   string // "" before there is one
	DisplayName string
	Mail        string
	// PreferredLanguage is what the person reads, such as "de-CH", for an invitation and for a new account; "" if they did
	// not say.
	PreferredLanguage string
	At                time.Time // the logical instant
}

// Notifier is the port that sends mails. Without it no mails are made.
type Notifier interface {
	// Notify sends the message to all its recipients. It may be called again with the same Key after a failure or a
	// restart; recipients must not be bothered twice for one key.
	Notify(ctx context.Context, m Message) error
}

// Message is a mail to send: which of the rule book's mails, to whom, and about what. The host writes the words.
type Message struct {
	Key        string // idempotency key: object, kind, occurrence
	Kind       entitlement.MailKind
	To         []entitlement.SubjectID // sorted
	At         time.Time               // the logical instant of what the mail is about
	Request    entitlement.RequestID
	Assignment entitlement.AssignmentID
	Package    entitlement.AccessPackageID
	Target     entitlement.SubjectID
	Review     entitlement.ReviewID  // for N23 to N25
	DecideBy   time.Time             // where a decision is asked for: the stage's deadline; for N23 and N24 the review's end
	Start      time.Time             // for N21: when the delegation starts; where approval is asked for: the start that was asked for, or zero
	End        time.Time             // for N18 and N19: when access ends; beside Start: the end of the same; zero if never
	Reason     entitlement.EndReason // for N09, N20 and N26, and those about a timeout
	Stage      uint8                 // the stage whose people are written to, or that was decided; 0 otherwise
	By         entitlement.SubjectID // for N21: who appointed; for N22: who approved

	// Where approval of a request is asked for (N01 to N05, N11 to N15), as they are when the mail is sent.
	Requestor     entitlement.SubjectID
	Organization  entitlement.OrganizationID // the connected organization of the target; zero for people of the tenant
	Submitted     time.Time
	Justification string // what the requestor wrote; "" if nothing, or if it was erased
}

// Observer is told about events after the commit that recorded them, in order, outside locks and transactions. It cannot
// veto. A panic in it is logged and otherwise ignored. An observer that needs every event despite crashes reads the event
// log instead.
type Observer interface {
	Observe(events []entitlement.Event)
}

// Extension is the port that calls custom extensions at stages of a request's life. Without it a policy that has any is
// refused with Unsupported.
type Extension interface {
	// Launch tells the other side; nil means that it accepted the call. It may be called again with the same Key after
	// a failure or a restart. Where the callout says Wait, the answer comes back through Session.Resume, or not at all. Errors
	// are classified with provision.Transient and provision.Permanent: only what is transient is tried again, once at most.
	// ctx ends when the extension's time is over.
	Launch(ctx context.Context, c Callout) error
}

// Callout is one call of a custom extension: who is called, about what, and whether the answer is waited for.
type Callout struct {
	Key           string // idempotency key
	Stage         entitlement.CustomExtensionStage
	StageInstance entitlement.CalloutID // what an answer names: ResumeInput.StageInstance
	Catalog       entitlement.CatalogID
	Extension     entitlement.CustomExtensionID // in that catalog
	Endpoint      string                        // of the extension, as it was configured when the stage was reached
	Wait          bool                          // an answer is waited for
	ResumeBy      time.Time                     // with Wait: an answer at this instant is too late
	Request       entitlement.RequestID         // what it is about: a request, or the one that made the assignment
	Type          entitlement.RequestType       // of the request
	Requestor     entitlement.SubjectID         // "" for requests of the system
	Assignment    entitlement.AssignmentID      // zero before there is one
	Target        entitlement.SubjectID
	Package       entitlement.AccessPackageID
	Policy        entitlement.PolicyID
	At            time.Time // when the stage was reached
}

// IDSource makes the identifiers of new objects. The default makes time-ordered ids from the store's seed.
type IDSource interface {
	// NewID returns an identifier that is a function of its arguments: seed belongs to the store, counter never repeats,
	// at is the logical instant of the object's creation.
	NewID(seed [16]byte, counter uint64, at time.Time) [16]byte
}

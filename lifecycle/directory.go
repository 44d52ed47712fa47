package lifecycle

import (
	"context"
	"time"

	"example.com/tenure/entitlement"
)

// Directory is the port to the people of the organization. It is only read, never inside a store transaction.
type Directory interface {
	// At returns a consistent view of the directory for the logical instant at. Under a simulated clock answers are a
	// function of that instant. An error means that the directory does not answer: nothing is decided on it.
	At(ctx context.Context, at time.Time) (DirectoryView, error)
}

// DirectoryView answers questions about people at one revision. It is used by one goroutine and needs no closing.
type DirectoryView interface {
	// Revision names the state of the directory that this view shows. It is recorded with decisions. "" if unknown.
	Revision() string

	// ReadAt is the instant up to which the view is known to be current; the engine refuses views older than its
	// MaxFactAge. The zero time means "now".
	ReadAt() time.Time

	// Subject returns the person. entitlement.NotFound if the directory has nobody with that identifier.
	Subject(ctx context.Context, id entitlement.SubjectID) (entitlement.Subject, error)

	// Groups returns the groups that the person belongs to, directly or through nested groups, in any order. A person
	// without groups, or unknown, has none.
	Groups(ctx context.Context, id entitlement.SubjectID) ([]entitlement.GroupID, error)

	// Members returns the people who belong to the group, directly or through nested groups, in any order.
	// entitlement.NotFound if there is no such group.
	Members(ctx context.Context, id entitlement.GroupID) ([]entitlement.SubjectID, error)
}

// People is what a DirectoryView can implement beside: a list of everybody. Reconciliations find those by it who come into the
// scope of an automatic policy; without it they come in when the host tells of them, see Engine.OnPersonChanged.
type People interface {
	// People returns the people whose identifiers come after one, in the ascending order of their bytes, at most limit of them;
	// "" stands before the first. Fewer than limit means that nobody is left. A directory that lists nobody at all does not
	// count as an answer (I-95).
	People(ctx context.Context, after entitlement.SubjectID, limit int) ([]entitlement.Subject, error)
}

// SignIns is what a DirectoryView can implement beside: when people signed in last. Reviews recommend what to do by it
// without it they recommend nothing.
type SignIns interface {
	// LastSignIn returns when the person signed in last, at the instant of the view at the latest; the zero time means never.
	// It reports false if there is no record of the person's sign-ins.
	LastSignIn(ctx context.Context, id entitlement.SubjectID) (at time.Time, recorded bool, err error)
}

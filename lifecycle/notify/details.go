package notify

import (
	"context"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// Message is the message of the engine that a mail is written for.
type Message = lifecycle.Message

// Recipient is somebody who gets a mail.
type Recipient struct {
	ID       entitlement.SubjectID
	Name     string // "" if unknown
	Address  string // a bare mail address; "" if the person has none
	Language string // a tag such as "de" or "de-AT"; "" for the Config's default language
}

// Recipients is the port that finds out where people read their mail, and in which language.
type Recipients interface {
	// Recipient returns who the person is for mails about the instant at. entitlement.NotFound if there is no such person.
	Recipient(ctx context.Context, id entitlement.SubjectID, at time.Time) (Recipient, error)
}

// Details are what a mail shows and its message does not say in words. Each of them may be missing; what the message has of
// them is shown then.
type Details struct {
	Package       string // the access package's name; its identifier if missing
	Target        string // who has the access, or is to get it; the identifier if missing
	Requestor     string // who asked; shown where it differs from Target
	Organization  string // the organization that the target belongs to
	Justification string // what the requestor wrote; may have several lines
	Submitted     time.Time
	Start, End    time.Time // as asked for
	By            string    // for N21 who appointed, for N22 who decided
	Link          string    // where the recipient can act, or look
}

// Describer is the port that finds the details of a message.
type Describer interface {
	// Describe returns the details as the recipient may see them. It is called for each recipient, whenever the mail is
	// tried. What does not exist any more is left empty. Errors are classified with package provision; any other error
	// counts as transient.
	Describe(ctx context.Context, m Message, to Recipient) (Details, error)
}

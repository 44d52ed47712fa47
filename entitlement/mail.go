package entitlement

import "time"

// MailKind is a numbered mail of the rule book.
type MailKind uint8

// The mails that are sent so far.
const (
	MailDecideByDate   MailKind = 2  // N02: stage 1 starts, to its approvers, escalation off
	MailDecideByTime   MailKind = 4  // N04: stage 1 starts, to its approvers, escalation on
	MailApproved       MailKind = 7  // N07: the request is finished and approved, to stage-1 approvers and alternates
	MailDenied         MailKind = 9  // N09: to the requestor
	MailAccessGiven    MailKind = 18 // N18: to the requestor
	MailExtendBy       MailKind = 19 // N19: access ends in 14 days, or in 1, and can be extended; to the requestor
	MailAccessEnded    MailKind = 20 // N20: to the requestor
	MailReviewStarted  MailKind = 23 // N23: a review has started; to each of its reviewers
	MailReviewReminder MailKind = 24 // N24: half of a review's time is over; to each of its reviewers
	maxDocumentedMails MailKind = 25
)

// String returns the mail's number in the rule book, such as "N02".
func (k MailKind) String() string {
	if k == 0 || k > maxDocumentedMails {
		return "N??"
	}
	return "N" + string(rune('0'+k/10)) + string(rune('0'+k%10))
}

// Mail is a mail that is due: which one, to whom, and about what. The host writes the words.
type Mail struct {
	Seq        uint64 // the mail's place in the outbox
	Kind       MailKind
	To         []SubjectID // sorted
	At         time.Time   // the logical instant of what it is about
	Request    RequestID
	Assignment AssignmentID
	Package    AccessPackageID
	Target     SubjectID
	Review     ReviewID  // for N23 and N24
	DecideBy   time.Time // for N02 and N04: the stage's deadline; for N23 and N24 the review's end
	End        time.Time // for N18 and N19: when access ends; zero if never
	Reason     EndReason // for N09 and N20
	Failure    Code      // why the attempts to send it ended; "" while it waits
}

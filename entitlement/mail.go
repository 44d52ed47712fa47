package entitlement

import "time"

// MailKind is a numbered mail of the rule book. The people of a stage are its approvers, the alternates who were
// added, and their delegates; "the requestor" is who asked and who it is for.
type MailKind uint8

// The mails that are sent so far.
const (
	MailForwarded           MailKind = 1  // N01: nobody has decided stage 1 yet; to its alternates
	MailDecideByDate        MailKind = 2  // N02: stage 1 starts, to its approvers, escalation off
	MailReminder            MailKind = 3  // N03: half of the time for stage 1 is over, to its approvers, escalation off
	MailDecideByTime        MailKind = 4  // N04: stage 1 starts, to its approvers, escalation on
	MailReminderByTime      MailKind = 5  // N05: half of the time before the escalation of stage 1 is over, to its approvers
	MailTimedOut            MailKind = 6  // N06: nobody has decided in time, to the people of stage 1
	MailApproved            MailKind = 7  // N07: the request is finished and approved, to the people of stage 1
	MailStageApproved       MailKind = 8  // N08: approved, and another stage follows, to the people of stage 1
	MailDenied              MailKind = 9  // N09: to the requestor; from stage 2 on also to the people of the stages
	MailNotDecided          MailKind = 10 // N10: nobody has decided in time, to the requestor
	MailLaterByDate         MailKind = 11 // N11: as N02, of a later stage
	MailLaterReminder       MailKind = 12 // N12: as N03, of a later stage
	MailLaterByTime         MailKind = 13 // N13: as N04, of a later stage
	MailLaterReminderByTime MailKind = 14 // N14: as N05, of a later stage
	MailLaterForwarded      MailKind = 15 // N15: as N01, of a later stage
	MailLaterApproved       MailKind = 16 // N16: a later stage is approved, to the people of the later stages so far
	MailLaterTimedOut       MailKind = 17 // N17: nobody has decided in time, to the people of the later stages so far
	MailAccessGiven         MailKind = 18 // N18: to the requestor
	MailExtendBy            MailKind = 19 // N19: access ends in 14 days, or in 1, and can be extended; to the requestor
	MailAccessEnded         MailKind = 20 // N20: to the requestor
	MailDelegated           MailKind = 21 // N21: appointed to decide in somebody's place, to the delegate
	MailDecidedByDelegate   MailKind = 22 // N22: a delegate has approved, to the requestor
	MailReviewStarted       MailKind = 23 // N23: a review has started; to each of its reviewers
	MailReviewReminder      MailKind = 24 // N24: half of a review's time is over; to each of its reviewers
	MailReviewFinished      MailKind = 25 // N25: the results of a review are applied; to the additional recipients of its settings
	MailWithdrawn           MailKind = 26 // N26, a number of our own: the request was canceled, to the people of the open stage
	maxMails                MailKind = MailWithdrawn
)

// String returns the mail's number in the rule book, such as "N02".
func (k MailKind) String() string {
	if k == 0 || k > maxMails {
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
	Review     ReviewID  // for N23 to N25
	DecideBy   time.Time // for mails that ask for a decision: the stage's deadline; for N23 and N24 the review's end
	End        time.Time // for N18 and N19: when access ends; for N21 when the delegation does; zero if never
	Reason     EndReason // for N09, N20 and N26
	Failure    Code      // why the attempts to send it ended; "" while it waits
	Stage      uint8     // the stage whose people are written to, or that was decided; 0 otherwise
	By         SubjectID // for N21: who appointed; for N22: who approved
	Start      time.Time // for N21: when the delegation starts
}

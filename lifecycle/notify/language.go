package notify

import "example.com/tenure/entitlement"

// Words are the words of one kind of mail, both in the syntax of text/template, executed with a Data. They are plain text
// also for the HTML part, in which everything they yield is escaped.
type Words struct {
	Subject string // becomes one line
	Body    string // paragraphs, separated by empty lines
}

// Language is how mails read in one language. What it leaves out is taken from the Config's default language, and then from
// English.
//
// Templates may use these functions beside the built-in ones: "date" and "instant" write a time.Time, "reason" an
// entitlement.EndReason, and "quote" puts "> " before each line of a text.
type Language struct {
	Mails map[entitlement.MailKind]Words

	// Text and HTML are the layouts of the two parts, in the syntax of text/template and html/template, executed with a
	// Data whose Subject and Paragraphs are those of the mail.
	Text, HTML string

	// Reasons says why something was denied or ended. A reason without words is shown by its name.
	Reasons map[entitlement.EndReason]string

	// Date and Instant are layouts of package time for a day, and for a time of day.
	Date, Instant string
}

// Data is what templates are executed with. Texts in it are cleaned: all but Justification are single lines.
type Data struct {
	Details

	Message    Message
	To         Recipient
	Subject    string   // for layouts only
	Paragraphs []string // for layouts only
	Sender     string   // Config.Sender
	// AsksForDecision is true for the mails that ask approvers of a request to decide.
	AsksForDecision bool
}

// asksForDecision reports whether a mail asks approvers of a request to decide: the openings, reminders and escalations of
// its stages.
func asksForDecision(k entitlement.MailKind) bool { return k >= 1 && k <= 5 || k >= 11 && k <= 15 }

// Package notify writes the mails of the rule book: a lifecycle.Message says which mail is due, to whom and about what, and a
// Writer turns it into a subject, a plain text and an HTML text. Package lifecycle/notify/smtp sends them; a host that sends
// mails some other way uses a Writer by itself.
//
// English is built in, for every mail. A host replaces the words of single mails, the layout around them, or adds languages
//
//
//	words, err := notify.NewWriter(notify.Config{
//		Describer: notify.Records{Session: session, People: people},
//		Languages: map[string]notify.Language{"de": german},
//	})
//
// What people wrote is never trusted: names become one line without control characters, what was written as a justification
// is quoted, and HTML is escaped by html/template. Templates come from the host and are trusted.
//
// The engine does not know this package. Nothing here reads a clock: instants in a mail are those of the message.
package notify

// Package smtp is a lifecycle.Notifier that sends the mails of package notify to a mail server.
//
//	notifier, err := smtp.New(smtp.Config{
//		Host: "mail.example.com", Username: "tenure", Password: secret, From: "access@example.com",
//		Writer: writer, Recipients: notify.People{Directory: people},
//	})
//
// Each recipient gets a message of their own, which names nobody else. The connection is encrypted, by STARTTLS unless the
// Config says otherwise, and nothing is sent when it cannot be.
//
// # Once for each key
//
// A message that the engine sends again goes only to those who have not got it. The Notifier knows who has for as
// long as its process lives, and a Ledger of the host's own knows it longer. What is in doubt, such as a connection that
// broke after the last byte, is sent again: a mail too many is better than none. The copy has the same Message-ID, which is
// made of the message's key and the recipient, and the same text, so that mailboxes that look for copies find it.
//
// # Failures
//
// Errors are classified with package provision. What a server says about a recipient or a message with a code from 500 on is
// permanent, and so are people without a usable address; the mail then waits in Session.Stuck. Everything else is transient:
// a server that does not answer, that refuses the password or the sender, or that does not offer encryption. These are
// repaired for all mails at once, and the engine tries for Config.MailWindow.
package smtp

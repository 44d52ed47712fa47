package smtp

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle/notify"
)

// letter is a mail to one person.
type letter struct {
	key  string
	to   string
	mail notify.Mail
	at   time.Time
}

// keyOf names a message to one recipient by a hash: it stands in headers, and says nothing about either.
func keyOf(key string, id entitlement.SubjectID) string {
	sum := sha256.Sum256([]byte(key + "\x00" + string(id)))
	return hex.EncodeToString(sum[:16])
}

// message makes the message that goes over the wire: for the same letter always the same bytes.
func (c *Config) message(l *letter) *gomail.Msg {
	m := gomail.NewMsg(gomail.WithBoundary("part-"+l.key), gomail.WithNoDefaultUserAgent())
	m.FromMailAddress(&mail.Address{Name: line(c.Name), Address: c.From})
	m.EnvelopeFromMailAddress(&mail.Address{Address: c.From})
	m.ReplyToMailAddress(&mail.Address{Address: cmp.Or(c.ReplyTo, c.From)})
	m.ToMailAddress(&mail.Address{Name: line(l.mail.To.Name), Address: l.to})
	m.Subject(line(l.mail.Subject))
	m.SetMessageIDWithValue(l.key + c.From[strings.LastIndexByte(c.From, '@'):])
	m.SetDateWithValue(l.at)
	m.SetGenHeader("Auto-Submitted", "auto-generated")        // RFC 3834: no out-of-office answers
	m.SetGenHeader(gomail.HeaderXAutoResponseSuppress, "All") // the same, for Exchange
	m.SetBodyString(gomail.TypeTextPlain, l.mail.Text)
	m.AddAlternativeString(gomail.TypeTextHTML, l.mail.HTML)
	return m
}

// line keeps a header on its line whoever wrote it.
func line(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r <= 0x9f || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
}

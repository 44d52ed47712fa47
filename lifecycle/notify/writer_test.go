package notify_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/internal/golden"
	"example.com/tenure/lifecycle/notify"
	"example.com/tenure/provision"
)

// details are a Describer with one answer.
type details struct {
	notify.Details

	err error
}

func (d details) Describe(context.Context, notify.Message, notify.Recipient) (notify.Details, error) {
	return d.Details, d.err
}

var moment = time.Date(2031, 3, 4, 15, 30, 0, 0, time.UTC)

func full() notify.Details {
	return notify.Details{
		Package: "Sales kit", Target: "Alice Fontaine", Requestor: "Nora Whitfield", Organization: "Halvard Stone",
		Justification: "For the fair.\nUntil May.", Submitted: moment.Add(-time.Hour), Start: moment.AddDate(0, 0, 7),
		End: moment.AddDate(0, 2, 0), By: "Tomas Lind", Link: "https://access.example.com/requests?id=7&tab=1",
	}
}

func writer(t *testing.T, c notify.Config) *notify.Writer {
	t.Helper()
	w, err := notify.NewWriter(c)
	require.NoError(t, err)
	return w
}

func write(t *testing.T, w *notify.Writer, m notify.Message, to notify.Recipient) notify.Mail {
	t.Helper()
	mail, err := w.Write(t.Context(), m, to)
	require.NoError(t, err)
	return mail
}

func message(k entitlement.MailKind) notify.Message {
	return notify.Message{
		Kind: k, At: moment, Target: "alice", DecideBy: moment.AddDate(0, 0, 14), End: moment.AddDate(1, 0, 0),
		Reason: entitlement.ReasonApproverDenied,
	}
}

// The rule book's mails, as people read them. R-329 R-330 R-331
func TestEveryMailHasWords(t *testing.T) {
	t.Parallel()
	w := writer(t, notify.Config{Describer: details{Details: full()}})
	var all strings.Builder
	subjects := map[string]bool{}
	for k := entitlement.MailKind(1); k <= 26; k++ {
		mail := write(t, w, message(k), notify.Recipient{ID: "bo", Name: "Bo Ek"})
		require.NotContains(t, mail.Text+mail.HTML, "no value")
		require.NotContains(t, mail.Text+mail.HTML, "0001")
		require.Contains(t, mail.HTML, "<p>Hello Bo Ek,</p>")
		subjects[mail.Subject] = true
		fmt.Fprintf(&all, "=== N%02d: %s\n%s\n", k, mail.Subject, mail.Text)
		if k == 2 {
			golden.Check(t, "testdata/n02.html", []byte(mail.HTML))
		}
	}
	require.GreaterOrEqual(t, len(subjects), 15)
	golden.Check(t, "testdata/mails.txt", []byte(all.String()))
}

// who asks, from which organization, why, for which time, since when and until when, and where to decide.
func TestApproversReadWhatTheyDecideAbout(t *testing.T) {
	t.Parallel()
	w := writer(t, notify.Config{Describer: details{Details: full()}})
	for k := entitlement.MailKind(1); k <= 26; k++ {
		mail := write(t, w, message(k), notify.Recipient{ID: "bo"})
		asks := k >= 1 && k <= 5 || k >= 11 && k <= 15
		for _, part := range []string{mail.Text, mail.HTML} {
			for _, fact := range []string{
				"Nora Whitfield", "Halvard Stone", "For the fair.", "Until May.", "4 March 2031, 14:30 UTC", "11 March 2031, 15:30 UTC",
				"4 May 2031, 15:30 UTC", "18 March 2031, 15:30 UTC",
			} {
				if asks {
					require.Contains(t, part, fact, "N%02d", k)
				}
			}
			if !asks {
				require.NotContains(t, part, "For the fair.", "N%02d: only approvers read it", k)
			}
		}
		require.Contains(t, mail.Text, "https://access.example.com/requests?id=7&tab=1")
		require.Contains(t, mail.HTML, `href="https://access.example.com/requests?id=7&amp;tab=1"`)
	}
}

// Mails N02 and N04 differ in how exactly they say until when. R-331
func TestADayAndAnInstant(t *testing.T) {
	t.Parallel()
	stockholm := time.FixedZone("CET", 3600)
	w := writer(t, notify.Config{Location: stockholm})
	m := message(2)
	m.DecideBy = time.Date(2031, 3, 4, 23, 30, 0, 0, time.UTC)
	require.Contains(t, write(t, w, m, notify.Recipient{ID: "bo"}).Text, "decide by 5 March 2031.\n")
	m.Kind = 4
	require.Contains(t, write(t, w, m, notify.Recipient{ID: "bo"}).Text, "decide by 5 March 2031, 00:30 CET.\n")
}

// What people wrote cannot forge lines, headers or markup.
func TestWhatPeopleWroteIsNotTrusted(t *testing.T) {
	t.Parallel()
	d := full()
	d.Package = "Kit\r\nBcc: all@example.com\r\n\r\n<script>alert(1)</script>"
	d.Target = "Ali\u202ece\x00 {{.Message}}"
	d.Justification = "Please\r\n\r\n-- \r\nYour bank <b>asks</b>\x1b[31m"
	d.Link = "javascript:alert(1)"
	w := writer(t, notify.Config{Describer: details{Details: d}})
	mail := write(t, w, message(2), notify.Recipient{ID: "bo", Name: "Bo\nSubject: x"})
	require.NotContains(t, mail.Subject, "\n")
	require.NotContains(t, mail.Subject, "\r")
	require.NotContains(t, mail.Subject+mail.Text+mail.HTML, "\u202e")
	require.Contains(t, mail.Subject, "Kit Bcc: all@example.com <script>alert(1)</script>")
	require.Contains(t, mail.Subject, "Alice {{.Message}}", "it is data, and not a template")
	require.Contains(t, mail.Text, "Hello Bo Subject: x,")
	require.Contains(t, mail.Text, "> Please\n> \n> --\n> Your bank <b>asks</b> [31m\n")
	require.NotContains(t, mail.HTML, "<script")
	require.NotContains(t, mail.HTML, "<b>")
	require.NotContains(t, mail.HTML, `href="javascript:`)
}

// the recipient's language, then the default one, then English, for each mail and text by itself.
func TestLanguages(t *testing.T) {
	t.Parallel()
	config := notify.Config{
		Language: "sv",
		Languages: map[string]notify.Language{
			"de": {
				Mails:   map[entitlement.MailKind]notify.Words{20: {Subject: "Zugriff beendet", Body: "Ende: {{reason .Message.Reason}}, {{date .Message.End}}"}},
				Reasons: map[entitlement.EndReason]string{entitlement.ReasonExpired: "abgelaufen"}, Date: "02.01.2006",
				Text: "Guten Tag {{.To.Name}}\n{{range .Paragraphs}}{{.}}{{end}}\n",
			},
			"sv": {Mails: map[entitlement.MailKind]notify.Words{9: {Subject: "Avslag", Body: "Nej."}}},
		},
	}
	w := writer(t, config)
	m := message(20)
	m.Reason = entitlement.ReasonExpired
	for _, tag := range []string{"de", "de-AT", "DE_at", "de-1996-AT"} {
		mail := write(t, w, m, notify.Recipient{ID: "x", Name: "Eva", Language: tag})
		require.Equal(t, "Zugriff beendet", mail.Subject)
		require.Equal(t, "Guten Tag Eva\nEnde: abgelaufen, 04.03.2032\n", mail.Text)
	}
	m.Kind = 9
	require.Equal(t, "Avslag", write(t, w, m, notify.Recipient{ID: "x", Language: "de"}).Subject, "the default language comes next")
	require.Equal(t, "Avslag", write(t, w, m, notify.Recipient{ID: "x"}).Subject)
	require.Contains(t, write(t, w, m, notify.Recipient{ID: "x", Language: "en-GB"}).Subject, "Denied")
	m.Kind = 18
	require.Contains(t, write(t, w, m, notify.Recipient{ID: "x", Language: "fr"}).Subject, "Access given", "and then English")
}

func TestTemplatesAreTriedBefore(t *testing.T) {
	t.Parallel()
	words := func(subject, body string) map[string]notify.Language {
		return map[string]notify.Language{"en": {Mails: map[entitlement.MailKind]notify.Words{2: {Subject: subject, Body: body}}}}
	}
	for name, c := range map[string]notify.Config{
		"syntax_of_a_subject": {Languages: words("{{", "")},
		"syntax_of_a_body":    {Languages: words("", "{{if}}")},
		"unknown_field":       {Languages: words("{{.Nobody}}", "")},
		"unknown_in_body":     {Languages: words("", "{{.Message.Nobody}}")},
		"text_layout":         {Languages: map[string]notify.Language{"en": {Text: "{{.Nothing}}"}}},
		"html_syntax":         {Languages: map[string]notify.Language{"en": {HTML: "{{end}}"}}},
		"html_context":        {Languages: map[string]notify.Language{"en": {HTML: "<a href='{{if .Link}}'{{end}}>"}}},
		"unknown_default":     {Language: "fr"},
		"no_tag":              {Languages: map[string]notify.Language{"": {}}},
		"twice":               {Languages: map[string]notify.Language{"de": {}, "DE": {}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := notify.NewWriter(c)
			require.ErrorIs(t, err, entitlement.InvalidArgument)
		})
	}
}

func TestFailuresOfAWriterHaveAClass(t *testing.T) {
	t.Parallel()
	_, err := writer(t, notify.Config{}).Write(t.Context(), message(99), notify.Recipient{ID: "bo"})
	require.Equal(t, provision.ClassPermanent, provision.Classify(err).Class)
	require.ErrorIs(t, err, entitlement.Unsupported)

	down := writer(t, notify.Config{Describer: details{err: errors.New("down")}})
	_, err = down.Write(t.Context(), message(2), notify.Recipient{ID: "bo"})
	require.Equal(t, provision.ClassTransient, provision.Classify(err).Class)

	bad := notify.Language{Mails: map[entitlement.MailKind]notify.Words{2: {Body: `{{if eq .Package "x"}}{{slice .Package 9}}{{end}}`}}}
	w := writer(t, notify.Config{Describer: details{Details: notify.Details{Package: "x"}}, Languages: map[string]notify.Language{"en": bad}})
	_, err = w.Write(t.Context(), message(2), notify.Recipient{ID: "bo"})
	require.Equal(t, provision.ClassTransient, provision.Classify(err).Class)
	require.ErrorContains(t, err, "Repair the template")
}

// The built-in language is a copy: what one host changes no other sees.
func TestEnglishIsACopy(t *testing.T) {
	t.Parallel()
	changed := notify.English()
	changed.Mails[2] = notify.Words{}
	changed.Reasons[entitlement.ReasonExpired] = ""
	require.NotEmpty(t, notify.English().Mails[2].Subject)
	require.NotEmpty(t, notify.English().Reasons[entitlement.ReasonExpired])
	for r := entitlement.ReasonApproverDenied; r <= entitlement.ReasonApproverRevoked; r++ {
		require.NotEmpty(t, notify.English().Reasons[r], "%s has no words", r)
	}
}

// what the message says is shown without a Describer too.
func TestMailsWithoutADescriber(t *testing.T) {
	t.Parallel()
	m := message(2)
	m.Requestor, m.Submitted, m.Justification = "nora", moment.Add(-time.Hour), "For the fair."
	mail := write(t, writer(t, notify.Config{}), m, notify.Recipient{ID: "bo"})
	for _, fact := range []string{"nora asks for", "for alice.", "Submitted: 4 March 2031, 14:30 UTC", "> For the fair.", "Hello bo,"} {
		require.Contains(t, mail.Text, fact)
	}
}

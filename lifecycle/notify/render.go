package notify

import (
	"cmp"
	"fmt"
	html "html/template"
	"maps"
	"slices"
	"strings"
	text "text/template"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

// language is a Language that was parsed.
type language struct {
	mails map[entitlement.MailKind]parsedWords
	text  *text.Template
	html  *html.Template
}

type parsedWords struct{ subject, body *text.Template }

// over returns the language with what it leaves out taken from another.
func (l Language) over(base Language) Language {
	mails, reasons := maps.Clone(base.Mails), maps.Clone(base.Reasons)
	if mails == nil {
		mails = map[entitlement.MailKind]Words{}
	}
	if reasons == nil {
		reasons = map[entitlement.EndReason]string{}
	}
	maps.Copy(mails, l.Mails)
	maps.Copy(reasons, l.Reasons)
	return Language{
		Mails: mails, Reasons: reasons, Text: cmp.Or(l.Text, base.Text), HTML: cmp.Or(l.HTML, base.HTML),
		Date: cmp.Or(l.Date, base.Date), Instant: cmp.Or(l.Instant, base.Instant),
	}
}

func parse(l Language, in *time.Location) (*language, error) {
	funcs := map[string]any{
		"date":    func(t time.Time) string { return t.In(in).Format(l.Date) },
		"instant": func(t time.Time) string { return t.In(in).Format(l.Instant) },
		"reason":  func(r entitlement.EndReason) string { return cmp.Or(l.Reasons[r], r.String()) },
		"quote":   quote,
	}
	out := &language{mails: map[entitlement.MailKind]parsedWords{}}
	var err error
	if out.text, err = text.New("text").Funcs(funcs).Parse(l.Text); err != nil {
		return nil, err
	}
	if out.html, err = html.New("html").Funcs(funcs).Parse(l.HTML); err != nil {
		return nil, err
	}
	for _, k := range slices.Sorted(maps.Keys(l.Mails)) {
		var w parsedWords
		if w.subject, err = text.New(fmt.Sprintf("subject of mail %d", k)).Funcs(funcs).Parse(l.Mails[k].Subject); err != nil {
			return nil, err
		}
		if w.body, err = text.New(fmt.Sprintf("body of mail %d", k)).Funcs(funcs).Parse(l.Mails[k].Body); err != nil {
			return nil, err
		}
		out.mails[k] = w
	}
	return out, nil
}

// try writes every mail once with everything there is to show, and once with nothing.
func (l *language) try(sender string) error {
	at := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	all := Details{
		Package: "p", Target: "t", Requestor: "r", Organization: "o", Justification: "j", Submitted: at, Start: at, End: at, By: "b",
		Link: "https://example.com/",
	}
	for _, k := range slices.Sorted(maps.Keys(l.mails)) {
		for _, d := range []Details{all, {}} {
			if _, err := l.write(Message{Kind: k, At: at}, Recipient{ID: "x"}, d, sender); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *language) write(m Message, to Recipient, d Details, sender string) (Mail, error) {
	words, known := l.mails[m.Kind]
	if !known {
		return Mail{}, provision.Permanent(fmt.Errorf("mail %d: %w", m.Kind, entitlement.Unsupported), "Give this kind of mail words.")
	}
	to.Name = line(cmp.Or(to.Name, string(to.ID)))
	d.Package = cmp.Or(d.Package, m.Package.String())
	d.Target = cmp.Or(d.Target, string(m.Target))
	if asksForDecision(m.Kind) {
		d.Requestor, d.Justification = cmp.Or(d.Requestor, string(m.Requestor)), cmp.Or(d.Justification, m.Justification)
		d.Submitted, d.Start, d.End = cmp.Or(d.Submitted, m.Submitted), cmp.Or(d.Start, m.Start), cmp.Or(d.End, m.End)
	}
	data := Data{Details: d.cleaned(), Message: m, To: to, Sender: sender, AsksForDecision: asksForDecision(m.Kind)}
	out := Mail{To: to}
	var subject, body, plain, rich strings.Builder
	err := words.subject.Execute(&subject, data)
	if err == nil {
		err = words.body.Execute(&body, data)
	}
	if err == nil {
		data.Subject, data.Paragraphs = line(subject.String()), paragraphs(body.String())
		err = l.text.Execute(&plain, data)
	}
	if err == nil {
		err = l.html.Execute(&rich, data)
	}
	if err != nil {
		return Mail{}, provision.Transient(err, "Repair the template and start the host again.")
	}
	out.Subject, out.Text, out.HTML = data.Subject, plain.String(), rich.String()
	return out, nil
}

// paragraphs splits a text at its empty lines.
func paragraphs(s string) []string {
	var out []string
	for p := range strings.SplitSeq(s, "\n\n") {
		if p = line(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

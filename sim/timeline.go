package sim

import (
	"cmp"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"

	"example.com/tenure/entitlement"
)

// Source tells where an entry of a timeline comes from.
type Source string

// The sources.
const (
	SourceDirectory Source = "directory" // somebody joined, moved or left
	SourceLog       Source = "log"       // an event of the engine's log
	SourceTarget    Source = "target"    // a call to a target system, or a change behind the engine's back
	SourceAccounts  Source = "accounts"  // a call about a guest account
	SourceExtension Source = "extension" // a call of a custom extension
	SourcePeople    Source = "people"    // somebody could not do what they had in mind
	SourceMail      Source = "mail"      // a mail that was delivered
)

// Entry is something that happened.
type Entry struct {
	At       time.Time             `json:"at"`
	Source   Source                `json:"source"`
	Text     string                `json:"text"`             // a sentence, with names for people to read
	Person   entitlement.SubjectID `json:"person,omitempty"` // whose access it is about
	Actor    entitlement.SubjectID `json:"actor,omitempty"`  // who did it, if a person did
	Request  entitlement.RequestID `json:"request,omitzero"`
	Seq      uint64                `json:"seq,omitempty"`      // of the event
	Activity entitlement.Activity  `json:"activity,omitempty"` // of the event
	Codes    []entitlement.Code    `json:"codes,omitempty"`    // of the event: why

	involved []entitlement.SubjectID // who else finds it in a timeline of their own
	order    uint64                  // within an instant
}

// Filter says which entries are wanted. A field's zero value means all.
type Filter struct {
	Person  entitlement.SubjectID // who it is about, who did it, who was asked, who was mailed
	Request entitlement.RequestID
	From    time.Time
	Until   time.Time // the end is excluded
}

func (f *Filter) wants(e *Entry) bool {
	person := f.Person == "" || f.Person == e.Person || f.Person == e.Actor || slices.Contains(e.involved, f.Person)
	return person && (f.Request.IsZero() || f.Request == e.Request) && !e.At.Before(f.From) &&
		(f.Until.IsZero() || e.At.Before(f.Until))
}

// Timeline is what happened in a world, in order.
type Timeline []Entry

// Timeline tells what has happened so far: the event log, the calls to target systems, about accounts and of extensions, the mails, and the
// changes of the directory, by instant. Within an instant the directory comes first, a call follows the event that asked for
// it, and mails come last. It is the same in every run of the same world.
func (w *World) Timeline(f Filter) (Timeline, error) {
	if err := w.chronicle.read(w); err != nil {
		return nil, err
	}
	var all Timeline
	for _, list := range [][]Entry{
		w.chronicle.changes(w), w.chronicle.events, w.chronicle.calls(w), w.chronicle.accountCalls(w), w.chronicle.callouts(w),
		w.chronicle.notes, w.chronicle.mails(w),
	} {
		for i := range list {
			if f.wants(&list[i]) {
				all = append(all, list[i])
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Entry) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Source.rank(), b.Source.rank()), cmp.Compare(a.order, b.order))
	})
	return all, nil
}

// rank orders the sources within an instant.
func (s Source) rank() int {
	switch s {
	case SourceDirectory:
		return 0
	case SourceLog, SourceTarget, SourceAccounts:
		return 1
	case SourceExtension:
		return 2
	case SourcePeople:
		return 3
	case SourceMail:
	}
	return 4
}

// String renders the timeline for people: a heading for every day, below it a line for every entry, all times in UTC.
func (t Timeline) String() string {
	var b strings.Builder
	today := ""
	for i := range t {
		day := t[i].At.UTC().Format("Monday, 2 January 2006")
		if day != today {
			if today != "" {
				b.WriteString("\n")
			}
			b.WriteString(day + "\n")
			today = day
		}
		b.WriteString("  " + clockTime(t[i].At) + "  " + t[i].Text + "\n")
	}
	return b.String()
}

// WriteJSON writes an object in JSON for each entry, one a line.
func (t Timeline) WriteJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for i := range t {
		if err := encoder.Encode(&t[i]); err != nil {
			return err
		}
	}
	return nil
}

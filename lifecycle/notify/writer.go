package notify

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

// Config says how mails are written. Its zero value writes English mails that show identifiers for names.
type Config struct {
	Describer Describer           // nil: mails show what the message says
	Language  string              // the tag of the language of people who have none; default "en"
	Languages map[string]Language // by tag; "en" is there already, and may be replaced or extended
	Location  *time.Location      // in which instants are shown; default UTC
	Sender    string              // who signs the mails; default "Access management"
}

// Writer writes mails. It is safe for concurrent use if its Describer is.
type Writer struct {
	describer Describer
	fallback  string
	sender    string
	languages map[string]*language
}

// Mail is a mail that is ready to be sent.
type Mail struct {
	To      Recipient
	Subject string // one line
	Text    string
	HTML    string
}

// NewWriter makes a Writer. It tries every template with sample data, and refuses, with InvalidArgument, templates that
// cannot be parsed or executed, and a default language that is not among the languages.
func NewWriter(c Config) (*Writer, error) {
	tags := map[string]Language{}
	for _, tag := range slices.Sorted(maps.Keys(c.Languages)) {
		lower := strings.ToLower(tag)
		if _, twice := tags[lower]; twice || tag == "" {
			return nil, refused("the language %q is not named, or twice", tag)
		}
		tags[lower] = c.Languages[tag]
	}
	tags[english] = tags[english].over(English())
	w := &Writer{
		describer: c.Describer, fallback: strings.ToLower(cmp.Or(c.Language, english)), sender: line(cmp.Or(c.Sender, "Access management")),
		languages: map[string]*language{},
	}
	base, known := tags[w.fallback]
	if !known {
		return nil, refused("the default language %q is not among the languages", c.Language)
	}
	base = base.over(tags[english])
	location := cmp.Or(c.Location, time.UTC)
	for _, tag := range slices.Sorted(maps.Keys(tags)) {
		l, err := parse(tags[tag].over(base), location)
		if err == nil {
			err = l.try(w.sender)
		}
		if err != nil {
			return nil, refused("the language %q: %v", tag, err)
		}
		w.languages[tag] = l
	}
	return w, nil
}

func refused(format string, args ...any) error {
	return &entitlement.Error{Code: entitlement.InvalidArgument, Kind: entitlement.KindEngine, Detail: fmt.Sprintf(format, args...)}
}

// Write writes the mail for one recipient, in the recipient's language: "de-AT" is looked for, then "de", then the default.
// The same message, recipient and details give the same mail, byte for byte. Errors are classified: those of the Describer
// as it did, mails without words as permanent with Unsupported, and templates that fail as transient, because a host that
// starts again with repaired ones sends the mail.
func (w *Writer) Write(ctx context.Context, m Message, to Recipient) (Mail, error) {
	var d Details
	if w.describer != nil {
		var err error
		if d, err = w.describer.Describe(ctx, m, to); err != nil {
			return Mail{}, provision.Classify(err)
		}
	}
	return w.in(to.Language).write(m, to, d, w.sender)
}

// in returns the language for a tag.
func (w *Writer) in(tag string) *language {
	for tag = strings.ToLower(strings.ReplaceAll(tag, "_", "-")); tag != ""; {
		if l, known := w.languages[tag]; known {
			return l
		}
		tag = tag[:max(strings.LastIndexByte(tag, '-'), 0)]
	}
	return w.languages[w.fallback]
}

package notify

import (
	"cmp"
	"context"
	"errors"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
)

// Records is a Describer that reads the engine's rows and the directory, as they are when the mail is tried: a justification
// that was erased is not in it. Its mails show who asked for what and why to whoever the engine writes to about it.
type Records struct {
	// Session returns whom the engine is read as: an administrator, or a job of the host. It is a function because the
	// engine is made after its Notifier. Required.
	Session func() *lifecycle.Session
	People  lifecycle.Directory // for names. Required.
	// Link returns where the recipient can act, or look. nil: mails have no links.
	Link func(m Message, to Recipient) string
}

// Describe implements Describer.
func (r Records) Describe(ctx context.Context, m Message, to Recipient) (Details, error) {
	var d Details
	if r.Link != nil {
		d.Link = r.Link(m, to)
	}
	ref, target := entitlement.PackageRef{ID: m.Package}, m.Target
	var requestor entitlement.SubjectID
	if !m.Request.IsZero() {
		v, err := r.Session().Request(ctx, lifecycle.RequestInput{Request: m.Request})
		if err != nil && !errors.Is(err, entitlement.NotFound) {
			return d, unread(err)
		}
		if err == nil {
			q := &v.Request
			ref, requestor, target = q.Package, q.Requestor, q.Target
			d.Justification, d.Submitted, d.Start, d.End = v.Justification, q.Created, q.Schedule.Start, q.Schedule.End
		}
	}
	if !ref.ID.IsZero() {
		p, err := r.Session().Package(ctx, lifecycle.ReadPackageInput{Package: ref.ID, Version: ref.Version})
		if err != nil && !errors.Is(err, entitlement.NotFound) {
			return d, unread(err)
		}
		d.Package = p.DisplayName
	}
	var err error
	if d.Organization, err = r.organization(ctx, m.Organization); err != nil {
		return d, unread(err)
	}
	view, err := r.People.At(ctx, m.At)
	if err != nil {
		return d, unread(err)
	}
	if d.Target, err = nameOf(ctx, view, target); err == nil {
		d.Requestor, err = nameOf(ctx, view, requestor)
	}
	if err == nil {
		d.By, err = nameOf(ctx, view, m.By)
	}
	return d, err
}

// organization returns what a connected organization is called, and "" for one that is not there any more.
func (r Records) organization(ctx context.Context, id entitlement.OrganizationID) (string, error) {
	if id.IsZero() {
		return "", nil
	}
	for o, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[entitlement.ConnectedOrganization], error) {
		return r.Session().Organizations(ctx, lifecycle.OrganizationsInput{Page: p})
	}) {
		if err != nil || o.ID == id {
			return o.DisplayName, err
		}
	}
	return "", nil
}

// nameOf looks up what somebody is called: the identifier if there is no name, and "" for nobody.
func nameOf(ctx context.Context, view lifecycle.DirectoryView, id entitlement.SubjectID) (string, error) {
	if id == "" {
		return "", nil
	}
	person, err := view.Subject(ctx, id)
	if err != nil && !errors.Is(err, entitlement.NotFound) {
		return "", unread(err)
	}
	return cmp.Or(person.DisplayName, string(id)), nil
}

func unread(err error) error {
	return provision.Transient(err, "Check that the directory answers, and that the mails' session may view every catalog.")
}

// People is the Recipients of a lifecycle.Directory: names and mail addresses are those of its subjects.
type People struct {
	Directory lifecycle.Directory
	// Language returns the tag of the person's language. nil: everybody gets the default language.
	Language func(entitlement.Subject) string
}

// Recipient implements Recipients.
func (p People) Recipient(ctx context.Context, id entitlement.SubjectID, at time.Time) (Recipient, error) {
	view, err := p.Directory.At(ctx, at)
	if err != nil {
		return Recipient{}, err
	}
	person, err := view.Subject(ctx, id)
	if err != nil {
		return Recipient{}, err
	}
	to := Recipient{ID: id, Name: person.DisplayName, Address: person.Mail}
	if p.Language != nil {
		to.Language = p.Language(person)
	}
	return to, nil
}

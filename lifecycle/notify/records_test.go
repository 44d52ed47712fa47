package notify_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/notify"
	"example.com/tenure/provision"
	"example.com/tenure/sim"
)

// closed is a directory that does not answer, or whose people cannot be read.
type closed struct {
	lifecycle.Directory
	lifecycle.DirectoryView

	opens bool
}

func (c closed) At(context.Context, time.Time) (lifecycle.DirectoryView, error) {
	if c.opens {
		return c, nil
	}
	return nil, errors.New("closed")
}

func (closed) Subject(context.Context, entitlement.SubjectID) (entitlement.Subject, error) {
	return entitlement.Subject{}, errors.New("closed")
}

// asked is a world in which alice has asked for the sales kit, which nora is to decide about.
func asked(t *testing.T) *sim.World {
	t.Helper()
	w, err := sim.New(sim.Options{Start: moment, People: []entitlement.Subject{
		{ID: "alice", DisplayName: "Alice Fontaine", Mail: "alice@example.com", UserType: entitlement.UserMember},
		{ID: "nora", DisplayName: "Nora Whitfield", Mail: "nora@example.com", UserType: entitlement.UserMember, Attributes: map[string]string{"language": "de"}},
		{ID: "bo", UserType: entitlement.UserMember},
	}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, w.Close()) })
	id, err := w.Offer(sim.Offer{Name: "Sales kit", Roles: []string{"CRM/User"}, Policy: entitlement.AssignmentPolicy{
		AllowedTargetScope: entitlement.ScopeAllMemberUsers,
		RequestApprovalSettings: entitlement.ApprovalSettings{
			IsApprovalRequiredForAdd: true,
			Stages:                   []entitlement.StageSettings{{PrimaryApprovers: []entitlement.SubjectSet{entitlement.User("nora")}}},
		},
	}})
	require.NoError(t, err)
	_, err = w.As("alice").Submit(t.Context(), lifecycle.SubmitInput{Package: id, Justification: "For the fair."})
	require.NoError(t, err)
	require.NoError(t, w.Settle())
	return w
}

// first returns the first mail of a kind.
func first(t *testing.T, w *sim.World, k entitlement.MailKind) notify.Message {
	t.Helper()
	mails := w.Mailbox().Mails(sim.MailFilter{Kind: k})
	require.NotEmpty(t, mails)
	return mails[0].Message
}

// a mail to approvers has what the engine and the directory know.
func TestRecordsDescribeARequest(t *testing.T) {
	t.Parallel()
	w := asked(t)
	r := notify.Records{
		Session: w.Admin, People: w.Directory(),
		Link: func(m notify.Message, to notify.Recipient) string { return m.Kind.String() + string(to.ID) },
	}
	m := first(t, w, entitlement.MailDecideByDate)
	d, err := r.Describe(t.Context(), m, notify.Recipient{ID: "nora"})
	require.NoError(t, err)
	require.Equal(t, notify.Details{
		Package: "Sales kit", Target: "Alice Fontaine", Requestor: "Alice Fontaine", Justification: "For the fair.",
		Submitted: moment, Link: "N02nora",
	}, d)

	mail := write(t, writer(t, notify.Config{Describer: r}), m, notify.Recipient{ID: "nora", Name: "Nora"})
	require.Equal(t, "Please decide: Alice Fontaine's request for Sales kit", mail.Subject)
	require.NotContains(t, mail.Text, "Requested by", "she asks for herself")
	require.Contains(t, mail.Text, "> For the fair.\n")
	require.Contains(t, mail.Text, "Expires: ")
}

// A package keeps its name in mails when it is deleted, or called something else: it is the one that was asked for.
func TestRecordsOfADeletedPackage(t *testing.T) {
	t.Parallel()
	w := asked(t)
	v, err := w.LastRequest("alice", "Sales kit")
	require.NoError(t, err)
	_, err = w.As("nora").Deny(t.Context(), lifecycle.DecideInput{Request: v.Request.ID, Justification: "No."})
	require.NoError(t, err)
	require.NoError(t, w.Settle())
	_, err = w.Admin().DeletePackage(t.Context(), lifecycle.DeletePackageInput{Package: v.Request.Package.ID})
	require.NoError(t, err)
	r := notify.Records{Session: w.Admin, People: w.Directory()}
	m := first(t, w, entitlement.MailDenied)
	mail := write(t, writer(t, notify.Config{Describer: r}), m, notify.Recipient{ID: "alice"})
	require.Equal(t, "Denied: Sales kit", mail.Subject)
	require.Contains(t, mail.Text, "Reason: an approver said no.")
	require.NotContains(t, mail.Text, "For the fair.")

	m.Request = entitlement.RequestID{1} // as when the log no longer has it
	d, err := r.Describe(t.Context(), m, notify.Recipient{ID: "alice"})
	require.NoError(t, err)
	require.Equal(t, notify.Details{Target: "Alice Fontaine"}, d, "without the request nobody knows the version")
	m.Request, m.Package, m.Target = entitlement.RequestID{}, entitlement.AccessPackageID{}, "bo"
	d, err = r.Describe(t.Context(), m, notify.Recipient{ID: "alice"})
	require.NoError(t, err)
	require.Equal(t, notify.Details{Target: "bo"}, d, "who has no name is called by the identifier")
}

// the organization that somebody comes from is named, and who appointed a delegate.
func TestRecordsNameOrganizationsAndDelegates(t *testing.T) {
	t.Parallel()
	w := asked(t)
	made, err := w.Admin().CreateOrganization(t.Context(), lifecycle.OrganizationInput{Organization: entitlement.ConnectedOrganization{
		DisplayName: "Partner", State: entitlement.OrganizationConfigured,
		IdentitySources: []entitlement.IdentitySource{{Type: entitlement.SourceDomain, DomainName: "partner.example"}},
	}})
	require.NoError(t, err)
	r := notify.Records{Session: w.Admin, People: w.Directory()}
	d, err := r.Describe(t.Context(), notify.Message{Kind: 1, At: moment, Organization: made.Organization.ID, By: "nora"}, notify.Recipient{})
	require.NoError(t, err)
	require.Equal(t, notify.Details{Organization: "Partner", By: "Nora Whitfield"}, d)
	d, err = r.Describe(t.Context(), notify.Message{Kind: 1, At: moment, Organization: entitlement.OrganizationID{9}}, notify.Recipient{})
	require.NoError(t, err)
	require.Empty(t, d.Organization)
}

func TestRecordsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	w := asked(t)
	m := first(t, w, entitlement.MailDecideByDate)
	stranger := func() *lifecycle.Session { return w.As("bo") }
	onlyPackage := m
	onlyPackage.Request = entitlement.RequestID{}
	for name, c := range map[string]struct {
		records notify.Records
		message notify.Message
	}{
		"request":   {notify.Records{Session: stranger, People: w.Directory()}, m},
		"package":   {notify.Records{Session: stranger, People: w.Directory()}, onlyPackage},
		"directory": {notify.Records{Session: w.Admin, People: closed{}}, m},
		"person":    {notify.Records{Session: w.Admin, People: closed{opens: true}}, m},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := c.records.Describe(t.Context(), c.message, notify.Recipient{ID: "nora"})
			require.Equal(t, provision.ClassTransient, provision.Classify(err).Class)
			require.ErrorContains(t, err, "view every catalog")
		})
	}
}

func TestPeopleAreRecipients(t *testing.T) {
	t.Parallel()
	w := asked(t)
	p := notify.People{Directory: w.Directory(), Language: func(s entitlement.Subject) string { return s.Attributes["language"] }}
	to, err := p.Recipient(t.Context(), "nora", moment)
	require.NoError(t, err)
	require.Equal(t, notify.Recipient{ID: "nora", Name: "Nora Whitfield", Address: "nora@example.com", Language: "de"}, to)
	p.Language = nil
	to, err = p.Recipient(t.Context(), "nora", moment)
	require.NoError(t, err)
	require.Empty(t, to.Language)
	_, err = p.Recipient(t.Context(), "ghost", moment)
	require.ErrorIs(t, err, entitlement.NotFound)
	_, err = notify.People{Directory: closed{}}.Recipient(t.Context(), "nora", moment)
	require.Error(t, err)
}

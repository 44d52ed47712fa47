package smtp_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/notify"
	"example.com/tenure/lifecycle/notify/smtp"
	"example.com/tenure/provision"
)

// book is an address book.
type book map[entitlement.SubjectID]notify.Recipient

func (b book) Recipient(_ context.Context, id entitlement.SubjectID, _ time.Time) (notify.Recipient, error) {
	if id == "down" {
		return notify.Recipient{}, errors.New("down")
	}
	to, known := b[id]
	if !known {
		return to, entitlement.NotFound
	}
	to.ID = id
	return to, nil
}

func people() book {
	return book{
		"ann": {Name: "Ann Åkesson", Address: "ann@example.com"}, "bo": {Name: "Bo Ek", Address: "bo@example.com"},
		"mute": {Name: "Mute"}, "evil": {Name: "Evil\r\nBcc: all@example.com", Address: "evil@example.com"},
		"inject": {Address: "x@example.com>\r\nRCPT TO:<all@example.com"}, "named": {Address: "Ann <ann@example.com>"},
		"two": {Address: "ann@example.com, bo@example.com"},
	}
}

// config is how a host reaches the server.
func (s *server) config(c smtp.Config) smtp.Config {
	s.t.Helper()
	w, err := notify.NewWriter(notify.Config{Sender: "Tenure"})
	require.NoError(s.t, err)
	c.Host, c.Port, c.From = "127.0.0.1", s.port(), "access@example.com"
	c.TLS = &tls.Config{RootCAs: s.roots}
	if c.Writer == nil {
		c.Writer = w
	}
	c.Recipients = people()
	return c
}

func (s *server) notifier(c smtp.Config) *smtp.Notifier {
	s.t.Helper()
	n, err := smtp.New(s.config(c))
	require.NoError(s.t, err)
	return n
}

var moment = time.Date(2031, 3, 4, 15, 30, 0, 0, time.UTC)

func given(to ...entitlement.SubjectID) lifecycle.Message {
	return lifecycle.Message{Key: "N18/r/a/7", Kind: entitlement.MailAccessGiven, To: to, At: moment, Target: "ann"}
}

// parts returns the texts of a message, by their types.
func (d delivery) parts(t *testing.T) map[string]string {
	t.Helper()
	kind, params, err := mime.ParseMediaType(d.message.Header.Get("Content-Type"))
	require.NoError(t, err)
	require.Equal(t, "multipart/alternative", kind)
	out := map[string]string{}
	for r := multipart.NewReader(d.message.Body, params["boundary"]); ; {
		part, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return out
		}
		require.NoError(t, err)
		require.Equal(t, "quoted-printable", part.Header.Get("Content-Transfer-Encoding"))
		text, err := io.ReadAll(quotedprintable.NewReader(part))
		require.NoError(t, err)
		kind, _, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		require.NoError(t, err)
		out[kind] = string(text)
	}
}

// Each recipient gets a message of their own over one encrypted connection.
func TestMailsArrive(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		server settings
		client smtp.Config
	}{
		"STARTTLS":     {settings{}, smtp.Config{}},
		"implicit_TLS": {settings{implicit: true}, smtp.Config{Security: smtp.ImplicitTLS}},
		"signed_in":    {settings{signIn: "tenure/secret"}, smtp.Config{Username: "tenure", Password: "secret"}},
		"signed_in_implicitly": {
			settings{implicit: true, signIn: "tenure/secret"}, smtp.Config{Security: smtp.ImplicitTLS, Username: "tenure", Password: "secret"},
		},
		"in_the_clear": {settings{}, smtp.Config{Security: smtp.Cleartext}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, c.server)
			c.client.Name, c.client.ReplyTo = "Access, Ångström & Co", "help@example.com"
			require.NoError(t, s.notifier(c.client).Notify(t.Context(), given("ann", "bo")))
			mails := s.mails()
			require.Len(t, mails, 2)
			for i, to := range []string{"ann@example.com", "bo@example.com"} {
				d := mails[i]
				require.Equal(t, c.client.Security != smtp.Cleartext, d.encrypted)
				require.Contains(t, d.from, "<access@example.com>")
				require.Contains(t, d.to, "<"+to+">")
				list, err := d.message.Header.AddressList("To")
				require.NoError(t, err)
				require.Len(t, list, 1, "nobody sees who else got it")
				require.Equal(t, to, list[0].Address)
				from, err := d.message.Header.AddressList("From")
				require.NoError(t, err)
				require.Equal(t, "Access, Ångström & Co", from[0].Name)
				require.Contains(t, d.message.Header.Get("Reply-To"), "help@example.com")
				require.Equal(t, "auto-generated", d.message.Header.Get("Auto-Submitted"))
				at, err := d.message.Header.Date()
				require.NoError(t, err)
				require.True(t, at.Equal(moment))
				subject, err := new(mime.WordDecoder).DecodeHeader(d.message.Header.Get("Subject"))
				require.NoError(t, err)
				require.Contains(t, subject, "Access given")
				parts := d.parts(t)
				require.Contains(t, parts["text/plain"], "ann has access to")
				require.Contains(t, parts["text/html"], "ann has access to")
			}
			require.NotEqual(t, mails[0].message.Header.Get("Message-Id"), mails[1].message.Header.Get("Message-Id"))
			require.True(t, s.said("QUIT"))
		})
	}
}

// a message that is sent again goes to those who have not got it.
func TestNobodyGetsAMailTwice(t *testing.T) {
	t.Parallel()
	s := serve(t, settings{})
	n := s.notifier(smtp.Config{})
	s.answer("RCPT TO:<bo@", "451 4.3.0 later")
	err := n.Notify(t.Context(), given("ann", "bo"))
	require.Equal(t, provision.ClassTransient, provision.Classify(err).Class)
	require.Len(t, s.mails(), 1)
	s.answer("RCPT TO:<bo@", "")
	require.NoError(t, n.Notify(t.Context(), given("ann", "bo")))
	require.NoError(t, n.Notify(t.Context(), given("ann", "bo")), "as after a record in doubt")
	mails := s.mails()
	require.Len(t, mails, 2)
	require.Contains(t, mails[0].to, "ann@")
	require.Contains(t, mails[1].to, "bo@")

	other := given("ann")
	other.Key = "N18/r/a/8"
	require.NoError(t, n.Notify(t.Context(), other))
	require.Len(t, s.mails(), 3, "another key is another mail")
}

// after a crash the copy has the same bytes, and so the same Message-ID.
func TestACopyIsRecognisable(t *testing.T) {
	t.Parallel()
	s := serve(t, settings{})
	for range 2 {
		require.NoError(t, s.notifier(smtp.Config{}).Notify(t.Context(), given("ann"))) // a new process each time
	}
	mails := s.mails()
	require.Len(t, mails, 2)
	require.Equal(t, mails[0].raw, mails[1].raw)
	require.Regexp(t, `^<[0-9a-f]{32}@example\.com>$`, mails[0].message.Header.Get("Message-Id"))
}

// ledger is a host's own.
type ledger struct {
	sent         map[string]bool
	lost, broken error
}

func (l *ledger) Sent(_ context.Context, key string) (bool, error) { return l.sent[key], l.broken }

func (l *ledger) Record(_ context.Context, key string) error {
	if l.lost == nil {
		l.sent[key] = true
	}
	return l.lost
}

// with a ledger that lasts, a restart repeats nothing.
func TestALedgerOutlivesTheProcess(t *testing.T) {
	t.Parallel()
	s := serve(t, settings{})
	kept := &ledger{sent: map[string]bool{}}
	for range 2 {
		require.NoError(t, s.notifier(smtp.Config{Ledger: kept}).Notify(t.Context(), given("ann")))
	}
	require.Len(t, s.mails(), 1)

	for _, l := range []*ledger{{broken: errors.New("down")}, {lost: errors.New("down")}} {
		err := s.notifier(smtp.Config{Ledger: l}).Notify(t.Context(), given("bo"))
		require.Equal(t, provision.ClassTransient, provision.Classify(err).Class)
		require.ErrorContains(t, err, "ledger")
	}
	require.Len(t, s.mails(), 2, "what cannot be looked up is not sent")
}

// Nothing that people are called, and no address, adds a header, a line or a recipient.
func TestHeadersCannotBeForged(t *testing.T) {
	t.Parallel()
	s := serve(t, settings{})
	forged := notify.Language{Mails: map[entitlement.MailKind]notify.Words{
		entitlement.MailAccessGiven: {Subject: "Given\r\nBcc: all@example.com\r\n\r\nHello", Body: ".\r\nQUIT"},
	}}
	w, err := notify.NewWriter(notify.Config{Languages: map[string]notify.Language{"en": forged}})
	require.NoError(t, err)
	n := s.notifier(smtp.Config{Writer: w, Name: "Access\r\nBcc: all@example.com"})
	require.NoError(t, n.Notify(t.Context(), given("evil")))
	mails := s.mails()
	require.Len(t, mails, 1)
	require.Empty(t, mails[0].message.Header.Get("Bcc"))
	require.NotContains(t, mails[0].raw, "\nBcc")
	require.Equal(t, "Given Bcc: all@example.com Hello", mails[0].message.Header.Get("Subject"))

	for _, id := range []entitlement.SubjectID{"inject", "named", "two"} {
		err := n.Notify(t.Context(), given(id))
		require.Equal(t, provision.ClassPermanent, provision.Classify(err).Class)
		require.ErrorIs(t, err, provision.SubjectMissing)
	}
	require.False(t, s.said("RCPT TO:<all"))
	require.Len(t, s.mails(), 1)
}

// What a failure means for the next attempt.
func TestFailuresHaveAClass(t *testing.T) {
	t.Parallel()
	const transient, permanent = provision.ClassTransient, provision.ClassPermanent
	for name, c := range map[string]struct {
		server         settings
		client         smtp.Config
		command, reply string
		class          provision.Class
		code           entitlement.Code
	}{
		"busy":             {command: "EHLO", reply: "421 4.3.2 busy", class: transient, code: provision.TargetUnavailable},
		"dropped":          {command: "MAIL", reply: drop, class: transient, code: provision.TargetUnavailable},
		"dropped_greeting": {command: "EHLO", reply: drop, class: transient, code: provision.TargetUnavailable},
		"no_STARTTLS":      {server: settings{noTLS: true}, class: transient, code: provision.TargetUnavailable},
		"STARTTLS_refused": {command: "STARTTLS", reply: "454 4.7.0 not now", class: transient, code: provision.TargetUnavailable},
		"wrong_password": {
			server: settings{signIn: "tenure/other"}, client: smtp.Config{Username: "tenure", Password: "secret"},
			class: transient, code: provision.PermissionMissing,
		},
		"no_way_to_sign_in": {client: smtp.Config{Username: "tenure", Password: "secret"}, class: transient, code: provision.TargetUnavailable},
		"sender_refused":    {command: "MAIL", reply: "550 5.7.1 not you", class: transient, code: provision.PermissionMissing},
		"sender_later":      {command: "MAIL", reply: "451 4.3.0 later", class: transient, code: provision.TargetUnavailable},
		"grey_list":         {command: "RCPT", reply: "450 4.2.0 later", class: transient, code: provision.TargetUnavailable},
		"unknown_mailbox":   {command: "RCPT", reply: "550 5.1.1 nobody", class: permanent, code: provision.SubjectMissing},
		"data_refused":      {command: "DATA", reply: "554 5.7.1 no", class: permanent, code: provision.TargetRefused},
		"spam":              {command: ".", reply: "554 5.7.1 spam", class: permanent, code: provision.TargetRefused},
		"full_disk":         {command: ".", reply: "452 4.3.1 full", class: transient, code: provision.TargetUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, c.server)
			if c.command != "" {
				s.answer(c.command, c.reply)
			}
			err := s.notifier(c.client).Notify(t.Context(), given("ann"))
			got := provision.Classify(err)
			require.NotNil(t, got)
			require.Equal(t, c.class, got.Class, "%v", err)
			require.Equal(t, c.code, got.Code, "%v", err)
			require.NotEmpty(t, got.Hint)
			require.NotContains(t, err.Error(), "secret")
			require.Empty(t, s.mails())
			require.False(t, c.server.noTLS && s.said("MAIL"), "nothing is said in the clear")
		})
	}
}

// A certificate that nobody vouches for is as bad as no encryption.
func TestAStrangersCertificateIsRefused(t *testing.T) {
	t.Parallel()
	for _, security := range []smtp.Security{smtp.StartTLS, smtp.ImplicitTLS} {
		s := serve(t, settings{implicit: security == smtp.ImplicitTLS, signIn: "tenure/secret"})
		c := s.config(smtp.Config{Security: security, Username: "tenure", Password: "secret"})
		c.TLS = nil
		n, err := smtp.New(c)
		require.NoError(t, err)
		err = n.Notify(t.Context(), given("ann"))
		require.Equal(t, provision.ClassTransient, provision.Classify(err).Class)
		require.False(t, s.said("AUTH"))
		require.Empty(t, s.mails())
	}
}

// One who cannot be reached keeps the mail from nobody else, and the error says whether trying again may help.
func TestOneOfManyCannotBeReached(t *testing.T) {
	t.Parallel()
	s := serve(t, settings{})
	n := s.notifier(smtp.Config{})
	err := n.Notify(t.Context(), given("ann", "ghost", "mute"))
	require.Equal(t, provision.ClassPermanent, provision.Classify(err).Class)
	require.ErrorIs(t, err, provision.SubjectMissing)
	require.Len(t, s.mails(), 1)

	err = n.Notify(t.Context(), given("ann", "bo", "down", "ghost"))
	require.Equal(t, provision.ClassTransient, provision.Classify(err).Class, "the directory may answer later")
	require.Len(t, s.mails(), 2)

	s.answer("RCPT TO:<ann@", "550 5.1.1 nobody")
	again := given("ann", "bo")
	again.Key = "other"
	err = n.Notify(t.Context(), again)
	require.ErrorIs(t, err, provision.SubjectMissing)
	require.Len(t, s.mails(), 3, "bo comes after ann")
}

// The server took the mail; what goes wrong after that sends no copy.
func TestAMailThatWasTakenIsSent(t *testing.T) {
	t.Parallel()
	s := serve(t, settings{})
	s.answer("RSET", drop)
	n := s.notifier(smtp.Config{})
	require.NoError(t, n.Notify(t.Context(), given("ann")))
	require.NoError(t, n.Notify(t.Context(), given("ann")))
	require.Len(t, s.mails(), 1)
}

// A server that says nothing keeps nobody waiting for longer than it may, nor an engine that closes.
func TestWaitingEnds(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"EHLO", "MAIL", "."} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			s := serve(t, settings{})
			s.answer(command, silent)
			if command == "." {
				s.answer(command, "taken and "+silent)
			}
			err := s.notifier(smtp.Config{Timeout: 300 * time.Millisecond}).Notify(t.Context(), given("ann"))
			got := provision.Classify(err)
			require.Equal(t, provision.ClassTransient, got.Class)
			require.Equal(t, provision.NoAnswer, got.Code, "%v", err)
		})
	}
	s := serve(t, settings{})
	s.answer("MAIL", silent)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- s.notifier(smtp.Config{Timeout: time.Hour}).Notify(ctx, given("ann")) }()
	<-s.silence
	cancel()
	require.ErrorIs(t, <-done, context.Canceled)
}

func TestNobodyListens(t *testing.T) {
	t.Parallel()
	s := serve(t, settings{})
	c := s.config(smtp.Config{})
	c.Port = 1
	n, err := smtp.New(c)
	require.NoError(t, err)
	err = n.Notify(t.Context(), given("ann"))
	require.Equal(t, provision.TargetUnavailable, provision.Classify(err).Code)
}

func TestBadConfig(t *testing.T) {
	t.Parallel()
	s := serve(t, settings{})
	for name, change := range map[string]func(*smtp.Config){
		"no_host":           func(c *smtp.Config) { c.Host = "" },
		"socket":            func(c *smtp.Config) { c.Host = "unix:///run/mail" },
		"host_with_space":   func(c *smtp.Config) { c.Host = "mail example" },
		"hello_with_lines":  func(c *smtp.Config) { c.Hello = "a\r\nMAIL" },
		"port":              func(c *smtp.Config) { c.Port = 65536 },
		"security":          func(c *smtp.Config) { c.Security = smtp.Cleartext + 1 },
		"password_in_clear": func(c *smtp.Config) { c.Security, c.Username, c.Password = smtp.Cleartext, "a", "b" },
		"no_password":       func(c *smtp.Config) { c.Username = "a" },
		"no_user":           func(c *smtp.Config) { c.Password = "a" },
		"no_from":           func(c *smtp.Config) { c.From = "" },
		"from_with_name":    func(c *smtp.Config) { c.From = "A <a@example.com>" },
		"reply_to":          func(c *smtp.Config) { c.ReplyTo = "a@example.com\r\nBcc: b@example.com" },
		"timeout":           func(c *smtp.Config) { c.Timeout = -1 },
		"no_writer":         func(c *smtp.Config) { c.Writer = nil },
		"no_recipients":     func(c *smtp.Config) { c.Recipients = nil },
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			c := s.config(smtp.Config{})
			change(&c)
			_, err := smtp.New(c)
			require.ErrorIs(t, err, entitlement.InvalidArgument)
		})
	}
}

package smtp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"

	gomail "github.com/wneessen/go-mail"
	wire "github.com/wneessen/go-mail/smtp"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

// send sends the letters over one connection and returns what failed.
func (n *Notifier) send(ctx context.Context, letters []*letter) (failed []error) {
	l := &link{config: &n.config}
	defer l.close()
	client, session, err := l.dial(ctx)
	if err != nil {
		return []error{signIn(ctx, err)}
	}
	for _, l := range letters {
		m := n.config.message(l)
		err := client.SendWithSMTPClient(session, m)
		if err != nil && !m.IsDelivered() { // what fails after the server took it, is not the mail's failure
			failed = append(failed, refusal(ctx, err))
			continue
		}
		if err := n.ledger.Record(ctx, l.key); err != nil {
			failed = append(failed, provision.Transient(fmt.Errorf("the ledger of mails: %w", err), "Check that the ledger of mails works."))
		}
	}
	_ = client.CloseWithSMTPClient(session) // the mails are sent; the farewell is a courtesy
	return failed
}

// link is a connection that ends with its context, and that is closed whatever becomes of the conversation.
type link struct {
	config *Config
	conn   net.Conn
	stop   func() bool
}

func (l *link) dial(ctx context.Context) (*gomail.Client, *wire.Client, error) {
	open := func(dialing context.Context, network, address string) (conn net.Conn, err error) {
		if l.config.Security == ImplicitTLS {
			conn, err = (&tls.Dialer{Config: l.config.tlsConfig()}).DialContext(dialing, network, address)
		} else {
			conn, err = (&net.Dialer{}).DialContext(dialing, network, address)
		}
		if err == nil {
			l.conn, l.stop = conn, context.AfterFunc(ctx, func() { _ = conn.Close() })
		}
		return conn, err
	}
	// The context ends first, and says so; the library only knows that a read has failed.
	options := []gomail.Option{
		gomail.WithPort(l.config.Port), gomail.WithTimeout(2 * l.config.Timeout), gomail.WithHELO(l.config.Hello),
		gomail.WithTLSPolicy(l.config.Security.policy()), gomail.WithTLSConfig(l.config.tlsConfig()), gomail.WithDialContextFunc(open),
	}
	if l.config.Username != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(l.config.Username), gomail.WithPassword(l.config.Password))
	}
	client, err := gomail.NewClient(l.config.Host, options...)
	if err != nil {
		return nil, nil, err
	}
	session, err := client.DialToSMTPClientWithContext(ctx)
	return client, session, err
}

func (s Security) policy() gomail.TLSPolicy {
	switch s {
	case StartTLS:
		return gomail.TLSMandatory
	case ImplicitTLS:
		return gomail.TLSOpportunistic // the connection is encrypted already, and the client is to know it
	case Cleartext:
	}
	return gomail.NoTLS
}

func (l *link) close() {
	if l.conn != nil {
		l.stop()
		_ = l.conn.Close() // closed already after a good conversation
	}
}

// signIn classifies what happened before the first mail. All of it is transient: it is about the server, and when it is
// repaired every mail goes.
func signIn(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return provision.Transient(errors.Join(ctx.Err(), err), "")
	}
	if reply, ok := errors.AsType[*textproto.Error](err); ok && reply.Code >= 500 {
		return provision.Transient(fmt.Errorf("%w: %w", provision.PermissionMissing, err), "Check the user name and the password for the mail server.")
	}
	return provision.Transient(fmt.Errorf("%w: %w", provision.TargetUnavailable, err),
		"Check that the mail server answers, offers the encryption and the way to sign in that were asked for, and has a valid certificate.")
}

// refusal classifies what the server said about a mail.
func refusal(ctx context.Context, err error) error {
	sent, ok := errors.AsType[*gomail.SendError](err)
	if ctx.Err() != nil || !ok {
		return provision.Transient(errors.Join(ctx.Err(), err), "")
	}
	said := func(code entitlement.Code) error { return fmt.Errorf("%w: %w", code, err) }
	switch {
	case sent.ErrorCode() < 500:
		return provision.Transient(said(provision.TargetUnavailable), "Nothing to do unless it lasts; then look up the answer of the mail server.")
	case sent.Reason == gomail.ErrSMTPMailFrom:
		return provision.Transient(said(provision.PermissionMissing), "Let the mail server accept the sender.")
	case sent.Reason == gomail.ErrSMTPRcptTo:
		return provision.Permanent(said(provision.SubjectMissing), "Correct the person's mail address in the directory.")
	}
	return provision.Permanent(said(provision.TargetRefused), "Look up in the mail server why it refused the mail.")
}

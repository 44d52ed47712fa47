package smtp

import (
	"cmp"
	"crypto/tls"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle/notify"
)

// Security is how the connection to the mail server is encrypted.
type Security uint8

// The ways. The zero value is the one that most servers want.
const (
	StartTLS    Security = iota // in the clear until both sides have agreed on TLS, which is required
	ImplicitTLS                 // TLS from the first byte
	Cleartext                   // none, for a relay on the same machine; it takes no password
)

// Config says which server sends the mails, as whom, and what they say.
type Config struct {
	Host     string // the server's name, as its certificate has it. Required
	Port     int    // default 587, and 465 with ImplicitTLS
	Security Security
	TLS      *tls.Config // roots and the like; nil stands for the system's. TLS 1.2 is the least
	Hello    string      // how this host introduces itself; default "localhost"

	// Username and Password are given to the server by the strongest method that it offers. "" means that nobody signs in.
	Username, Password string

	From    string // a bare address, from which the mails come and to which they bounce. Required
	Name    string // the name beside From; default none
	ReplyTo string // a bare address; default From

	Writer     *notify.Writer    // Required
	Recipients notify.Recipients // Required
	Ledger     Ledger            // nil: what was sent is remembered until the process ends

	Timeout time.Duration // for all of one message, whoever it is for; default 20 s
}

// check fills in the defaults, or refuses what cannot work with InvalidArgument.
func (c *Config) check() error {
	c.Timeout = cmp.Or(c.Timeout, 20*time.Second)
	c.Hello = cmp.Or(c.Hello, "localhost")
	port := 587
	if c.Security == ImplicitTLS {
		port = 465
	}
	c.Port = cmp.Or(c.Port, port)
	switch {
	case c.Host == "" || strings.ContainsFunc(c.Host, isUnsafe) || strings.Contains(c.Host, "/"):
		return refused("Host names a server")
	case strings.ContainsFunc(c.Hello, isUnsafe):
		return refused("Hello is a name without spaces")
	case c.Port < 1 || c.Port > 65535:
		return refused("Port is from 1 to 65535, not %d", c.Port)
	case c.Security > Cleartext:
		return refused("Security %d is not known", c.Security)
	case c.Security == Cleartext && c.Username+c.Password != "":
		return refused("a password is not sent in the clear")
	case (c.Username == "") != (c.Password == ""):
		return refused("Username and Password come together")
	case c.Timeout < 0:
		return refused("Timeout is positive")
	case c.Writer == nil || c.Recipients == nil:
		return refused("Writer and Recipients are required")
	}
	if _, err := bare(c.From); err != nil {
		return refused("From: %v", err)
	}
	if _, err := bare(cmp.Or(c.ReplyTo, c.From)); err != nil {
		return refused("ReplyTo: %v", err)
	}
	return nil
}

func (c *Config) tlsConfig() *tls.Config {
	config := c.TLS.Clone()
	if config == nil {
		config = &tls.Config{}
	}
	config.ServerName = cmp.Or(config.ServerName, c.Host)
	config.MinVersion = max(config.MinVersion, tls.VersionTLS12)
	return config
}

func refused(format string, args ...any) error {
	return &entitlement.Error{Code: entitlement.InvalidArgument, Kind: entitlement.KindEngine, Detail: fmt.Sprintf(format, args...)}
}

// isUnsafe reports what never stands in an address or a host's name: spaces, control characters and line ends, with which a
// command or a header could be smuggled in.
func isUnsafe(r rune) bool {
	return r <= ' ' || r == 0x7f || r >= 0x80 && r <= 0x9f || r == '<' || r == '>'
}

// bare returns a mail address that has no name and no comment beside it.
func bare(address string) (*mail.Address, error) {
	if strings.ContainsFunc(address, isUnsafe) {
		return nil, fmt.Errorf("%q is not a mail address", address)
	}
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Name != "" || parsed.Address != address {
		return nil, fmt.Errorf("%q is not a mail address", address)
	}
	return parsed, nil
}

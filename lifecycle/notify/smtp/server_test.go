package smtp_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"net"
	"net/http/httptest"
	"net/mail"
	"net/textproto"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// server is a mail server with as much of the protocol as the tests need.
type server struct {
	t        *testing.T
	listener net.Listener
	tls      *tls.Config
	roots    *x509.CertPool // trust the server
	settings settings

	mu        sync.Mutex
	delivered []delivery
	commands  []string
	replies   map[string]string // by the beginning of a command: what is answered in place of the usual
	sessions  sync.WaitGroup

	silence    chan struct{} // closed when it gives no answer for the first time
	fallSilent sync.Once
}

// settings say what kind of server it is.
type settings struct {
	noTLS    bool // STARTTLS is not offered
	implicit bool
	signIn   string // the only user and password, as "user/password"; "" when nobody signs in
}

// delivery is a message that the server took.
type delivery struct {
	from, to  string
	encrypted bool
	raw       string
	message   *mail.Message
}

// What replies can hold beside answers.
const (
	drop   = "drop"   // the connection ends
	silent = "silent" // no answer comes
)

func serve(t *testing.T, c settings) *server {
	t.Helper()
	site := httptest.NewTLSServer(nil) // it has a certificate for 127.0.0.1
	t.Cleanup(site.Close)
	s := &server{
		t: t, tls: &tls.Config{Certificates: site.TLS.Certificates}, roots: x509.NewCertPool(), settings: c,
		replies: map[string]string{}, silence: make(chan struct{}),
	}
	s.roots.AddCert(site.Certificate())
	var err error
	s.listener, err = net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.sessions.Go(func() {
		for {
			conn, err := s.listener.Accept()
			if err != nil {
				return
			}
			s.sessions.Go(func() { s.talk(conn) })
		}
	})
	t.Cleanup(func() {
		require.NoError(t, s.listener.Close())
		s.sessions.Wait()
	})
	return s
}

func (s *server) port() int { return s.listener.Addr().(*net.TCPAddr).Port }

// answer makes the server answer a command, named by its beginning, in its own way; "" in the usual one.
func (s *server) answer(command, reply string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replies[command] = reply
}

// mails returns what was delivered so far.
func (s *server) mails() []delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.delivered
}

// said returns whether a command with that beginning came.
func (s *server) said(command string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.commands {
		if strings.HasPrefix(c, command) {
			return true
		}
	}
	return false
}

func (s *server) reply(command string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commands = append(s.commands, command)
	found := ""
	for prefix, reply := range s.replies { // order: tests set one reply for a command
		if strings.HasPrefix(command, prefix) && reply != "" {
			found = reply
		}
	}
	return found
}

func (s *server) talk(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	encrypted := s.settings.implicit
	if encrypted {
		conn = tls.Server(conn, s.tls)
	}
	text := textproto.NewConn(conn)
	if text.PrintfLine("220 mail.example.com at your service") != nil {
		return
	}
	var d delivery
	for {
		command, err := text.ReadLine()
		if err != nil {
			return
		}
		reply := s.reply(command)
		switch {
		case reply == drop:
			return
		case reply != "":
		case strings.HasPrefix(command, "EHLO"):
			reply = s.greeting(encrypted)
		case command == "STARTTLS":
			if text.PrintfLine("220 go on") != nil {
				return
			}
			conn, encrypted = tls.Server(conn, s.tls), true
			text = textproto.NewConn(conn)
			continue
		case strings.HasPrefix(command, "AUTH PLAIN "):
			reply = "535 5.7.8 no"
			want := "\x00" + strings.ReplaceAll(s.settings.signIn, "/", "\x00")
			if strings.TrimPrefix(command, "AUTH PLAIN ") == base64.StdEncoding.EncodeToString([]byte(want)) {
				reply = "235 2.7.0 welcome"
			}
		case strings.HasPrefix(command, "MAIL FROM:"):
			d, reply = delivery{from: command, encrypted: encrypted}, "250 2.1.0 ok"
		case strings.HasPrefix(command, "RCPT TO:"):
			d.to, reply = command, "250 2.1.5 ok"
		case command == "DATA":
			if reply = s.take(text, d); reply == drop {
				return
			}
		case command == "QUIT":
			_ = text.PrintfLine("221 bye")
			return
		default:
			reply = "250 ok"
		}
		if reply == silent {
			s.fallSilent.Do(func() { close(s.silence) })
		} else if text.PrintfLine("%s", reply) != nil {
			return
		}
	}
}

func (s *server) greeting(encrypted bool) string {
	lines := []string{"250-mail.example.com", "250-ENHANCEDSTATUSCODES"}
	if !encrypted && !s.settings.noTLS {
		lines = append(lines, "250-STARTTLS")
	}
	if encrypted && s.settings.signIn != "" {
		lines = append(lines, "250-AUTH PLAIN")
	}
	return strings.Join(append(lines, "250 8BITMIME"), "\r\n")
}

// take reads a message, keeps it, and returns the answer to it. The reply to "." may be "taken and " and another.
func (s *server) take(text *textproto.Conn, d delivery) string {
	if text.PrintfLine("354 go on") != nil {
		return drop
	}
	raw, err := text.ReadDotBytes()
	if err != nil {
		return drop
	}
	reply := s.reply(".")
	reply, isTaken := strings.CutPrefix(reply, "taken and ")
	if reply != "" && !isTaken {
		return reply
	}
	d.raw = string(raw)
	if d.message, err = mail.ReadMessage(strings.NewReader(d.raw)); err != nil {
		return "554 5.6.0 " + err.Error()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.delivered = append(s.delivered, d)
	if isTaken {
		return reply
	}
	return "250 2.0.0 taken"
}

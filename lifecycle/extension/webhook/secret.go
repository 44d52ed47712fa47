package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"example.com/tenure/entitlement"
)

// The length of a secret's key in bytes.
const (
	MinSecret = 24
	MaxSecret = 64
)

const secretPrefix = "whsec_"

// Secret is a key that both sides know. It never prints itself, nor does what holds it. The zero value is refused wherever one
// is wanted.
type Secret struct {
	key *[]byte // behind a pointer: package fmt prints what it finds in fields, and asks no method of theirs
}

// ParseSecret reads a secret: "whsec_" and the key in standard base64, MinSecret to MaxSecret bytes of it. The prefix may
// be missing. A text that is none is refused with entitlement.InvalidArgument; the error does not quote it.
func ParseSecret(text string) (Secret, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(text, secretPrefix))
	if err != nil {
		return Secret{}, invalid("a secret is whsec_ and standard base64")
	}
	s := Secret{key: &key}
	if !s.valid() {
		return Secret{}, invalid("a secret has 24 to 64 bytes")
	}
	return s, nil
}

// String returns a text that gives nothing away.
func (s Secret) String() string { return secretPrefix + "…" }

// GoString returns the same as String.
func (s Secret) GoString() string { return s.String() }

func (s Secret) valid() bool {
	return s.key != nil && len(*s.key) >= MinSecret && len(*s.key) <= MaxSecret
}

// sign returns the raw signature of a message.
func (s Secret) sign(id string, second int64, body []byte) []byte {
	mac := hmac.New(sha256.New, *s.key)
	mac.Write([]byte(id + "." + strconv.FormatInt(second, 10) + "."))
	mac.Write(body)
	return mac.Sum(nil)
}

// signatures returns the value of the signature header: one signature per secret, in their order.
func signatures(secrets []Secret, id string, at time.Time, body []byte) string {
	parts := make([]string, len(secrets))
	for i, s := range secrets {
		parts[i] = version + base64.StdEncoding.EncodeToString(s.sign(id, at.Unix(), body))
	}
	return strings.Join(parts, " ")
}

// checkSecrets refuses a list without secrets, with too many, or with one that was not made by ParseSecret.
func checkSecrets(secrets []Secret) error {
	if len(secrets) == 0 || len(secrets) > maxSecrets {
		return invalid("give one to four secrets")
	}
	for _, s := range secrets {
		if !s.valid() {
			return invalid("make secrets with ParseSecret")
		}
	}
	return nil
}

func invalid(detail string) error {
	return &entitlement.Error{Op: "webhook", Code: entitlement.InvalidArgument, Detail: detail}
}

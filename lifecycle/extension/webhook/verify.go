package webhook

import (
	"crypto/hmac"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/tenure/entitlement"
)

// The headers of a message.
const (
	HeaderID        = "webhook-id"
	HeaderTimestamp = "webhook-timestamp"
	HeaderSignature = "webhook-signature"
)

const (
	version       = "v1,"
	maxSecrets    = 4
	maxID         = 256
	maxSignatures = 16
	maxBody       = 64 << 10

	// Tolerance is how far the timestamp of a message may be from the receiver's clock, both ways.
	Tolerance = 5 * time.Minute
)

// Verifier checks messages that come in. It has no state and is safe for concurrent use.
//
// It does not remember messages: whoever repeats one within Tolerance gets it accepted again. Use the identifier that
// Verify returns as the idempotency key of what the message causes.
type Verifier struct {
	secrets []Secret
	now     func() time.Time
}

// NewVerifier returns a verifier that accepts messages signed with any of the secrets, one to four of them; more than
// one during a rotation. Now is the clock that timestamps are compared with. It refuses other input with
// entitlement.InvalidArgument.
func NewVerifier(now func() time.Time, secrets ...Secret) (*Verifier, error) {
	if now == nil {
		return nil, invalid("give the clock")
	}
	if err := checkSecrets(secrets); err != nil {
		return nil, err
	}
	return &Verifier{secrets: slices.Clone(secrets), now: now}, nil
}

// Request reads the body of a request, 64 KiB at most, and verifies it. It returns the identifier of the message and the
// body. A body that is longer is refused with entitlement.LimitExceeded; otherwise it refuses as Verify does.
func (v *Verifier) Request(r *http.Request) (id string, body []byte, err error) {
	body, err = io.ReadAll(http.MaxBytesReader(nil, r.Body, maxBody))
	if _, tooLong := errors.AsType[*http.MaxBytesError](err); tooLong {
		limit := &entitlement.Error{Op: "webhook", Code: entitlement.LimitExceeded, Detail: "a message has 64 KiB at most", Err: err}
		return "", nil, limit
	}
	if err != nil {
		return "", nil, &entitlement.Error{Op: "webhook", Code: entitlement.Unavailable, Detail: "the body ended early", Err: err}
	}
	id, err = v.Verify(r.Header, body)
	if err != nil {
		return "", nil, err
	}
	return id, body, nil
}

// Verify checks the signature of a message and that its timestamp is within Tolerance, and returns its identifier.
// Headers that are missing, repeated or malformed are refused with entitlement.InvalidArgument; a wrong signature and a
// timestamp too far away with entitlement.Forbidden.
func (v *Verifier) Verify(header http.Header, body []byte) (id string, err error) {
	id, second, signed, err := read(header)
	if err != nil {
		return "", err
	}
	if !v.signed(id, second, signed, body) {
		return "", &entitlement.Error{Op: "webhook", Code: entitlement.Forbidden, Detail: "no signature is right"}
	}
	if v.now().Sub(time.Unix(second, 0)).Abs() > Tolerance {
		return "", &entitlement.Error{Op: "webhook", Code: entitlement.Forbidden, Detail: "the timestamp is too far from now"}
	}
	return id, nil
}

// signed says whether one of the signatures was made with one of the secrets. Signatures of versions that are not known
// are passed over.
func (v *Verifier) signed(id string, second int64, signed []string, body []byte) bool {
	for _, s := range v.secrets {
		want := s.sign(id, second, body)
		for _, text := range signed {
			encoded, known := strings.CutPrefix(text, version)
			got, err := base64.StdEncoding.DecodeString(encoded)
			if known && err == nil && hmac.Equal(got, want) {
				return true
			}
		}
	}
	return false
}

// read takes the three headers apart. An identifier has no period: it would move the borders of what is signed.
func read(header http.Header) (id string, second int64, signed []string, err error) {
	id, idOK := single(header, HeaderID)
	at, atOK := single(header, HeaderTimestamp)
	text, textOK := single(header, HeaderSignature)
	if !idOK || !atOK || !textOK {
		return "", 0, nil, invalid("give " + HeaderID + ", " + HeaderTimestamp + " and " + HeaderSignature + " once each")
	}
	if len(id) > maxID || strings.Contains(id, ".") {
		return "", 0, nil, invalid("an identifier has 256 bytes at most and no period")
	}
	second, err = strconv.ParseInt(at, 10, 64)
	if err != nil || strconv.FormatInt(second, 10) != at {
		return "", 0, nil, invalid("a timestamp is a whole number of seconds")
	}
	signed = strings.Fields(text)
	if len(signed) == 0 || len(signed) > maxSignatures {
		return "", 0, nil, invalid("give one to sixteen signatures")
	}
	return id, second, signed, nil
}

func single(header http.Header, name string) (string, bool) {
	values := header.Values(name)
	if len(values) != 1 || values[0] == "" {
		return "", false
	}
	return values[0], true
}

package webhook

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
)

// noon is the second that messages of the tests are signed at.
const noon = 1614265330

func clockAt(second int64) func() time.Time {
	return func() time.Time { return time.Unix(second, 0) }
}

// secretOf returns a secret of n equal bytes.
func secretOf(t *testing.T, b byte, n int) Secret {
	t.Helper()
	s, err := ParseSecret("whsec_" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat(string(b), n))))
	require.NoError(t, err)
	return s
}

// signedBy returns the headers of message m of noon.
func signedBy(body string, secrets ...Secret) http.Header {
	h := http.Header{}
	h.Set(HeaderID, "m")
	h.Set(HeaderTimestamp, strconv.Itoa(noon))
	h.Set(HeaderSignature, signatures(secrets, "m", time.Unix(noon, 0), []byte(body)))
	return h
}

// The signature was computed with another implementation of HMAC.
func TestKnownSignature(t *testing.T) {
	t.Parallel()
	s, err := ParseSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	require.NoError(t, err)
	got := signatures([]Secret{s}, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(noon, 0), []byte(`{"test": 2432232314}`))
	require.Equal(t, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", got)
}

func TestSecrets(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"short":  base64.StdEncoding.EncodeToString(make([]byte, MinSecret-1)),
		"long":   base64.StdEncoding.EncodeToString(make([]byte, MaxSecret+1)),
		"base64": "whsec_not-base64!",
		"empty":  "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := ParseSecret(text)
			require.ErrorIs(t, err, entitlement.InvalidArgument)
		})
	}
	s := secretOf(t, 'k', MinSecret)
	for _, format := range []string{"%v", "%s", "%+v", "%#v", "%q"} {
		require.NotContains(t, fmt.Sprintf(format, s), "kkk")
		require.NotContains(t, fmt.Sprintf(format, []Secret{s}), "kkk")
	}
}

func TestVerifierWantsClockAndSecrets(t *testing.T) {
	t.Parallel()
	s := secretOf(t, 'k', 32)
	_, err := NewVerifier(nil, s)
	require.ErrorIs(t, err, entitlement.InvalidArgument)
	for _, secrets := range [][]Secret{nil, {{}}, {s, {}}, {s, s, s, s, s}} {
		_, err := NewVerifier(clockAt(noon), secrets...)
		require.ErrorIs(t, err, entitlement.InvalidArgument)
	}
}

func TestRotationOfSecrets(t *testing.T) {
	t.Parallel()
	before, after, other := secretOf(t, 'a', 32), secretOf(t, 'b', 32), secretOf(t, 'c', 32)
	for name, c := range map[string]struct {
		signs, accepts []Secret
		ok             bool
	}{
		"same":                {[]Secret{before}, []Secret{before}, true},
		"receiver_has_both":   {[]Secret{before}, []Secret{after, before}, true},
		"sender_has_both":     {[]Secret{before, after}, []Secret{after}, true},
		"rotation_is_over":    {[]Secret{before}, []Secret{after}, false},
		"nobody_knows_either": {[]Secret{before, after}, []Secret{other}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v, err := NewVerifier(clockAt(noon), c.accepts...)
			require.NoError(t, err)
			id, err := v.Verify(signedBy("body", c.signs...), []byte("body"))
			if !c.ok {
				require.ErrorIs(t, err, entitlement.Forbidden)
				require.Empty(t, id)
				return
			}
			require.NoError(t, err)
			require.Equal(t, "m", id)
		})
	}
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	s := secretOf(t, 'k', 32)
	for name, c := range map[string]struct {
		change func(http.Header)
		code   entitlement.Code
	}{
		"other_id":           {func(h http.Header) { h.Set(HeaderID, "n") }, entitlement.Forbidden},
		"other_second":       {func(h http.Header) { h.Set(HeaderTimestamp, strconv.Itoa(noon+1)) }, entitlement.Forbidden},
		"other_version":      {func(h http.Header) { h.Set(HeaderSignature, "v2"+h.Get(HeaderSignature)[2:]) }, entitlement.Forbidden},
		"cut_signature":      {func(h http.Header) { h.Set(HeaderSignature, "v1,AAAA") }, entitlement.Forbidden},
		"no_id":              {func(h http.Header) { h.Del(HeaderID) }, entitlement.InvalidArgument},
		"two_ids":            {func(h http.Header) { h.Add(HeaderID, "m") }, entitlement.InvalidArgument},
		"period_in_id":       {func(h http.Header) { h.Set(HeaderID, "m.1") }, entitlement.InvalidArgument},
		"long_id":            {func(h http.Header) { h.Set(HeaderID, strings.Repeat("m", maxID+1)) }, entitlement.InvalidArgument},
		"no_number":          {func(h http.Header) { h.Set(HeaderTimestamp, "noon") }, entitlement.InvalidArgument},
		"padded_number":      {func(h http.Header) { h.Set(HeaderTimestamp, "0"+strconv.Itoa(noon)) }, entitlement.InvalidArgument},
		"no_signature":       {func(h http.Header) { h.Set(HeaderSignature, " ") }, entitlement.InvalidArgument},
		"many_signatures":    {func(h http.Header) { h.Set(HeaderSignature, strings.Repeat("v1,A ", 17)) }, entitlement.InvalidArgument},
		"repeated_signature": {func(h http.Header) { h.Add(HeaderSignature, "v1,A") }, entitlement.InvalidArgument},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v, err := NewVerifier(clockAt(noon), s)
			require.NoError(t, err)
			h := signedBy("body", s)
			c.change(h)
			_, err = v.Verify(h, []byte("body"))
			require.ErrorIs(t, err, c.code)
		})
	}
	v, err := NewVerifier(clockAt(noon), s)
	require.NoError(t, err)
	_, err = v.Verify(signedBy("body", s), []byte("Body"))
	require.ErrorIs(t, err, entitlement.Forbidden)
}

func TestTolerance(t *testing.T) {
	t.Parallel()
	s := secretOf(t, 'k', 32)
	edge := int64(Tolerance / time.Second)
	for _, c := range []struct {
		now int64
		ok  bool
	}{{noon - edge - 1, false}, {noon - edge, true}, {noon + edge, true}, {noon + edge + 1, false}} {
		v, err := NewVerifier(clockAt(c.now), s)
		require.NoError(t, err)
		_, err = v.Verify(signedBy("", s), nil)
		if c.ok {
			require.NoError(t, err)
		} else {
			require.ErrorIs(t, err, entitlement.Forbidden)
		}
	}
}

func TestRequestReadsTheBody(t *testing.T) {
	t.Parallel()
	s := secretOf(t, 'k', 32)
	v, err := NewVerifier(clockAt(noon), s)
	require.NoError(t, err)
	ask := func(body, signed string) (string, []byte, error) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
		r.Header = signedBy(signed, s)
		return v.Request(r)
	}
	longest := strings.Repeat("x", maxBody)
	id, body, err := ask(longest, longest)
	require.NoError(t, err)
	require.Equal(t, "m", id)
	require.Equal(t, longest, string(body))

	_, body, err = ask(longest+"x", longest+"x")
	require.ErrorIs(t, err, entitlement.LimitExceeded)
	require.Nil(t, body)
	_, body, err = ask("body", "another")
	require.ErrorIs(t, err, entitlement.Forbidden)
	require.Nil(t, body, "nobody sees a body that was not verified")

	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", failing{})
	r.Header = signedBy("", s)
	_, _, err = v.Request(r)
	require.ErrorIs(t, err, entitlement.Unavailable)
}

// failing is a body whose sender went away.
type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, http.ErrBodyReadAfterClose }

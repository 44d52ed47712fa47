package webhook

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
)

// endpoint is a local server and the configuration of a client that may call it.
func endpoint(t *testing.T, answer http.HandlerFunc) Config {
	t.Helper()
	server := httptest.NewTLSServer(answer)
	t.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	return Config{
		URL: server.URL, Secrets: []Secret{secretOf(t, 'k', 32)}, Now: clockAt(noon),
		Allow: netip.Addr.IsLoopback, Roots: roots,
	}
}

// untilGone returns when the client gave up. The server notices that only after the body was read.
func untilGone(r *http.Request) {
	if _, err := io.Copy(io.Discard, r.Body); err == nil {
		<-r.Context().Done()
	}
}

// asked is a callout with everything in it.
var asked = lifecycle.Callout{
	Key: "seed-7", Stage: entitlement.StageRequestCreated, StageInstance: entitlement.CalloutID{15: 7},
	Catalog: entitlement.CatalogID{15: 2}, Extension: "ticket", Endpoint: "tickets", Wait: true,
	ResumeBy: time.Unix(noon+60, 0), Request: entitlement.RequestID{15: 1}, Type: entitlement.RequestUserAdd,
	Requestor: "meg", Assignment: entitlement.AssignmentID{15: 3}, Target: "ann",
	Package: entitlement.AccessPackageID{15: 4}, Policy: entitlement.PolicyID{15: 5}, At: time.Unix(noon-60, 0),
}

func launch(t *testing.T, c Config, callout lifecycle.Callout) error {
	t.Helper()
	client, err := New(c)
	require.NoError(t, err)
	t.Cleanup(client.Close)
	return client.Launch(t.Context(), callout)
}

func TestLaunchIsSigned(t *testing.T) {
	t.Parallel()
	type seen struct {
		id   string
		body []byte
		err  error
	}
	calls := make(chan seen, 2)
	var v *Verifier
	config := endpoint(t, func(w http.ResponseWriter, r *http.Request) {
		id, body, err := v.Request(r)
		calls <- seen{id, body, err}
		w.WriteHeader(http.StatusAccepted)
	})
	var err error
	v, err = NewVerifier(clockAt(noon), config.Secrets...)
	require.NoError(t, err)

	require.NoError(t, launch(t, config, asked))
	require.NoError(t, launch(t, config, asked))
	first, second := <-calls, <-calls
	require.NoError(t, first.err)
	require.NoError(t, second.err)
	require.Equal(t, first.id, second.id, "a repetition is recognized by its identifier")
	require.Equal(t, first.body, second.body)
	var body map[string]any
	require.NoError(t, json.Unmarshal(first.body, &body))
	require.Equal(t, map[string]any{
		"key": "seed-7", "stage": "assignmentRequestCreated", "customExtensionStageInstanceId": asked.StageInstance.String(),
		"catalogId": asked.Catalog.String(), "customExtension": "ticket", "wait": true, "resumeBy": "2021-02-25T15:03:10Z",
		"requestId": asked.Request.String(), "requestType": "userAdd", "requestor": "meg",
		"assignmentId": asked.Assignment.String(), "target": "ann", "accessPackageId": asked.Package.String(),
		"assignmentPolicyId": asked.Policy.String(), "at": "2021-02-25T15:01:10Z",
	}, body)
}

func TestEndpoints(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	client, err := New(endpoint(t, func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		w.WriteHeader(http.StatusAccepted)
	}))
	require.NoError(t, err)
	t.Cleanup(client.Close)
	endpoints := Endpoints{"tickets": client}
	require.NoError(t, endpoints.Launch(t.Context(), asked))
	require.EqualValues(t, 1, calls.Load())

	elsewhere := asked
	elsewhere.Endpoint = "elsewhere"
	err = endpoints.Launch(t.Context(), elsewhere)
	require.Equal(t, provision.ClassPermanent, provision.Classify(err).Class)
	require.EqualValues(t, 1, calls.Load())
}

//
func TestAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		class  provision.Class
	}{
		"ok_is_not_accepted": {http.StatusOK, provision.ClassPermanent},
		"redirect":           {http.StatusTemporaryRedirect, provision.ClassPermanent},
		"refusal":            {http.StatusForbidden, provision.ClassPermanent},
		"throttled":          {http.StatusTooManyRequests, provision.ClassTransient},
		"broken":             {http.StatusBadGateway, provision.ClassTransient},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var calls atomic.Int32
			config := endpoint(t, func(w http.ResponseWriter, _ *http.Request) {
				calls.Add(1)
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(c.status)
			})
			err := launch(t, config, asked)
			require.Error(t, err)
			require.Equal(t, c.class, provision.Classify(err).Class)
			require.EqualValues(t, 1, calls.Load())
		})
	}
}

//
func TestTimeout(t *testing.T) {
	t.Parallel()
	config := endpoint(t, func(_ http.ResponseWriter, r *http.Request) { untilGone(r) })
	config.URL += "/path-with-token"
	client, err := New(config)
	require.NoError(t, err)
	t.Cleanup(client.Close)
	ctx, cancel := context.WithTimeout(t.Context(), entitlement.MinClientTimeout*time.Millisecond)
	defer cancel()
	err = client.Launch(ctx, asked)
	require.ErrorIs(t, err, provision.NoAnswer)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Equal(t, provision.ClassTransient, provision.Classify(err).Class)
	require.NotContains(t, err.Error(), "token")
}

func TestTheHostsNetworkIsOutOfReach(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"127.0.0.1", "localhost"} {
		var calls atomic.Int32
		config := endpoint(t, func(http.ResponseWriter, *http.Request) { calls.Add(1) })
		config.URL = strings.Replace(config.URL, "127.0.0.1", host, 1)
		config.Allow = nil
		err := launch(t, config, asked)
		require.ErrorIs(t, err, entitlement.Forbidden)
		require.Equal(t, provision.ClassPermanent, provision.Classify(err).Class)
		require.Zero(t, calls.Load())
	}
}

func TestUnknownCertificate(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	config := endpoint(t, func(http.ResponseWriter, *http.Request) { calls.Add(1) })
	config.Roots = x509.NewCertPool()
	err := launch(t, config, asked)
	require.Error(t, err)
	require.Zero(t, calls.Load())
}

func TestPublic(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"8.8.8.8": true, "2606:4700::1111": true, "::ffff:8.8.8.8": true,
		"127.0.0.1": false, "::1": false, "::ffff:127.0.0.1": false, "10.1.2.3": false, "172.16.0.1": false,
		"192.168.1.1": false, "169.254.169.254": false, "::ffff:169.254.169.254": false, "100.64.0.1": false,
		"0.0.0.0": false, "::": false, "0.1.2.3": false, "224.0.0.1": false, "255.255.255.255": false, "240.0.0.1": false,
		"198.18.0.1": false, "192.0.2.1": false, "fe80::1": false, "fe80::1%eth0": false, "fc00::1": false,
		"fd00:ec2::254": false, "ff02::1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false, "2001::1": false,
		"2001:db8::1": false, "::7f00:1": false,
	} {
		require.Equal(t, want, Public(netip.MustParseAddr(text)), text)
	}
	require.False(t, Public(netip.Addr{}))
}

func TestConfigIsChecked(t *testing.T) {
	t.Parallel()
	good := Config{URL: "https://example.com/hook", Secrets: []Secret{secretOf(t, 'k', 32)}, Now: clockAt(noon)}
	_, err := New(good)
	require.NoError(t, err)
	for name, change := range map[string]func(*Config){
		"http":       func(c *Config) { c.URL = "http://example.com" },
		"file":       func(c *Config) { c.URL = "file:///etc/passwd" },
		"relative":   func(c *Config) { c.URL = "/hook" },
		"no_host":    func(c *Config) { c.URL = "https://:443/" },
		"user":       func(c *Config) { c.URL = "https://u:p@example.com" },
		"fragment":   func(c *Config) { c.URL = "https://example.com/#a" },
		"broken_url": func(c *Config) { c.URL = "https://%" },
		"no_clock":   func(c *Config) { c.Now = nil },
		"no_secret":  func(c *Config) { c.Secrets = nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := good
			change(&c)
			_, err := New(c)
			require.ErrorIs(t, err, entitlement.InvalidArgument)
		})
	}
}

package webhook

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
)

// Config says what a Client calls, and how.
type Config struct {
	URL     string           // https, without user and fragment
	Secrets []Secret         // one to four; every message is signed with each
	Now     func() time.Time // the clock that timestamps are taken from

	// Allow says which addresses may be connected to. Nil stands for Public. A function that allows others opens what
	// lies behind them to whoever writes URLs.
	Allow func(netip.Addr) bool
	Roots *x509.CertPool // certificate authorities; nil for those of the system
}

// Client launches callouts by HTTP POST, all to one URL: an Endpoints picks one by the callout's endpoint. It implements
// lifecycle.Extension and is safe for concurrent use. How long a call may take, whether it is tried again and whether an answer
// is waited for is not its concern: the extension says that, and the engine sees to it.
type Client struct {
	url     string
	secrets []Secret
	now     func() time.Time
	http    *http.Client
}

var _ lifecycle.Extension = (*Client)(nil)

// New returns a client. It refuses a configuration outside the bounds that Config names with
// entitlement.InvalidArgument. It connects to nothing yet.
func New(c Config) (*Client, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	allow := c.Allow
	if allow == nil {
		allow = Public
	}
	dialer := &net.Dialer{ControlContext: guard(allow)}
	transport := &http.Transport{
		Proxy:                  nil, // a proxy would connect for us, past the guard
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{RootCAs: c.Roots, MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    4,
		IdleConnTimeout:        time.Minute,
		MaxResponseHeaderBytes: 16 << 10,
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{
		url: c.URL, secrets: slices.Clone(c.Secrets), now: c.Now,
		http: &http.Client{Transport: transport, CheckRedirect: stay},
	}, nil
}

func (c *Config) check() error {
	u, err := url.Parse(c.URL)
	switch {
	case err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Fragment != "":
		return invalid("the URL is absolute, https, and has no user or fragment")
	case c.Now == nil:
		return invalid("give the clock")
	}
	return checkSecrets(c.Secrets)
}

// message is the body of a call. What is not there is left out.
type message struct {
	Key           string                           `json:"key"`
	Stage         entitlement.CustomExtensionStage `json:"stage"`
	StageInstance entitlement.CalloutID            `json:"customExtensionStageInstanceId"` // what an answer names
	Catalog       entitlement.CatalogID            `json:"catalogId"`
	Extension     entitlement.CustomExtensionID    `json:"customExtension"`
	Wait          bool                             `json:"wait"`
	ResumeBy      time.Time                        `json:"resumeBy,omitzero"`
	Request       entitlement.RequestID            `json:"requestId,omitzero"`
	Type          entitlement.RequestType          `json:"requestType,omitzero"`
	Requestor     entitlement.SubjectID            `json:"requestor,omitempty"`
	Assignment    entitlement.AssignmentID         `json:"assignmentId,omitzero"`
	Target        entitlement.SubjectID            `json:"target"`
	Package       entitlement.AccessPackageID      `json:"accessPackageId"`
	Policy        entitlement.PolicyID             `json:"assignmentPolicyId"`
	At            time.Time                        `json:"at"`
}

// Launch posts the callout. The endpoint has to answer 202 Accepted before ctx ends.
//
// The identifier of the message is a hash of the callout's key: the same at every attempt, so an endpoint recognizes
// repetitions. No answer, 408, 425, 429 and 500 to 599 are transient; any other answer, a redirect among them, and an address
// that is not allowed are permanent. Errors are those of package provision.
func (c *Client) Launch(ctx context.Context, callout lifecycle.Callout) error {
	body, err := json.Marshal(message{
		Key: callout.Key, Stage: callout.Stage, StageInstance: callout.StageInstance, Catalog: callout.Catalog,
		Extension: callout.Extension, Wait: callout.Wait, ResumeBy: callout.ResumeBy.UTC(), Request: callout.Request,
		Type: callout.Type, Requestor: callout.Requestor, Assignment: callout.Assignment, Target: callout.Target,
		Package: callout.Package, Policy: callout.Policy, At: callout.At.UTC(),
	})
	if err != nil {
		return provision.Permanent(err, "The callout cannot be written.")
	}
	sum := sha256.Sum256([]byte(callout.Key))
	return c.post(ctx, "msg_"+hex.EncodeToString(sum[:16]), body)
}

// Close closes connections that wait for another call.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// post makes one attempt.
func (c *Client) post(ctx context.Context, id string, body []byte) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return provision.Permanent(err, "")
	}
	at := c.now()
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set(HeaderID, id)
	request.Header.Set(HeaderTimestamp, strconv.FormatInt(at.Unix(), 10))
	request.Header.Set(HeaderSignature, signatures(c.secrets, id, at, body))
	response, err := c.http.Do(request)
	if err != nil {
		return failure(err)
	}
	if err := response.Body.Close(); err != nil { // the status is all that counts
		return provision.Transient(err, "")
	}
	return verdict(response.StatusCode)
}

// failure classifies a call without an answer. What the guard said counts; the URL, which may hold a secret, is left out.
func failure(err error) error {
	if refused, ok := errors.AsType[*provision.Error](err); ok {
		return refused
	}
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err
	}
	return provision.Transient(err, "")
}

// verdict classifies an answer.
func verdict(status int) error {
	switch {
	case status == http.StatusAccepted:
		return nil
	case status == http.StatusTooManyRequests:
		return provision.Transient(provision.Throttled, "The endpoint wants fewer calls.")
	case status >= 500, status == http.StatusRequestTimeout, status == http.StatusTooEarly:
		return provision.Transient(provision.TargetUnavailable, "The endpoint answered "+strconv.Itoa(status)+".")
	}
	return provision.Permanent(provision.TargetRefused, "The endpoint answered "+strconv.Itoa(status)+", not 202 Accepted.")
}

// Package webhook calls custom extensions over HTTP: an implementation of lifecycle.Extension, and the verifier for calls
// that come back. It uses the standard library alone; the engine does not import it.
//
// Messages are signed as the Standard Webhooks specification says. A message has an identifier, the second of the attempt
// and a body; its signature is an HMAC-SHA256 over the three, joined by periods. They travel in the headers webhook-id,
// webhook-timestamp and webhook-signature. During a rotation of secrets a message carries one signature per secret, and a
// receiver accepts any of its own.
//
// A Client calls one URL; Endpoints picks the client by the name that a configuration gives the endpoint. Where the engine waits
// for an answer, the other side sends a message of its own to the host, which reads it with Verifier.Answer and hands what it
// says to lifecycle.Session.Resume. Hosts with messages of another form use Verifier.Request, and the identifier of the message
// as the Key.
//
// A Client is careful by default: https only, public addresses only, no proxy, no redirects, and nothing of an answer
// but its status is looked at. So a URL that somebody wrote into a configuration does not reach the host's own network.
// Addresses are judged after the name was resolved, on the connection that is then used.
package webhook

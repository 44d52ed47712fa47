package policy

import (
	"strconv"

	"example.com/tenure/entitlement"
)

// presented asks whether every credential is there that the policy demands of requestors: of each type one, from any
// of its issuers. What administrators assign needs none: nobody presents anything then. Reasons name types and trusted
// issuers, and never hold what was presented.
func (w *walk) presented(p *entitlement.AssignmentPolicy) {
	wanted := p.VerifiableCredentialSettings.CredentialTypes
	if len(wanted) == 0 || w.ask.Direct {
		return
	}
	m, there := w.open(), 0
	for i := range wanted {
		ok := wanted[i].IsPresented(w.ask.VerifiedCredentials)
		if ok {
			there++
		}
		if n := w.check(credentialMissing, is(ok)); n != nil {
			n.about("", wanted[i].CredentialType, "one from "+names(wanted[i].Issuers), w.presentedText(&wanted[i], ok))
		}
	}
	if n := w.close(m, credentialsPresented, w.all); n != nil {
		n.about(string(w.ask.Target), "credentials", strconv.Itoa(len(wanted)), strconv.Itoa(there))
	}
}

func (w *walk) presentedText(t *entitlement.VerifiableCredentialType, ok bool) string {
	if ok {
		return "presented"
	}
	for i := range w.ask.VerifiedCredentials {
		if w.ask.VerifiedCredentials[i].Type == t.CredentialType {
			return "from another issuer"
		}
	}
	return "missing"
}

package policy

import (
	"strconv"

	"example.com/tenure/entitlement"
)

// selectPolicy finds the policy that governs the request: the one chosen, or the only one that applies. It returns nil, and
// has noted why, if there is none; the candidates if the requestor has to choose.
func (w *walk) selectPolicy() (chosen *entitlement.AssignmentPolicy, candidates []entitlement.PolicyID) {
	if len(w.ask.Policies) == 0 {
		return nil, nil // PackageHasNoPolicy has said so
	}
	best := w.bestTiers()
	m := w.open()
	var found tally
	for _, p := range w.ask.Policies {
		if p != nil && (w.ask.Choice.IsZero() || p.ID == w.ask.Choice) {
			found.count(p, w.applies(p, best))
		}
	}
	if n := w.close(m, noPolicyApplies, found.any()); n != nil {
		n.about(string(w.ask.Target), "applicable policies", w.wantedPolicy(), strconv.Itoa(found.sure))
	}
	switch {
	case found.sure == 1 && found.open == 0:
		return found.first, nil
	case found.sure == 0 && found.open == 1:
		w.prefetch(found.maybe)
	case found.sure > 0:
		if n := w.check(policyChoiceNeeded, found.choice()); n != nil {
			n.about(string(w.ask.Target), "applicable policies", "1", strconv.Itoa(found.sure))
		}
		if found.open == 0 {
			return nil, found.ids
		}
	}
	w.more = w.more || found.open > 1 || found.sure > 0 // which policy it is decides what its approval needs
	return nil, nil
}

func (w *walk) wantedPolicy() string {
	if w.ask.Choice.IsZero() {
		return "at least 1"
	}
	return w.ask.Choice.String()
}

// tally counts the policies that apply, and those that may once facts are known.
type tally struct {
	sure, open   int
	first, maybe *entitlement.AssignmentPolicy
	ids          []entitlement.PolicyID // from the second one on, so that the usual case allocates nothing
}

func (t *tally) count(p *entitlement.AssignmentPolicy, a answer) {
	switch a {
	case yes:
		t.sure++
		if t.sure == 1 {
			t.first = p
			return
		}
		if t.sure == 2 {
			t.ids = append(t.ids, t.first.ID)
		}
		t.ids = append(t.ids, p.ID)
	case unknown:
		t.open++
		t.maybe = p
	case no:
	}
}

// any answers whether a policy applies.
func (t *tally) any() answer {
	switch {
	case t.sure > 0:
		return yes
	case t.open > 0:
		return unknown
	}
	return no
}

// choice answers, where more than one policy is in question, whether no choice is needed.
func (t *tally) choice() answer {
	if t.open > 0 {
		return unknown
	}
	return no
}

// applies asks whether a policy takes the target, whatever its terms are.
func (w *walk) applies(p *entitlement.AssignmentPolicy, best tiers) answer {
	if w.rec != nil {
		w.rec.policy = p.ID
	}
	m := w.open()
	directOnly := p.IsDirectOnly()
	w.notSuspended(p)
	w.notAutomatic(p)
	if !w.ask.Direct {
		w.requestable(p, directOnly)
	}
	w.notEnded(p)
	if !directOnly {
		w.scope(p)
	}
	if best.matter {
		tier := tierOf(p.AllowedTargetScope)
		if n := w.check(tierOutranked, best.admit(tier)); n != nil {
			n.about("", "tier", strconv.Itoa(best.sure), strconv.Itoa(tier))
		}
	}
	a := w.all
	if n := w.close(m, policyApplies, a); n != nil {
		n.about(string(w.ask.Target), "policy", "", p.ID.String())
		w.rec.policy = entitlement.PolicyID{}
	}
	return a
}

// notSuspended asks whether the policy takes requests, or direct assignments if it is for nothing else.
func (w *walk) notSuspended(p *entitlement.AssignmentPolicy) {
	if w.ask.Direct && !p.IsDirectOnly() {
		return
	}
	if n := w.check(policySuspended, is(!p.IsSuspended)); n != nil {
		n.about("", "isSuspended", "false", strconv.FormatBool(p.IsSuspended))
	}
}

// notEnded asks whether the policy's fixed end lies ahead.
func (w *walk) notEnded(p *entitlement.AssignmentPolicy) {
	if p.Expiration.Type != entitlement.ExpirationAfterDateTime {
		return
	}
	if n := w.check(policyEnded, is(p.Expiration.EndDateTime.After(w.ask.At))); n != nil {
		n.about("", "endDateTime", "later than "+instant(w.ask.At), instant(p.Expiration.EndDateTime))
	}
}

// notDirectOnly asks whether the policy is for requests at all.
func (w *walk) notDirectOnly(p *entitlement.AssignmentPolicy) {
	if n := w.check(policyDirectOnly, is(!p.IsDirectOnly())); n != nil {
		n.about("", "allowedTargetScope", "other than notSpecified", p.AllowedTargetScope.String())
	}
}

// requestable asks whether people may request under the policy.
func (w *walk) requestable(p *entitlement.AssignmentPolicy, directOnly bool) {
	w.notDirectOnly(p)
	if directOnly {
		return
	}
	if w.ask.Requestor != w.ask.Target {
		w.onBehalf(p, entitlement.OnBehalfAdd, w.ask.Requestor, w.ask.Target)
		return
	}
	selfAdd := p.Requestor().EnableTargetsToSelfAddAccess
	if n := w.check(selfAddDisabled, is(selfAdd)); n != nil {
		n.about("", "enableTargetsToSelfAddAccess", "true", strconv.FormatBool(selfAdd))
	}
}

// prefetch notes what routing under the policy will need: it is the only one that can still apply, and asking for its
// approvers together with its scope saves a round.
func (w *walk) prefetch(p *entitlement.AssignmentPolicy) {
	saved := w.trace
	w.rec = nil
	if needsApproval(p) {
		w.route(p)
	}
	saved.needs, saved.more = w.needs, w.more
	w.trace = saved
}

package policy

import (
	"strconv"

	"example.com/tenure/entitlement"
)

// notAutomatic asks whether people, rather than their attributes, decide who has access under a policy.
func (w *walk) notAutomatic(p *entitlement.AssignmentPolicy) {
	if !p.IsAutomatic() {
		return
	}
	if n := w.check(policyAutomatic, no); n != nil {
		n.about("", "automaticRequestSettings", "nothing", "a membership rule")
	}
}

// MembershipAsk is a question to Membership: how does a person stand with an automatic policy?
type MembershipAsk struct {
	Policy  *entitlement.AssignmentPolicy // an automatic one
	Scope   *entitlement.AutomaticScope
	Matches bool                         // the rule takes the person
	Member  *entitlement.AutomaticMember // nil if the person was not in the scope before
	Own     *entitlement.Assignment      // the person's live assignment that was made through the policy, or nil
}

// MembershipChange is what follows from how a person stands with an automatic policy.
type MembershipChange uint8

// Membership changes.
const (
	MembershipStays   MembershipChange = iota // nothing changes
	MembershipBegins                          // the person comes into the scope: what is there goes on, or an assignment is due
	MembershipRetried                         // an assignment that was not possible is tried again
	MembershipReturns                         // the person is back before the removal was carried out
	MembershipLeaves                          // the person leaves, and the policy's own assignment is to go
	MembershipEnds                            // the person leaves, and nothing is taken away
)

// Membership answers what follows from how a person stands with an automatic policy. Who is in the scope already gets nothing
// anew: an assignment that somebody took away stays away until the person leaves and comes back, or the rule changes.
// Only the policy's own assignments are taken away, and only if it removes at all.
func Membership(ask *MembershipAsk) MembershipChange {
	m := ask.Member
	switch {
	case ask.Matches && m == nil:
		return MembershipBegins
	case ask.Matches && m.Leaving && ask.Own == nil:
		return MembershipBegins // somebody took it away meanwhile; the person has left since and comes back
	case ask.Matches && m.Leaving:
		return MembershipReturns
	case ask.Matches && m.Rule != ask.Scope.Rule:
		return MembershipBegins
	case ask.Matches && m.Waiting != "":
		return MembershipRetried
	case ask.Matches:
		return MembershipStays
	case ask.Own == nil && m != nil:
		return MembershipEnds
	case ask.Own == nil, m != nil && m.Leaving:
		return MembershipStays
	case !ask.Policy.AutomaticRequestSettings.RemoveAccessWhenTargetLeavesAllowedTargets && m != nil:
		return MembershipEnds
	case !ask.Policy.AutomaticRequestSettings.RemoveAccessWhenTargetLeavesAllowedTargets:
		return MembershipStays
	case m == nil && !ask.Own.Schedule.End.IsZero():
		return MembershipStays // has left, and stays for the grace period
	}
	return MembershipLeaves
}

// AssignAutomatically answers whether an automatic policy may give its package to the target, whom its rule takes: the policy
// makes assignments, the package can be had, the person has not got it and has not asked for it, and
// may have it beside what they have. The question is one of a direct assignment.
func AssignAutomatically(ask *Ask, p *entitlement.AssignmentPolicy, facts *Facts) Ruling {
	direct := *ask
	direct.Direct = true
	w := walk{trace: trace{facts: facts, all: yes}, ask: &direct}
	w.automatic(p)
	return w.ruling()
}

// ExplainAutomatic is AssignAutomatically with reasons.
func ExplainAutomatic(ask *Ask, p *entitlement.AssignmentPolicy, facts *Facts) (Ruling, []entitlement.Reason) {
	direct := *ask
	direct.Direct = true
	w := walk{trace: trace{facts: facts, all: yes, rec: newRecorder()}, ask: &direct}
	w.automatic(p)
	return w.ruling(), w.rec.reasons()
}

func (w *walk) automatic(p *entitlement.AssignmentPolicy) {
	w.packageChecks()
	w.personChecks()
	on := p.IsAutomatic() && p.AutomaticRequestSettings.RequestAccessForAllowedTargets && !p.IsSuspended
	if n := w.check(assignmentsOff, is(on)); n != nil {
		n.about("", "requestAccessForAllowedTargets", "true", strconv.FormatBool(on))
	}
}

// WaitingFor returns why an automatic assignment is not possible for the time being, of a refusal by AssignAutomatically: the
// outermost check that a change of the person, or of the configuration, can turn.
func WaitingFor(r Ruling) entitlement.Code {
	for _, code := range r.Codes {
		if code != entitlement.PackageOK {
			return code
		}
	}
	return entitlement.AssignmentsOff
}

package policy

import (
	"slices"
	"strconv"

	"example.com/tenure/entitlement"
)

// OnBehalfAsk is a question to OnBehalf: may somebody act for somebody else?
type OnBehalfAsk struct {
	// Policies are those under which it could be; one that lets them is enough. With a Choice no other is looked at.
	Policies  []*entitlement.AssignmentPolicy
	Choice    entitlement.PolicyID
	Right     entitlement.OnBehalfRight
	Requestor entitlement.SubjectID // who acts
	Target    entitlement.SubjectID // for whom
}

// OnBehalf answers whether somebody may act for somebody else under one of the policies, whatever else there
// is to check. It looks at the requestor, and of the target at nothing but the managers, so that a refusal tells whoever asks
// nothing about other people.
func OnBehalf(ask *OnBehalfAsk, facts *Facts) Ruling {
	t := trace{facts: facts, all: yes}
	t.actsFor(ask)
	return t.ruling()
}

// ExplainOnBehalf is OnBehalf with reasons.
func ExplainOnBehalf(ask *OnBehalfAsk, facts *Facts) (Ruling, []entitlement.Reason) {
	t := trace{facts: facts, all: yes, rec: newRecorder()}
	t.actsFor(ask)
	return t.ruling(), t.rec.reasons()
}

func (t *trace) actsFor(ask *OnBehalfAsk) {
	m, a := t.open(), no
	for _, p := range ask.Policies {
		if p == nil || !ask.Choice.IsZero() && p.ID != ask.Choice {
			continue
		}
		if t.rec != nil {
			t.rec.policy = p.ID
		}
		m := t.open()
		t.onBehalf(p, ask.Right, ask.Requestor, ask.Target)
		a = max(a, t.all)
		t.close(m, policyApplies, t.all)
		if t.rec != nil {
			t.rec.policy = entitlement.PolicyID{}
		}
	}
	if n := t.close(m, noPolicyApplies, a); n != nil {
		n.about(string(ask.Requestor), "policies", "at least 1", strconv.Itoa(n.passed()))
	}
	t.enabled(ask.Requestor)
}

// enabled asks whether who acts for somebody else is somebody who may sign in (I-93).
func (t *trace) enabled(id entitlement.SubjectID) {
	var record *entitlement.Subject
	a := no // the system asks for nobody as people do
	if id != "" {
		var known bool
		record, known = t.subject(id)
		if a = is(record != nil && !record.AccountDisabled); !known {
			a = unknown
		}
	}
	if n := t.check(subjectBlocked, a); n != nil {
		n.about(string(id), "account", "enabled", accountText(record))
	}
}

// onBehalf asks whether a policy lets the requestor act for the target.
func (t *trace) onBehalf(p *entitlement.AssignmentPolicy, right entitlement.OnBehalfRight, requestor, target entitlement.SubjectID) {
	settings := p.Requestor()
	enabled, name := settings.OnBehalf(right)
	if n := t.check(onBehalfDisabled, is(enabled)); n != nil {
		n.about("", name, "true", strconv.FormatBool(enabled))
	}
	if !enabled {
		return
	}
	m, a := t.open(), no
	for _, set := range settings.OnBehalfSets() {
		found := t.actsAs(set, requestor, target)
		a = max(a, found)
		if n := t.check(scopeClause, found); n != nil {
			n.about(string(requestor), "onBehalfRequestor", set.String(), foundText(found))
		}
	}
	if n := t.close(m, notOnBehalfRequestor, a); n != nil {
		n.about(string(requestor), "onBehalfRequestors", "at least 1", strconv.Itoa(n.passed()))
	}
}

// actsAs answers whether somebody belongs to a set of on-behalf requestors.
func (t *trace) actsAs(set entitlement.SubjectSet, requestor, target entitlement.SubjectID) answer {
	switch {
	case requestor == "": // the system acts for nobody
		return no
	case set.Type == entitlement.SetSingleUser:
		return is(set.UserID == requestor)
	case set.Type == entitlement.SetGroupMembers:
		groups, known := t.facts.Groups(requestor)
		if !known {
			t.needs = append(t.needs, Need{Kind: NeedGroups, Subject: requestor})
			return unknown
		}
		_, found := slices.BinarySearch(groups, set.GroupID) // nested groups are in the list
		return is(found)
	case set.Type == entitlement.SetTargetManager:
		return t.manages(requestor, target, set.Level())
	}
	return no
}

// manages answers whether somebody is the manager of a person, so many levels up.
func (t *trace) manages(who, person entitlement.SubjectID, level int) answer {
	for left := level - 1; left >= 0; left-- {
		record, known := t.subject(person)
		if !known {
			t.needs = append(t.needs, Need{Kind: NeedSubject, Subject: person, Managers: left})
			return unknown
		}
		if record == nil || record.Manager == "" {
			return no
		}
		person = record.Manager
	}
	return is(person == who)
}

func foundText(a answer) string {
	if a == yes {
		return "one of them"
	}
	return "somebody else"
}

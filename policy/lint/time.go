package lint

import (
	"time"

	"example.com/tenure/entitlement"
)

// ends looks at a fixed end.
func (l *linter) ends() {
	e := l.Policy.Expiration
	if e.Type != entitlement.ExpirationAfterDateTime {
		return
	}
	const where = "expiration.endDateTime"
	if !e.EndDateTime.After(l.At) {
		l.add(Finding{
			Rule: EndPassed, Severity: Blocks, Where: where,
			Detail: "the end has come on " + day(e.EndDateTime) + ": nobody can have access any more",
			Advice: "choose a day that lies ahead, or a duration",
		}, nil)
		return
	}
	if !l.Policy.RequestApprovalSettings.IsApprovalRequiredForAdd {
		return
	}
	decided := l.At
	for i := range l.Policy.RequestApprovalSettings.Stages {
		if s := &l.Policy.RequestApprovalSettings.Stages[i]; !s.IsDetermined() { // how long that one is nobody knows
			decided = s.Timeout().AddTo(decided)
		}
	}
	if decided.Before(e.EndDateTime) {
		return
	}
	l.add(Finding{
		Rule: EndBeforeDecision, Severity: Warns, Where: where,
		Detail: "approvers have until " + day(decided) + " for a request of today, and access ends on " + day(e.EndDateTime),
		Advice: "let the stages be shorter, or the end be later",
	}, nil)
}

// extensions looks at holders who may ask for a later end, themselves or through others.
func (l *linter) extensions() {
	p, s := l.Policy, l.Policy.Requestor()
	f := Finding{Where: "requestorSettings.enableTargetsToSelfUpdateAccess"}
	switch {
	case s.EnableTargetsToSelfUpdateAccess:
	case s.EnableOnBehalfRequestorsToUpdateAccess:
		f.Where = "requestorSettings.enableOnBehalfRequestorsToUpdateAccess"
	default:
		return
	}
	approval := &p.RequestApprovalSettings
	switch {
	case p.IsDirectOnly():
		f.Rule, f.Severity = ExtensionDirectOnly, Blocks
		f.Detail = "only administrators assign under the policy, so that what others ask to extend is always refused"
		f.Advice = "disable it, or give the policy a scope of people who may ask"
	case p.Expiration.Type == entitlement.ExpirationNone, p.Expiration.Type == entitlement.ExpirationAfterDateTime:
		if s.AllowCustomAssignmentSchedule {
			return // who chose an earlier end can move it
		}
		f.Rule, f.Severity = ExtensionNowhere, Warns
		f.Detail = "the end cannot move: it is the same for everybody, unless an administrator gave somebody an earlier one"
		f.Advice = "let access end after a duration, or disable extension"
	case approval.IsApprovalRequiredForAdd && !approval.IsApprovalRequiredForUpdate && p.Reviews() == nil:
		f.Rule, f.Severity = ExtensionUnattended, Warns
		f.Detail = "what was approved once can be extended again and again: nobody approves that, and no review looks at it"
		f.Advice = "require approval for updates, or review the access"
	default:
		return
	}
	l.add(f, nil)
}

// neverLookedAt looks for access that goes on until somebody happens to think of it.
func (l *linter) neverLookedAt() {
	p := l.Policy
	if p.Reviews() != nil {
		return
	}
	f := Finding{
		Rule: NeverLookedAt, Severity: Warns, Where: "expiration.type",
		Detail: "access has no end, and no review looks at it",
		Advice: "let access end, or review it: a year at the most is usual",
	}
	switch {
	case p.IsAutomatic() && p.AutomaticRequestSettings.RemoveAccessWhenTargetLeavesAllowedTargets:
		return // it ends when the attributes do not fit any more
	case p.IsAutomatic():
		f.Where = "automaticRequestSettings.removeAccessWhenTargetLeavesAllowedTargets"
	case p.Expiration.Type != entitlement.ExpirationNone:
		return
	}
	l.add(f, nil)
}

func day(t time.Time) string { return t.UTC().Format("2 January 2006") }

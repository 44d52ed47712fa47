package policy

import (
	"strconv"
	"time"

	"example.com/tenure/entitlement"
)

// terms asks whether the request meets the terms of the policy that governs it.
func (w *walk) terms(p *entitlement.AssignmentPolicy) Verdict {
	if w.rec != nil {
		w.rec.policy = p.ID
	}
	var v Verdict
	w.justified(p)
	w.answered(p)
	w.presented(p)
	v.Window = w.window(p)
	if v.NeedsApproval = needsApproval(p); v.NeedsApproval {
		v.Route = w.route(p)
	}
	return v
}

// justified asks for the reason that a requestor has to give.
func (w *walk) justified(p *entitlement.AssignmentPolicy) {
	if !p.RequestApprovalSettings.IsRequestorJustificationRequired || w.ask.Direct {
		return
	}
	if n := w.check(justificationMissing, is(w.ask.HasJustification)); n != nil {
		n.about(string(w.ask.Requestor), "justification", "given", given(w.ask.HasJustification))
	}
}

// needsApproval reports whether requests under the policy wait for approval, also those of administrators. Whoever
// lets in anybody from outside cannot do without.
func needsApproval(p *entitlement.AssignmentPolicy) bool {
	return p.RequestApprovalSettings.IsApprovalRequiredForAdd || p.AllowedTargetScope == entitlement.ScopeAllExternalUsers
}

// window checks the schedule asked for and returns the assignment's time.
func (w *walk) window(p *entitlement.AssignmentPolicy) entitlement.Schedule {
	asked := w.ask.Schedule
	if asked != (entitlement.Schedule{}) {
		w.customSchedule(p, asked)
	}
	window, code := Window(p, asked, w.ask.At)
	if code == entitlement.PolicyEnded {
		if n := w.check(policyEnded, no); n != nil {
			start := later(asked.Start, w.ask.At)
			n.about("", "endDateTime", "later than "+instant(start), instant(p.Expiration.EndFrom(start)))
		}
	}
	return window
}

// customSchedule checks times that the requestor chose: whether that is allowed, whether the start lies in the past,
// and whether the end lies after the start and not beyond what the policy allows.
func (w *walk) customSchedule(p *entitlement.AssignmentPolicy, asked entitlement.Schedule) {
	at := w.ask.At
	if !w.ask.Direct {
		allowed := p.Requestor().AllowCustomAssignmentSchedule
		if n := w.check(scheduleNotAllowed, is(allowed)); n != nil {
			n.about(string(w.ask.Requestor), "allowCustomAssignmentSchedule", "true", strconv.FormatBool(allowed))
		}
	}
	if !asked.Start.IsZero() {
		if n := w.check(scheduleInPast, is(!asked.Start.Before(at))); n != nil {
			n.about("", "startDateTime", "not before "+instant(at), instant(asked.Start))
		}
	}
	start := later(asked.Start, at)
	last := p.Expiration.EndFrom(start)
	if n := w.check(scheduleTooLong, is(last.Year() <= entitlement.LatestYear)); n != nil {
		n.about("", "startDateTime", "an end in the year "+strconv.Itoa(entitlement.LatestYear)+" at the latest", instant(asked.Start))
	}
	if asked.End.IsZero() {
		return
	}
	if n := w.check(scheduleReversed, is(asked.End.After(start))); n != nil {
		n.about("", "endDateTime", "later than "+instant(start), instant(asked.End))
	}
	if last.IsZero() {
		return
	}
	if n := w.check(scheduleTooLong, is(!asked.End.After(last))); n != nil {
		n.about("", "endDateTime", "not later than "+instant(last), instant(asked.End))
	}
}

// route finds the approvers of the first stage, and makes sure that the other stages have somebody too: who they are is
// found again when these open.
func (w *walk) route(p *entitlement.AssignmentPolicy) Route {
	stages := p.RequestApprovalSettings.Stages
	if len(stages) == 0 {
		return w.approvers(&entitlement.StageSettings{}, Routing{Target: w.ask.Target}, w.options) // nobody is named
	}
	routing := Routing{
		Requestor: w.ask.Requestor, Target: w.ask.Target, Organization: w.ask.Organization, Buffer: w.ask.Buffer,
	}
	first := Route{}
	if stages[0].IsDetermined() {
		w.determined(&stages[0])
	} else {
		first = w.deciders(stages, 0, routing)
	}
	for i := 1; i < len(stages); i++ {
		routing.Buffer = first.Approvers[len(first.Approvers):] // behind the list that counts
		w.deciders(stages, i, routing)
	}
	return first
}

// determined notes that who approves in a stage is not known before an extension has said so. That somebody can is
// checked when it answers.
func (w *walk) determined(stage *entitlement.StageSettings) {
	if n := w.check(noApprover, yes); n != nil {
		n.about(string(w.ask.Target), "approvers", "at least 1", "not known yet: determined by the extension "+string(stage.CustomExtension))
	}
}

// deciders finds the approvers of a stage. Where all of them are excluded or disabled, alternates will do, who are asked as
// soon as it opens.
func (w *walk) deciders(stages []entitlement.StageSettings, i int, r Routing) Route {
	stage := &stages[i]
	return w.people(r, w.options, primary(stage), fallback(stage), &opening{stage, i})
}

func given(b bool) string {
	if b {
		return "given"
	}
	return "missing"
}

// instant renders a point in time.
func instant(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

package sim

import (
	"fmt"
	"slices"

	"example.com/tenure/entitlement"
)

// tellRequest tells an event about a request.
func (c *chronicle) tellRequest(ev *entitlement.Event, e *Entry) error {
	var r entitlement.Request
	id, found, err := decode(&c.schema.Requests, ev, &r)
	if err != nil || !found {
		return err
	}
	c.requests[id] = r
	e.involved = append(e.involved, r.Requestor)
	target, pkg, it := c.name(r.Target, ev.At), c.pkg(r.Package.ID), c.request(id, ev)
	switch ev.Activity {
	case entitlement.ActivityUserRequests:
		e.Text = c.who(ev) + " asks for " + pkg + asked(r.Schedule)
	case entitlement.ActivityAdminAssigns:
		e.Text = c.who(ev) + " assigns " + pkg + " to " + target + asked(r.Schedule)
	case entitlement.ActivityUserRequestsRemoval:
		e.Text = c.who(ev) + " gives up " + pkg
	case entitlement.ActivityAdminRemoves:
		e.Text = c.who(ev) + " removes " + pkg + " from " + target
	case entitlement.ActivityAutoApprove:
		e.Text = it + " needs no approval"
	case entitlement.ActivityApprove:
		e.Text = it + " is approved"
	case entitlement.ActivityUpdateRequest:
		e.Text = fmt.Sprintf("%s goes on to stage %d", it, r.Stage)
	case entitlement.ActivityDeny, entitlement.ActivityTimeout:
		e.Text = it + " is denied: " + reasonWords(r.Reason)
	case entitlement.ActivityCancelRequest:
		e.Text = it + " is canceled: " + reasonWords(r.Reason)
	case entitlement.ActivitySchedule:
		e.Text = it + " is approved and waits for its start on " + date(r.Schedule.Start)
	case entitlement.ActivityReadyToFulfill:
		e.Text = it + " has passed the checks at its start"
		if r.Starting {
			e.Text = "The start of " + it + " has come"
		}
	case entitlement.ActivityFulfillRequest:
		e.Text = it + " is delivered"
	case entitlement.ActivityPartiallyFulfill:
		e.Text = it + " is delivered in part"
	case entitlement.ActivityFailRequest:
		e.Text = it + " could not be delivered"
	case entitlement.ActivityReprocess:
		e.Text = it + " is delivered again"
	default:
		e.Text = it + ": " + ev.Activity.String()
	}
	return nil
}

// request names a request: "Ann Berg's request for Sales".
func (c *chronicle) request(id entitlement.RequestID, ev *entitlement.Event) string {
	r := c.requests[id]
	return c.name(r.Target, ev.At) + "'s request for " + c.pkg(r.Package.ID)
}

// asked renders the times that a request asks for.
func asked(s entitlement.Schedule) string {
	text := ""
	if !s.Start.IsZero() {
		text += ", from " + date(s.Start)
	}
	if !s.End.IsZero() {
		text += ", " + until(s.End)
	}
	return text
}

// tellStage tells an event about a stage of approval.
func (c *chronicle) tellStage(ev *entitlement.Event, e *Entry) error {
	var s entitlement.ApprovalStage
	key, found, err := decode(&c.schema.Stages, ev, &s)
	if err != nil || !found {
		return err
	}
	e.Person = c.requests[key.Request].Target
	e.involved = append(slices.Clone(s.Approvers), s.Alternates...)
	it := c.request(key.Request, ev)
	if c.requests[key.Request].Stages > 1 {
		it = fmt.Sprintf("stage %d of %s", s.Index, it)
	}
	switch s.State {
	case entitlement.StageWaiting:
		e.Text = "Afterwards comes " + it
	case entitlement.StageOpen:
		e.Text = c.opening(&s, ev) + " about " + it
	case entitlement.StageEscalated:
		e.Text = c.escalation(&s, ev) + it
	case entitlement.StageApproved:
		e.Text = c.name(s.DecidedBy, ev.At) + " approves " + it
	case entitlement.StageDenied:
		e.Text = c.name(s.DecidedBy, ev.At) + " denies " + it
	case entitlement.StageTimedOut:
		e.Text = "The time to decide about " + it + " is over"
	case entitlement.StageCanceled:
		e.Text = "Nobody has to decide about " + it + " any more"
	case entitlement.StageSkipped:
		e.Text = "Nobody has to decide about " + it
	}
	return nil
}

// opening tells who decides.
func (c *chronicle) opening(s *entitlement.ApprovalStage, ev *entitlement.Event) string {
	who := "Nobody"
	if len(s.Approvers) > 0 {
		who = c.names(s.Approvers, ev.At)
	}
	if s.Fallback {
		who += " (in place of an approver who was not found)"
	}
	text := who + " can decide before " + date(s.Deadline)
	if !s.EscalateAt.IsZero() {
		text += ", with the alternates from " + date(s.EscalateAt) + ","
	}
	return text
}

// escalation tells who decides too.
func (c *chronicle) escalation(s *entitlement.ApprovalStage, ev *entitlement.Event) string {
	switch {
	case s.Resolving == entitlement.ResolvingAlternates:
		return "Alternates are looked up, because nobody has decided about "
	case len(s.Alternates) == 0:
		return "No alternate is found for "
	}
	return c.names(s.Alternates, ev.At) + " can decide too about "
}

package sim

import (
	"fmt"
	"strconv"
	"time"

	"example.com/tenure/entitlement"
)

// requestTexts tell events about requests.
var requestTexts = map[entitlement.Activity]string{
	entitlement.ActivityUserRequests:           "{who} asks for {package}{for}{times}",
	entitlement.ActivityAdminAssigns:           "{who} assigns {package} to {target}{times}",
	entitlement.ActivityUserRequestsRemoval:    "{who} gives up {package}{for}",
	entitlement.ActivityAdminRemoves:           "{who} removes {package} from {target}",
	entitlement.ActivityUserRequestsExtension:  "{who} asks to keep {package}{for} {until}",
	entitlement.ActivityAdminExtends:           "{who} asks that {target} keeps {package} {until}",
	entitlement.ActivityApproverChangesAnswers: "{who} changes the answers of {request}",
	entitlement.ActivityUserChangesAnswers:     "{who} asks to change the answers for {package}{for}",
	entitlement.ActivityAutoApprove:            "{request} needs no approval",
	entitlement.ActivityApprove:                "{request} is approved",
	entitlement.ActivityUpdateRequest:          "{request} goes on to stage {stage}",
	entitlement.ActivityDeny:                   "{request} is denied: {reason}",
	entitlement.ActivityTimeout:                "{request} is denied: {reason}",
	entitlement.ActivityCancelRequest:          "{request} is canceled: {reason}",
	entitlement.ActivitySchedule:               "{request} is approved and waits for its start on {start}",
	entitlement.ActivityReadyToFulfill:         "{request} has passed the checks at its start",
	entitlement.ActivityFulfillRequest:         "{request} is delivered",
	entitlement.ActivityPartiallyFulfill:       "{request} is delivered in part",
	entitlement.ActivityFailRequest:            "{request} could not be delivered",
	entitlement.ActivityReprocess:              "{request} is delivered again",
	entitlement.ActivitySystemRemoves:          "{who} removes {package} from {target}",
	entitlement.ActivitySystemCreates:          "{who} assigns {package} to {target}",
	entitlement.ActivityApproverRemoves:        "{who} takes the approval of {target}'s access to {package} back",
}

// tellRequest tells an event about a request.
func (c *chronicle) tellRequest(ev *entitlement.Event, e *Entry) error {
	var r entitlement.Request
	id, found, err := decode(&c.schema.Requests, ev, &r)
	if err != nil || !found {
		return err
	}
	c.requests[id] = r
	e.involved = append(e.involved, r.Requestor)
	others := ""
	if r.Requestor != r.Target {
		others = " for " + c.name(r.Target, ev.At)
	}
	e.Text = fill(ev, requestTexts, "{for}", others,
		"{who}", c.who(ev), "{target}", c.name(r.Target, ev.At), "{package}", c.pkg(r.Package.ID), "{request}", c.request(id, ev),
		"{times}", asked(r.Schedule), "{until}", longer(r.Schedule.End), "{start}", date(r.Schedule.Start), "{stage}", strconv.Itoa(int(r.Stage)),
		"{reason}", reasonWords(r.Reason),
	)
	if ev.Activity == entitlement.ActivitySystemCreates && r.State == entitlement.RequestDenied {
		e.Text = c.pkg(r.Package.ID) + " cannot be assigned to " + c.name(r.Target, ev.At) + ": it does not go together with what is there"
	}
	if r.Starting {
		e.Text = "The start of " + c.request(id, ev) + " has come"
	}
	return nil
}

// tellRemoval tells that the record of a request is removed, and what goes with it.
func (c *chronicle) tellRemoval(ev *entitlement.Event, e *Entry) {
	what := "the record of "
	switch ev.Object.Kind { //nolint:exhaustive // nothing else goes with a request
	case entitlement.KindStage:
		what = "a stage of "
	case entitlement.KindCallout:
		what = "a call about "
	}
	e.Text = c.who(ev) + " removes " + what + c.request(ev.Request, ev)
}

// request names a request: "Ann Berg's request for Sales".
func (c *chronicle) request(id entitlement.RequestID, ev *entitlement.Event) string {
	r := c.requests[id]
	return c.name(r.Target, ev.At) + "'s request for " + c.pkg(r.Package.ID)
}

// longer renders the end that an extension asks for.
func longer(end time.Time) string {
	if end.IsZero() {
		return "longer"
	}
	return until(end)
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
	e.involved = append(e.involved, s.People()...)
	it := c.request(key.Request, ev)
	if c.requests[key.Request].Stages > 1 {
		it = fmt.Sprintf("stage %d of %s", s.Index, it)
	}
	switch ev.Activity { //nolint:exhaustive // the others follow from the state
	case entitlement.ActivityRemindApprovers:
		e.Text = "It is time to remind who can decide about " + it
		return nil
	case entitlement.ActivityCheckApprovers:
		e.Text = "The directory was asked whether somebody can still decide about " + it
		return nil
	}
	switch s.State {
	case entitlement.StageWaiting:
		e.Text = "Afterwards comes " + it
	case entitlement.StageOpen:
		e.Text = c.opening(&s, ev) + " about " + it
	case entitlement.StageEscalated:
		e.Text = c.escalation(&s, ev) + it
	case entitlement.StageApproved:
		e.Text = c.decider(&s, ev) + " approves " + it
	case entitlement.StageDenied:
		e.Text = c.decider(&s, ev) + " denies " + it
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
	if len(s.Delegated) > 0 {
		who += c.delegates(s, ev)
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
	return c.names(s.Alternates, ev.At) + c.delegates(s, ev) + " can decide too about "
}

// delegates tells who decides in the place of others.
func (c *chronicle) delegates(s *entitlement.ApprovalStage, ev *entitlement.Event) string {
	var pairs []string
	for _, d := range s.Delegated {
		pairs = append(pairs, c.name(d.Delegate, ev.At)+" for "+c.name(d.Approver, ev.At))
	}
	if len(pairs) == 0 {
		return ""
	}
	return " (and " + listed(pairs) + ")"
}

// decider tells who decided, and in whose place.
func (c *chronicle) decider(s *entitlement.ApprovalStage, ev *entitlement.Event) string {
	who := c.name(s.DecidedBy, ev.At)
	if approver := s.DecidedFor(); approver != "" {
		who += ", in the place of " + c.name(approver, ev.At) + ","
	}
	return who
}

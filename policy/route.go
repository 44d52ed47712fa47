package policy

import (
	"strconv"

	"example.com/tenure/entitlement"
)

// Routing says whose request it is whose approvers are looked for.
type Routing struct {
	Requestor entitlement.SubjectID // "" for the system
	Target    entitlement.SubjectID
	// Organization is the connected organization that the target belongs to, nil if none; its sponsors can approve.
	Organization *entitlement.ConnectedOrganization
	// Buffer is where the list of approvers is built, from its start. Nil means a new list.
	Buffer []entitlement.SubjectID
}

// Approvers returns who may decide the stage if it opened now; the engine keeps the list with the stage.
//
// They are the people of the stage's primary approver sets, through nested groups too, except the requestor,
// the target and other identities of these two human beings (R-140, I-23), and except people who do not exist or whose
// account is disabled. The fallback approvers, under the same exclusions, take their place only if nobody remains
// (R-142, R-143, R-147, R-272, I-25). If nobody remains among these either, the first code is NoApprover; no approver is
// never an approval (I-33). A list that names more than Options.MaxApprovers people is refused as a whole, with
// ApproverLimit.
func Approvers(stage *entitlement.StageSettings, r Routing, facts *Facts, options Options) Route {
	t := trace{facts: facts}
	return t.approvers(stage, r, options)
}

// ExplainApprovers is Approvers with reasons: each approver set, whom it came to, and who was excluded and why.
func ExplainApprovers(
	stage *entitlement.StageSettings, r Routing, facts *Facts, options Options,
) (Route, []entitlement.Reason) {
	t := trace{facts: facts, rec: newRecorder()}
	route := t.approvers(stage, r, options)
	return route, t.rec.reasons()
}

// Alternates returns who may also decide the stage once its escalation is due: the people of the escalation approver
// sets, else of the fallback escalation approvers, under the exclusions of Approvers. Where a stage configures no
// escalation, Options.FallbackAsAlternates makes its fallback approvers the alternates. That nobody is found is no
// error: the stage stays with its approvers, and NoApprover and the codes after it are for the record.
func Alternates(stage *entitlement.StageSettings, r Routing, facts *Facts, options Options) Route {
	t := trace{facts: facts}
	return t.alternates(stage, r, options)
}

// ExplainAlternates is Alternates with reasons.
func ExplainAlternates(
	stage *entitlement.StageSettings, r Routing, facts *Facts, options Options,
) (Route, []entitlement.Reason) {
	t := trace{facts: facts, rec: newRecorder()}
	route := t.alternates(stage, r, options)
	return route, t.rec.reasons()
}

func (t *trace) approvers(stage *entitlement.StageSettings, r Routing, options Options) Route {
	return t.people(r, options, primary(stage), fallback(stage), nil)
}

func (t *trace) alternates(stage *entitlement.StageSettings, r Routing, options Options) Route {
	if stage.IsEscalationEnabled && len(stage.EscalationApprovers) > 0 {
		return t.people(r, options, escalation(stage), fallbackEscalation(stage), nil)
	}
	second := approverList{name: "fallbackPrimaryApprovers"}
	if options.FallbackAsAlternates {
		second = fallback(stage)
	}
	return t.people(r, options, approverList{name: "escalationApprovers"}, second, nil)
}

// approverList is one of the four lists of approver sets in a stage's settings.
type approverList struct {
	name string // as in the settings
	sets []entitlement.SubjectSet
}

func primary(s *entitlement.StageSettings) approverList {
	return approverList{"primaryApprovers", s.PrimaryApprovers}
}

func fallback(s *entitlement.StageSettings) approverList {
	return approverList{"fallbackPrimaryApprovers", s.FallbackPrimaryApprovers}
}

func escalation(s *entitlement.StageSettings) approverList {
	return approverList{"escalationApprovers", s.EscalationApprovers}
}

func fallbackEscalation(s *entitlement.StageSettings) approverList {
	return approverList{"fallbackEscalationApprovers", s.FallbackEscalationApprovers}
}

// opening is a stage that a request would open, counted from 0.
type opening struct {
	*entitlement.StageSettings
	index int
}

// people finds the people of the first list, and of the second if the first comes to nobody. If that one does too, a stage
// that opens makes do with its alternates, who are not on the route.
func (t *trace) people(r Routing, options Options, first, second approverList, opens *opening) Route {
	earlier := t.failed
	t.failed = 0 // a manager who was missing at another stage does not matter to this one
	m := t.open()
	res := resolver{trace: *t, Routing: r, limit: options.maxApprovers()} // a copy, so that neither has to live on the heap
	if len(first.sets)+len(second.sets) > 0 {
		res.parties()
	}
	a, fallback := res.list(first), false
	if a == no && !res.over {
		a = res.list(second)
		fallback = a == yes
	}
	nobody := a == no
	if nobody && opens != nil {
		a = res.standIns(opens.StageSettings)
	}
	route := Route{Fallback: fallback}
	switch {
	case a == unknown:
		route.Needs, route.Final = res.missing(), !res.more
	case nobody:
		route.Codes = res.failed.with(noApprover).codes()
	default:
		route.Approvers, route.Codes = res.approvers(), res.failed.codes() // what failed on the way to the fallback
	}
	*t = res.trace
	if n := t.close(m, noApprover, a); n != nil {
		n.about(string(r.Target), opens.text("approvers"), "at least 1", names(res.found.all()))
	}
	t.failed |= earlier
	return route
}

// text names something of the stage; of the first one it goes without saying.
func (o *opening) text(name string) string {
	if o == nil || o.index == 0 {
		return name
	}
	return name + " of stage " + strconv.Itoa(o.index+1)
}

package random

import (
	"time"

	"example.com/tenure/entitlement"
)

// terms are a policy in the few words that the model knows. The zero value lets every member of the staff have a package for
// 30 days, without approval.
type terms struct {
	everybody bool // for all members of the organization, not only for the staff
	direct    bool // nobody may ask: the host assigns
	keeps     bool // holders cannot give it up themselves
	custom    bool // requestors choose times
	extends   bool // holders may extend
	suspended bool

	asks       bool // who asks has to answer a question
	forReports bool // managers may ask for those who report to them

	approve bool // asking takes approval, by stages
	again   bool // extending takes approval, by stages
	stages  []stage

	never       bool
	until       time.Time
	days, hours int

	review *reviewing // nil: there are no reviews
}

// stage is a stage of approval.
type stage struct {
	by, fallback, alternates []who

	days, escalation int // until the deadline, until the alternates are asked
	reasons          bool
}

// who is somebody who may decide: a person, or the manager so many levels up.
type who struct {
	person  entitlement.SubjectID
	manager int
}

func (w who) set() entitlement.SubjectSet {
	if w.manager > 0 {
		return entitlement.Manager(w.manager)
	}
	return entitlement.User(w.person)
}

func sets(list []who) (out []entitlement.SubjectSet) {
	for _, w := range list {
		out = append(out, w.set())
	}
	return out
}

const day = 24 * time.Hour

// endFrom returns when access ends that begins at an instant; zero is never.
func (t *terms) endFrom(start time.Time) time.Time {
	switch {
	case t.never:
		return time.Time{}
	case !t.until.IsZero():
		return t.until
	case t.days+t.hours > 0:
		return start.Add(time.Duration(t.days)*day + time.Duration(t.hours)*time.Hour)
	}
	return start.Add(30 * day)
}

// policy writes the terms as a policy.
func (t *terms) policy() entitlement.AssignmentPolicy {
	p := entitlement.AssignmentPolicy{
		DisplayName: "Terms", AllowedTargetScope: entitlement.ScopeSpecificDirectoryUsers, IsSuspended: t.suspended,
		RequestorSettings: &entitlement.RequestorSettings{
			EnableTargetsToSelfAddAccess: true, EnableTargetsToSelfRemoveAccess: !t.keeps, AllowCustomAssignmentSchedule: t.custom,
			EnableTargetsToSelfUpdateAccess: t.extends, EnableOnBehalfRequestorsToAddAccess: t.forReports,
		},
		RequestApprovalSettings: entitlement.ApprovalSettings{
			IsApprovalRequiredForAdd: t.approve, IsApprovalRequiredForUpdate: t.again,
		},
	}
	switch {
	case t.direct:
		p.AllowedTargetScope = entitlement.ScopeNotSpecified
	case t.everybody:
		p.AllowedTargetScope = entitlement.ScopeAllMemberUsers
	default:
		p.SpecificAllowedTargets = []entitlement.SubjectSet{entitlement.GroupMembers(staffGroup)}
	}
	if t.asks {
		p.Questions = []entitlement.Question{question()}
	}
	if t.review != nil {
		p.ReviewSettings = t.review.settings()
	}
	for _, s := range t.stages {
		p.RequestApprovalSettings.Stages = append(p.RequestApprovalSettings.Stages, s.settings())
	}
	switch {
	case t.never:
		p.Expiration = entitlement.Expiration{Type: entitlement.ExpirationNone}
	case !t.until.IsZero():
		p.Expiration = entitlement.Expiration{Type: entitlement.ExpirationAfterDateTime, EndDateTime: t.until}
	case t.hours > 0:
		p.Expiration = entitlement.Expiration{Type: entitlement.ExpirationAfterDuration, Duration: entitlement.Hours(t.hours)}
	case t.days > 0:
		p.Expiration = entitlement.Expiration{Type: entitlement.ExpirationAfterDuration, Duration: entitlement.Days(t.days)}
	}
	return p
}

func (s *stage) settings() entitlement.StageSettings {
	out := entitlement.StageSettings{
		DurationBeforeAutomaticDenial: entitlement.Days(s.days), IsApproverJustificationRequired: s.reasons,
		PrimaryApprovers: sets(s.by), FallbackPrimaryApprovers: sets(s.fallback),
	}
	if len(s.alternates) > 0 {
		out.IsEscalationEnabled, out.EscalationApprovers = true, sets(s.alternates)
		out.DurationBeforeEscalation = entitlement.Days(s.escalation)
	}
	return out
}

// drawTerms draws a policy: who may have it, who approves, how long it lasts.
func drawTerms(r *reel, start time.Time) terms {
	t := terms{}
	switch r.pick(8) {
	case 1:
		t.never = true
	case 2:
		t.hours = 36
	case 3:
		t.until = start.Add(40 * day)
	case 4, 5, 6:
		t.days = 10
	case 7:
		t.days = 3
	}
	switch r.pick(8) {
	case 6:
		t.everybody = true
	case 7:
		t.direct = true
	}
	for range []int{0, 0, 1, 1, 1, 2}[r.pick(6)] {
		t.stages = append(t.stages, drawStage(r, len(t.stages)))
	}
	t.approve = len(t.stages) > 0
	t.again = len(t.stages) > 0 && r.chance(2)
	t.custom, t.extends, t.keeps = r.chance(2), r.chance(2), r.chance(4)
	t.asks, t.forReports = r.chance(4), r.chance(3)
	return t
}

// drawStage draws a stage of approval. Managers approve in the first stage only.
func drawStage(r *reel, index int) stage {
	s := stage{days: 14, by: oneOf(r, [][]who{
		{{person: "boss"}}, {{person: "meg"}, {person: "ann"}}, {{person: "bob"}}, {{manager: 1}}, {{manager: 2}},
	}[:5-2*index])}
	if r.chance(3) {
		s.fallback = []who{{person: "boss"}, {person: "meg"}}
	}
	if r.chance(3) {
		s.alternates, s.escalation = []who{oneOf(r, []who{{person: "boss"}, {manager: 2}, {person: "ann"}})}, 3
	}
	s.reasons = r.chance(4)
	return s
}

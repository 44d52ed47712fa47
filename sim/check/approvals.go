package check

import (
	"slices"

	"example.com/tenure/entitlement"
)

// approvalCheckers watch over who decides, when, and to what effect.
func approvalCheckers() []Checker {
	return []Checker{
		{
			Invariant: 23, Rule: "Nobody decides about access that they asked for or get.",
			stage: func(m *model, s *entitlement.ApprovalStage, out *report) {
				r := m.requestOf(s.Request)
				if r != nil && s.DecidedBy != "" && (s.DecidedBy == r.Target || s.DecidedBy == r.Requestor) {
					out.wrong(s, "a decision by somebody else", "it was decided by %s", s.DecidedBy)
				}
			},
		},
		{
			Invariant: 24, Also: []int{33}, Rule: "Who decides is among those who may decide the current stage.",
			change: func(m *model, c *change, out *report) {
				before, after, _ := rows[entitlement.ApprovalStage](c)
				if before == nil || after == nil || before.DecidedBy != "" || after.DecidedBy == "" {
					return
				}
				if !before.MayDecide(after.DecidedBy) {
					out.wrong(after, "a decision by one of those asked", "%s decides", after.DecidedBy)
				}
				if r := m.requestOf(after.Request); r == nil || r.State != entitlement.RequestPendingApproval || r.Stage != after.Index {
					out.wrong(after, "that the request waits for this stage", "it does not")
				}
			},
		},
		{
			Invariant: 26, Rule: "Alternates decide after the escalation.",
			stage: func(_ *model, s *entitlement.ApprovalStage, out *report) {
				who := s.DecidedBy
				if approver := s.DecidedFor(); approver != "" {
					who = approver
				}
				if _, primary := slices.BinarySearch(s.Approvers, who); primary || who == "" {
					return
				}
				if s.EscalateAt.IsZero() || s.Decided.Before(s.EscalateAt) {
					out.wrong(s, "nothing before the escalation at "+instant(s.EscalateAt), "%s decided at %s", s.DecidedBy, instant(s.Decided))
				}
			},
		},
		{
			Invariant: 27, Also: []int{36}, Rule: "The first decision closes a stage and stays as it was recorded.",
			stage: func(_ *model, s *entitlement.ApprovalStage, out *report) {
				decided := s.State == entitlement.StageApproved || s.State == entitlement.StageDenied
				if decided != (s.DecidedBy != "") || decided == s.Decided.IsZero() {
					out.wrong(s, "a decision if and only if it was approved or denied", "it is %s, decided by %q", s.State, s.DecidedBy)
				}
			},
			change: func(_ *model, c *change, out *report) {
				before, after, _ := rows[entitlement.ApprovalStage](c)
				if before == nil || after == nil || before.DecidedBy == "" {
					return
				}
				if before.DecidedBy != after.DecidedBy || !before.Decided.Equal(after.Decided) || before.State != after.State {
					out.wrong(after, "the decision of "+string(before.DecidedBy), "another one by %q", after.DecidedBy)
				}
			},
		},
		{
			Invariant: 28, Rule: "A stage opens after the one before it was approved; there are as many as the policy says.",
			request: func(m *model, r *entitlement.Request, out *report) {
				stages := m.stagesOf(r)
				if p := m.policies[r.Policy]; p != nil && len(stages) != stagesFor(r, p) && !mayBeUnrouted(r, p) {
					out.wrong(r, "the stages of its policy", "%d of %d", len(stages), stagesFor(r, p))
				}
				for i := 1; i < len(stages); i++ {
					if hasOpened(stages[i]) && stages[i-1].State != entitlement.StageApproved {
						out.wrong(stages[i], "an approval before it", "it is %s, the one before is %s", stages[i].State, stages[i-1].State)
					}
				}
			},
		},
		{
			Invariant: 29, Rule: "One denial ends the request.",
			stage: func(m *model, s *entitlement.ApprovalStage, out *report) {
				refused := s.State == entitlement.StageDenied || s.State == entitlement.StageTimedOut
				if r := m.requestOf(s.Request); refused && (r == nil || r.State != entitlement.RequestDenied) {
					out.wrong(s, "a denied request", "it is %s, the request is not", s.State)
				}
			},
		},
		{
			Invariant: 30, Rule: "A decision comes while its stage is open, before the deadline.",
			stage: func(_ *model, s *entitlement.ApprovalStage, out *report) {
				if s.DecidedBy != "" && (s.Decided.Before(s.Opened) || !s.Decided.Before(s.Deadline)) {
					out.wrong(s, "a decision from "+instant(s.Opened)+" until "+instant(s.Deadline), "one at %s", instant(s.Decided))
				}
			},
		},
		{
			Invariant: 38, Rule: "The log tells of each decision, by who decided, when it was made.",
			change: func(_ *model, c *change, out *report) {
				before, after, _ := rows[entitlement.ApprovalStage](c)
				if after == nil || after.DecidedBy == "" || before != nil && before.DecidedBy != "" {
					return
				}
				if c.Actor.Subject != after.DecidedBy || !c.At.Equal(after.Decided) {
					out.wrong(after, "the decision of "+c.Actor.String()+" at "+instant(c.At),
						"one of %s at %s", after.DecidedBy, instant(after.Decided))
				}
			},
		},
		{
			Invariant: 39, Rule: "Access is given after the approvals that the policy asks for.",
			request: func(m *model, r *entitlement.Request, out *report) {
				if !hasEffect(r) {
					return
				}
				if p := m.policies[r.Policy]; p != nil && stagesFor(r, p) > 0 && r.Stages == 0 {
					out.wrong(r, "approval", "it is %s without", r.State)
				}
				for _, s := range m.stagesOf(r) {
					if s.State != entitlement.StageApproved {
						out.wrong(r, "every stage approved", "it is %s, stage %d is %s", r.State, s.Index, s.State)
					}
				}
			},
		},
	}
}

// hasEffect reports whether a request has got what needs approval: access, a place in time for it, or a later end.
func hasEffect(r *entitlement.Request) bool {
	if r.Type.IsAdd() {
		return isApproved(r) || r.State == entitlement.RequestScheduled || !r.Assigned.IsZero()
	}
	return r.Type.IsUpdate() && r.State == entitlement.RequestDelivered
}

// stagesFor returns how many stages a request has to pass under its policy.
func stagesFor(r *entitlement.Request, p *entitlement.AssignmentPolicy) int {
	settings := &p.RequestApprovalSettings
	if r.Type.IsAdd() && settings.IsApprovalRequiredForAdd || r.Type.IsUpdate() && settings.IsApprovalRequiredForUpdate {
		return len(settings.Stages)
	}
	return 0
}

// mayBeUnrouted reports whether a request waits, or has ended, before its approval: extensions come first.
func mayBeUnrouted(r *entitlement.Request, p *entitlement.AssignmentPolicy) bool {
	first := slices.ContainsFunc(p.CustomExtensionStageSettings, func(s entitlement.CustomExtensionStageSetting) bool {
		return s.Stage == entitlement.StageRequestCreated
	})
	switch r.State { //nolint:exhaustive // the others come behind the approval
	case entitlement.RequestSubmitted, entitlement.RequestDenied, entitlement.RequestCanceled:
		return r.Stages == 0 && (first || p.RequestApprovalSettings.DeterminedBy() != "")
	}
	return false
}

func hasOpened(s *entitlement.ApprovalStage) bool {
	return s.State != entitlement.StageWaiting && s.State != entitlement.StageSkipped
}

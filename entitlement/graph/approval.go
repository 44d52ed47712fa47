package graph

import (
	"strings"
	"time"

	"example.com/tenure/entitlement"
)

// readApproval reads who approves, of v1.0 or of beta. Switches that are not there are off. What cannot be read needs approval.
func readApproval(v *value) entitlement.ApprovalSettings {
	if v != nil && object(v) == nil {
		return entitlement.ApprovalSettings{IsApprovalRequiredForAdd: true}
	}
	add, update := v.get("isApprovalRequiredForAdd"), v.get("isApprovalRequiredForUpdate")
	a := entitlement.ApprovalSettings{
		IsApprovalRequiredForAdd:         add != nil && flag(add, true),
		IsApprovalRequiredForUpdate:      update != nil && flag(update, true),
		IsRequestorJustificationRequired: flag(v.get("isRequestorJustificationRequired"), false),
	}
	for _, stage := range objects(v.get("stages")) {
		a.Stages = append(a.Stages, readStage(stage))
	}
	switch mode := v.peek("approvalMode"); strings.ToLower(mode.raw()) {
	case "noapproval", "singlestage", "serial":
		mode.read() // which the stages say
	}
	return a
}

func readStage(v *value) entitlement.StageSettings {
	s := entitlement.StageSettings{
		DurationBeforeAutomaticDenial:   period(v.get("durationBeforeAutomaticDenial")),
		IsApproverJustificationRequired: flag(v.get("isApproverJustificationRequired"), false),
		IsEscalationEnabled:             flag(v.get("isEscalationEnabled"), false),
	}
	if tag := v.peek("@odata.type"); v.typeOf() == "accesspackagedynamicapprovalstage" {
		tag.note = "its approvers are found by a workflow of Azure: name a customExtension of the catalog instead, or only those who are named decide"
	}
	if days := v.get("approvalStageTimeOutInDays"); days != nil && s.DurationBeforeAutomaticDenial.IsZero() {
		s.DurationBeforeAutomaticDenial = entitlement.Days(count(days))
	}
	s.DurationBeforeAutomaticDenial = shorter(s.DurationBeforeAutomaticDenial, entitlement.Days(entitlement.DefaultStageTimeoutDays))
	s.PrimaryApprovers, s.FallbackPrimaryApprovers = deciders(v.get("primaryApprovers"), v.get("fallbackPrimaryApprovers"))
	word(v.get("approverInformationVisibility"), &s.ApproverInformationVisibility)
	if s.IsEscalationEnabled {
		readEscalation(v, &s)
	} else {
		loseEscalation(v)
	}
	return s
}

// loseEscalation reports escalation that is described but off.
func loseEscalation(v *value) {
	for _, name := range []string{"durationBeforeEscalation", "escalationTimeInMinutes", "escalationApprovers", "fallbackEscalationApprovers"} {
		switch m := v.peek(name); m.raw() {
		case "0", "PT0S", "P0D":
			m.read()
		default:
			m.lose("escalation is off")
		}
	}
}

func readEscalation(v *value, s *entitlement.StageSettings) {
	s.DurationBeforeEscalation = period(v.get("durationBeforeEscalation"))
	if minutes := v.get("escalationTimeInMinutes"); minutes != nil && s.DurationBeforeEscalation.IsZero() {
		s.DurationBeforeEscalation = minutesOf(count(minutes))
	}
	s.EscalationApprovers, s.FallbackEscalationApprovers = deciders(v.get("escalationApprovers"), v.get("fallbackEscalationApprovers"))
}

// minutesOf returns minutes as a period, in days where they are whole days.
func minutesOf(n int) entitlement.Period {
	const day = 24 * 60
	if n%day == 0 {
		return entitlement.Days(n / day)
	}
	return entitlement.Period{Clock: time.Duration(n) * time.Minute}
}

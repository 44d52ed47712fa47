package entitlement

import (
	"fmt"
	"time"
)

// EscalationWindow says when, within its stage, an escalation may lie. Microsoft's pages differ, and reports from the field
// say that neither is enforced.
type EscalationWindow uint8

// Escalation windows. In every one the escalation lies after the opening and before the deadline, whatever the month.
const (
	EscalationAnywhere EscalationWindow = iota // the default
	// EscalationAfterHalf is the older page: a stage of at least four days, and an escalation from one day after half of it
	// to the day before the deadline. In 14 days that is day 8 to 13.
	EscalationAfterHalf
	// EscalationAfterDay is the newer page: a stage of at least four days, and an escalation from one day after the opening
	// to the day before the deadline.
	EscalationAfterDay
)

// shortestEscalated is the least that a stage with escalation lasts under the windows of Microsoft's pages.
const shortestEscalated = 4 * 24 * time.Hour

// CheckEscalations refuses stages with an escalation outside the window, with InvalidArgument. Settings that
// Validate refuses are not its business.
func (a *ApprovalSettings) CheckEscalations(w EscalationWindow) error {
	if w == EscalationAnywhere {
		return nil
	}
	for i := range a.Stages {
		if s := &a.Stages[i]; s.IsEscalationEnabled {
			if err := s.checkWindow(fmt.Sprintf("requestApprovalSettings.stages[%d]", i), w); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *StageSettings) checkWindow(path string, w EscalationWindow) error {
	const day = 24 * time.Hour
	for _, opened := range monthStarts() {
		lasts, escalates := s.Timeout().AddTo(opened).Sub(opened), s.DurationBeforeEscalation.AddTo(opened).Sub(opened)
		if lasts < shortestEscalated {
			return invalid(path+".durationBeforeAutomaticDenial", "is %s: a stage with escalation lasts at least 4 days", s.Timeout())
		}
		earliest, word := day, "one day after the opening"
		if w == EscalationAfterHalf {
			earliest, word = lasts/2+day, "one day after half of the stage"
		}
		if escalates < earliest || escalates > lasts-day {
			return invalid(path+".durationBeforeEscalation", "%s is outside the window: from %s to one day before the deadline",
				s.DurationBeforeEscalation, word)
		}
	}
	return nil
}

package lifecycle

import (
	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// Approvers are fixed when their stage opens. If all of them are gone or disabled, others are looked for: the same sets
// again, then the fallback approvers, then the alternates. The engine notices when the directory is asked about the
// stage anyway: when somebody else decides, and at the escalation.

// standIn lets the actor decide an open stage, all of whose people are gone, if the search finds the actor now.
func (u *unit) standIn(r *entitlement.Request, stage *entitlement.ApprovalStage, settings *entitlement.StageSettings) error {
	if !stage.IsOpen() || stage.MayDecide(u.actor.Subject) {
		return nil
	}
	if gone, err := u.areGone(everybodyIn(stage)); err != nil || !gone {
		return err
	}
	route, err := u.route(r, settings, policy.Approvers)
	if err != nil {
		return err
	}
	after := u.rows.stage(*stage)
	after.Approvers, after.Fallback = route.Approvers, route.Fallback
	if len(route.Approvers) == 0 && stage.State == entitlement.StageOpen && settings.IsEscalationEnabled {
		alternates, err := u.route(r, settings, policy.Alternates)
		if err != nil {
			return err
		}
		if after, err = u.out.moveStage(stage, entitlement.StageEscalates); err != nil {
			return err
		}
		after.EscalateAt, after.Alternates = u.at, alternates.Approvers
	}
	if !after.MayDecide(u.actor.Subject) {
		return nil
	}
	before := u.rows.stage(*stage)
	*stage = *after
	recordStage(&u.out, entitlement.ActivityCreateApproval, r, before, stage).codes = route.Codes
	return nil
}

// areGone asks the directory whether none of these people can decide any more.
func (u *unit) areGone(people []entitlement.SubjectID) (bool, error) {
	var needs []policy.Need
	for _, id := range people {
		switch record, known := u.facts.known.Subject(id); {
		case !known:
			needs = append(needs, policy.Need{Kind: policy.NeedSubject, Subject: id})
		case record != nil && !record.AccountDisabled:
			return false, nil
		}
	}
	if len(needs) > 0 {
		return false, u.need(false, needs...)
	}
	return true, nil
}

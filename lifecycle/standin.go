package lifecycle

import (
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// Approvers are fixed when their stage opens. If all of its people are gone or disabled, others are looked for: the same sets
// again, then the fallback approvers, then the alternates. The engine notices when somebody else decides, at the
// reminder, at the escalation, and when the host says that somebody has left.

// standIn lets the actor decide an open stage, all of whose people are gone, if the search finds the actor now.
func (u *unit) standIn(r *entitlement.Request, stage *entitlement.ApprovalStage, settings *entitlement.StageSettings) error {
	if !stage.IsOpen() || stage.MayDecide(u.actor.Subject) {
		return nil
	}
	if gone, err := u.areGone(stage.People()); err != nil || !gone {
		return err
	}
	after, codes, err := u.replacement(r, stage, settings, u.at)
	if err != nil || !after.MayDecide(u.actor.Subject) {
		return err
	}
	before := u.rows.stage(*stage)
	*stage = *after
	recordStage(&u.out, entitlement.ActivityAddApprover, r, before, stage).codes = codes
	return nil
}

// replacement returns a stage, all of whose people are gone, with those who take their place from an instant on, if there are
// any: approvers, else fallback approvers, else the alternates at once.
func (u *unit) replacement(
	r *entitlement.Request, stage *entitlement.ApprovalStage, settings *entitlement.StageSettings, at time.Time,
) (*entitlement.ApprovalStage, []entitlement.Code, error) {
	route, err := u.route(r, settings, policy.Approvers)
	if err != nil {
		return nil, nil, err
	}
	after := u.rows.stage(*stage)
	codes := route.Codes
	if len(route.Approvers) > 0 {
		after.Approvers, after.Fallback = route.Approvers, route.Fallback
	} else if settings.IsEscalationEnabled {
		alternates, err := u.route(r, settings, policy.Alternates)
		if err != nil {
			return nil, nil, err
		}
		if codes = slices.Concat(codes, alternates.Codes); len(alternates.Approvers) == 0 {
			return stage, codes, nil // it stays until its deadline
		}
		if stage.State == entitlement.StageOpen {
			if after, err = u.out.moveStage(stage, entitlement.StageEscalates); err != nil {
				return nil, nil, err
			}
			after.EscalateAt = at
		}
		after.Alternates = alternates.Approvers
	}
	after.Delegated, err = u.delegatesAdded(r, stage, after.Approvers, after.Alternates)
	return after, codes, err
}

// replaceGone looks, after the reminder or because somebody has left, whether the people of a stage are still there, and puts
// others in their place if all of them are gone.
func (u *unit) replaceGone(
	r *entitlement.Request, stage *entitlement.ApprovalStage, settings *entitlement.StageSettings,
) error {
	gone, err := u.areGone(stage.People())
	if err != nil {
		return err
	}
	after, codes := stage, []entitlement.Code(nil)
	if gone {
		if after, codes, err = u.replacement(r, stage, settings, stage.Since); err != nil {
			return err
		}
	}
	stepReplaced(&u.out, r, stage, after, codes)
	return u.apply()
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

package lifecycle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
)

func TestStepsOfStages(t *testing.T) {
	t.Parallel()
	stepTable[entitlement.StageState, entitlement.StageInput, entitlement.ApprovalStage]{
		machine: entitlement.StageMachine(), kind: entitlement.KindStage,
		state: func(s *entitlement.ApprovalStage) entitlement.StageState { return s.State },
		row: func(s entitlement.StageState) *entitlement.ApprovalStage {
			_, stages, _ := approvalIn(entitlement.RequestPendingApproval)
			stages[0].State = s
			return &stages[0]
		},
		feed: feedStage,
		activity: map[entitlement.StageInput]entitlement.Activity{
			entitlement.StageOpens:       entitlement.ActivityCreateApproval,
			entitlement.StageEscalates:   entitlement.ActivityEscalate,
			entitlement.StageIsApproved:  entitlement.ActivityStageCompleted,
			entitlement.StageIsDenied:    entitlement.ActivityStageCompleted,
			entitlement.StageTimesOut:    entitlement.ActivityStageCompleted,
			entitlement.StageRequestEnds: entitlement.ActivityStageCompleted,
		},
	}.check(t)
}

// feedStage knows which step has the consequences of which input. The stage is the only one of its request.
func feedStage(t *testing.T, o *outcome, stage *entitlement.ApprovalStage, input entitlement.StageInput) error {
	t.Helper()
	request, _, settings := approvalIn(entitlement.RequestPendingApproval)
	request.Stages = 1
	stages := []entitlement.ApprovalStage{*stage}
	answer := decision{request: request, stages: stages, settings: settings[:1], by: "meg", passage: passage{start: startOf(request)}}
	switch input {
	case entitlement.StageOpens:
		opened, err := o.openStage(stage, &settings[0], []entitlement.SubjectID{"meg"}, false, false, noon)
		if err == nil {
			recordStage(o, entitlement.ActivityCreateApproval, request, stage, opened)
		}
		return err
	case entitlement.StageEscalates:
		return stepEscalationDue(o, request, stage, noon)
	case entitlement.StageIsApproved:
		answer.answer = entitlement.Approve
		return stepDecide(o, answer, noon)
	case entitlement.StageIsDenied:
		answer.answer = entitlement.Deny
		return stepDecide(o, answer, noon)
	case entitlement.StageTimesOut:
		return stepTimeout(o, request, stages, noon)
	case entitlement.StageRequestEnds:
		if err := closeStages(o, request, stages); err != nil || len(o.changes) > 0 {
			return err
		}
		_, err := o.moveStage(stage, input) // a stage that is over is passed by
		return err
	}
	require.Fail(t, "an input without consequence", "%v", input)
	return nil
}

// A stage that moves on waits for no look-up any more: an answer that comes later finds nothing to do.
func TestAStageThatMovesOnForgetsItsLookUp(t *testing.T) {
	t.Parallel()
	for _, input := range []entitlement.StageInput{
		entitlement.StageIsApproved, entitlement.StageIsDenied, entitlement.StageTimesOut, entitlement.StageRequestEnds,
	} {
		_, stages, _ := approvalIn(entitlement.RequestPendingApproval)
		escalated := stages[0]
		escalated.State, escalated.Resolving, escalated.Since = entitlement.StageEscalated, entitlement.ResolvingAlternates, noon
		var o outcome
		require.NoError(t, feedStage(t, &o, &escalated, input))
		after := lastChange[entitlement.ApprovalStage](&o).after.(*entitlement.ApprovalStage)
		require.Equal(t, entitlement.ResolvingNothing, after.Resolving, "%v", input)
		require.True(t, after.Since.IsZero(), "%v", input)
	}
}

package lifecycle

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
)

func TestStepsOfRequests(t *testing.T) {
	t.Parallel()
	stepTable[entitlement.RequestState, entitlement.RequestInput, entitlement.Request]{
		machine: entitlement.RequestMachine(), kind: entitlement.KindRequest,
		state: func(r *entitlement.Request) entitlement.RequestState { return r.State },
		row: func(s entitlement.RequestState) *entitlement.Request {
			request, _, _ := approvalIn(s)
			return request
		},
		feed: feedRequest,
		activity: map[entitlement.RequestInput]entitlement.Activity{
			entitlement.RequestNeedsApproval:   entitlement.ActivityUserRequests,
			entitlement.RequestStageApproved:   entitlement.ActivityUpdateRequest,
			entitlement.RequestEscalates:       entitlement.ActivityEscalate,
			entitlement.RequestIsDenied:        entitlement.ActivityDeny,
			entitlement.RequestTimesOut:        entitlement.ActivityTimeout,
			entitlement.RequestWaitsForStart:   entitlement.ActivitySchedule,
			entitlement.RequestStartRefused:    entitlement.ActivityDeny,
			entitlement.RequestStarts:          entitlement.ActivityApprove,
			entitlement.RequestFulfilled:       entitlement.ActivityFulfillRequest,
			entitlement.RequestPartlyFulfilled: entitlement.ActivityPartiallyFulfill,
			entitlement.RequestNotFulfilled:    entitlement.ActivityFailRequest,
			entitlement.RequestReprocessed:     entitlement.ActivityReprocess,
			entitlement.RequestIsCanceled:      entitlement.ActivityCancelRequest,
			entitlement.RequestAccessEnded:     entitlement.ActivityCancelRequest,

			entitlement.RequestWaitsForCallback: entitlement.ActivityApprove,
			entitlement.RequestCalloutEnds:      entitlement.ActivityDeny,
		},
	}.check(t)
}

// feedRequest knows which step has the consequences of which input. An input that it does not know fails the test.
func feedRequest(t *testing.T, o *outcome, request *entitlement.Request, input entitlement.RequestInput) error {
	t.Helper()
	_, stages, settings := approvalIn(request.State)
	first := decision{request: request, stages: stages, settings: settings, by: "meg", answer: entitlement.Approve}
	assignment := &entitlement.Assignment{ID: entitlement.AssignmentID{2}}
	switch input {
	case entitlement.RequestNeedsApproval:
		if request.State != entitlement.RequestSubmitted {
			break // a request is submitted once
		}
		approval := entitlement.ApprovalSettings{IsApprovalRequiredForAdd: true, Stages: settings}
		policy := &entitlement.AssignmentPolicy{RequestApprovalSettings: approval}
		asked := submission{request: *request, policy: policy, approval: true, approvers: []entitlement.SubjectID{"meg"}}
		return stepSubmit(o, asked, noon)
	case entitlement.RequestStageApproved:
		return stepDecide(o, first, noon)
	case entitlement.RequestEscalates:
		break // an escalation changes the stage only; its rule says that the request stays where it is
	case entitlement.RequestIsDenied:
		first.answer = entitlement.Deny
		return stepDecide(o, first, noon)
	case entitlement.RequestTimesOut:
		return stepTimeout(o, request, stages, noon)
	case entitlement.RequestWaitsForStart:
		start := startInput{window: entitlement.Schedule{Start: noon.Add(time.Hour)}}
		return stepApproved(o, request, start, entitlement.ActivityApprove, noon)
	case entitlement.RequestStartRefused:
		return stepStartRefused(o, request, entitlement.ReasonTargetDisabled, nil, noon)
	case entitlement.RequestStarts:
		return stepApproved(o, request, startOf(request), entitlement.ActivityApprove, noon)
	case entitlement.RequestFulfilled, entitlement.RequestPartlyFulfilled, entitlement.RequestNotFulfilled:
		return stepFulfill(o, request, assignment, input, true, noon)
	case entitlement.RequestReprocessed:
		return stepReprocess(o, assignmentIn(entitlement.AssignmentDelivered), request, nil, accountReady, noon)
	case entitlement.RequestIsCanceled:
		return stepCancel(o, request, stages, entitlement.ReasonRequestorCanceled, noon)
	case entitlement.RequestAccessEnded:
		if request.State != entitlement.RequestDelivering {
			break // what is delivered, or never was, stays as it is: see the test below
		}
		live := assignmentIn(entitlement.AssignmentDelivering)
		return stepEnd(o, endInput{assignment: live, request: request, input: entitlement.AssignmentEnds}, noon)
	case entitlement.RequestWaitsForCallback:
		return stepPassed(o, request, passage{callouts: 1}, entitlement.ActivityApprove, noon)
	case entitlement.RequestCalloutEnds:
		return stepCalloutDenies(o, request, nil, entitlement.ReasonExtensionTimeout, noon)
	default:
		require.Fail(t, "an input without consequence", "%v", input)
	}
	moved, err := o.moveRequest(request, input)
	if err == nil {
		record(o, entitlement.ActivityEscalate, request, moved)
	}
	return err
}

// The end of access cancels only a request that was still being delivered.
func TestTheEndOfAccessLeavesFinishedRequestsAlone(t *testing.T) {
	t.Parallel()
	for _, state := range entitlement.RequestMachine().States() {
		request, _, _ := approvalIn(state)
		var o outcome
		ended := endInput{
			assignment: assignmentIn(entitlement.AssignmentDelivered), request: request, input: entitlement.AssignmentEnds,
			reason: entitlement.ReasonExpired,
		}
		require.NoError(t, stepEnd(&o, ended, noon))
		canceled := lastChange[entitlement.Request](&o)
		require.Equal(t, state == entitlement.RequestDelivering, canceled != nil, "%v", state)
		if canceled != nil {
			after := canceled.after.(*entitlement.Request)
			require.Equal(t, entitlement.ReasonAssignmentEnded, after.Reason)
			require.Equal(t, noon, after.Completed)
		}
	}
}

// Every way out of a request sets when it was completed, and nothing else does.
func TestCompletionOfRequests(t *testing.T) {
	t.Parallel()
	open := map[entitlement.RequestState]bool{
		entitlement.RequestPendingApproval: true, entitlement.RequestScheduled: true, entitlement.RequestDelivering: true,
		entitlement.RequestSubmitted: true,
	}
	for _, rule := range entitlement.RequestMachine().Rules() {
		request, _, _ := approvalIn(rule.From)
		if !request.IsOpen() {
			request.Completed = noon.Add(-time.Hour)
		}
		var o outcome
		require.NoError(t, feedRequest(t, &o, request, rule.On))
		after := lastChange[entitlement.Request](&o).after.(*entitlement.Request)
		if open[rule.To] {
			require.True(t, after.Completed.IsZero(), "%v in %v", rule.On, rule.From)
			continue
		}
		require.Equal(t, noon, after.Completed, "%v in %v", rule.On, rule.From)
		if rule.To == entitlement.RequestDenied || rule.To == entitlement.RequestCanceled {
			require.NotZero(t, after.Reason, "%v in %v", rule.On, rule.From)
			require.True(t, rule.From != entitlement.RequestPendingApproval || after.Stage == 0, "no stage is open any more")
		}
	}
}

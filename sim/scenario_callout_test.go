package sim_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// processExtensions are a desk and an office that are waited for, tickets and reminders.
func processExtensions() []entitlement.CustomExtension {
	waiting := func(id entitlement.CustomExtensionID, days int) entitlement.CustomExtension {
		return entitlement.CustomExtension{
			ID: id, DisplayName: string(id), Type: entitlement.ExtensionRequestWorkflow, Endpoint: string(id),
			CallbackConfiguration: &entitlement.CallbackConfiguration{TimeoutDuration: entitlement.Days(days)},
		}
	}
	return []entitlement.CustomExtension{
		waiting("desk", 5), waiting("office", 3),
		{ID: "tickets", DisplayName: "tickets", Type: entitlement.ExtensionRequestWorkflow, Endpoint: "bus"},
		{ID: "reminders", DisplayName: "reminders", Type: entitlement.ExtensionAssignmentWorkflow, Endpoint: "bus"},
	}
}

// processes: a desk answers before anybody is asked to approve, and an office afterwards: one request passes both, one is
// denied, one is not answered in time, one is withdrawn. Nobody waits for tickets and reminders, some of which get lost.
func processes() scenario {
	policy := forStaff(by(entitlement.Manager(1)))
	policy.CustomExtensionStageSettings = []entitlement.CustomExtensionStageSetting{
		{Stage: entitlement.StageRequestCreated, CustomExtension: "desk"},
		{Stage: entitlement.StageRequestApproved, CustomExtension: "office"},
		{Stage: entitlement.StageRequestGranted, CustomExtension: "tickets"},
		{Stage: entitlement.StageRequestRemoved, CustomExtension: "tickets"},
		{Stage: entitlement.StageOneDayBeforeExpiration, CustomExtension: "reminders"},
	}
	return scenario{
		name: "custom_extensions", length: 80 * day, still: 24 * day,
		options: world(map[entitlement.SubjectID]sim.Habit{"meg": sim.Approves(day)}, func(o *sim.Options) {
			o.Processes = map[entitlement.CustomExtensionID]sim.Process{
				"desk": sim.Resumes(2*day).Saying("ticket opened").About("bob", sim.Declines(2*time.Hour)).
					About("cem", sim.StaysSilent()),
				"office": sim.Resumes(3 * time.Hour),
			}
		}),
		script: func(s *script) {
			s.at(0, "what will be lost", func() error {
				return errors.Join(
					s.Processes().Inject(sim.Fault{Person: "ann", From: after(3 * day), Until: after(4 * day)}),
					s.Processes().Inject(sim.Fault{Person: "ann", From: after(20 * day), Times: 1, Late: true}),
				)
			})
			s.at(0, "offer Ledger", func() error {
				id, err := s.Offer(sim.Offer{Name: "Ledger", Roles: []string{"Ledger/Reader"}, Policy: policy, Extensions: processExtensions()})
				s.packages["Ledger"] = id
				return err
			})
			for i, who := range []entitlement.SubjectID{"ann", "bob", "cem"} {
				s.ask(time.Duration(i)*time.Hour, who, "Ledger")
			}
			s.at(day, "an outage over the answer of the desk", func() error {
				s.Directory().Outage(after(2*day-time.Hour), after(2*day+5*time.Hour))
				return nil
			})
			s.ask(10*day, "cem", "Ledger")
			s.at(11*day, "cem thinks better of it", func() error { return s.withdraw("cem", "Ledger") })
			s.ask(12*day, "bob", "Ledger")
			s.ask(13*day, "ann", "Ledger")
		},
	}
}

// withdraw cancels a person's last request for a package.
func (s *script) withdraw(who entitlement.SubjectID, pkg string) error {
	r, err := s.LastRequest(who, pkg)
	if err != nil {
		return err
	}
	_, err = s.As(who).Cancel(background(), lifecycle.CancelInput{Key: "withdraw", Request: r.Request.ID})
	return err
}

// What becomes of the requests. // R-313, R-316 to
func TestProcesses(t *testing.T) {
	t.Parallel()
	s := processes()
	w := s.begin(t, nil)
	stands := func(d time.Duration, who entitlement.SubjectID, state entitlement.RequestState, reason entitlement.EndReason) {
		t.Helper()
		require.NoError(t, w.RunUntil(after(d)))
		r, err := w.LastRequest(who, "Ledger")
		require.NoError(t, err)
		require.Equal(t, state.String(), r.Request.State.String(), "%s on day %d", who, d/day)
		require.Equal(t, reason.String(), r.Request.Reason.String())
	}
	stands(day, "ann", entitlement.RequestSubmitted, 0)
	stands(day, "bob", entitlement.RequestDenied, entitlement.ReasonExtensionDenied)
	stands(2*day+7*time.Hour, "ann", entitlement.RequestPendingApproval, 0)
	stands(3*day+8*time.Hour, "ann", entitlement.RequestDenied, entitlement.ReasonExtensionFailed)
	stands(5*day+time.Hour, "cem", entitlement.RequestSubmitted, 0)
	stands(5*day+2*time.Hour, "cem", entitlement.RequestDenied, entitlement.ReasonExtensionTimeout)
	stands(11*day, "cem", entitlement.RequestCanceled, entitlement.ReasonRequestorCanceled)
	stands(12*day+2*time.Hour, "bob", entitlement.RequestDenied, entitlement.ReasonExtensionDenied)
	stands(16*day+3*time.Hour, "ann", entitlement.RequestDelivered, 0) // a process before the approver, and one after
	require.NoError(t, w.RunUntil(after(s.length)))
	var told []entitlement.CustomExtensionStage
	for _, call := range w.Processes().Calls(0) {
		if !call.Wait {
			told = append(told, call.Stage)
		}
	}
	require.Equal(t, []entitlement.CustomExtensionStage{
		entitlement.StageRequestGranted, entitlement.StageOneDayBeforeExpiration, entitlement.StageRequestRemoved,
	}, told)
}

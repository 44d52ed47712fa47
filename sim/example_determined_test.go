package sim_test

import (
	"fmt"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// Who approves is known to a system elsewhere: an extension names the approvers of every request, and until when they have.
func ExampleNames() {
	stage := entitlement.StageSettings{
		PrimaryApprovers:              []entitlement.SubjectSet{entitlement.User("ann"), entitlement.User("meg")},
		DurationBeforeAutomaticDenial: entitlement.Days(3),
	}
	options := company()
	options.Document = nil
	options.Processes = map[entitlement.CustomExtensionID]sim.Process{"owners": sim.Names(time.Hour, stage)}
	w, err := sim.New(options)
	check(err)
	defer func() { check(w.Close()) }()
	id, err := w.Offer(sim.Offer{
		Name: "CRM", Roles: []string{"CRM/User"}, Policy: entitlement.AssignmentPolicy{
			AllowedTargetScope: entitlement.ScopeAllMemberUsers,
			RequestApprovalSettings: entitlement.ApprovalSettings{
				IsApprovalRequiredForAdd: true, Stages: []entitlement.StageSettings{{CustomExtension: "owners"}},
			},
		},
		Extensions: []entitlement.CustomExtension{{
			ID: "owners", DisplayName: "Register of owners", Type: entitlement.ExtensionRequestWorkflow, Endpoint: "owners",
			CallbackConfiguration: &entitlement.CallbackConfiguration{TimeoutDuration: entitlement.Days(2)},
		}},
	})
	check(err)
	asked, err := w.As("ann").Submit(background(), lifecycle.SubmitInput{Package: id})
	check(err)
	fmt.Println(asked.State)
	check(w.RunFor(2 * time.Hour))
	r, err := w.LastRequest("ann", "CRM")
	check(err)
	opened := r.Stages[0].Stage
	fmt.Println(r.Request.State, opened.Approvers, opened.Deadline.Sub(opened.Opened))
	// Output:
	// submitted
	// pendingApproval [meg] 72h0m0s
}

package sim_test

import (
	"fmt"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// A service desk has a look at every request before it goes on. It lets Ann's go on and denies Bob's.
func ExampleProcess() {
	options := company()
	options.Document = nil
	options.Processes = map[entitlement.CustomExtensionID]sim.Process{
		"desk": sim.Resumes(4*time.Hour).About("bob", sim.Declines(time.Hour)),
	}
	w, err := sim.New(options)
	check(err)
	defer func() { check(w.Close()) }()
	policy := entitlement.AssignmentPolicy{
		AllowedTargetScope: entitlement.ScopeAllMemberUsers,
		CustomExtensionStageSettings: []entitlement.CustomExtensionStageSetting{
			{Stage: entitlement.StageRequestCreated, CustomExtension: "desk"},
		},
	}
	id, err := w.Offer(sim.Offer{
		Name: "CRM", Roles: []string{"CRM/User"}, Policy: policy,
		Extensions: []entitlement.CustomExtension{{
			ID: "desk", DisplayName: "Service desk", Type: entitlement.ExtensionRequestWorkflow, Endpoint: "desk",
			CallbackConfiguration: &entitlement.CallbackConfiguration{TimeoutDuration: entitlement.Days(2)},
		}},
	})
	check(err)
	for _, who := range []entitlement.SubjectID{"ann", "bob"} {
		_, err = w.As(who).Submit(background(), lifecycle.SubmitInput{Package: id})
		check(err)
	}
	check(w.RunFor(day))
	for _, who := range []entitlement.SubjectID{"ann", "bob"} {
		r, err := w.LastRequest(who, "CRM")
		check(err)
		fmt.Println(who, r.Request.State, r.Request.Reason, r.Progress)
	}
	// Output:
	// ann delivered  processContinues
	// bob denied extensionDenied
}

package examples_test

import (
	"context"
	"fmt"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/examples/organisation"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// What will hurt is told before a policy is saved: of a whole document by Plan, of a single policy by Lint.
func Example_lint() {
	ctx := context.Background()
	w := must(sim.New(must(organisation.Options(nil))))
	defer func() { _ = w.Close() }()
	tenant := must(organisation.Tenant())
	plan := must(w.Admin().Plan(ctx, lifecycle.PlanInput{Document: tenant}))
	for _, f := range plan.Findings {
		fmt.Printf("%s: %s %s %v\n", f.Path, f.Severity, f.Rule, f.Who)
	}
	must(w.Admin().Apply(ctx, lifecycle.ApplyInput{Document: tenant}))

	found := must(w.Admin().Lint(ctx, lifecycle.LintInput{Policy: entitlement.AssignmentPolicy{
		Package: must(w.Package("Sales Starter")), DisplayName: "Trainees",
		AllowedTargetScope:     entitlement.ScopeSpecificDirectoryUsers,
		SpecificAllowedTargets: []entitlement.SubjectSet{entitlement.User("nora"), entitlement.User("trainee")},
		RequestApprovalSettings: entitlement.ApprovalSettings{
			IsApprovalRequiredForAdd: true,
			Stages: []entitlement.StageSettings{
				{PrimaryApprovers: []entitlement.SubjectSet{entitlement.User("tomas")}},
				{PrimaryApprovers: []entitlement.SubjectSet{entitlement.User("tomas"), entitlement.User("alice")}},
			},
		},
		Expiration: entitlement.Expiration{
			Type: entitlement.ExpirationAfterDateTime, EndDateTime: time.Date(2026, time.January, 31, 23, 0, 0, 0, time.UTC),
		},
	}}))
	for _, f := range found.Findings {
		fmt.Println(f)
	}
	// Output:
	// Sales / Sales Starter / Sales staff: warning escalationNobody [victor]
	// Sales / Sales Starter / Sales staff: warning fallbackMissing []
	// Finance / Month-end Closing / Finance staff: blocks noApprover [beatrix]
	// Finance / Month-end Closing / Finance staff: warning twoStagesOnePerson [carl fiona]
	// Finance / Month-end Closing / Finance staff: warning fallbackMissing []
	// IT / Cloud Lab / Contractors: warning fallbackMissing []
	// Partners / Freight Desk / Brightwater: warning fallbackMissing []
	// warning principalMissing: specificAllowedTargets[1]: there is nobody with the identifier "trainee"
	//     name somebody else, or remove it
	// warning choiceNeeded: specificAllowedTargets: people in scope are also in that of "Sales staff", and have to choose: a request without a choice is refused (1 person: nora)
	//     see to it that the scopes do not overlap, unless people are to choose
	// warning approvalAvoidable: requestApprovalSettings.stages: people in scope may choose "Sales staff", where fewer stages decide (1 person: nora)
	//     take them out of the other scope, or let as many stages decide there
	// warning twoStagesOnePerson: requestApprovalSettings.stages[1]: tomas could decide stage 1 and stage 2 of the same request: two stages are one pair of eyes then (1 person: nora)
	//     name approvers in one stage who are not those of the other
	// warning endBeforeDecision: expiration.endDateTime: approvers have until 6 March 2026 for a request of today, and access ends on 31 January 2026
	//     let the stages be shorter, or the end be later
}

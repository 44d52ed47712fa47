package lint_test

import (
	"fmt"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
	"example.com/tenure/policy/lint"
)

// The manager decides, and ben has none. Access never ends, and nobody ever looks at it again.
func ExampleCheck() {
	people := map[entitlement.SubjectID]*entitlement.Subject{
		"ana": {ID: "ana", UserType: entitlement.UserMember, Manager: "mia"},
		"ben": {ID: "ben", UserType: entitlement.UserMember},
		"mia": {ID: "mia", UserType: entitlement.UserMember},
	}
	in := lint.Input{
		Policy: &entitlement.AssignmentPolicy{
			DisplayName:            "Sales",
			AllowedTargetScope:     entitlement.ScopeSpecificDirectoryUsers,
			SpecificAllowedTargets: []entitlement.SubjectSet{entitlement.User("ana"), entitlement.User("ben")},
			RequestApprovalSettings: entitlement.ApprovalSettings{
				IsApprovalRequiredForAdd: true,
				Stages:                   []entitlement.StageSettings{{PrimaryApprovers: []entitlement.SubjectSet{entitlement.Manager(1)}}},
			},
			Expiration: entitlement.Expiration{Type: entitlement.ExpirationNone},
		},
		Package: &entitlement.AccessPackage{Roles: []entitlement.RoleRef{{Role: "Member"}}},
		Catalog: &entitlement.Catalog{State: entitlement.CatalogPublished},
	}
	var facts policy.Facts
	report := lint.Check(&in, &facts)
	for len(report.Needs) > 0 {
		for _, need := range report.Needs {
			switch need.Kind { //nolint:exhaustive // this policy needs nothing else
			case policy.NeedSubject:
				facts.AddSubject(need.Subject, people[need.Subject])
			case policy.NeedGroups:
				facts.AddGroups(need.Subject, nil)
			}
		}
		report = lint.Check(&in, &facts)
	}
	for _, finding := range report.Findings {
		fmt.Println(finding)
	}
	// Output:
	// blocks noApprover: requestApprovalSettings.stages[0].primaryApprovers: nobody can approve stage 1 for people in scope: they have no manager (1 person: ben)
	//     name fallbackPrimaryApprovers, or enter their managers in the directory
	// warning fallbackMissing: requestApprovalSettings.stages[0].fallbackPrimaryApprovers: managers or sponsors decide, and nobody is named for people who have none: the request is refused
	//     name a person or a group here
	// warning neverLookedAt: expiration.type: access has no end, and no review looks at it
	//     let access end, or review it: a year at the most is usual
}

package policy_test

import (
	"fmt"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// The people of the examples: ana and ben are in sales and report to mia; zoe is in hr.
func directory(needs []policy.Need, facts *policy.Facts) {
	managers := map[entitlement.SubjectID]entitlement.SubjectID{"ana": "mia", "ben": "mia"}
	memberOf := map[entitlement.SubjectID][]entitlement.GroupID{"ana": {"sales"}, "ben": {"sales"}, "zoe": {"hr", "vpn"}}
	for _, n := range needs {
		switch n.Kind {
		case policy.NeedSubject:
			facts.AddSubject(n.Subject, &entitlement.Subject{
				ID: n.Subject, UserType: entitlement.UserMember, Manager: managers[n.Subject],
			})
		case policy.NeedGroups:
			facts.AddGroups(n.Subject, memberOf[n.Subject])
		case policy.NeedMembers:
			facts.AddMembers(n.Group, nil, false)
		case policy.NeedSignIn:
			facts.AddSignIn(n.Subject, time.Time{}, false)
		}
	}
}

// salesAccess is a package for the sales group; the manager approves.
func salesAccess(requestor entitlement.SubjectID) policy.Ask {
	return policy.Ask{
		At:      time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC),
		Catalog: &entitlement.Catalog{ID: entitlement.GeneralCatalogID(), State: entitlement.CatalogPublished},
		Package: &entitlement.AccessPackage{ID: entitlement.AccessPackageID{1}, Roles: []entitlement.RoleRef{{Role: "Member"}}},
		Policies: []*entitlement.AssignmentPolicy{{
			ID:                     entitlement.PolicyID{2},
			AllowedTargetScope:     entitlement.ScopeSpecificDirectoryUsers,
			SpecificAllowedTargets: []entitlement.SubjectSet{entitlement.GroupMembers("sales")},
			RequestApprovalSettings: entitlement.ApprovalSettings{
				IsApprovalRequiredForAdd: true,
				Stages: []entitlement.StageSettings{{
					PrimaryApprovers: []entitlement.SubjectSet{entitlement.Manager(1)},
				}},
			},
		}},
		Requestor: requestor, Target: requestor,
	}
}

// Facts are read in rounds: the evaluation says what it needs.
func ExampleEvaluate() {
	ask := salesAccess("ana")
	var facts policy.Facts
	verdict := policy.Evaluate(&ask, &facts, policy.Options{})
	for len(verdict.Needs) > 0 {
		fmt.Println("needs", len(verdict.Needs))
		directory(verdict.Needs, &facts)
		verdict = policy.Evaluate(&ask, &facts, policy.Options{})
	}
	fmt.Println("allowed", verdict.Allowed)
	fmt.Println("approved by", verdict.Route.Approvers)
	fmt.Println("until", verdict.Window.End.Format(time.DateOnly))
	// Output:
	// needs 2
	// needs 1
	// allowed true
	// approved by [mia]
	// until 2026-04-01
}

// A refusal says what was wanted and what was seen.
func ExampleExplain() {
	ask := salesAccess("zoe")
	var facts policy.Facts
	verdict, reasons := policy.Explain(&ask, &facts, policy.Options{})
	for len(verdict.Needs) > 0 {
		directory(verdict.Needs, &facts)
		verdict, reasons = policy.Explain(&ask, &facts, policy.Options{})
	}
	fmt.Print(entitlement.Explain(reasons))
	fmt.Println(verdict.Codes)
	// Output:
	// ok 01000000-0000-0000-0000-000000000000: package
	//   ok packageDeleted: deleted is false, rule wants false
	//   ok packageEmpty: resourceRoleScopes is 1, rule wants at least 1
	//   ok packageHasNoPolicy: policies is 1, rule wants at least 1
	//   ok 00000000-0000-0000-0000-000000000001: catalogNotPublished: state is published, rule wants published
	// ok zoe: subjectUnknown: inDirectory is true, rule wants true
	// ok zoe: subjectBlocked: accountDisabled is false, rule wants false
	// ok zoe: catalogNotExternal: userType is member, rule wants member
	// ok zoe: requestPending: openRequest is nothing, rule wants nothing
	// ok zoe: assignmentExists: liveAssignment is nothing, rule wants nothing
	// no zoe: noPolicyApplies: applicable policies is 0, rule wants at least 1
	//   no zoe: policyApplies: policy is 02000000-0000-0000-0000-000000000000
	//     ok policySuspended: isSuspended is false, rule wants false
	//     ok policyDirectOnly: allowedTargetScope is specificDirectoryUsers, rule wants other than notSpecified
	//     ok selfAddDisabled: enableTargetsToSelfAddAccess is true, rule wants true
	//     ok zoe: notInScope: userType is member, rule wants member or guest
	//     no zoe: notInScope: clauses met is 0, rule wants at least 1
	//       no zoe: scopeClause: memberOf is "hr, vpn", rule wants groupMembers sales
	// [noPolicyApplies policyApplies notInScope scopeClause]
}

// Whoever asks cannot approve, so the fallback approver is asked. The codes say why.
func ExampleApprovers() {
	stage := entitlement.StageSettings{
		PrimaryApprovers:         []entitlement.SubjectSet{entitlement.Manager(1)},
		FallbackPrimaryApprovers: []entitlement.SubjectSet{entitlement.User("zoe")},
	}
	mia := policy.Routing{Requestor: "mia", Target: "ana"}
	var facts policy.Facts
	route, reasons := policy.ExplainApprovers(&stage, mia, &facts, policy.Options{})
	for len(route.Needs) > 0 {
		directory(route.Needs, &facts)
		route, reasons = policy.ExplainApprovers(&stage, mia, &facts, policy.Options{})
	}
	fmt.Println(route.Approvers, route.Fallback, route.Codes)
	fmt.Print(entitlement.Explain(reasons))
	// Output:
	// [zoe] true [approverSet selfApproval]
	// ok ana: noApprover: approvers is zoe, rule wants at least 1
	//   no ana: approverSet: primaryApprovers is nothing, rule wants somebody
	//     no ana: approverSet: primaryApprovers is nothing, rule wants targetManager level 1
	//       no mia: selfApproval: identity is requestor or target, rule wants somebody else
	//   ok ana: approverSet: fallbackPrimaryApprovers is zoe, rule wants somebody
	//     ok ana: approverSet: fallbackPrimaryApprovers is zoe, rule wants singleUser zoe
}

// Access that was asked for from April on but approved in May starts at the approval and keeps its end.
func ExampleWindow() {
	p := &entitlement.AssignmentPolicy{Expiration: entitlement.Expiration{
		Type: entitlement.ExpirationAfterDuration, Duration: entitlement.Days(180),
	}}
	date := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	asked := entitlement.Schedule{Start: date(4, 1), End: date(6, 30)}
	window, _ := policy.Window(p, asked, date(5, 4))
	fmt.Println(window.Start.Format(time.DateOnly), "to", window.End.Format(time.DateOnly))
	_, code := policy.Window(p, asked, date(7, 1))
	fmt.Println(code)
	// Output:
	// 2026-05-04 to 2026-06-30
	// scheduleElapsed
}

// Nested groups may contain each other.
func ExampleClosure() {
	memberOf := map[entitlement.GroupID][]entitlement.GroupID{"berlin": {"sales"}, "sales": {"staff"}, "staff": {"sales"}}
	next := func(g entitlement.GroupID) []entitlement.GroupID { return memberOf[g] }
	fmt.Println(policy.Closure([]entitlement.GroupID{"berlin"}, next))
	// Output: [berlin sales staff]
}

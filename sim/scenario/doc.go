// Package scenario plays stories about access that are written in files, for people who teach and for people who ask what
// would happen.
//
//	title: Nobody answers
//	question: Ann's manager does not answer. What becomes of the request?
//	answer: It is denied when the stage has waited for 14 days.
//	rules
//	people:
//	  ann: {name: Ann Lee, manager: meg}
//	  meg: {name: Meg Ray, habit: never answers}
//	groups:
//	  sales: [ann]
//	tenant:
//	  catalogs:
//	    - displayName: Sales
//	      description: For the sales team
//	      resources:
//	        - {displayName: CRM, type: application, originId: crm, roles: [{originId: User}]}
//	      accessPackages:
//	        - displayName: Sales Starter
//	          description: What everybody needs
//	          resourceRoleScopes: [{resource: CRM, role: User}]
//	          assignmentPolicies:
//	            - displayName: Staff
//	              specificAllowedTargets: [{groupId: sales}]
//	              requestApprovalSettings:
//	                stages:
//	                  - {primaryApprovers: [{"@odata.type": targetManager}], durationBeforeAutomaticDenial: P14D}
//	steps:
//	  - ann requests Sales Starter because "new in the team"
//	  - expect meg is asked about ann's request for Sales Starter
//	  - after 14 days
//	  - expect ann's request for Sales Starter is denied
//	  - expect ann does not hold CRM/User
//
// Steps are sentences; Grammar tells all there are, and GRAMMAR.md is that page. The tenant is a document of package entitlement/spec, in YAML. Time
// stands still but for the sentences that let it pass, and what somebody does is settled before the next sentence.
//
// Test plays a file as a test in Go; tenure-sim plays files on the command line.
//
// A file is data from outside: see Load for what is refused. A scenario reads no files but
// those of Microsoft Graph's JSON that it names in its own folder, opens no connections, sees no environment and starts nothing.
package scenario

// Package spec is the configuration of a tenant as one JSON document: catalogs with their resources, access packages,
// policies and role assignments, the connected organizations, the tenant's role assignments and its settings. The engine
// plans and applies documents, and writes what it has as one.
//
//	{
//	  "catalogs": [
//	    {
//	      "displayName": "Sales",
//	      "description": "Everything for the sales team",
//	      "resources": [
//	        {"displayName": "Sales team", "type": "group", "originId": "grp-sales"},
//	        {"displayName": "CRM", "type": "application", "originId": "crm", "roles": [{"originId": "User"}]}
//	      ],
//	      "accessPackages": [
//	        {
//	          "displayName": "Sales starter",
//	          "resourceRoleScopes": [
//	            {"resource": "Sales team", "role": "Member"},
//	            {"resource": "CRM", "role": "User"}
//	          ],
//	          "assignmentPolicies": [
//	            {
//	              "displayName": "Staff",
//	              "specificAllowedTargets": [{"groupId": "staff"}],
//	              "requestApprovalSettings": {
//	                "stages": [{"primaryApprovers": [{"@odata.type": "targetManager"}]}]
//	              },
//	              "expiration": {"duration": "P90D"}
//	            }
//	          ]
//	        }
//	      ]
//	    }
//	  ]
//	}
//
// # Names
//
// Members have the names of Microsoft Graph. Ours, because Graph has none or an object in its place, are:
//
//	resourceRoleScopes           {"resource": …, "role": …}: a resource of the catalog and one of its roles
//	incompatibleAccessPackages   references: a name, an id, or {"catalog": …, "accessPackage": …}
//	connectedOrganization        in specificAllowedTargets: a reference
//	type                         of a resource: its system
//	roleAssignments              {"role": …, "principal": …}
//	isSuspended                  of a policy
//	endpoint                     of a custom extension, where Graph has configurations of endpoint and authentication
//	customExtension              of a stage of a policy, or of an approvalStage that it determines: the id that the catalog gives it
//	question                     of an attribute, where Graph has a source; it has no id
//	resourceVisibility           of the settings
//	allowedDomains, blockedDomains
//
// References are display names of objects of the document, without regard to case, or ids, which may also be those of stored
// objects. People, groups and roles have the identifiers of the host.
//
// # Defaults
//
// Nothing that can be known has to be said. What is absent has the default that the fields of Document and the JSON Schema
// name: a catalog is published and open to people from outside, a policy takes requests, access ends after 30 days, no
// approval is needed. And what follows from something else may be left out: that approval is needed where there are stages,
// the kind of people where userId or groupId says it, the type of an expiration with a duration.
//
// # Forms
//
// Parse reads a document and reports everything that is wrong with it, with its place; Print writes it in its one form;
// Schema describes it to editors. All three come from the same description, so that they cannot disagree.
//
// Objects turns a document into the engine's objects, Objects.Document objects into a document, and the Differences methods
// say what changed between two of them.
package spec

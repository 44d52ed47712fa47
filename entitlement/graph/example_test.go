package graph_test

import (
	"fmt"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/graph"
	"example.com/tenure/entitlement/spec"
)

// A catalog as Microsoft Graph's beta answers with it becomes a document; what the document cannot say is listed.
func ExampleImport() {
	document, lost, err := graph.Import([]byte(`{"value": [{
		"id": "10000000-0000-0000-0000-000000000001", "displayName": "Sales", "description": "For the sales team",
		"catalogStatus": "Published",
		"accessPackages": [{
			"displayName": "CRM", "isHidden": "False",
			"accessPackageAssignmentPolicies": [{
				"displayName": "Staff", "durationInDays": 90, "canExtend": false,
				"requestorSettings": {"scopeType": "AllExistingDirectoryMemberUsers", "acceptRequests": true},
				"verifiableCredentialSettings": {"credentialTypes": [
					{"credentialType": "Diploma", "issuers": ["did:web:school.example"]}, "Passport"
				]}
			}]
		}]
	}], "@odata.context": "https://graph.microsoft.com/beta/$metadata#accessPackageCatalogs"}`), graph.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	text, _ := spec.Print(document)
	fmt.Printf("%s", text)
	for _, l := range lost {
		fmt.Println(l)
	}
	// Output:
	// {
	//   "catalogs": [
	//     {
	//       "id": "10000000-0000-0000-0000-000000000001",
	//       "displayName": "Sales",
	//       "description": "For the sales team",
	//       "accessPackages": [
	//         {
	//           "displayName": "CRM",
	//           "assignmentPolicies": [
	//             {
	//               "displayName": "Staff",
	//               "allowedTargetScope": "allMemberUsers",
	//               "isSuspended": true,
	//               "expiration": {"duration": "P90D"},
	//               "verifiableCredentialSettings": {
	//                 "credentialTypes": [{"credentialType": "Diploma", "issuers": ["did:web:school.example"]}]
	//               }
	//             }
	//           ]
	//         }
	//       ]
	//     }
	//   ]
	// }
	// value[0].accessPackages[0].accessPackageAssignmentPolicies[0].verifiableCredentialSettings.credentialTypes[1]: it must be an object ("Passport")
}

// A document becomes JSON of Graph v1.0.
func ExampleExport() {
	text, lost, err := graph.Export(spec.Document{Catalogs: []spec.Catalog{{
		DisplayName: "Sales", Description: "For the sales team",
		RoleAssignments: []spec.RoleAssignment{{Role: entitlement.RoleCatalogOwner, Principal: entitlement.User("meg")}},
	}}})
	fmt.Printf("%s%v\n%v\n", text, err, lost)
	// Output:
	// {
	//   "catalogs": [
	//     {
	//       "displayName": "Sales",
	//       "description": "For the sales team",
	//       "state": "published",
	//       "isExternallyVisible": true,
	//       "resources": [],
	//       "accessPackages": []
	//     }
	//   ],
	//   "connectedOrganizations": []
	// }
	// <nil>
	// [catalogs[0].roleAssignments[0]: delegation is not a part of Graph's entitlement management objects ("catalogOwner to singleUser meg")]
}

package spec_test

import (
	"fmt"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

// A document says what cannot be known otherwise, and nothing else.
func Example() {
	document, err := spec.Parse([]byte(`{
	  "catalogs": [
	    {
	      "displayName": "Sales",
	      "description": "Everything for the sales team",
	      "resources": [
	        {"displayName": "Sales team", "type": "group", "originId": "grp-sales"},
	        {"displayName": "CRM", "type": "application", "originId": "crm", "roles": [{"originId": "User"}]}
	      ],
	      "accessPackages": [
	        {
	          "displayName": "Sales starter",
	          "resourceRoleScopes": [
	            {"resource": "Sales team", "role": "Member"},
	            {"resource": "CRM", "role": "User"}
	          ],
	          "assignmentPolicies": [
	            {
	              "displayName": "Staff",
	              "specificAllowedTargets": [{"groupId": "staff"}],
	              "requestApprovalSettings": {
	                "stages": [{"primaryApprovers": [{"@odata.type": "targetManager"}]}]
	              },
	              "expiration": {"duration": "P90D"}
	            }
	          ]
	        }
	      ]
	    }
	  ]
	}`), entitlement.SeedLimits())
	if err != nil {
		fmt.Println(err)
		return
	}
	starter := document.Catalogs[0].AccessPackages[0]
	policy := starter.AssignmentPolicies[0]
	fmt.Println(starter.DisplayName, "gives", len(starter.ResourceRoleScopes), "roles for", policy.Expiration.Duration)
	fmt.Println("approval needed:", policy.RequestApprovalSettings.IsApprovalRequiredForAdd)
	// Output:
	// Sales starter gives 2 roles for P90D
	// approval needed: true
}

// Everything that is wrong is reported at once.
func ExampleParse() {
	_, err := spec.Parse([]byte(`{
	  "catalogs": [
	    {"displayName": "Sales", "desciption": "Everything for sales", "state": "publishd"}
	  ]
	}`), entitlement.SeedLimits())
	fmt.Println(err)
	// Output:
	// parse document: invalidArgument: the document has 2 problems: 3:31: catalogs[0].desciption: is not a member of catalog; did you mean "description"?; 3:78: catalogs[0].state: "publishd" is not one of unpublished, published
}

// Differences says what changed between two versions of an object.
func ExampleAccessPackage_Differences() {
	before := spec.AccessPackage{
		DisplayName:        "Sales starter",
		ResourceRoleScopes: []spec.RoleScope{{Resource: "Sales team", Role: "Member"}, {Resource: "CRM", Role: "User"}},
	}
	after := before.Clone()
	after.IsHidden = true
	after.ResourceRoleScopes = after.ResourceRoleScopes[:1]
	for _, d := range after.Differences(before) {
		fmt.Println(d)
	}
	// Output:
	// isHidden: false → true
	// resourceRoleScopes: - {"resource": "CRM", "role": "User"}
}

package lifecycle_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/lifecycle"
)

const planPlay = `{
  "connectedOrganizations": [{"displayName": "Contoso", "identitySources": [{"domainName": "contoso.example"}]}],
  "catalogs": [
    {
      "displayName": "Sales",
      "description": "Everything for the sales team",
      "resources": [
        {"displayName": "Sales team", "type": "group", "originId": "grp-sales"},
        {"displayName": "CRM", "type": "application", "originId": "crm", "roles": [{"originId": "User"},{"originId": "Admin","displayName":"Administrator"}]}
      ],
      "accessPackages": [
        {
          "displayName": "Starter",
          "resourceRoleScopes": [{"resource": "Sales team", "role": "Member"}, {"resource": "crm", "role": "administrator"}],
          "incompatibleAccessPackages": ["Audit"],
          "assignmentPolicies": [
            {"displayName": "Staff", "specificAllowedTargets": [{"groupId": "staff"}],
              "requestApprovalSettings": {"stages": [{"primaryApprovers": [{"@odata.type": "targetManager"}]}]},
              "expiration": {"duration": "P90D"}},
            {"displayName": "Partners", "specificAllowedTargets": [{"connectedOrganization": "contoso"}],
              "requestApprovalSettings": {"stages": [{"primaryApprovers": [{"userId": "meg"}]}]}}
          ]
        },
        {"displayName": "Audit", "incompatibleAccessPackages": ["Starter"]}
      ],
      "roleAssignments": [{"role": "catalogOwner", "principal": {"userId": "meg"}}]
    }
  ],
  "settings": {"externalUserLifecycleAction": "blockSignIn"}
}`

func TestPlanPlay(t *testing.T) {
	onRigs(t, func(r *rig) {
		d, err := spec.Parse([]byte(planPlay), entitlement.SeedLimits())
		require.NoError(r, err)
		p, err := r.as("root").Plan(r.Context(), lifecycle.PlanInput{Document: d})
		require.NoError(r, err)
		fmt.Print(p)
		res, err := r.as("root").Apply(r.Context(), lifecycle.ApplyInput{Document: d})
		require.NoError(r, err)
		fmt.Println(res.Revision, len(res.Plan.Changes))
		p, err = r.as("root").Plan(r.Context(), lifecycle.PlanInput{Document: d, Prune: true})
		require.NoError(r, err)
		fmt.Print(p)
		out, err := r.as("root").Document(r.Context())
		require.NoError(r, err)
		text, err := spec.Print(out)
		require.NoError(r, err)
		fmt.Println(string(text))
		p, err = r.as("root").Plan(r.Context(), lifecycle.PlanInput{Document: out, Prune: true})
		require.NoError(r, err)
		fmt.Print(p)
	})
}

package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// withDesk is the document with an extension that a policy has called.
func withDesk(id string) string {
	return sales(`"resources": [`, `"customWorkflowExtensions": [{"id": "`+id+`", "displayName": "Desk", "endpoint": "desk",
			"callbackConfiguration": {"timeoutDuration": "PT5M"}}],
		"resources": [`,
		`"expiration": {"duration": "P90D"}`, `"expiration": {"duration": "P90D"},
			"customExtensionStageSettings": [{"stage": "assignmentRequestCreated", "customExtension": "`+id+`"}]`)
}

// Custom extensions come, change and go by documents, together with the policies that have them called. // R-314
func TestDocumentsHaveExtensions(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(withDesk("desk"))
		require.Empty(r, r.plans(withDesk("desk")))
		result := r.submit("ann", entitlement.AccessPackage{ID: r.packageNamed("Starter").ID})
		require.Equal(r, entitlement.RequestSubmitted, result.State)

		r.applies(withDesk("office"))
		require.Empty(r, r.plans(withDesk("office")))
		require.Equal(r, entitlement.CustomExtensionID("office"), r.export().Catalogs[1].CustomExtensions[0].ID)
		r.settle()
		require.Equal(r, entitlement.CustomExtensionID("desk"), r.processes.last().Extension, "what was reached before stays")

		r.applies(salesDocument)
		require.Empty(r, r.plans(salesDocument))
		require.Empty(r, r.export().Catalogs[1].CustomExtensions)
	})
}

// Who approves comes to be the business of an extension, and to be that no more, in one document each. // R-161
func TestDocumentsHaveDeterminedStages(t *testing.T) {
	t.Parallel()
	desk := func(callback, policy string) string {
		return sales(`"resources": [`, `"customWorkflowExtensions": [{"id": "desk", "displayName": "Desk", "endpoint": "desk"`+callback+`}],
			"resources": [`, `"expiration": {"duration": "P90D"}`, `"expiration": {"duration": "P90D"}`+policy)
	}
	determined := desk(`, "callbackConfiguration": {"timeoutDuration": "P1D"}`,
		`, "requestApprovalSettings": {"stages": [{"customExtension": "desk"}, {"primaryApprovers": [{"userId": "boss"}]}]}`)
	onRigs(t, func(r *rig) {
		r.applies(determined)
		require.Empty(r, r.plans(determined))
		stages := r.export().Catalogs[1].AccessPackages[1].AssignmentPolicies[0].RequestApprovalSettings.Stages
		require.Equal(r, determinedBy("desk"), stages[0])
		result := r.submit("ann", entitlement.AccessPackage{ID: r.packageNamed("Starter").ID})
		r.settle()

		r.applies(desk(``, ``))
		require.Empty(r, r.plans(desk(``, ``)))
		require.Nil(r, r.export().Catalogs[1].CustomExtensions[0].CallbackConfiguration)
		r.resume(r.processes.last(), saying(stage(entitlement.User("hank"))))
		r.approve("hank", result.Request)
		require.Equal(r, []entitlement.RequestID{result.Request}, r.asked("boss"), "what was reached before stays")
		r.applies(determined)
	})
}

func TestDocumentsWithExtensionsNeedThePort(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, err := r.as("root").Apply(r.Context(), lifecycle.ApplyInput{Document: r.parse(withDesk("desk"))})
		require.ErrorIs(r, err, entitlement.Unsupported)
	}, func(c *lifecycle.Config) { c.Extension = nil })
}

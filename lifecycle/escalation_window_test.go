package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// A policy's escalations lie where the configuration says, anywhere by default. // R-151, R-152
func TestTheWindowOfEscalationsIsAChoice(t *testing.T) {
	t.Parallel()
	early := approvedBy(escalating(3, stage(entitlement.User("meg")), entitlement.User("hank")))
	onRigs(t, func(r *rig) { r.allow(r.bundle("shop", member(r.addGroup("shop"))), early) })
	onRigs(t, func(r *rig) {
		pkg := r.bundle("shop", member(r.addGroup("shop")))
		outside := refusal{
			op: "create policy", code: entitlement.InvalidArgument, detail: "stages[0].durationBeforeEscalation: P3D is outside the window",
		}
		r.refuses(outside, func() error {
			_, err := r.as("root").CreatePolicy(t.Context(), lifecycle.PolicyInput{Policy: policyFor(pkg.ID, early)})
			return err
		})
		policy := r.allow(pkg, approvedBy(escalating(16, stage(entitlement.User("meg")), entitlement.User("hank"))))
		policy.RequestApprovalSettings.Stages[0].DurationBeforeEscalation = entitlement.Days(3)
		outside.op = "update policy"
		r.refuses(outside, func() error {
			_, err := r.as("root").UpdatePolicy(t.Context(), lifecycle.PolicyInput{Policy: policy})
			return err
		})
		_, err := r.as("root").Plan(t.Context(), lifecycle.PlanInput{Document: r.parse(`{"catalogs": [{"displayName": "General",
			"resources": [{"displayName": "Group shop", "type": "group", "originId": "shop"}],
			"accessPackages": [{"displayName": "shop", "assignmentPolicies": [{"displayName": "New", "requestApprovalSettings": {"stages": [
				{"primaryApprovers": [{"userId": "meg"}], "durationBeforeEscalation": "P3D", "escalationApprovers": [{"userId": "hank"}]}]}}]}]}]}`)})
		require.ErrorIs(r, err, entitlement.InvalidArgument, "documents too")
	}, func(c *lifecycle.Config) { c.Policy.Escalations = entitlement.EscalationAfterHalf })
}

package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// A guest whose last access a review took away is blocked from the close of the review on, settled or not. // R-252, R-257, R-303
func TestAGuestWhoseAccessWasDeniedIsBlockedBeforeItIsSettled(t *testing.T) {
	t.Parallel()
	document, err := spec.Parse([]byte(`{
		"connectedOrganizations": [{"displayName": "Fabrikam", "description": "Partner",
			"identitySources": [{"@odata.type": "domainIdentitySource", "domainName": "fabrikam.example", "displayName": "Fabrikam"}]}],
		"catalogs": [{"displayName": "Sales", "description": "Sales",
			"resources": [{"displayName": "CRM", "type": "application", "originId": "crm", "roles": [{"originId": "User"}]}],
			"accessPackages": [{"displayName": "Desk", "description": "Desk", "resourceRoleScopes": [{"resource": "CRM", "role": "User"}],
				"assignmentPolicies": [{"displayName": "Partners", "specificAllowedTargets": [{"connectedOrganization": "Fabrikam"}],
					"expiration": {"type": "noExpiration"},
					"reviewSettings": {"isEnabled": true, "primaryReviewers": [{"userId": "rex"}],
						"schedule": {"startDateTime": "2026-02-01T00:00:00Z", "duration": "P14D"}}}]}]}]}`), entitlement.SeedLimits())
	require.NoError(t, err)
	w := sim.Test(t, sim.Options{
		Document: &document,
		People: []entitlement.Subject{
			{ID: "gus", UserType: entitlement.UserOutside, Mail: "gus@fabrikam.example", Domain: "fabrikam.example"},
			{ID: "rex", UserType: entitlement.UserMember},
		},
		Reviewers: map[entitlement.SubjectID]sim.ReviewHabit{"rex": sim.Reviews(entitlement.ReviewDeny, time.Hour).Because("done")},
	})
	pkg, err := w.Package("Desk")
	require.NoError(t, err)
	_, err = w.As("gus").Submit(t.Context(), lifecycle.SubmitInput{Package: pkg})
	require.NoError(t, err)
	require.NoError(t, w.RunUntil(time.Date(2026, time.February, 10, 0, 0, 0, 0, time.UTC)))

	reasons := func() []entitlement.Code {
		offer, err := w.Admin().Explain(t.Context(), lifecycle.ExplainInput{Package: pkg, For: "gus"})
		require.NoError(t, err)
		return entitlement.FailedCodes(offer.Reasons)
	}
	require.NotContains(t, reasons(), entitlement.SubjectBlocked, "the review goes on")
	w.Clock().Set(time.Date(2026, time.February, 15, 0, 0, 0, 0, time.UTC))
	require.Contains(t, reasons(), entitlement.SubjectBlocked, "nothing was settled yet")
	require.NoError(t, w.Settle())
	require.Contains(t, reasons(), entitlement.SubjectBlocked)
	require.Equal(t, entitlement.GuestBlocked, w.Accounts().State("gus"))
}

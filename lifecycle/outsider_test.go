package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
)

// Whom the directory does not know can be given access by their address, as far as the policy reaches. // R-202
func TestOutsidersAreAssignedWithinTheScope(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		contoso := r.partner("Contoso", "contoso.example")
		r.partner("Fabrikam", "fabrikam.example")
		named := scoped(entitlement.ScopeSpecificOrganizations, entitlement.OrganizationMembers(contoso.ID))
		sponsors := stage(entitlement.GroupMembers("approvers"))
		r.gather("approvers", "meg")
		for name, c := range map[string]struct { // order: the cases do not touch each other
			scope  []policyChange
			takes  []string
			leaves []string
		}{
			"named":      {[]policyChange{named}, []string{"contoso.example"}, []string{"fabrikam.example", "adatum.example", ""}},
			"configured": {[]policyChange{scoped(entitlement.ScopeAllConfiguredOrganizations)}, []string{"contoso.example", "fabrikam.example"}, []string{"adatum.example", ""}},
			"anybody":    {[]policyChange{scoped(entitlement.ScopeAllExternalUsers), approvedBy(sponsors)}, []string{"contoso.example", "adatum.example"}, nil},
			"inside":     {[]policyChange{scoped(entitlement.ScopeAllDirectoryUsers)}, nil, []string{"contoso.example", "adatum.example"}},
		} {
			pkg := r.simple(name, c.scope...)
			for _, domain := range c.takes {
				_, err := r.as("root").Assign(t.Context(), assignTo(pkg, outsider(name, domain)))
				require.NoError(r, err, "%s takes %s", name, domain)
			}
			for _, domain := range c.leaves {
				_, err := r.as("root").Assign(t.Context(), assignTo(pkg, outsider("not"+name, domain)))
				require.ErrorIs(r, err, entitlement.NotInScope, "%s does not take %q", name, domain)
			}
		}
		r.settle()
		require.Len(r, r.accounts.verbs(), 3, "a guest for everybody who was given access without approval")
	}, open)
}

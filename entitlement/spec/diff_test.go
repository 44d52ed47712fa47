package spec_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

func texts(differences []spec.Difference) []string {
	var out []string
	for _, d := range differences {
		out = append(out, d.String())
	}
	return out
}

func TestDifferencesOfObjects(t *testing.T) {
	t.Parallel()
	before := spec.AccessPackage{
		ID: entitlement.AccessPackageID{1}, DisplayName: "Starter", IncompatibleGroups: []entitlement.GroupID{"a", "b"},
		ResourceRoleScopes: []spec.RoleScope{{Resource: "Team", Role: "Member"}, {Resource: "CRM", Role: "User"}},
		AssignmentPolicies: []spec.Policy{{DisplayName: "Staff"}},
	}
	after := before.Clone()
	after.ID, after.AssignmentPolicies = entitlement.AccessPackageID{}, nil
	after.IncompatibleGroups[0], after.IncompatibleGroups[1] = "b", "a"
	require.Empty(t, after.Differences(before), "ids, policies and the order of sets are not compared")

	after.DisplayName, after.Description, after.IsHidden = "Sales starter", "For sales.", true
	after.ResourceRoleScopes[1] = spec.RoleScope{Resource: "CRM", Role: "Admin"}
	require.Equal(t, []string{
		`displayName: "Starter" → "Sales starter"`,
		`description: + "For sales."`,
		`isHidden: false → true`,
		`resourceRoleScopes: - {"resource": "CRM", "role": "User"}`,
		`resourceRoleScopes: + {"resource": "CRM", "role": "Admin"}`,
	}, texts(after.Differences(before)))
}

func TestDifferencesOfPolicies(t *testing.T) {
	t.Parallel()
	before := spec.Policy{DisplayName: "Staff", RequestApprovalSettings: entitlement.ApprovalSettings{
		IsApprovalRequiredForAdd: true,
		Stages:                   []entitlement.StageSettings{{PrimaryApprovers: []entitlement.SubjectSet{entitlement.User("meg")}}},
	}}
	after := before.Clone()
	after.RequestorSettings = &entitlement.RequestorSettings{EnableTargetsToSelfAddAccess: true, EnableTargetsToSelfRemoveAccess: true}
	require.Empty(t, after.Differences(before), "the default in words is the default")

	stages := after.RequestApprovalSettings.Stages
	stages[0].DurationBeforeAutomaticDenial = entitlement.Days(14)
	stages[0].PrimaryApprovers = append(stages[0].PrimaryApprovers, entitlement.Manager(2))
	after.RequestApprovalSettings.Stages = append(slices.Clone(stages), entitlement.StageSettings{PrimaryApprovers: []entitlement.SubjectSet{entitlement.User("boss")}})
	after.Expiration = entitlement.Expiration{Type: entitlement.ExpirationAfterDuration, Duration: entitlement.Days(90)}
	require.Equal(t, []string{
		`requestApprovalSettings.stages[0].durationBeforeAutomaticDenial: + "P14D"`,
		`requestApprovalSettings.stages[0].primaryApprovers: + {"@odata.type": "targetManager", "managerLevel": 2}`,
		`requestApprovalSettings.stages[1]: + {"primaryApprovers": [{"userId": "boss"}]}`,
		`expiration.type: "notSpecified" → "afterDuration"`,
		`expiration.duration: + "P90D"`,
	}, texts(after.Differences(before)))
}

// No document differs from itself, and what was renamed differs in its name.
func TestNothingDiffersFromItself(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := documents().Draw(t, "document")
		for _, c := range d.Catalogs {
			require.Empty(t, c.Differences(c))
			renamed := c
			renamed.DisplayName = "other"
			require.Equal(t, []string{"displayName"}, fields(renamed.Differences(c)))
			for _, r := range c.Resources {
				require.Empty(t, r.Differences(r))
			}
			for _, p := range c.AccessPackages {
				require.Empty(t, p.Differences(p))
				for _, a := range p.AssignmentPolicies {
					require.Empty(t, a.Differences(a))
				}
			}
			for _, a := range c.RoleAssignments {
				require.Empty(t, a.Differences(a))
			}
		}
		for _, o := range d.ConnectedOrganizations {
			require.Empty(t, o.Differences(o))
		}
		if d.Settings != nil {
			require.Empty(t, d.Settings.Differences(*d.Settings))
			require.Equal(t, d.Settings.AllowedDomains == nil, len(spec.Settings{}.Differences(spec.Settings{AllowedDomains: d.Settings.AllowedDomains})) == 0)
		}
	})
}

func fields(differences []spec.Difference) []string {
	var out []string
	for _, d := range differences {
		out = append(out, d.Field)
	}
	return out
}

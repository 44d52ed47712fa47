package lifecycle_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/lifecycle"
)

// attempts plans and applies a document as somebody, and requires the same refusal of both, or none.
func (r *rig) attempts(who entitlement.SubjectID, in lifecycle.ApplyInput) error {
	r.Helper()
	_, planErr := r.as(who).Plan(r.Context(), lifecycle.PlanInput{Document: in.Document, Prune: in.Prune})
	if planErr == nil {
		_, err := r.as(who).Apply(r.Context(), in)
		require.NoError(r, err)
		return nil
	}
	err := r.changesNothing(func() error { _, err := r.as(who).Apply(r.Context(), in); return err })
	require.Equal(r, entitlement.CodeOf(planErr), entitlement.CodeOf(err))
	return err
}

// Each change needs the role that the single command needs. // R-338, R-339
func TestDocumentsNeedTheRolesOfTheCommands(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.gather("packagers", "bob")
		r.nest("helpers", "packagers")
		r.applies(sales(`"principal": {"userId": "meg"}}`,
			`"principal": {"userId": "meg"}}, {"role": "accessPackageManager", "principal": {"groupId": "helpers"}}`))
		allowed := map[string][]entitlement.SubjectID{
			`{"catalogs": [{"displayName": "Sales", "description": "Mine"}]}`: {"root", "meg"},
			`{"catalogs": [{"displayName": "Sales", "description": "Everything for sales", "resources": [
				{"displayName": "New", "type": "group", "originId": "new"}]}]}`: {"root", "meg"},
			`{"catalogs": [{"displayName": "Sales", "description": "Everything for sales", "accessPackages": [
				{"displayName": "New", "assignmentPolicies": [{"displayName": "All"}]}]}]}`: {"root", "meg", "bob"},
			`{"catalogs": [{"displayName": "Sales", "description": "Everything for sales", "roleAssignments": [
				{"role": "catalogReader", "principal": {"userId": "hank"}}]}]}`: {"root", "meg"},
			`{"catalogs": [{"displayName": "Mine", "description": "x"}]}`:                                    {"root", "boss"},
			`{"connectedOrganizations": [{"displayName": "New", "identitySources": [{"tenantId": "new"}]}]}`: {"root"},
			`{"roleAssignments": [{"role": "catalogCreator", "principal": {"userId": "hank"}}]}`:             {"root"},
			`{"settings": {"externalUserLifecycleAction": "none"}}`:                                          {"root"},
		}
		base := r.export()
		for text, may := range allowed {
			for _, who := range []entitlement.SubjectID{"hank", "bob", "boss", "meg", "root"} {
				err := r.attempts(who, lifecycle.ApplyInput{Document: r.parse(text)})
				if !slices.Contains(may, who) {
					require.ErrorIs(r, err, entitlement.Forbidden, "%s: %s", who, text)
					continue
				}
				require.NoError(r, err, "%s: %s", who, text)
				_, err = r.as("root").Apply(r.Context(), lifecycle.ApplyInput{Document: base, Prune: true})
				require.NoError(r, err)
			}
		}
	})
}

// What changes nothing is not shown to everybody either: a guess that is right would tell.
func TestDocumentsOfOthersAreNotConfirmed(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(salesDocument)
		all := r.export()
		for _, part := range []spec.Document{
			{Catalogs: all.Catalogs[1:]}, {ConnectedOrganizations: all.ConnectedOrganizations},
			{RoleAssignments: all.RoleAssignments}, {Settings: all.Settings},
		} {
			require.ErrorIs(r, r.attempts("hank", lifecycle.ApplyInput{Document: part}), entitlement.Forbidden)
			require.NoError(r, r.attempts("root", lifecycle.ApplyInput{Document: part}))
		}
		require.NoError(r, r.attempts("meg", lifecycle.ApplyInput{Document: spec.Document{Catalogs: all.Catalogs[1:]}}))
		require.ErrorIs(r, r.attempts("meg", lifecycle.ApplyInput{Document: all, Prune: true}), entitlement.Forbidden)

		_, err := r.as("meg").Document(r.Context())
		require.ErrorIs(r, err, entitlement.Forbidden)
	})
}

// Whoever may create a catalog owns it at once, and can fill it with the same document. // R-014, R-340
func TestACatalogCreatorAppliesACatalog(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(salesDocument)
		text := `{"catalogs": [{"displayName": "Mine", "description": "x",
			"resources": [{"displayName": "Team", "type": "group", "originId": "mine"}],
			"accessPackages": [{"displayName": "P", "resourceRoleScopes": [{"resource": "Team", "role": "Member"}]}],
			"roleAssignments": [
				{"role": "catalogOwner", "principal": {"userId": "boss"}}, {"role": "accessPackageManager", "principal": {"groupId": "staff"}}]}]}`
		require.NoError(r, r.attempts("boss", lifecycle.ApplyInput{Document: r.parse(text)}))
		mine := r.export().Catalogs[1]
		require.Equal(r, "Mine", mine.DisplayName)
		require.Len(r, mine.RoleAssignments, 2)
		require.Empty(r, r.plans(text))
	})
}

// The host's jobs may do everything.
func TestTheHostAppliesDocuments(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		host := r.engine.AsSystem("nightly import")
		_, err := host.Apply(r.Context(), lifecycle.ApplyInput{Document: r.parse(salesDocument)})
		require.NoError(r, err)
		plan, err := host.Plan(r.Context(), lifecycle.PlanInput{Document: r.parse(salesDocument), Prune: true})
		require.NoError(r, err)
		require.Empty(r, plan.Changes)
		_, err = r.engine.AsSystem("").Plan(r.Context(), lifecycle.PlanInput{})
		require.ErrorIs(r, err, entitlement.InvalidArgument)
	}, func(c *lifecycle.Config) { c.AllowSystem = true })
}

package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// pruned applies a document as the whole configuration.
func (r *rig) pruned(text string) error {
	_, err := r.as("root").Apply(r.Context(), lifecycle.ApplyInput{Document: r.parse(text), Prune: true})
	return err
}

// What a document does not mention stays, unless it is the whole.
func TestPruningDeletesWhatIsNotThere(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(salesDocument)
		r.applies(`{"catalogs": [
			{"displayName": "General", "resources": [{"displayName": "Canteen", "type": "group", "originId": "canteen"}],
				"accessPackages": [{"displayName": "Lunch", "resourceRoleScopes": [{"resource": "Canteen", "role": "Member"}]}]},
			{"displayName": "Old", "description": "x", "resources": [{"displayName": "Old group", "type": "group", "originId": "old"}],
				"accessPackages": [{"displayName": "Old package", "assignmentPolicies": [{"displayName": "All"}]}, {"displayName": "Ancient"}],
				"roleAssignments": [{"role": "catalogReader", "principal": {"groupId": "staff"}}]},
			{"displayName": "Sales", "description": "Everything for sales",
				"resources": [{"displayName": "Extra", "type": "group", "originId": "extra"}],
				"accessPackages": [{"displayName": "Starter",
					"resourceRoleScopes": [{"resource": "Extra", "role": "Member"}],
					"assignmentPolicies": [{"displayName": "Second"}]}],
				"roleAssignments": [{"role": "catalogReader", "principal": {"userId": "hank"}}]}],
			"connectedOrganizations": [{"displayName": "Adatum", "identitySources": [{"tenantId": "adatum"}]}],
			"roleAssignments": [{"role": "catalogCreator", "principal": {"userId": "hank"}}]}`)

		require.Equal(r, []string{
			"update accessPackage Sales / Starter: ends access of 0 assignments",
			`  resourceRoleScopes: - {"resource": "Extra", "role": "Member"}`,
			`  resourceRoleScopes: + {"resource": "Board", "role": "Member"}`,
			`  resourceRoleScopes: + {"resource": "Team", "role": "Member"}`,
		}, r.plans(salesDocument)[:4])
		require.Len(r, r.plans(salesDocument), 4, "without pruning everything else stays")

		require.Equal(r, []string{
			"delete connectedOrganization Adatum: new assignments only",
			"update accessPackage Sales / Starter: ends access of 0 assignments",
			"delete assignmentPolicy Sales / Starter / Second: new assignments only",
			"delete resource Sales / Extra",
			"delete roleAssignment Sales / catalogReader of singleUser hank",
			"delete accessPackage General / Lunch: 0 assignments to run to the end",
			"delete resource General / Canteen",
			"delete accessPackage Old / Ancient: 0 assignments to run to the end",
			"delete accessPackage Old / Old package: 0 assignments to run to the end",
			"delete catalog Old",
			"delete roleAssignment catalogCreator of singleUser hank",
		}, slicesWithoutFields(r.prunes(salesDocument)))

		require.NoError(r, r.pruned(salesDocument))
		require.Empty(r, r.prunes(salesDocument))
		exported := r.export()
		require.Len(r, exported.Catalogs, 2)
		require.Equal(r, "General", exported.Catalogs[0].DisplayName, "General stays")
		require.Empty(r, exported.Catalogs[0].Resources)
	})
}

// The empty document prunes everything but General and the settings.
func TestPruningEverything(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(salesDocument)
		require.NoError(r, r.pruned(`{}`))
		exported := r.export()
		require.Equal(r, entitlement.ActionBlockSignIn, exported.Settings.ExternalUserLifecycleAction)
		exported.Settings = nil
		require.Len(r, exported.Catalogs, 1)
		require.Equal(r, entitlement.GeneralCatalogID(), exported.Catalogs[0].ID)
		require.Empty(r, exported.Catalogs[0].AccessPackages)
		require.Empty(r, exported.ConnectedOrganizations)
		require.Empty(r, exported.RoleAssignments)
		require.Empty(r, r.prunes(`{}`))
	})
}

// General keeps its name and description until it is told others.
func TestGeneralIsChangedByName(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		require.Empty(r, r.plans(`{"catalogs": [{"displayName": "General"}]}`))
		r.applies(`{"catalogs": [{"id": "` + entitlement.GeneralCatalogID().String() + `", "displayName": "Everything", "description": "All of it"}]}`)
		require.Equal(r, []string{"update catalog General", `  displayName: "Everything" → "General"`},
			r.plans(`{"catalogs": [{"displayName": "General"}]}`))
		require.Equal(r, "All of it", r.export().Catalogs[0].Description)
	})
}

// Whoever has a package that is deleted keeps it to the end; requests that wait are canceled. // R-045
func TestPruningAPackageOrphansItsAssignments(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(salesDocument)
		r.give("Starter", "ann")
		without := sales(`{"displayName": "Starter",
					"resourceRoleScopes": [{"resource": "Team", "role": "Member"}, {"resource": "Board", "role": "Member"}],
					"assignmentPolicies": [
						{"displayName": "Members", "allowedTargetScope": "allMemberUsers", "expiration": {"duration": "P90D"}}
					]},`, ``, `, "incompatibleAccessPackages": ["Starter"]`, ``)
		plan := r.plan(lifecycle.PlanInput{Document: r.parse(without), Prune: true})
		require.Equal(r, []string{
			"update accessPackage Sales / Expert: new assignments only", `  incompatibleAccessPackages: - "Starter"`,
			"delete accessPackage Sales / Starter: 1 assignment to run to the end",
		}, linesOf(plan))
		require.Zero(r, plan.Ending)
		require.NoError(r, r.pruned(without))
		r.settle()
		require.True(r, r.has("ann", "team"))
		require.Len(r, r.live("ann"), 1)
		r.pass(90 * day)
		require.False(r, r.has("ann", "team"))
	})
}

// Policies with live assignments, and packages where deletion is strict, make the whole plan fail.
func TestPruningIsRefusedAsAWhole(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(salesDocument)
		r.give("Starter", "ann")
		for kind, text := range map[entitlement.Kind]string{
			entitlement.KindPolicy: sales(`"displayName": "Members"`, `"displayName": "Others"`),
			entitlement.KindAccessPackage: `{"catalogs": [{"displayName": "New", "description": "x"},
				{"displayName": "Sales", "description": "x", "accessPackages": [{"displayName": "Expert"}]}]}`,
		} {
			err := r.changesNothing(func() error { return r.pruned(text) })
			require.ErrorIs(r, err, entitlement.InUse)
			require.ErrorContains(r, err, "Sales / Starter")
			require.ErrorContains(r, err, kind.String())
			_, err = r.as("root").Plan(r.Context(), lifecycle.PlanInput{Document: r.parse(text), Prune: true})
			require.ErrorIs(r, err, entitlement.InUse)
		}
		// Nobody needs to notice that an assignment has ended before its policy can go.
		r.clock.Add(90 * day)
		require.Equal(r, []string{
			"create assignmentPolicy Sales / Starter / Others: new assignments only",
			"delete assignmentPolicy Sales / Starter / Members: new assignments only",
		}, r.prunes(sales(`"displayName": "Members"`, `"displayName": "Others"`)))
	}, func(c *lifecycle.Config) { c.StrictDelete = true })
}

// A deleted organization leaves the policies that name it, and the assignments of its people, as they are. // R-274
func TestPruningAnOrganization(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		named := sales(`"allowedTargetScope": "allMemberUsers"`, `"specificAllowedTargets": [{"connectedOrganization": "Contoso"}]`)
		r.applies(named)
		d := r.export()
		d.ConnectedOrganizations = nil
		ref := &d.Catalogs[1].AccessPackages[1].AssignmentPolicies[0].SpecificAllowedTargets[0]
		ref.ConnectedOrganization = "0c0c0c0c-0000-0000-0000-000000000009"
		_, err := r.as("root").Plan(r.Context(), lifecycle.PlanInput{Document: d, Prune: true})
		require.ErrorIs(r, err, entitlement.NotFound, "nothing new can refer to what does not exist")

		d = r.export()
		id := d.ConnectedOrganizations[0].ID
		_, err = r.as("root").DeleteOrganization(r.Context(), lifecycle.DeleteOrganizationInput{Organization: id})
		require.NoError(r, err)
		require.Equal(r, id.String(), string(r.export().Catalogs[1].AccessPackages[1].AssignmentPolicies[0].SpecificAllowedTargets[0].ConnectedOrganization))
		require.Empty(r, linesOf(r.plan(lifecycle.PlanInput{Document: r.export(), Prune: true})))
	})
}

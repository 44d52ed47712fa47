package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/internal/golden"
	"example.com/tenure/lifecycle"
)

// A plan lists what would be made, in the order of the document, and gives no ids to what does not exist.
func TestPlanOfNewObjects(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		plan := r.plan(lifecycle.PlanInput{Document: r.parse(salesDocument)})
		require.Equal(r, []string{
			"create connectedOrganization Contoso: new assignments only",
			"create catalog Sales",
			"create resource Sales / Team",
			"create resource Sales / Board",
			"create resource Sales / CRM",
			"create accessPackage Sales / Starter",
			"create assignmentPolicy Sales / Starter / Members: new assignments only",
			"create accessPackage Sales / Expert",
			"create roleAssignment Sales / catalogOwner of singleUser meg",
			"create roleAssignment catalogCreator of singleUser boss",
			"update settings",
			`  externalUserLifecycleAction: "blockSignInAndDelete" → "blockSignIn"`,
		}, linesOf(plan))
		require.Zero(r, plan.Ending)
		for _, c := range plan.Changes {
			require.Empty(r, c.ID, c.Path)
		}
	})
}

// Planning what was applied plans nothing, and neither does planning what is exported, pruning or not.
func TestPlanOfWhatIsStoredIsEmpty(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(salesDocument)
		require.Empty(r, r.plans(salesDocument))
		require.Empty(r, r.prunes(salesDocument))

		exported := r.export()
		printed, err := spec.Print(exported)
		require.NoError(r, err)
		require.Equal(r, exported, r.parse(string(printed)))
		require.Empty(r, r.plans(string(printed)))
		require.Empty(r, r.prunes(string(printed)))
		require.Equal(r, exported, r.export(), "the export is the same each time")
	})
}

// The order of lists that are sets, defaults in words, and other spellings of references change nothing.
func TestPlanSeesThroughSpelling(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(salesDocument)
		require.Empty(r, r.plans(sales(
			`{"resource": "Team", "role": "Member"}, {"resource": "Board", "role": "Member"}`,
			`{"resource": "BOARD", "role": "Member"}, {"resource": "team", "role": "Member"}`,
			`"description": "Everything for sales",`,
			`"description": "Everything for sales", "state": "published", "isExternallyVisible": true, "catalogType": "userManaged",`,
			`"expiration": {"duration": "P90D"}`,
			`"expiration": {"type": "afterDuration", "duration": "P90D"}, "isSuspended": false,
				"requestorSettings": {"enableTargetsToSelfAddAccess": true}`,
		)))
	})
}

// What each change means for access.
func TestPlanEffects(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edit   []string
		plan   []string
		ending int
	}{
		"role_removed": {
			[]string{`, {"resource": "Board", "role": "Member"}`, ``},
			[]string{"update accessPackage Sales / Starter: ends access of 2 assignments",
				`  resourceRoleScopes: - {"resource": "Board", "role": "Member"}`}, 2,
		},
		"role_replaced": {
			[]string{`{"resource": "Board", "role": "Member"}`, `{"resource": "CRM", "role": "Admin"}`},
			[]string{"update accessPackage Sales / Starter: ends access of 2 assignments",
				`  resourceRoleScopes: - {"resource": "Board", "role": "Member"}`,
				`  resourceRoleScopes: + {"resource": "CRM", "role": "Admin"}`}, 2,
		},
		"role_added": {
			[]string{`{"resource": "Board", "role": "Member"}`, `{"resource": "Board", "role": "Member"}, {"resource": "CRM", "role": "User"}`},
			[]string{"update accessPackage Sales / Starter: changes 2 assignments in place",
				`  resourceRoleScopes: + {"resource": "CRM", "role": "User"}`}, 0,
		},
		"role_of_a_package_that_nobody_has": {
			[]string{`"displayName": "Expert",`, `"displayName": "Expert", "resourceRoleScopes": [{"resource": "CRM", "role": "User"}],`},
			[]string{"update accessPackage Sales / Expert: changes 0 assignments in place",
				`  resourceRoleScopes: + {"resource": "CRM", "role": "User"}`}, 0,
		},
		"incompatibility": {
			[]string{`, "incompatibleAccessPackages": ["Starter"]`, `, "incompatibleGroups": ["staff"]`},
			[]string{"update accessPackage Sales / Expert: new assignments only", `  incompatibleAccessPackages: - "Starter"`,
				`  incompatibleGroups: + "staff"`}, 0,
		},
		"words": {
			[]string{`"displayName": "Starter",`, `"displayName": "Starter", "description": "To begin with",`,
				`"displayName": "CRM",`, `"displayName": "CRM", "description": "Customers",`,
				`"displayName": "Contoso",`, `"displayName": "Contoso", "description": "Partner",`},
			[]string{"update connectedOrganization Contoso", `  description: + "Partner"`,
				"update resource Sales / CRM", `  description: + "Customers"`,
				"update accessPackage Sales / Starter", `  description: + "To begin with"`}, 0,
		},
		"policy": {
			[]string{`"expiration": {"duration": "P90D"}`, `"isSuspended": true, "expiration": {"duration": "P30D"}`},
			[]string{"update assignmentPolicy Sales / Starter / Members: new assignments only", `  isSuspended: false → true`,
				`  expiration.duration: "P90D" → "P30D"`}, 0,
		},
		"mails": {
			[]string{`"expiration"`, `"notificationSettings": {"isAssignmentNotificationDisabled": true}, "expiration"`},
			[]string{"update assignmentPolicy Sales / Starter / Members: changes 2 assignments in place",
				`  notificationSettings.isAssignmentNotificationDisabled: false → true`}, 0,
		},
		"catalog": {
			[]string{`"description": "Everything for sales",`, `"description": "Everything for sales", "state": "unpublished",`},
			[]string{"update catalog Sales: new assignments only", `  state: "published" → "unpublished"`}, 0,
		},
		"organization": {
			[]string{`{"domainName": "contoso.example"}`, `{"tenantId": "contoso"}`},
			[]string{"update connectedOrganization Contoso: new assignments only", `  identitySources: - {"domainName": "contoso.example"}`,
				`  identitySources: + {"tenantId": "contoso"}`}, 0,
		},
		"guests": {
			[]string{`"blockSignIn"`, `"none"`},
			[]string{"update settings", `  externalUserLifecycleAction: "blockSignIn" → "none"`}, 0,
		},
		"domains": {
			[]string{`"externalUserLifecycleAction": "blockSignIn"`, `"externalUserLifecycleAction": "blockSignIn", "allowedDomains": ["a.example"]`},
			[]string{"update settings: new assignments only", `  allowedDomains: + "a.example"`}, 0,
		},
		"roles_of_a_resource": {
			[]string{`{"originId": "User"}, {"originId": "Admin"}`, `{"originId": "Admin", "displayName": "Administrator"}`},
			[]string{"update resource Sales / CRM", `  roles: - {"originId": "User"}`, `  roles: - {"originId": "Admin"}`,
				`  roles: + {"originId": "Admin", "displayName": "Administrator"}`}, 0,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				r.applies(salesDocument)
				r.give("Starter", "ann", "bob")
				after := sales(c.edit...)
				plan := r.plan(lifecycle.PlanInput{Document: r.parse(after)})
				require.Equal(r, c.plan, linesOf(plan))
				require.Equal(r, c.ending, plan.Ending)

				require.Equal(r, c.plan, linesOf(r.applies(after).Plan), "Apply does what was planned")
				require.Empty(r, r.prunes(after))
			})
		})
	}
}

// Assignments whose end has come are not counted, whether or not anybody noticed.
func TestPlanCountsWhoHasAccessNow(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(sales(`"P90D"`, `"P10D"`))
		r.give("Starter", "ann")
		r.pass(5 * day)
		r.give("Starter", "bob")
		less := sales(`"P90D"`, `"P10D"`, `, {"resource": "Board", "role": "Member"}`, ``)
		require.Equal(r, 2, r.plan(lifecycle.PlanInput{Document: r.parse(less)}).Ending)
		r.clock.Add(5 * day)
		require.Equal(r, 1, r.plan(lifecycle.PlanInput{Document: r.parse(less)}).Ending)
		r.clock.Add(5 * day)
		require.Zero(r, r.plan(lifecycle.PlanInput{Document: r.parse(less)}).Ending)
	})
}

// Switches that are looked up live touch those who have access under the policy. // R-058
func TestPlanCountsByPolicy(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		second := `"assignmentPolicies": [{"displayName": "Staff", "specificAllowedTargets": [{"groupId": "staff"}]},`
		r.applies(sales(`"assignmentPolicies": [`, second))
		pkg := r.packageNamed("Starter")
		r.assign(lifecycle.AssignInput{Package: pkg.ID, Policy: pkg.AssignmentPolicies[0].ID, Target: "meg"})
		r.assign(lifecycle.AssignInput{Package: pkg.ID, Policy: pkg.AssignmentPolicies[1].ID, Target: "ann"})
		r.assign(lifecycle.AssignInput{Package: pkg.ID, Policy: pkg.AssignmentPolicies[0].ID, Target: "bob"})
		quiet := sales(`"assignmentPolicies": [`, second, `"expiration"`, `"notificationSettings": {"isAssignmentNotificationDisabled": true}, "expiration"`)
		require.Equal(r, []string{"update assignmentPolicy Sales / Starter / Members: changes 2 assignments in place"},
			slicesWithoutFields(r.plans(quiet)))
	})
}

// Renaming needs the id: without it the name is another object's.
func TestPlanOfRenaming(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(salesDocument)
		id := r.packageNamed("Expert").ID.String()
		require.Equal(r, []string{"create accessPackage Sales / Master"}, r.plans(sales(`"Expert"`, `"Master"`)))

		renamed := sales(`"displayName": "Expert"`, `"id": "`+id+`", "displayName": "Master"`)
		require.Equal(r, []string{"update accessPackage Sales / Master", `  displayName: "Expert" → "Master"`}, r.plans(renamed))
		r.applies(renamed)
		require.Equal(r, id, r.packageNamed("Master").ID.String())
		require.Empty(r, r.prunes(renamed))

		// The name that it lost is free for another.
		both := edited(renamed, `"accessPackages": [`, `"accessPackages": [{"displayName": "Expert"},`)
		require.Equal(r, []string{"create accessPackage Sales / Expert"}, r.plans(both))
	})
}

// A resource is known by its type and origin: its name may change, and its roles stay where they are.
func TestPlanKnowsResourcesByTheirOrigin(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(salesDocument)
		renamed := sales(`"displayName": "Team"`, `"displayName": "The team"`, `"resource": "Team"`, `"resource": "The team"`)
		require.Equal(r, []string{"update resource Sales / The team", `  displayName: "Team" → "The team"`}, r.plans(renamed))
		moved := sales(`"originId": "team"`, `"originId": "team-2"`)
		require.Equal(r, []string{"create resource Sales / Team", "update accessPackage Sales / Starter: ends access of 0 assignments"},
			slicesWithoutFields(r.plans(moved)))
	})
}

func slicesWithoutFields(lines []string) []string {
	var out []string
	for _, line := range lines {
		if line[0] != ' ' {
			out = append(out, line)
		}
	}
	return out
}

// Where names do not tell two resources apart, a plan shows their ids.
func TestPlanShowsIDsWhereNamesAreTheSame(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(salesDocument)
		r.applies(`{"catalogs": [{"displayName": "Sales", "description": "Everything for sales", "resources": [
			{"displayName": "Team", "type": "group", "originId": "team-2"}]}]}`)
		d := r.export()
		var teams []string
		for _, resource := range d.Catalogs[1].Resources {
			if resource.DisplayName == "Team" {
				teams = append(teams, resource.ID.String())
			}
		}
		starter := &d.Catalogs[1].AccessPackages[1]
		for i := range starter.ResourceRoleScopes {
			switch scope := &starter.ResourceRoleScopes[i]; string(scope.Resource) {
			case teams[0]:
				scope.Resource = spec.Ref(teams[1])
				teams[0], teams[1] = teams[1], teams[0]
			case teams[1]:
				scope.Resource = spec.Ref(teams[0])
			}
		}
		require.Equal(r, []string{
			"update accessPackage Sales / Starter: ends access of 0 assignments",
			`  resourceRoleScopes: - {"resource": "` + teams[1] + `", "role": "Member"}`,
			`  resourceRoleScopes: + {"resource": "` + teams[0] + `", "role": "Member"}`,
		}, linesOf(r.plan(lifecycle.PlanInput{Document: d})))
	})
}

// A plan carries the revision of what it was made for. Changes of assignments are none of the configuration.
func TestPlanRevision(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(salesDocument)
		plan := r.plan(lifecycle.PlanInput{Document: r.parse(salesDocument)})
		r.give("Starter", "ann")
		require.Equal(r, plan.Revision, r.plan(lifecycle.PlanInput{}).Revision)
		done := r.applies(sales(`"blockSignIn"`, `"none"`))
		require.Equal(r, plan.Revision, done.Plan.Revision)
		require.Greater(r, done.Revision, plan.Revision)
		require.Equal(r, done.Revision, r.plan(lifecycle.PlanInput{}).Revision)
	})
}

// What a trainer shows.
func TestPlanInWords(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		require.Equal(r, "Nothing changes.\n", r.plan(lifecycle.PlanInput{}).String())
		r.applies(salesDocument)
		r.give("Starter", "ann", "bob", "meg")
		r.give("Expert")
		plan := r.plan(lifecycle.PlanInput{Prune: true, Document: r.parse(sales(
			`, {"resource": "Board", "role": "Member"}`, ``,
			`{"displayName": "Expert", "incompatibleAccessPackages": ["Starter"]}`, `{"displayName": "Master"}`,
			`"expiration": {"duration": "P90D"}`, `"expiration": {"type": "noExpiration"}`,
		))})
		golden.Check(r, "testdata/plan.txt", []byte(plan.String()))
		golden.Check(r, "testdata/plan_once.txt", []byte(lifecycle.Plan{Ending: 1, Changes: []lifecycle.PlannedChange{{
			Action: lifecycle.PlanDelete, Kind: entitlement.KindAccessPackage, Path: "Sales / Old", Effect: lifecycle.EffectInPlace, Assignments: 1,
		}}}.String()))
	})
}

// Plans do not move time, and are made whatever the clock says.
func TestPlanWithAClockThatJumped(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(salesDocument)
		r.clock.Add(100 * day)
		require.Empty(r, r.plans(salesDocument))
		report, err := r.engine.Time(r.Context())
		require.NoError(r, err)
		require.True(r, report.Jumped)
		require.Equal(r, start, report.Engine)
	}, func(c *lifecycle.Config) { c.MaxForwardJump = 24 * time.Hour })
}

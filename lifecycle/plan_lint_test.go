package lifecycle_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/policy/lint"
)

// found returns the findings of a plan: path, place and rule.
func found(p lifecycle.Plan) (out []string) {
	for _, f := range p.Findings {
		out = append(out, f.Path+" at "+f.Place+": "+string(f.Rule))
	}
	return out
}

// A plan tells what will hurt in the policies that it makes or changes, before they are saved. What was applied tells nothing.
func TestPlanTellsWhatWillHurt(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		document := sales(`{"displayName": "Members", "allowedTargetScope": "allMemberUsers"`,
			`{"displayName": "Members", "allowedTargetScope": "allMemberUsers", "requestApprovalSettings": {"stages": [
				{"primaryApprovers": [{"@odata.type": "targetManager"}]}]}`)
		plan := r.plan(lifecycle.PlanInput{Document: r.parse(document)})
		const members = "Sales / Starter / Members at catalogs[0].accessPackages[0].assignmentPolicies[0]: "
		require.Equal(r, []string{members + "noApprover", members + "fallbackMissing"}, found(plan))
		require.Equal(r, []entitlement.SubjectID{"boss", "hank", "root"}, plan.Findings[0].Who)
		require.False(r, plan.AreFindingsPartial)
		require.Contains(r, plan.String(), "Sales / Starter / Members: blocks noApprover: requestApprovalSettings.stages[0].primaryApprovers: ")

		done := r.applies(document)
		require.Empty(r, done.Plan.Findings)
		require.Empty(r, r.plan(lifecycle.PlanInput{Document: r.parse(document)}).Findings, "nothing changes")
	})
}

// The policies of a package, and of a catalog, mean something else when that changes.
func TestPlanLooksAtWhatAChangeTouches(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(salesDocument)
		for change, want := range map[string][]string{
			sales(`{"displayName": "Starter",`, `{"displayName": "Starter", "isHidden": true,`):       {"packageHidden"},
			sales(`"description": "Everything`, `"state": "unpublished", "description": "Everything`): {"catalogUnpublished"},
			sales(`"displayName": "Contoso"`, `"displayName": "Contoso", "description": "Other"`):     nil,
		} {
			var rules []string
			for _, f := range r.plan(lifecycle.PlanInput{Document: r.parse(change)}).Findings {
				require.Equal(r, "Sales / Starter / Members", f.Path)
				rules = append(rules, string(f.Rule))
			}
			require.Equal(r, want, rules)
		}
	})
}

// A plan does not need the directory for what it finds: it says that it could not look at everything.
func TestPlanWithoutDirectory(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		book := r.book()
		book.set(errors.New("down"), nil, 0)
		document := sales(`{"displayName": "Starter",`, `{"displayName": "Starter", "isHidden": true,`)
		plan, err := r.engine.AsSystem("import").Plan(r.Context(), lifecycle.PlanInput{Document: r.parse(document)})
		require.NoError(r, err)
		require.NotEmpty(r, plan.Changes)
		require.True(r, plan.AreFindingsPartial)
		require.Equal(r, lint.PackageHidden, plan.Findings[0].Rule) // takes no facts

		_, err = r.as("root").Plan(r.Context(), lifecycle.PlanInput{Document: r.parse(document)})
		require.ErrorIs(r, err, entitlement.Unavailable, "who may plan takes facts")
	}, func(c *lifecycle.Config) { c.AllowSystem = true })
}

// A plan looks at a bounded number of policies.
func TestPlanIsBounded(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		var packages []string
		for i := range 101 {
			packages = append(packages, fmt.Sprintf(`{"displayName": "P%03d", "isHidden": true,
				"resourceRoleScopes": [{"resource": "Team", "role": "Member"}],
				"assignmentPolicies": [{"displayName": "All", "allowedTargetScope": "allMemberUsers"}]}`, i))
		}
		plan := r.plan(lifecycle.PlanInput{Document: r.parse(`{"catalogs": [{"displayName": "Many", "description": "x",
			"resources": [{"displayName": "Team", "type": "group", "originId": "many"}],
			"accessPackages": [` + strings.Join(packages, ",") + `]}]}`)})
		require.Len(r, plan.Findings, 100)
		require.True(r, plan.AreFindingsPartial)
	})
}

// A finding is about people: those who may not save a policy are not told of it. // R-208
func TestPlanTellsOnlyWhoMaySave(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(salesDocument) // meg owns the catalog
		expert := r.packageNamed("Expert")
		automatic := entitlement.AssignmentPolicy{Package: expert.ID}
		automatically(`user.department -eq "Navy"`)(&automatic)
		_, err := r.as("root").CreatePolicy(r.Context(), lifecycle.PolicyInput{Policy: automatic})
		require.NoError(r, err)
		r.settle()
		document := r.export()
		for i := range document.Catalogs {
			for j := range document.Catalogs[i].AccessPackages {
				if p := &document.Catalogs[i].AccessPackages[j]; p.ID == expert.ID {
					p.IsHidden = true
				}
			}
		}
		document.Catalogs = document.Catalogs[1:]
		document.Settings, document.RoleAssignments, document.ConnectedOrganizations = nil, nil, nil
		for who, want := range map[entitlement.SubjectID]int{"root": 2, "meg": 0} { // without roles, and for nobody
			plan, err := r.as(who).Plan(r.Context(), lifecycle.PlanInput{Document: document})
			require.NoError(r, err)
			require.Len(r, plan.Changes, 1)
			require.Len(r, plan.Findings, want)
		}
	})
}

package lifecycle_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/lifecycle"
)

// Apply makes what the document says, by the same events as the single commands, in one commit.
func TestApplyMakesTheConfiguration(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		from := r.seq()
		done := r.applies(salesDocument)
		require.Equal(r, []entitlement.Activity{
			entitlement.ActivityCreateOrganization, entitlement.ActivityCreateCatalog, entitlement.ActivityAddResource,
			entitlement.ActivityAddResource, entitlement.ActivityAddResource, entitlement.ActivityCreatePackage,
			entitlement.ActivityCreatePackage, entitlement.ActivityUpdatePackage, // the incompatibility of two new packages
			entitlement.ActivityCreatePolicy, entitlement.ActivityAddRole, entitlement.ActivityAddRole, entitlement.ActivityUpdateSettings,
		}, r.since(from))
		for _, c := range done.Plan.Changes[:10] {
			_, err := entitlement.ParseID[any](c.ID)
			require.NoError(r, err, c.Path)
		}

		starter := r.packageNamed("Starter")
		require.Equal(r, []spec.RoleScope{{Resource: "Board", Role: "Member"}, {Resource: "Team", Role: "Member"}}, starter.ResourceRoleScopes)
		require.Equal(r, starter.ID.String(), done.Plan.Changes[5].ID)
		policies, err := r.as("root").Policies(r.Context(), lifecycle.PoliciesInput{Package: starter.ID})
		require.NoError(r, err)
		require.Equal(r, entitlement.Days(90), policies[0].Expiration.Duration)
		r.give("Starter", "ann")
		require.True(r, r.has("ann", "team"))
	})
}

// Ids that the document gives are kept. // I-1
func TestApplyKeepsIDs(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		const catalog, pkg = "0c0c0c0c-0000-0000-0000-000000000001", "0c0c0c0c-0000-0000-0000-000000000002"
		r.applies(sales(`{"displayName": "Sales"`, `{"id": "`+catalog+`", "displayName": "Sales"`,
			`{"displayName": "Expert"`, `{"id": "`+pkg+`", "displayName": "Expert"`))
		require.Equal(r, catalog, r.export().Catalogs[1].ID.String())
		require.Equal(r, pkg, r.packageNamed("Expert").ID.String())
		require.Empty(r, r.plans(salesDocument))
	})
}

// Applying again changes nothing and makes no events; so does the same command again. // I-17
func TestApplyIsIdempotent(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		in := lifecycle.ApplyInput{Key: "first", Document: r.parse(salesDocument)}
		first, err := r.as("root").Apply(r.Context(), in)
		require.NoError(r, err)
		seq, exported := r.seq(), r.export()

		again, err := r.as("root").Apply(r.Context(), in)
		require.NoError(r, err)
		require.Equal(r, first, again, "the same key gets the same answer")

		second := r.applies(salesDocument)
		require.Empty(r, second.Plan.Changes)
		require.Equal(r, first.Revision, second.Revision)
		require.Equal(r, seq, r.seq())
		require.Equal(r, exported, r.export())

		in.Prune = true
		err = r.changesNothing(func() error { _, err := r.as("root").Apply(r.Context(), in); return err })
		require.ErrorIs(r, err, entitlement.KeyReused)
	})
}

// Roles that a document adds and removes reach everybody who has the package, in batches of due work. // R-029, R-030
func TestApplyMovesRoles(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(sales(`, {"resource": "Board", "role": "Member"}`, ``))
		r.give("Starter", "ann", "bob", "meg")
		require.True(r, r.has("bob", "team"))
		require.False(r, r.has("bob", "board"))

		done := r.applies(sales(`{"resource": "Team", "role": "Member"}, `, ``))
		require.Equal(r, 3, done.Plan.Ending)
		require.True(r, r.has("bob", "team"), "the target systems are told later")
		roles, err := r.as("root").EffectiveRoles(r.Context(), lifecycle.RolesInput{For: "bob"})
		require.NoError(r, err)
		require.Len(r, roles, 2, "reads see the new role, and that the old one is being removed")
		r.settle()
		for _, who := range []string{"ann", "bob", "meg"} {
			require.False(r, r.has(who, "team"), who)
			require.True(r, r.has(who, "board"), who)
			require.Len(r, r.live(entitlement.SubjectID(who)), 1, who)
		}
	}, func(c *lifecycle.Config) { c.BatchSize = 2 })
}

// Taking access from more people than the threshold allows needs their number.
func TestApplyAsksBeforeItEndsAccess(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(salesDocument)
		r.give("Starter", "ann", "bob", "meg")
		less := r.parse(sales(`, {"resource": "Board", "role": "Member"}`, ``))
		try := func(confirm int) error {
			_, err := r.as("root").Apply(r.Context(), lifecycle.ApplyInput{Document: less, Confirm: confirm})
			return err
		}
		err := r.changesNothing(func() error { return try(0) })
		require.ErrorIs(r, err, entitlement.ConfirmationNeeded)
		require.ErrorContains(r, err, "3 assignments would lose access, and 2 may: confirm the number")
		require.ErrorIs(r, r.changesNothing(func() error { return try(2) }), entitlement.ConfirmationNeeded)
		require.NoError(r, try(3))
		r.settle()
		require.False(r, r.has("ann", "board"))
	}, func(c *lifecycle.Config) { c.EndingThreshold = 2 })
}

func TestApplyEndsAsManyAsTheThresholdAllows(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(salesDocument)
		r.give("Starter", "ann", "bob")
		require.Equal(r, 2, r.applies(sales(`, {"resource": "Board", "role": "Member"}`, ``)).Plan.Ending)
	}, func(c *lifecycle.Config) { c.EndingThreshold = 2 })
}

// A plan that was agreed to is not applied to something else.
func TestApplyHoldsTheRevisionOfThePlan(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(salesDocument)
		in := lifecycle.ApplyInput{Document: r.parse(sales(`"blockSignIn"`, `"none"`))}
		in.Revision = r.plan(lifecycle.PlanInput{Document: in.Document}).Revision
		r.applies(sales(`"Everything for sales"`, `"For sales"`))
		err := r.changesNothing(func() error { _, err := r.as("root").Apply(r.Context(), in); return err })
		require.ErrorIs(r, err, entitlement.VersionMismatch)

		in.Revision = r.plan(lifecycle.PlanInput{Document: in.Document}).Revision
		_, err = r.as("root").Apply(r.Context(), in)
		require.NoError(r, err)
	})
}

// Everything or nothing: a refusal names its object, leaves no trace, and is the same when planning. // I-107
func TestApplyIsAtomic(t *testing.T) {
	t.Parallel()
	const other = "0c0c0c0c-0000-0000-0000-000000000009"
	for name, c := range map[string]struct {
		text   string
		code   entitlement.Code
		kind   entitlement.Kind
		detail string
	}{
		"no_more_resources": {sales(`"resources": [`, `"resources": [{"displayName": "A", "type": "group", "originId": "a"},`),
			entitlement.LimitExceeded, entitlement.KindResource, "Sales / CRM: "},
		"end_that_has_passed": {sales(`"duration": "P90D"`, `"endDateTime": "2026-01-05T09:00:00Z"`),
			entitlement.InvalidArgument, entitlement.KindPolicy, `Sales / Starter / Members: expiration.endDateTime: `},
		"unknown_resource": {sales(`"resource": "Board", "role": "Member"`, `"resource": "`+other+`", "role": "Member"`),
			entitlement.NotFound, entitlement.KindResource, `Sales / Starter: the package's catalog has no such resource`},
		"unknown_package": {sales(`["Starter"]`, `["`+other+`"]`),
			entitlement.NotFound, entitlement.KindAccessPackage, `Sales / Expert: there is none`},
		"unknown_organization": {sales(`"allowedTargetScope": "allMemberUsers"`, `"specificAllowedTargets": [{"connectedOrganization": "`+other+`"}]`),
			entitlement.NotFound, entitlement.KindOrganization, `Sales / Starter / Members: there is none`},
		"no_more_catalogs": {sales(`"catalogs": [`, `"catalogs": [{"displayName": "A", "description": "a"}, {"displayName": "B", "description": "b"},`),
			entitlement.LimitExceeded, entitlement.KindCatalog, "Sales: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				d := r.parse(c.text)
				apply := r.changesNothing(func() error {
					_, err := r.as("root").Apply(r.Context(), lifecycle.ApplyInput{Document: d})
					return err
				})
				plan := r.changesNothing(func() error {
					_, err := r.as("root").Plan(r.Context(), lifecycle.PlanInput{Document: d})
					return err
				})
				for _, err := range []error{apply, plan} {
					refused, ok := errors.AsType[*entitlement.Error](err)
					require.True(r, ok)
					require.Equal(r, c.code, refused.Code, "%v", err)
					require.Equal(r, c.kind, refused.Kind, "%v", err)
					require.True(r, strings.HasPrefix(refused.Detail, c.detail), "%v", err)
				}
			}, func(c *lifecycle.Config) {
				c.Limits = entitlement.SeedLimits()
				c.Limits.CatalogsPerTenant = 3
				c.Limits.ResourcesPerCatalog = 3
			})
		})
	}
}

// A document that contradicts itself is refused before anything is looked at.
func TestDocumentsAreChecked(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		bad := spec.Document{Catalogs: []spec.Catalog{{DisplayName: "Sales"}}}
		_, err := r.as("root").Plan(r.Context(), lifecycle.PlanInput{Document: bad})
		require.ErrorIs(r, err, entitlement.InvalidArgument)
		require.ErrorContains(r, err, "catalogs[0].description: is missing")
		err = r.changesNothing(func() error {
			_, err := r.as("root").Apply(r.Context(), lifecycle.ApplyInput{Document: bad})
			return err
		})
		require.ErrorIs(r, err, entitlement.InvalidArgument)
	})
}

// Ids keep their place: nothing moves to another catalog, package or principal by a document. // R-016
func TestObjectsCannotMove(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(sales(`, "incompatibleAccessPackages": ["Starter"]`, ``))
		stored := r.export().Catalogs[1]
		elsewhere := func(change func(c *spec.Catalog)) spec.Document {
			c := spec.Catalog{DisplayName: "Other", Description: "x"}
			change(&c)
			return spec.Document{Catalogs: []spec.Catalog{c}}
		}
		policy := stored.AccessPackages[1].AssignmentPolicies[0]
		role := stored.RoleAssignments[0]
		role.Principal = entitlement.User("hank")
		for name, d := range map[string]spec.Document{
			"resource": elsewhere(func(c *spec.Catalog) { c.Resources = stored.Resources[:1] }),
			"package": elsewhere(func(c *spec.Catalog) {
				c.AccessPackages = []spec.AccessPackage{{ID: stored.AccessPackages[0].ID, DisplayName: "x"}}
			}),
			"policy": elsewhere(func(c *spec.Catalog) {
				c.AccessPackages = []spec.AccessPackage{{DisplayName: "x", AssignmentPolicies: []spec.Policy{policy}}}
			}),
			"role": {Catalogs: []spec.Catalog{{ID: stored.ID, DisplayName: "Sales", Description: stored.Description,
				RoleAssignments: []spec.RoleAssignment{role}}}},
		} {
			_, err := r.as("root").Plan(r.Context(), lifecycle.PlanInput{Document: d})
			require.ErrorIs(r, err, entitlement.InvalidArgument, name)
			require.ErrorContains(r, err, "cannot", name)
		}
	})
}

// Steps wait for those that make way: names that are passed on, people of organizations that change hands, roles of resources
// that packages let go, packages that exclude each other.
func TestApplyFindsAnOrder(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		applies := func(d spec.Document) {
			r.Helper()
			_, err := r.as("root").Apply(r.Context(), lifecycle.ApplyInput{Document: d})
			require.NoError(r, err)
			require.Empty(r, linesOf(r.plan(lifecycle.PlanInput{Document: d, Prune: true})))
		}
		applies(r.parse(sales(`"displayName": "Expert",`, `"displayName": "Expert", "resourceRoleScopes": [{"resource": "CRM", "role": "Admin"}],`)))
		applies(r.parse(edited(salesDocument, `"connectedOrganizations": [`,
			`"connectedOrganizations": [{"displayName": "Fabrikam", "identitySources": [{"domainName": "fabrikam.example"}]},`,
			`"displayName": "Expert",`, `"displayName": "Expert", "resourceRoleScopes": [{"resource": "CRM", "role": "Admin"}],`)))

		// One package takes the name that another gives up, and gives up a role that its resource loses.
		d := r.export()
		c := &d.Catalogs[1]
		expert, starter, crm := &c.AccessPackages[0], &c.AccessPackages[1], &c.Resources[1]
		expert.DisplayName, starter.DisplayName = "Starter", "Beginner"
		expert.ResourceRoleScopes = nil
		expert.IncompatibleAccessPackages = []spec.PackageRef{{AccessPackage: "Beginner"}}
		crm.Roles = []entitlement.ResourceRole{{OriginID: "Reader"}}
		starter.ResourceRoleScopes = append(starter.ResourceRoleScopes, spec.RoleScope{Resource: "CRM", Role: "Reader"})
		c.AccessPackages = append(c.AccessPackages,
			spec.AccessPackage{DisplayName: "A", IncompatibleAccessPackages: []spec.PackageRef{{AccessPackage: "B"}, {AccessPackage: "Starter"}}},
			spec.AccessPackage{DisplayName: "B", IncompatibleAccessPackages: []spec.PackageRef{{AccessPackage: "A"}}})
		contoso, fabrikam := &d.ConnectedOrganizations[0], &d.ConnectedOrganizations[1]
		contoso.IdentitySources = fabrikam.IdentitySources
		fabrikam.IdentitySources = []entitlement.IdentitySource{{Type: entitlement.SourceDomain, DomainName: "new.example"}}
		applies(d)

		// A resource gets the roles that a package is to hold, and loses the one that it holds.
		d = r.export()
		require.Equal(r, "Reader", d.Catalogs[1].AccessPackages[2].ResourceRoleScopes[1].Role)
		d.Catalogs[1].AccessPackages[2].ResourceRoleScopes[1].Role = "User"
		d.Catalogs[1].Resources[1].Roles = []entitlement.ResourceRole{{OriginID: "User"}, {OriginID: "Admin"}}
		applies(d)
	})
}

// A new package takes the name that another gives up in the same document.
func TestApplyPassesNamesOn(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(salesDocument)
		id := r.packageNamed("Expert").ID.String()
		both := sales(`{"displayName": "Expert"`,
			`{"displayName": "Expert", "assignmentPolicies": [{"displayName": "All"}]}, {"id": "`+id+`", "displayName": "Master"`)
		require.Equal(r, []string{
			"create accessPackage Sales / Expert", "create assignmentPolicy Sales / Expert / All: new assignments only",
			"update accessPackage Sales / Master", `  displayName: "Expert" → "Master"`,
		}, r.plans(both))
		r.applies(both)
		require.Equal(r, id, r.packageNamed("Master").ID.String())
		require.Len(r, r.packageNamed("Expert").AssignmentPolicies, 1)
		require.Empty(r, r.prunes(both))
	})
}

// Two objects cannot exchange their names at once.
func TestNamesCannotBeExchanged(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(salesDocument)
		d := r.export()
		p := d.Catalogs[1].AccessPackages
		p[0].DisplayName, p[1].DisplayName = p[1].DisplayName, p[0].DisplayName
		p[0].IncompatibleAccessPackages = nil
		err := r.changesNothing(func() error {
			_, err := r.as("root").Apply(r.Context(), lifecycle.ApplyInput{Document: d})
			return err
		})
		require.ErrorIs(r, err, entitlement.AlreadyExists)
		require.ErrorContains(r, err, "Sales / Starter: the display name")
	})
}

func TestApplyStopsWithItsContext(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		ctx, cancel := context.WithCancel(r.Context())
		cancel()
		_, err := r.as("root").Plan(ctx, lifecycle.PlanInput{})
		require.ErrorIs(r, err, context.Canceled)
		_, err = r.as("root").Apply(ctx, lifecycle.ApplyInput{})
		require.ErrorIs(r, err, context.Canceled)
		require.NoError(r, r.engine.Close())
		_, err = r.as("root").Plan(r.Context(), lifecycle.PlanInput{})
		require.ErrorIs(r, err, entitlement.Closed)
	})
}

package lifecycle_test

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// commands are those that need a role.
func commands() []call {
	return append(append(configurationCommands(), reviewCommands()...), []call{
		{"Assign", "assign", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).Assign, lifecycle.AssignInput{Package: r.kit(in, name).pkg.ID, Target: "ann"})
		}},
		{"Remove", "remove", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			given := r.assign(lifecycle.AssignInput{Package: r.kit(in, name).pkg.ID, Target: "ann"})
			return on((*lifecycle.Session).Remove, lifecycle.RemoveInput{Assignment: given.Assignment})
		}},
		{"Extend", "extend", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			given := r.assign(lifecycle.AssignInput{Package: r.kit(in, name, extendable).pkg.ID, Target: "ann"})
			r.settle()
			return on((*lifecycle.Session).Extend, lifecycle.ExtendInput{Assignment: given.Assignment})
		}},
		{"Reprocess", "reprocess", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			given := r.assign(lifecycle.AssignInput{Package: r.kit(in, name).pkg.ID, Target: "ann"})
			r.settle()
			return on((*lifecycle.Session).Reprocess, lifecycle.ReprocessInput{Assignment: given.Assignment})
		}},
		{"Govern", "govern", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			r.partner(name, domainOf(name))
			given := r.visits(outsider("pat", domainOf(name)), r.kit(in, name, scoped(entitlement.ScopeAllConfiguredOrganizations)).pkg)
			r.settle()
			return on((*lifecycle.Session).Govern, lifecycle.GovernInput{
				Assignment: given.Assignment, Lifecycle: entitlement.LifecycleNotGoverned,
			})
		}},
		{"Cancel", "cancel", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).Cancel, lifecycle.CancelInput{Request: r.waiting(in, name)})
		}},
		{"RemoveRequest", "remove request", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			waiting := r.waiting(in, name)
			_, err := r.as("root").Cancel(r.Context(), lifecycle.CancelInput{Request: waiting})
			require.NoError(r, err)
			return on((*lifecycle.Session).RemoveRequest, lifecycle.RemoveRequestInput{Request: waiting})
		}},
		{"Resume", "resume", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			c, err := r.as("root").Catalogs(r.Context(), lifecycle.CatalogsInput{})
			require.NoError(r, err)
			i := slices.IndexFunc(c.Items, func(c entitlement.Catalog) bool { return c.ID == in })
			c.Items[i].CustomExtensions = extensions()
			_, err = r.as("root").UpdateCatalog(r.Context(), lifecycle.CatalogInput{Catalog: c.Items[i]})
			require.NoError(r, err)
			r.submit("ann", r.kit(in, name, calling(when(entitlement.StageRequestCreated, "ask"))).pkg)
			r.settle()
			return on((*lifecycle.Session).Resume, answerTo(r.processes.last()))
		}},
		{"UpdateSettings", "update settings", true, func(*rig, entitlement.CatalogID, string) attempt {
			return on((*lifecycle.Session).UpdateSettings, lifecycle.SettingsInput{Settings: entitlement.DefaultSettings()})
		}},
		{"ConfirmTime", "confirm time", true, func(r *rig, _ entitlement.CatalogID, _ string) attempt {
			return func(ctx context.Context, by *lifecycle.Session) error {
				return by.ConfirmTime(ctx, lifecycle.ConfirmTimeInput{UpTo: r.clock.Now()})
			}
		}},
		{"LowerTime", "lower time", true, func(r *rig, _ entitlement.CatalogID, _ string) attempt {
			return func(ctx context.Context, by *lifecycle.Session) error {
				return by.LowerTime(ctx, lifecycle.LowerTimeInput{To: r.clock.Now().Add(-time.Hour)})
			}
		}},
		{"Offboard", "offboard", true, asked((*lifecycle.Session).Offboard, lifecycle.OffboardInput{Person: "nobody"})},
		{"Reconcile", "reconcile", true, asked((*lifecycle.Session).Reconcile, lifecycle.ReconcileInput{})},
		{"ConfirmRemovals", "confirm removals", true, func(r *rig, _ entitlement.CatalogID, _ string) attempt {
			return on((*lifecycle.Session).ConfirmRemovals, lifecycle.ConfirmRemovalsInput{Policy: r.emptied().ID})
		}},
		{"ReconcilePeople", "reconcile people", true, asked((*lifecycle.Session).ReconcilePeople, lifecycle.ReconcilePeopleInput{})},
		{"EraseTexts", "erase texts", true, func(*rig, entitlement.CatalogID, string) attempt {
			return on((*lifecycle.Session).EraseTexts, lifecycle.EraseTextsInput{Person: "ann"})
		}},
		{"TruncateLog", "truncate log", true, func(r *rig, _ entitlement.CatalogID, _ string) attempt {
			return on((*lifecycle.Session).TruncateLog, lifecycle.TruncateLogInput{Before: r.clock.Now()})
		}},
	}...)
}

// waiting is a request of ann's that waits for boss.
func (r *rig) waiting(in entitlement.CatalogID, name string) entitlement.RequestID {
	r.Helper()
	return r.submit("ann", r.kit(in, name, approvedBy(stage(entitlement.User("boss")))).pkg).Request
}

func configurationCommands() []call {
	return []call{
		{"AssignRole in the tenant", "assign role", true, func(*rig, entitlement.CatalogID, string) attempt {
			return on((*lifecycle.Session).AssignRole, lifecycle.RoleInput{Role: entitlement.RoleAssignment{
				Role: entitlement.RoleCatalogCreator, Principal: entitlement.User("bob"),
			}})
		}},
		{"RemoveRole in the tenant", "remove role", true, func(r *rig, _ entitlement.CatalogID, _ string) attempt {
			given := r.appoint(entitlement.User("bob"), entitlement.RoleOrganizationAdministrator)
			return on((*lifecycle.Session).RemoveRole, lifecycle.RemoveRoleInput{Role: given.ID})
		}},
		{"CreateOrganization", "create organization", true, func(_ *rig, _ entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).CreateOrganization, lifecycle.OrganizationInput{
				Organization: organization(name, domainOf(name)),
			})
		}},
		{"UpdateOrganization", "update organization", true, func(r *rig, _ entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).UpdateOrganization, lifecycle.OrganizationInput{
				Organization: r.partner(name, domainOf(name)),
			})
		}},
		{"DeleteOrganization", "delete organization", true, func(r *rig, _ entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).DeleteOrganization, lifecycle.DeleteOrganizationInput{
				Organization: r.partner(name, domainOf(name)).ID,
			})
		}},
		{"CreateCatalog", "create catalog", true, func(_ *rig, _ entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).CreateCatalog, lifecycle.CatalogInput{Catalog: catalogNamed("made by " + name)})
		}},
		{"UpdateCatalog", "update catalog", false, func(_ *rig, in entitlement.CatalogID, name string) attempt {
			changed := catalogNamed("changed by " + name)
			changed.ID = in
			return on((*lifecycle.Session).UpdateCatalog, lifecycle.CatalogInput{Catalog: changed})
		}},
		{"DeleteCatalog", "delete catalog", false, func(_ *rig, in entitlement.CatalogID, _ string) attempt {
			return on((*lifecycle.Session).DeleteCatalog, lifecycle.DeleteCatalogInput{Catalog: in})
		}},
		{"AssignRole", "assign role", false, func(_ *rig, in entitlement.CatalogID, _ string) attempt {
			return on((*lifecycle.Session).AssignRole, lifecycle.RoleInput{Role: entitlement.RoleAssignment{
				Role: entitlement.RolePackageManager, Catalog: in, Principal: entitlement.User("bob"),
			}})
		}},
		{"RemoveRole", "remove role", false, func(r *rig, in entitlement.CatalogID, _ string) attempt {
			given := r.appoint(entitlement.User("bob"), entitlement.RoleCatalogReader, in)
			return on((*lifecycle.Session).RemoveRole, lifecycle.RemoveRoleInput{Role: given.ID})
		}},
		{"AddResource", "add resource", false, func(_ *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).AddResource, lifecycle.ResourceInput{Resource: entitlement.Resource{
				Catalog: in, DisplayName: name, Type: entitlement.ResourceGroup, OriginID: name,
			}})
		}},
		{"UpdateResource", "update resource", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).UpdateResource, lifecycle.ResourceInput{Resource: r.addGroup(name, in)})
		}},
		{"RemoveResource", "remove resource", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).RemoveResource, lifecycle.RemoveResourceInput{Resource: r.addGroup(name, in).ID})
		}},
		{"CreatePackage", "create package", false, func(_ *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).CreatePackage, lifecycle.PackageInput{
				Package: entitlement.AccessPackage{Catalog: in, DisplayName: name},
			})
		}},
		{"UpdatePackage", "update package", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).UpdatePackage, lifecycle.PackageInput{Package: r.bundleIn(in, name)})
		}},
		{"DeletePackage", "delete package", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).DeletePackage, lifecycle.DeletePackageInput{Package: r.bundleIn(in, name).ID})
		}},
		{"CreatePolicy", "create policy", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).CreatePolicy, lifecycle.PolicyInput{Policy: policyFor(r.bundleIn(in, name).ID)})
		}},
		{"UpdatePolicy", "update policy", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).UpdatePolicy, lifecycle.PolicyInput{Policy: r.kit(in, name).policy})
		}},
		{"DeletePolicy", "delete policy", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).DeletePolicy, lifecycle.DeletePolicyInput{Policy: r.kit(in, name).policy.ID})
		}},
	}
}

// domainOf makes a mail domain of a name.
func domainOf(name string) string {
	return strings.ToLower(strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' {
			return c
		}
		return -1
	}, name)) + ".example"
}

// queries are those that need a role.
func queries() []call {
	return append(append(catalogQueries(), reviewQueries()...), []call{
		{"Organizations", "organizations", true, asked((*lifecycle.Session).Organizations, lifecycle.OrganizationsInput{})},
		{"Roles in the tenant", "roles", true, asked((*lifecycle.Session).Roles, lifecycle.RolesInCatalogInput{})},
		{"Events", "events", true, asked((*lifecycle.Session).Events, lifecycle.EventsInput{})},
		{"ExportLog", "export log", true, asked(func(
			s *lifecycle.Session, ctx context.Context, in lifecycle.ExportLogInput,
		) (lifecycle.ExportLogResult, error) {
			return s.ExportLog(ctx, io.Discard, in)
		}, lifecycle.ExportLogInput{})},
		{"AutomaticScopes", "automatic scopes", true, asked((*lifecycle.Session).AutomaticScopes, lifecycle.AutomaticScopesInput{})},
		{"Stuck", "stuck", true, asked((*lifecycle.Session).Stuck, lifecycle.StuckInput{})},
		{"Access of another", "access", true, asked((*lifecycle.Session).Access, lifecycle.AccessInput{For: "ann"})},
		{"Access of another at an instant", "access", true, func(r *rig, _ entitlement.CatalogID, _ string) attempt {
			return on((*lifecycle.Session).Access, lifecycle.AccessInput{For: "ann", AsOf: r.clock.Now()})
		}},
		{"EffectiveRoles of another", "effective roles", true,
			asked((*lifecycle.Session).EffectiveRoles, lifecycle.RolesInput{For: "ann"})},
		{"Delegation of another", "delegation", true, func(r *rig, _ entitlement.CatalogID, _ string) attempt {
			r.delegates("ann", "bob", entitlement.Schedule{})
			return on((*lifecycle.Session).Delegation, lifecycle.DelegationInput{For: "ann"})
		}},
		{"Requests of another", "requests", true, asked((*lifecycle.Session).Requests, lifecycle.RequestsInput{For: "ann"})},
		{"Offers of another", "offers", true, asked((*lifecycle.Session).Offers, lifecycle.OffersInput{For: "ann"})},
		{"Offers with everything", "offers", true, asked((*lifecycle.Session).Offers, lifecycle.OffersInput{For: "hank", Everything: true})},
		{"Explain to another", "explain", true, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).Explain, lifecycle.ExplainInput{Package: r.kit(in, name).pkg.ID, For: "ann"})
		}},
		{"Suggestions to another", "suggestions", true, asked((*lifecycle.Session).Suggestions, lifecycle.SuggestionsInput{For: "ann"})},
		{"Requirements of another", "requirements", true, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).Requirements, lifecycle.RequirementsInput{Package: r.kit(in, name).pkg.ID, For: "ann"})
		}},
		{"Settings", "settings", true, func(*rig, entitlement.CatalogID, string) attempt {
			return func(ctx context.Context, by *lifecycle.Session) error { _, err := by.Settings(ctx); return err }
		}},
		{"Document", "document", true, func(*rig, entitlement.CatalogID, string) attempt {
			return func(ctx context.Context, by *lifecycle.Session) error { _, err := by.Document(ctx); return err }
		}},
	}...)
}

// asked is on for a query that is about nothing in particular.
func asked[I, R any](
	method func(*lifecycle.Session, context.Context, I) (R, error), in I,
) func(*rig, entitlement.CatalogID, string) attempt {
	return func(*rig, entitlement.CatalogID, string) attempt { return on(method, in) }
}

func catalogQueries() []call {
	return []call{
		{"Resources", "resources", false, func(_ *rig, in entitlement.CatalogID, _ string) attempt {
			return on((*lifecycle.Session).Resources, lifecycle.InCatalogInput{Catalog: in})
		}},
		{"Packages", "packages", false, func(_ *rig, in entitlement.CatalogID, _ string) attempt {
			return on((*lifecycle.Session).Packages, lifecycle.InCatalogInput{Catalog: in})
		}},
		{"Package", "package", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).Package, lifecycle.ReadPackageInput{Package: r.kit(in, name).pkg.ID})
		}},
		{"Roles", "roles", false, func(_ *rig, in entitlement.CatalogID, _ string) attempt {
			return on((*lifecycle.Session).Roles, lifecycle.RolesInCatalogInput{Catalog: in})
		}},
		{"Policies", "policies", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).Policies, lifecycle.PoliciesInput{Package: r.kit(in, name).pkg.ID})
		}},
		{"Lint", "lint policy", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).Lint, lifecycle.LintInput{Policy: r.kit(in, name).policy})
		}},
		{"PackageAssignments", "package assignments", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).PackageAssignments, lifecycle.PackageAssignmentsInput{Package: r.kit(in, name).pkg.ID})
		}},
		{"PackageRequests", "package requests", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).PackageRequests, lifecycle.PackageRequestsInput{Package: r.kit(in, name).pkg.ID})
		}},
		{"Events of a package", "events", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).Events, lifecycle.EventsInput{Package: r.kit(in, name).pkg.ID})
		}},
		{"PackageAssignments of all", "package assignments", true,
			asked((*lifecycle.Session).PackageAssignments, lifecycle.PackageAssignmentsInput{})},
		{"PackageRequests of all", "package requests", true,
			asked((*lifecycle.Session).PackageRequests, lifecycle.PackageRequestsInput{})},
		{"AssignMembers", "assign members", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).AssignMembers, lifecycle.AssignMembersInput{Group: "staff", Package: r.kit(in, name).pkg.ID})
		}},
		{"IncompatibleWith", "incompatible with", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).IncompatibleWith, lifecycle.IncompatibleInput{Package: r.kit(in, name).pkg.ID})
		}},
		{"AdditionalAccess", "additional access", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).AdditionalAccess, lifecycle.AdditionalAccessInput{
				Package: r.kit(in, name).pkg.ID, Incompatible: r.bundleIn(in, "not with "+name).ID,
			})
		}},
		{"Answers", "answers", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			given := r.assign(lifecycle.AssignInput{Package: r.kit(in, name).pkg.ID, Target: "ann"})
			return on((*lifecycle.Session).Answers, lifecycle.AnswersInput{Assignment: given.Assignment})
		}},
		{"Request", "request", false, func(r *rig, in entitlement.CatalogID, name string) attempt {
			return on((*lifecycle.Session).Request, lifecycle.RequestInput{Request: r.waiting(in, name)})
		}},
	}
}

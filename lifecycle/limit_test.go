package lifecycle_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// Limits are exact: n is accepted, one more is refused. // I-133

// exact makes up to most objects and requires the one after them to be refused.
func (r *rig) exact(op string, kind entitlement.Kind, limit string, from, most int, command func(i int) error) {
	r.Helper()
	for i := from; i <= most; i++ {
		require.NoError(r, command(i), "number %d", i)
	}
	r.refuses(refusal{
		op: op, code: entitlement.LimitExceeded, kind: kind,
		limit: entitlement.LimitError{Limit: limit, Max: most, Value: most + 1},
	}, func() error { return command(most + 1) })
}

func (r *rig) newCatalog(i int) error {
	_, err := r.as("root").CreateCatalog(r.Context(), lifecycle.CatalogInput{Catalog: catalogNamed(fmt.Sprint("Catalog ", i))})
	return err
}

func (r *rig) newPackage(i int) error {
	_, err := r.as("root").CreatePackage(r.Context(), lifecycle.PackageInput{
		Package: entitlement.AccessPackage{DisplayName: fmt.Sprint("Package ", i)},
	})
	return err
}

// a third stage, a 31st resource, a 501st package, a 201st catalog.
func TestTheLimitsOfTheRuleBook(t *testing.T) {
	t.Parallel()
	t.Run("201st_catalog", func(t *testing.T) {
		t.Parallel()
		onRigs(t, func(r *rig) {
			r.exact("create catalog", entitlement.KindCatalog, "CatalogsPerTenant", 2, 200, r.newCatalog) // General is one
		})
	})
	t.Run("501st_package_of_a_catalog", func(t *testing.T) {
		t.Parallel()
		onRigs(t, func(r *rig) {
			r.exact("create package", entitlement.KindAccessPackage, "PackagesPerCatalog", 1, 500, r.newPackage)
			other := r.addCatalog("Other")
			r.bundleIn(other.ID, "Package 501")
		})
	})
	t.Run("31st_resource_of_a_package", func(t *testing.T) {
		t.Parallel()
		onRigs(t, func(r *rig) {
			var roles []entitlement.RoleRef
			for i := range 31 {
				group := r.addGroup(fmt.Sprint("g", i))
				roles = append(roles, member(group), entitlement.RoleRef{Resource: group.ID, Role: entitlement.RoleOwner})
			}
			pkg := r.bundle("Full", roles[:60]...) // 30 resources, with two roles each
			tooMany := refusal{
				op: "create package", code: entitlement.LimitExceeded,
				limit: entitlement.LimitError{Limit: "ResourcesPerPackage", Max: 30, Value: 31},
			}
			r.refuses(tooMany, func() error {
				_, err := r.as("root").CreatePackage(r.Context(), lifecycle.PackageInput{
					Package: entitlement.AccessPackage{DisplayName: "More", Roles: roles},
				})
				return err
			})
			tooMany.op = "update package"
			r.refuses(tooMany, func() error {
				pkg.Roles = roles
				_, err := r.as("root").UpdatePackage(r.Context(), lifecycle.PackageInput{Package: pkg})
				return err
			})
		})
	})
	t.Run("third_stage", func(t *testing.T) {
		t.Parallel()
		onRigs(t, func(r *rig) {
			pkg := r.bundle("Sales")
			hank := stage(entitlement.User("hank"))
			policy := r.allow(pkg, approvedBy(hank, hank))
			tooMany := refusal{
				op: "create policy", code: entitlement.LimitExceeded,
				limit: entitlement.LimitError{Limit: "StagesPerPolicy", Max: 2, Value: 3},
			}
			r.refuses(tooMany, func() error {
				_, err := r.as("root").CreatePolicy(r.Context(), lifecycle.PolicyInput{
					Policy: policyFor(pkg.ID, called("Long"), approvedBy(hank, hank, hank)),
				})
				return err
			})
			tooMany.op = "update policy"
			r.refuses(tooMany, func() error {
				policy.RequestApprovalSettings.Stages = append(policy.RequestApprovalSettings.Stages, hank)
				_, err := r.as("root").UpdatePolicy(r.Context(), lifecycle.PolicyInput{Policy: policy})
				return err
			})
		})
	})
}

func TestTheLimitsOfTheConfiguration(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		root, ctx := r.as("root"), r.Context()
		r.exact("create package", entitlement.KindAccessPackage, "PackagesPerTenant", 1, 3, r.newPackage)
		r.exact("add resource", entitlement.KindResource, "ResourcesPerCatalog", 1, 3, func(i int) error {
			_, err := root.AddResource(ctx, lifecycle.ResourceInput{Resource: entitlement.Resource{
				DisplayName: "Group", Type: entitlement.ResourceGroup, OriginID: fmt.Sprint("g", i),
			}})
			return err
		})
		packages, err := root.Packages(ctx, lifecycle.InCatalogInput{Catalog: entitlement.GeneralCatalogID()})
		require.NoError(r, err)
		policy := func(pkg, i int) error {
			_, err := root.CreatePolicy(ctx, lifecycle.PolicyInput{
				Policy: policyFor(packages.Items[pkg].ID, called(fmt.Sprint("Policy ", i))),
			})
			return err
		}
		r.exact("create policy", entitlement.KindPolicy, "PoliciesPerPackage", 1, 2, func(i int) error { return policy(0, i) })
		r.exact("create policy", entitlement.KindPolicy, "PoliciesPerTenant", 3, 3, func(i int) error { return policy(1, i) })
		r.exact("create organization", entitlement.KindOrganization, "OrganizationsPerTenant", 1, 2, func(i int) error {
			_, err := root.CreateOrganization(ctx, lifecycle.OrganizationInput{
				Organization: organization(fmt.Sprint("Partner ", i), fmt.Sprintf("p%d.example", i)),
			})
			return err
		})
		r.exact("assign role", entitlement.KindRoleAssignment, "RoleAssignmentsPerCatalog", 1, 2, func(i int) error {
			_, err := root.AssignRole(ctx, lifecycle.RoleInput{Role: entitlement.RoleAssignment{
				Role: entitlement.RoleCatalogReader, Catalog: entitlement.GeneralCatalogID(),
				Principal: entitlement.User(entitlement.SubjectID(fmt.Sprint("p", i))),
			}})
			return err
		})
	}, func(c *lifecycle.Config) {
		c.Limits = entitlement.SeedLimits()
		c.Limits.PackagesPerTenant, c.Limits.ResourcesPerCatalog, c.Limits.PoliciesPerPackage = 3, 3, 2
		c.Limits.PoliciesPerTenant, c.Limits.OrganizationsPerTenant, c.Limits.RoleAssignmentsPerCatalog = 3, 2, 2
	})
}

package lifecycle_test

import (
	"testing"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// absent is the text of an identifier that nothing has.
const absent = "00000000-0000-0000-0000-0000000000ff"

func id[T any]() entitlement.ID[T] { return entitlement.ID[T]{15: 0xff} }

func TestUnknownIdentifiers(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		ctx, root := r.Context(), r.as("root")
		pkg := r.bundle("shop", member(r.addGroup("shop")))
		for name, c := range map[string]struct {
			op      string
			kind    entitlement.Kind
			detail  string
			command func() error
		}{
			"assign": {"assign", entitlement.KindAccessPackage, "none", func() error {
				_, err := root.Assign(ctx, lifecycle.AssignInput{Package: id[entitlement.AccessPackage](), Target: "ann"})
				return err
			}},
			"decide": {"decide", entitlement.KindRequest, "none", func() error {
				_, err := root.Approve(ctx, lifecycle.DecideInput{Request: id[entitlement.Request]()})
				return err
			}},
			"cancel": {"cancel", entitlement.KindRequest, "none", func() error {
				_, err := root.Cancel(ctx, lifecycle.CancelInput{Request: id[entitlement.Request]()})
				return err
			}},
			"remove": {"remove", entitlement.KindAssignment, "none", func() error {
				_, err := root.Remove(ctx, lifecycle.RemoveInput{Assignment: id[entitlement.Assignment]()})
				return err
			}},
			"reprocess": {"reprocess", entitlement.KindAssignment, "none", func() error {
				_, err := root.Reprocess(ctx, lifecycle.ReprocessInput{Assignment: id[entitlement.Assignment]()})
				return err
			}},
			"update_catalog": {"update catalog", entitlement.KindCatalog, "none", func() error {
				_, err := root.UpdateCatalog(ctx, lifecycle.CatalogInput{Catalog: entitlement.Catalog{ID: id[entitlement.Catalog]()}})
				return err
			}},
			"delete_catalog": {"delete catalog", entitlement.KindCatalog, "none", func() error {
				_, err := root.DeleteCatalog(ctx, lifecycle.DeleteCatalogInput{Catalog: id[entitlement.Catalog]()})
				return err
			}},
			"package_in_an_unknown_catalog": {"create package", entitlement.KindCatalog, "none", func() error {
				_, err := root.CreatePackage(ctx, lifecycle.PackageInput{Package: entitlement.AccessPackage{
					Catalog: id[entitlement.Catalog](), DisplayName: "New",
				}})
				return err
			}},
			"package_of_an_unknown_resource": {"create package", entitlement.KindResource, "add it to the catalog first", func() error {
				_, err := root.CreatePackage(ctx, lifecycle.PackageInput{Package: entitlement.AccessPackage{
					DisplayName: "New", Roles: []entitlement.RoleRef{{Resource: id[entitlement.Resource](), Role: "Member"}},
				}})
				return err
			}},
			"package_incompatible_with_an_unknown_one": {"create package", entitlement.KindAccessPackage, "none", func() error {
				_, err := root.CreatePackage(ctx, lifecycle.PackageInput{Package: entitlement.AccessPackage{
					DisplayName: "New", IncompatiblePackages: []entitlement.AccessPackageID{id[entitlement.AccessPackage]()},
				}})
				return err
			}},
			"update_package": {"update package", entitlement.KindAccessPackage, "none", func() error {
				_, err := root.UpdatePackage(ctx, lifecycle.PackageInput{Package: entitlement.AccessPackage{
					ID: id[entitlement.AccessPackage](), DisplayName: "New",
				}})
				return err
			}},
			"delete_package": {"delete package", entitlement.KindAccessPackage, "none", func() error {
				_, err := root.DeletePackage(ctx, lifecycle.DeletePackageInput{Package: id[entitlement.AccessPackage]()})
				return err
			}},
			"policy_for_an_unknown_package": {"create policy", entitlement.KindAccessPackage, "none", func() error {
				_, err := root.CreatePolicy(ctx, lifecycle.PolicyInput{Policy: policyFor(id[entitlement.AccessPackage]())})
				return err
			}},
			"policy_for_an_unknown_organization": {"create policy", entitlement.KindOrganization, "none", func() error {
				_, err := root.CreatePolicy(ctx, lifecycle.PolicyInput{Policy: policyFor(pkg.ID, scoped(
					entitlement.ScopeSpecificOrganizations, entitlement.OrganizationMembers(id[entitlement.ConnectedOrganization]())))})
				return err
			}},
			"update_policy": {"update policy", entitlement.KindPolicy, "none", func() error {
				_, err := root.UpdatePolicy(ctx, lifecycle.PolicyInput{Policy: entitlement.AssignmentPolicy{ID: id[entitlement.AssignmentPolicy]()}})
				return err
			}},
			"delete_policy": {"delete policy", entitlement.KindPolicy, "none", func() error {
				_, err := root.DeletePolicy(ctx, lifecycle.DeletePolicyInput{Policy: id[entitlement.AssignmentPolicy]()})
				return err
			}},
			"resource_in_an_unknown_catalog": {"add resource", entitlement.KindCatalog, "none", func() error {
				_, err := root.AddResource(ctx, lifecycle.ResourceInput{Resource: entitlement.Resource{
					Catalog: id[entitlement.Catalog](), DisplayName: "New", Type: entitlement.ResourceGroup, OriginID: "new",
				}})
				return err
			}},
			"update_resource": {"update resource", entitlement.KindResource, "none", func() error {
				_, err := root.UpdateResource(ctx, lifecycle.ResourceInput{Resource: entitlement.Resource{ID: id[entitlement.Resource]()}})
				return err
			}},
			"remove_resource": {"remove resource", entitlement.KindResource, "none", func() error {
				_, err := root.RemoveResource(ctx, lifecycle.RemoveResourceInput{Resource: id[entitlement.Resource]()})
				return err
			}},
			"update_organization": {"update organization", entitlement.KindOrganization, "none", func() error {
				_, err := root.UpdateOrganization(ctx, lifecycle.OrganizationInput{
					Organization: entitlement.ConnectedOrganization{ID: id[entitlement.ConnectedOrganization]()},
				})
				return err
			}},
			"delete_organization": {"delete organization", entitlement.KindOrganization, "none", func() error {
				_, err := root.DeleteOrganization(ctx, lifecycle.DeleteOrganizationInput{
					Organization: id[entitlement.ConnectedOrganization](),
				})
				return err
			}},
			"role_in_an_unknown_catalog": {"assign role", entitlement.KindCatalog, "none", func() error {
				_, err := root.AssignRole(ctx, lifecycle.RoleInput{Role: entitlement.RoleAssignment{
					Role: entitlement.RoleCatalogOwner, Catalog: id[entitlement.Catalog](), Principal: entitlement.User("ann"),
				}})
				return err
			}},
			"remove_role": {"remove role", entitlement.KindRoleAssignment, "none", func() error {
				_, err := root.RemoveRole(ctx, lifecycle.RemoveRoleInput{Role: id[entitlement.RoleAssignment]()})
				return err
			}},
			"look_at_a_request": {"request", entitlement.KindRequest, "none", func() error {
				_, err := root.Request(ctx, lifecycle.RequestInput{Request: id[entitlement.Request]()})
				return err
			}},
			"look_at_a_package": {"explain", entitlement.KindAccessPackage, "none", func() error {
				_, err := root.Explain(ctx, lifecycle.ExplainInput{Package: id[entitlement.AccessPackage]()})
				return err
			}},
		} {
			r.Run(name, func(t *testing.T) {
				r.in(t).refuses(refusal{op: c.op, code: entitlement.NotFound, kind: c.kind, id: absent, detail: c.detail}, c.command)
			})
		}
		r.refuses(refusal{
			op: "create package", code: entitlement.NotFound, kind: entitlement.KindRole, id: "Chief",
			detail: `the resource "Group shop" has no such role`,
		}, func() error {
			_, err := root.CreatePackage(ctx, lifecycle.PackageInput{Package: entitlement.AccessPackage{
				DisplayName: "New", Roles: []entitlement.RoleRef{{Resource: pkg.Roles[0].Resource, Role: "Chief"}},
			}})
			return err
		})
	})
}

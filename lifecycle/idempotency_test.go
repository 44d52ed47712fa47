package lifecycle_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
)

// Every command under the same key twice: one effect, and the answer of the first time. // I-17
func TestACommandRepeatedWithItsKey(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		ctx, root := r.Context(), r.as("root")
		once := func(name string, command func() (any, error)) {
			r.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
				first, err := command()
				require.NoError(t, err)
				r.in(t).settle()
				store := r.in(t).bytes()
				second, err := command()
				require.NoError(t, err)
				require.Equal(t, first, second)
				require.Equal(t, store, r.in(t).bytes(), "nothing happened the second time")
			})
		}
		once("create catalog", func() (any, error) {
			return root.CreateCatalog(ctx, lifecycle.CatalogInput{Key: "k", Catalog: catalogNamed("Keyed")})
		})
		catalog := r.addCatalog("HR")
		once("update catalog", func() (any, error) {
			return root.UpdateCatalog(ctx, lifecycle.CatalogInput{Key: "k2", Catalog: catalog})
		})
		once("add resource", func() (any, error) {
			return root.AddResource(ctx, lifecycle.ResourceInput{Key: "k3", Resource: entitlement.Resource{
				DisplayName: "Group", Type: entitlement.ResourceGroup, OriginID: "keyed",
			}})
		})
		group := r.addGroup("sales")
		once("update resource", func() (any, error) {
			return root.UpdateResource(ctx, lifecycle.ResourceInput{Key: "k4", Resource: group})
		})
		once("create package", func() (any, error) {
			return root.CreatePackage(ctx, lifecycle.PackageInput{Key: "k5", Package: entitlement.AccessPackage{
				DisplayName: "Keyed", Roles: []entitlement.RoleRef{member(group)},
			}})
		})
		pkg := r.bundle("Sales", member(group))
		once("update package", func() (any, error) {
			return root.UpdatePackage(ctx, lifecycle.PackageInput{Key: "k6", Package: pkg})
		})
		once("create policy", func() (any, error) {
			return root.CreatePolicy(ctx, lifecycle.PolicyInput{Key: "k7", Policy: policyFor(pkg.ID, lasting(90))})
		})
		direct := r.allow(pkg, called("Direct"), scoped(entitlement.ScopeNotSpecified), approvedBy(stage(entitlement.User("hank"))))
		once("update policy", func() (any, error) {
			return root.UpdatePolicy(ctx, lifecycle.PolicyInput{Key: "k8", Policy: direct})
		})
		once("create organization", func() (any, error) {
			return root.CreateOrganization(ctx, lifecycle.OrganizationInput{
				Key: "k9", Organization: organization("Fabrikam", "fabrikam.example"),
			})
		})
		contoso := r.partner("Contoso", "contoso.example")
		once("update organization", func() (any, error) {
			return root.UpdateOrganization(ctx, lifecycle.OrganizationInput{Key: "k10", Organization: contoso})
		})
		once("assign role", func() (any, error) {
			return root.AssignRole(ctx, lifecycle.RoleInput{Key: "k11", Role: entitlement.RoleAssignment{
				Role: entitlement.RoleCatalogOwner, Catalog: catalog.ID, Principal: entitlement.User("hank"),
			}})
		})
		roles, err := root.Roles(ctx, lifecycle.RolesInCatalogInput{Catalog: catalog.ID})
		require.NoError(r, err)
		once("remove role", func() (any, error) {
			return root.RemoveRole(ctx, lifecycle.RemoveRoleInput{Key: "k12", Role: roles.Items[0].ID})
		})
		once("update settings", func() (any, error) {
			return root.UpdateSettings(ctx, lifecycle.SettingsInput{Key: "k13", Settings: entitlement.DefaultSettings()})
		})
		once("submit", func() (any, error) {
			return r.as("ann").Submit(ctx, lifecycle.SubmitInput{Key: "k", Package: pkg.ID, Justification: "work"})
		})
		once("assign", func() (any, error) {
			return root.Assign(ctx, lifecycle.AssignInput{Key: "k14", Package: pkg.ID, Policy: direct.ID, Target: "bob"})
		})
		requests, err := root.PackageRequests(ctx, lifecycle.PackageRequestsInput{Package: pkg.ID})
		require.NoError(r, err)
		require.NotEmpty(r, requests.Items)
		waiting := requests.Items[0].Request.ID
		once("decide", func() (any, error) {
			return r.as("hank").Approve(ctx, lifecycle.DecideInput{Key: "k", Request: waiting, Justification: "ok"})
		})
		require.Len(r, r.live("ann"), 1)
		given := r.live("ann")[0].ID
		once("reprocess", func() (any, error) {
			return root.Reprocess(ctx, lifecycle.ReprocessInput{Key: "k15", Assignment: given})
		})
		once("remove", func() (any, error) {
			return root.Remove(ctx, lifecycle.RemoveInput{Key: "k16", Assignment: given, Justification: "left"})
		})
		waiting = r.assign(lifecycle.AssignInput{Package: pkg.ID, Policy: direct.ID, Target: "ann"}).Request
		once("cancel", func() (any, error) {
			return root.Cancel(ctx, lifecycle.CancelInput{Key: "k17", Request: waiting})
		})
		once("delete organization", func() (any, error) {
			return root.DeleteOrganization(ctx, lifecycle.DeleteOrganizationInput{Key: "k18", Organization: contoso.ID})
		})
		require.Len(r, r.live("bob"), 1)
		r.remove(r.live("bob")[0].ID)
		once("delete policy", func() (any, error) {
			return root.DeletePolicy(ctx, lifecycle.DeletePolicyInput{Key: "k19", Policy: direct.ID})
		})
		once("delete package", func() (any, error) {
			return root.DeletePackage(ctx, lifecycle.DeletePackageInput{Key: "k20", Package: pkg.ID})
		})
		spare := r.addGroup("spare")
		once("remove resource", func() (any, error) {
			return root.RemoveResource(ctx, lifecycle.RemoveResourceInput{Key: "k21", Resource: spare.ID})
		})
		once("delete catalog", func() (any, error) {
			return root.DeleteCatalog(ctx, lifecycle.DeleteCatalogInput{Key: "k22", Catalog: catalog.ID})
		})
	})
}

func TestAnIdempotencyKeyStandsForOneInput(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop, wiki := r.simple("shop"), r.simple("wiki")
		first := r.ask("ann", lifecycle.SubmitInput{Key: "k", Package: shop.ID})
		reused := refusal{op: "submit", code: entitlement.KeyReused, kind: entitlement.KindEngine, detail: "use a new key"}
		r.refuses(reused, func() error { // I-17
			_, err := r.as("ann").Submit(t.Context(), lifecycle.SubmitInput{Key: "k", Package: wiki.ID})
			return err
		})
		reused.op = "cancel"
		r.refuses(reused, func() error { // I-17: another command
			_, err := r.as("ann").Cancel(t.Context(), lifecycle.CancelInput{Key: "k", Request: first.Request})
			return err
		})
		other := r.ask("bob", lifecycle.SubmitInput{Key: "k", Package: shop.ID})
		require.NotEqual(r, first.Request, other.Request, "somebody else's key is another key")
	})
}

// A refused command leaves its key unused: it may succeed later.
func TestARefusalUsesUpNoKey(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.bundle("shop", member(r.addGroup("shop")))
		in := lifecycle.SubmitInput{Key: "k", Package: pkg.ID}
		_, err := r.as("ann").Submit(t.Context(), in)
		require.ErrorIs(r, err, entitlement.PackageHasNoPolicy)
		r.allow(pkg)
		require.Equal(r, entitlement.RequestDelivering, r.ask("ann", in).State)
	})
}

func TestKeysOutliveARestartForAWeek(t *testing.T) {
	t.Parallel()
	onStores(t, func(t *testing.T, open func(*testing.T) store.Store) {
		r := newRig(t, open(t))
		pkg := r.simple("shop", lasting(1))
		in := lifecycle.SubmitInput{Key: "k", Package: pkg.ID}
		first := r.ask("ann", in)
		r.open()
		r.pass(7 * day)
		require.Equal(r, first, r.ask("ann", in))
		r.pass(time.Hour)
		r.ask("bob", lifecycle.SubmitInput{Key: "other", Package: pkg.ID}) // keys are dropped as new ones come
		require.NotEqual(r, first.Request, r.ask("ann", in).Request)
	})
}

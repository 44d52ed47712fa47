package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
)

// resourceRemoval is a RemoveResource as a command to refuse.
func (r *rig) resourceRemoval(resource entitlement.Resource) func() error {
	return func() error {
		_, err := r.as("root").RemoveResource(r.Context(), lifecycle.RemoveResourceInput{Resource: resource.ID})
		return err
	}
}

func (r *rig) resourceUpdate(resource entitlement.Resource) func() error {
	return func() error {
		_, err := r.as("root").UpdateResource(r.Context(), lifecycle.ResourceInput{Resource: resource})
		return err
	}
}

func used(op string, resource entitlement.Resource, detail string) refusal {
	return refusal{op: op, code: entitlement.InUse, kind: entitlement.KindResource, id: resource.ID.String(), detail: detail}
}

func TestTheRolesThatATypeImplies(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		roles := func(kind entitlement.ResourceType, given ...entitlement.ResourceRole) []entitlement.ResourceRole {
			return r.add(entitlement.Resource{
				DisplayName: "X", Type: kind, OriginID: string(kind) + string(rune('0'+len(given))), Roles: given,
			}).Roles
		}
		require.Equal(r, []entitlement.ResourceRole{{OriginID: "Member"}, {OriginID: "Owner"}}, roles(entitlement.ResourceGroup))
		require.Equal(r, []entitlement.ResourceRole{{OriginID: "Default Access"}}, roles(entitlement.ResourceApplication))
		given := []entitlement.ResourceRole{{OriginID: "Admin", DisplayName: "Administrator"}}
		require.Equal(r, given, roles(entitlement.ResourceApplication, given...))
	})
}

func TestAResourceInUseStays(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		group := r.addGroup("shop")
		mine := r.bundle("mine", member(group))
		other := r.bundle("other", entitlement.RoleRef{Resource: group.ID, Role: entitlement.RoleOwner})
		inUse := used("remove resource", group, "an access package uses it")
		r.refuses(inUse, r.resourceRemoval(group))
		r.setRoles(mine)
		r.refuses(inUse, r.resourceRemoval(group)) // one package is enough, whatever the role
		r.delete(other)
		require.NoError(r, r.resourceRemoval(group)())
		require.ErrorIs(r, r.resourceRemoval(group)(), entitlement.NotFound)
		require.ErrorIs(r, r.resourceUpdate(group)(), entitlement.NotFound)

		_, err := r.as("root").AddResource(t.Context(), lifecycle.ResourceInput{Resource: group})
		require.ErrorIs(r, err, entitlement.AlreadyExists, "an identifier is never used again") // I-1
		require.NotEqual(r, group.ID, r.addGroup("shop").ID)
	})
}

// What somebody got from a resource is taken away in the end, although the catalog has forgotten it.
func TestAResourceLeavesBeforeItsRolesAreRevoked(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		group := r.addGroup("shop")
		pkg := r.bundle("shop", member(group), member(r.addGroup("wiki")))
		r.allow(pkg)
		r.submit("ann", pkg)
		r.settle()
		r.setRoles(pkg, member(r.addGroup("chat")))
		require.NoError(r, r.resourceRemoval(group)()) // no package uses it, although nobody was told yet
		require.Equal(r, []string{
			"Group chat Member delivering: shop", "Group shop Member removing", "Group wiki Member removing",
		}, roleWords(r.roles("ann")))
		r.settle()
		require.False(r, r.has("ann", "shop"))
		require.True(r, r.has("ann", "chat"))
		require.Equal(r, []string{"Group chat Member granted: shop"}, roleWords(r.roles("ann")))
	})
}

func TestWhatAResourceCannotChange(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		crm := r.add(entitlement.Resource{
			DisplayName: "CRM", Type: entitlement.ResourceApplication, OriginID: "crm",
			Roles: []entitlement.ResourceRole{{OriginID: "User"}, {OriginID: "Admin"}},
		})
		pkg := r.bundle("sales", entitlement.RoleRef{Resource: crm.ID, Role: "User"})
		for _, change := range []func(*entitlement.Resource){
			func(c *entitlement.Resource) { c.Catalog = r.addCatalog("Hall").ID },
			func(c *entitlement.Resource) { c.Type = entitlement.ResourceGroup },
			func(c *entitlement.Resource) { c.OriginID = "other" },
		} {
			changed := crm.Clone()
			change(&changed)
			r.refuses(refusal{
				op: "update resource", code: entitlement.InvalidArgument, detail: "remove it and add another",
			}, r.resourceUpdate(changed))
		}
		changed := crm.Clone()
		changed.Roles = changed.Roles[1:]
		r.refuses(used("update resource", crm, `uses the role "User"`), r.resourceUpdate(changed))
		changed.Roles = []entitlement.ResourceRole{{OriginID: "User"}, {OriginID: "Auditor"}}
		require.NoError(r, r.resourceUpdate(changed)()) // Admin is nobody's
		_, err := r.as("root").UpdatePackage(t.Context(), lifecycle.PackageInput{Package: entitlement.AccessPackage{
			ID: pkg.ID, DisplayName: "sales", Roles: []entitlement.RoleRef{{Resource: crm.ID, Role: "Admin"}},
		}})
		require.ErrorIs(r, err, entitlement.NotFound)
		r.setRoles(pkg, entitlement.RoleRef{Resource: crm.ID, Role: "Auditor"})
	})
}

// A resource is what the target system says it is: catalogs that add the same group talk about one group.
func TestOneTargetInTwoCatalogs(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		left, right := r.addCatalog("Left"), r.addCatalog("Right")
		first, second := r.addGroup("shared", left.ID), r.addGroup("shared", right.ID)
		require.NotEqual(r, first.ID, second.ID)
		packages := []entitlement.AccessPackage{
			r.bundleIn(left.ID, "in the left", member(first)), r.bundleIn(right.ID, "in the right", member(second)),
		}
		var given []lifecycle.SubmitResult
		for _, pkg := range packages {
			r.allow(pkg)
			given = append(given, r.submit("ann", pkg))
			r.settle()
		}
		require.Len(r, r.target.Holdings(), 1)
		require.ElementsMatch(r, []string{"in the left", "in the right"}, sourcesOf(r.roles("ann")[0]))
		r.remove(given[0].Assignment)
		r.settle()
		require.True(r, r.has("ann", "shared"))
		require.Equal(r, []string{"in the right"}, sourcesOf(r.roles("ann")[0]))
		r.remove(given[1].Assignment)
		r.settle()
		require.False(r, r.has("ann", "shared"))
		require.Empty(r, r.roles("ann"))
	})
}

func sourcesOf(role lifecycle.EffectiveRole) []string {
	var out []string
	for _, source := range role.Sources {
		out = append(out, source.PackageName)
	}
	return out
}

// A host that no longer serves a type adds nothing of it; what there is stays, and can be removed.
func TestAProvisionerThatWentAway(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		group := r.addGroup("shop")
		r.config.Provisioner = provision.Mux{entitlement.ResourceSite: r.target}
		r.open()
		r.refuses(refusal{
			op: "add resource", code: entitlement.Unsupported, kind: entitlement.KindResource, detail: `type "group"`,
		}, func() error {
			_, err := r.as("root").AddResource(t.Context(), lifecycle.ResourceInput{Resource: entitlement.Resource{
				DisplayName: "Wiki", Type: entitlement.ResourceGroup, OriginID: "wiki",
			}})
			return err
		})
		group.DisplayName = "Old shop"
		require.NoError(r, r.resourceUpdate(group)())
		require.NoError(r, r.resourceRemoval(group)())
	})
}

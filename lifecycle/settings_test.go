package lifecycle_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// revision is how a test handles one kind of configuration: making it, changing it under a name, and reading it back.
type revision[T any] struct {
	op     string
	kind   entitlement.Kind
	create func() (T, error)
	update func(T, string) (T, error) // with a name that nothing else has
	read   func(T) T
	stamp  func(*T) *entitlement.Stamp
	id     func(T) string
}

// check requires versions to count the changes of an object, stale changes to be refused, and answers to be what is stored.
func (c revision[T]) check(r *rig) {
	r.Helper()
	first, err := c.create()
	require.NoError(r, err)
	require.Equal(r, c.read(first), first, "the answer is what is stored")
	require.Equal(r, uint32(1), c.stamp(&first).Version) // I-6
	r.clock.Add(time.Hour)
	second, err := c.update(first, "second "+c.op)
	require.NoError(r, err)
	require.Equal(r, c.read(first), second, "the answer is what is stored")
	require.Equal(r, uint32(2), c.stamp(&second).Version) // I-6
	require.Greater(r, c.stamp(&second).Event, c.stamp(&first).Event)

	stale := refusal{
		op: c.op, code: entitlement.VersionMismatch, kind: c.kind, id: c.id(first), detail: "has changed since it was read",
	}
	r.refuses(stale, func() error { _, err := c.update(first, "stale"); return err }) // I-6
	ahead := second
	c.stamp(&ahead).Version++
	r.refuses(stale, func() error { _, err := c.update(ahead, "from the future"); return err }) // I-6
	blind := first
	*c.stamp(&blind) = entitlement.Stamp{Event: 1 << 40}
	third, err := c.update(blind, "third "+c.op)
	require.NoError(r, err, "version 0 replaces whatever there is, and a client does not choose its event")
	require.Equal(r, c.read(first), third)
	require.Equal(r, uint32(3), c.stamp(&third).Version) // I-6
}

func TestChangesOfAnOldVersion(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		ctx, root := t.Context(), r.as("root")
		hall := r.addCatalog("Hall")
		revision[entitlement.Catalog]{
			"update catalog", entitlement.KindCatalog,
			func() (entitlement.Catalog, error) {
				made, err := root.CreateCatalog(ctx, lifecycle.CatalogInput{Catalog: catalogNamed("first")})
				return made.Catalog, err
			},
			func(c entitlement.Catalog, name string) (entitlement.Catalog, error) {
				c.DisplayName = name
				changed, err := root.UpdateCatalog(ctx, lifecycle.CatalogInput{Catalog: c})
				return changed.Catalog, err
			},
			func(entitlement.Catalog) entitlement.Catalog { return r.catalogs("root")[2] },
			func(c *entitlement.Catalog) *entitlement.Stamp { return &c.Stamp },
			func(c entitlement.Catalog) string { return c.ID.String() },
		}.check(r)
		revision[entitlement.Resource]{
			"update resource", entitlement.KindResource,
			func() (entitlement.Resource, error) { return r.addGroup("first", hall.ID), nil },
			func(c entitlement.Resource, name string) (entitlement.Resource, error) {
				c.DisplayName = name
				changed, err := root.UpdateResource(ctx, lifecycle.ResourceInput{Resource: c})
				return changed.Resource, err
			},
			func(entitlement.Resource) entitlement.Resource {
				list, err := root.Resources(ctx, lifecycle.InCatalogInput{Catalog: hall.ID})
				require.NoError(r, err)
				return list.Items[0]
			},
			func(c *entitlement.Resource) *entitlement.Stamp { return &c.Stamp },
			func(c entitlement.Resource) string { return c.ID.String() },
		}.check(r)
		revision[entitlement.AccessPackage]{
			"update package", entitlement.KindAccessPackage,
			func() (entitlement.AccessPackage, error) { return r.bundleIn(hall.ID, "first"), nil },
			func(c entitlement.AccessPackage, name string) (entitlement.AccessPackage, error) {
				c.DisplayName = name
				changed, err := root.UpdatePackage(ctx, lifecycle.PackageInput{Package: c})
				return changed.Package, err
			},
			func(entitlement.AccessPackage) entitlement.AccessPackage {
				list, err := root.Packages(ctx, lifecycle.InCatalogInput{Catalog: hall.ID})
				require.NoError(r, err)
				return list.Items[0]
			},
			func(c *entitlement.AccessPackage) *entitlement.Stamp { return &c.Stamp },
			func(c entitlement.AccessPackage) string { return c.ID.String() },
		}.check(r)
		revision[entitlement.AssignmentPolicy]{
			"update policy", entitlement.KindPolicy,
			func() (entitlement.AssignmentPolicy, error) { return r.kit(hall.ID, "kit", lasting(5)).policy, nil },
			func(c entitlement.AssignmentPolicy, name string) (entitlement.AssignmentPolicy, error) {
				c.DisplayName = name
				changed, err := root.UpdatePolicy(ctx, lifecycle.PolicyInput{Policy: c})
				return changed.Policy, err
			},
			func(c entitlement.AssignmentPolicy) entitlement.AssignmentPolicy {
				list, err := root.Policies(ctx, lifecycle.PoliciesInput{Package: c.Package})
				require.NoError(r, err)
				return list[0]
			},
			func(c *entitlement.AssignmentPolicy) *entitlement.Stamp { return &c.Stamp },
			func(c entitlement.AssignmentPolicy) string { return c.ID.String() },
		}.check(r)
		revision[entitlement.ConnectedOrganization]{
			"update organization", entitlement.KindOrganization,
			func() (entitlement.ConnectedOrganization, error) { return r.partner("first", "first.example"), nil },
			func(c entitlement.ConnectedOrganization, name string) (entitlement.ConnectedOrganization, error) {
				c.DisplayName = name
				changed, err := root.UpdateOrganization(ctx, lifecycle.OrganizationInput{Organization: c})
				return changed.Organization, err
			},
			func(entitlement.ConnectedOrganization) entitlement.ConnectedOrganization {
				list, err := root.Organizations(ctx, lifecycle.OrganizationsInput{})
				require.NoError(r, err)
				return list.Items[0]
			},
			func(c *entitlement.ConnectedOrganization) *entitlement.Stamp { return &c.Stamp },
			func(c entitlement.ConnectedOrganization) string { return c.ID.String() },
		}.check(r)
	})
}

func TestChangesOfOldSettings(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		root := r.as("root")
		read := func(entitlement.Settings) entitlement.Settings {
			settings, err := root.Settings(t.Context())
			require.NoError(r, err)
			return settings
		}
		revision[entitlement.Settings]{
			"update settings", entitlement.KindSettings,
			func() (entitlement.Settings, error) { return read(entitlement.Settings{}), nil },
			func(s entitlement.Settings, name string) (entitlement.Settings, error) {
				s.BlockedDomains = []string{strings.ReplaceAll(name, " ", ".") + ".example"}
				changed, err := root.UpdateSettings(t.Context(), lifecycle.SettingsInput{Settings: s})
				return changed.Settings, err
			},
			read,
			func(s *entitlement.Settings) *entitlement.Stamp { return &s.Stamp },
			func(entitlement.Settings) string { return "" },
		}.check(r)
	})
}

func TestTheSettingsOfANewTenant(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		settings, err := r.as("root").Settings(t.Context())
		require.NoError(r, err)
		require.Equal(r, entitlement.ActionBlockSignInAndDelete, settings.ExternalUserLifecycleAction)
		require.Equal(r, entitlement.Days(30), settings.DurationUntilExternalUserDeletedAfterBlocked)
		require.Empty(r, append(settings.AllowedDomains, settings.BlockedDomains...), "everybody may be invited")
		require.Equal(r, start, settings.ModifiedAt)

		r.refuses(refusal{
			op: "update settings", code: entitlement.InvalidArgument, detail: "blockedDomains[0]",
		}, func() error {
			settings.BlockedDomains = []string{"not a domain"}
			_, err := r.as("root").UpdateSettings(t.Context(), lifecycle.SettingsInput{Settings: settings})
			return err
		})
	})
}

// What a command or query returned is the caller's: changing it changes nothing in the engine.
func TestAnswersAreCopies(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		sales, policy := r.offer()
		before, err := r.as("root").Document(t.Context())
		require.NoError(r, err)
		sales.Roles[0].Role = "broken"
		policy.SpecificAllowedTargets[0] = entitlement.User("broken")
		policy.RequestApprovalSettings.Stages[0].PrimaryApprovers[0] = entitlement.User("broken")
		packages, err := r.as("root").Packages(t.Context(), lifecycle.InCatalogInput{Catalog: entitlement.GeneralCatalogID()})
		require.NoError(r, err)
		packages.Items[0].Roles[0].Role = "broken"
		policies, err := r.as("root").Policies(t.Context(), lifecycle.PoliciesInput{Package: sales.ID})
		require.NoError(r, err)
		policies[0].SpecificAllowedTargets[0] = entitlement.User("broken")
		resources, err := r.as("root").Resources(t.Context(), lifecycle.InCatalogInput{Catalog: entitlement.GeneralCatalogID()})
		require.NoError(r, err)
		resources.Items[0].Roles[0].OriginID = "broken"
		offer := r.explain("ann", sales)
		offer.Package.Roles[0].Role = "broken"
		after, err := r.as("root").Document(t.Context())
		require.NoError(r, err)
		require.Equal(r, before, after)
		r.approve("meg", r.submit("ann", sales).Request)
	})
}

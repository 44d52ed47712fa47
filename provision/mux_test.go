package provision_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

var (
	start = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	group = provision.Resource{Type: entitlement.ResourceGroup, OriginID: "sales"}
	site  = provision.Resource{Type: entitlement.ResourceSite, OriginID: "intranet"}
)

// applyOnly hides everything of a provisioner but Apply.
type applyOnly struct{ provision.Provisioner }

func grant(resource provision.Resource, role entitlement.RoleID) provision.Operation {
	return provision.Operation{
		Key: resource.OriginID + "/alice/1", Generation: 1, Verb: provision.Grant,
		Subject: "alice", Resource: resource, Role: role, At: start,
	}
}

func TestMuxRoutesByType(t *testing.T) {
	t.Parallel()
	groups, sites := fake.New(fake.Options{}), fake.New(fake.Options{})
	mux := provision.Mux{entitlement.ResourceGroup: groups, entitlement.ResourceSite: sites}

	_, err := mux.Apply(t.Context(), grant(group, entitlement.RoleMember))
	require.NoError(t, err)
	_, err = mux.Apply(t.Context(), grant(site, "Read"))
	require.NoError(t, err)
	require.Len(t, groups.Holdings(), 1)
	require.Equal(t, fake.Managed, groups.Access("alice", group, entitlement.RoleMember))
	require.Len(t, sites.Holdings(), 1)
	require.Equal(t, fake.Managed, sites.Access("alice", site, "Read"))

	for holding, err := range mux.List(t.Context(), site, start) {
		require.NoError(t, err)
		require.Equal(t, provision.Holding{Subject: "alice", Role: "Read", Managed: true}, holding)
	}
}

func TestMuxRefusesWhatItDoesNotServe(t *testing.T) {
	t.Parallel()
	groups := fake.New(fake.Options{})
	muxes := map[string]provision.Mux{
		"nil_mux":         nil,
		"another_type":    {entitlement.ResourceGroup: groups},
		"nil_provisioner": {entitlement.ResourceSite: nil},
		"nested_mux":      {entitlement.ResourceSite: provision.Mux{entitlement.ResourceGroup: groups}},
	}
	for name, mux := range muxes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.False(t, mux.Serves(entitlement.ResourceSite))
			_, err := mux.Apply(t.Context(), grant(site, "Read"))
			failure := provision.Classify(err)
			require.Equal(t, provision.ClassPermanent, failure.Class)
			require.Equal(t, entitlement.Unsupported, failure.Code)
			require.Contains(t, failure.Error(), `"site"`)
			require.ErrorIs(t, listError(t.Context(), mux, site), entitlement.Unsupported)
		})
	}

	t.Run("a_provisioner_that_cannot_list", func(t *testing.T) {
		t.Parallel()
		mux := provision.Mux{entitlement.ResourceGroup: applyOnly{groups}}
		require.True(t, mux.Serves(entitlement.ResourceGroup))
		require.ErrorIs(t, listError(t.Context(), mux, group), entitlement.Unsupported)
	})
}

func listError(ctx context.Context, lister provision.Lister, resource provision.Resource) error {
	for _, err := range lister.List(ctx, resource, start) {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestServes(t *testing.T) {
	t.Parallel()
	plain := applyOnly{fake.New(fake.Options{})}
	require.False(t, provision.Serves(nil, entitlement.ResourceGroup))
	require.True(t, provision.Serves(plain, "anything"), "a plain provisioner serves every type")
	mux := provision.Mux{entitlement.ResourceGroup: provision.Mux{entitlement.ResourceGroup: plain}}
	require.True(t, provision.Serves(mux, entitlement.ResourceGroup))
	require.False(t, provision.Serves(mux, entitlement.ResourceSite))
}

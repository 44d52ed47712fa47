package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
	"example.com/tenure/store/memstore"
)

// A fork comes to what the original comes to, and leaves the original as it was. // I-101
func TestFork(t *testing.T) {
	t.Parallel()
	options := sim.Options{
		Store:  memstore.New(),
		People: []entitlement.Subject{{ID: "ann", UserType: entitlement.UserMember}, {ID: "bob", UserType: entitlement.UserMember}},
	}
	t.Cleanup(func() { require.NoError(t, options.Store.Close()) })
	w := sim.Test(t, options)
	last := w.Now()
	pkg, err := w.Offer(sim.Offer{Name: "Sales", Roles: []string{"CRM/User"}, Policy: entitlement.AssignmentPolicy{
		AllowedTargetScope: entitlement.ScopeAllMemberUsers,
	}})
	require.NoError(t, err)
	_, err = w.As("ann").Submit(t.Context(), lifecycle.SubmitInput{Package: pkg})
	require.NoError(t, err)
	require.NoError(t, w.RunFor(10*24*time.Hour))
	before, err := sim.Canonical(t.Context(), options.Store)
	require.NoError(t, err)

	fork, err := sim.Fork(options.Store, sim.Options{People: options.People})
	require.NoError(t, err)
	require.Equal(t, last, fork.Now(), "it begins at the last instant that the store knows")
	fork.Expect(t).Has("ann", "Sales")
	_, err = fork.As("bob").Submit(t.Context(), lifecycle.SubmitInput{Package: pkg})
	require.NoError(t, err)
	require.NoError(t, fork.RunFor(30*24*time.Hour))
	fork.Expect(t).HasNot("ann", "Sales")
	require.NoError(t, fork.Close())

	after, err := sim.Canonical(t.Context(), options.Store)
	require.NoError(t, err)
	require.Equal(t, before, after, "the original is as it was")
	w.Expect(t).Has("ann", "Sales")
	w.Expect(t).HasNot("bob", "Sales")
}

// What was due when the store was left is done at its own instant.
func TestForkIntoTheFuture(t *testing.T) {
	t.Parallel()
	original := memstore.New()
	t.Cleanup(func() { require.NoError(t, original.Close()) })
	w := sim.Test(t, sim.Options{Store: original})
	start := w.Now()
	_, err := sim.Fork(original, sim.Options{Start: start.Add(-time.Hour)})
	require.ErrorIs(t, err, entitlement.InvalidArgument)
	_, err = sim.Fork(original, sim.Options{Store: original})
	require.ErrorIs(t, err, entitlement.InvalidArgument)
	fork, err := sim.Fork(original, sim.Options{Start: start.Add(time.Hour)})
	require.NoError(t, err)
	require.Equal(t, start.Add(time.Hour), fork.Now())
	require.NoError(t, fork.Close())
}

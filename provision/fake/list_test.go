package fake_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

var errPage = errors.New("page 2 is missing")

// list collects what the target lists.
func list(ctx context.Context, target *fake.Target, r provision.Resource, at time.Time) ([]provision.Holding, error) {
	var out []provision.Holding
	for holding, err := range target.List(ctx, r, at) {
		if err != nil {
			return out, err
		}
		out = append(out, holding)
	}
	return out, nil
}

// crowded returns a target with three people in sales at the start: one managed owner, a managed and a foreign member.
func crowded(t *testing.T) *fake.Target {
	target := fake.New(fake.Options{})
	owner := grant("carol", 1, start)
	owner.Role = entitlement.RoleOwner
	done(t, target, owner)
	require.NoError(t, target.AdminAdds(start, "bob", sales, member))
	done(t, target, grant("alice", 1, start))
	require.NoError(t, target.AdminAdds(start, "dave", site, "Read"))
	return target
}

var crowd = []provision.Holding{
	{Subject: "alice", Role: member, Managed: true},
	{Subject: "bob", Role: member},
	{Subject: "carol", Role: entitlement.RoleOwner, Managed: true},
}

func TestListing(t *testing.T) {
	t.Parallel()

	t.Run("is_sorted_and_tells_managed_from_foreign", func(t *testing.T) {
		t.Parallel()
		got, err := list(t.Context(), crowded(t), sales, start)
		require.NoError(t, err)
		require.Equal(t, crowd, got) // I-120
	})

	t.Run("of_a_resource_that_nobody_holds_is_empty", func(t *testing.T) {
		t.Parallel()
		got, err := list(t.Context(), fake.New(fake.Options{}), sales, start)
		require.NoError(t, err)
		require.Empty(t, got)
	})

	t.Run("shows_what_is_due", func(t *testing.T) {
		t.Parallel()
		target := fake.New(fake.Options{Latency: fake.Fixed(time.Hour)})
		pends(t, target, grant("alice", 1, start))
		got, err := list(t.Context(), target, sales, at(time.Hour-1))
		require.NoError(t, err)
		require.Empty(t, got)
		got, err = list(t.Context(), target, sales, at(time.Hour))
		require.NoError(t, err)
		require.Equal(t, crowd[:1], got)
	})

	t.Run("of_a_resource_that_is_gone_is_an_error", func(t *testing.T) {
		t.Parallel()
		target := crowded(t)
		target.RemoveResource(start, sales)
		got, err := list(t.Context(), target, sales, start)
		require.ErrorIs(t, err, provision.ResourceMissing)
		require.Equal(t, provision.ClassPermanent, provision.Classify(err).Class)
		require.Empty(t, got)
	})

	t.Run("with_a_done_context_is_an_error", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		got, err := list(ctx, crowded(t), sales, start)
		require.ErrorIs(t, err, context.Canceled)
		require.Empty(t, got)
	})

	t.Run("may_be_left_and_may_call_the_target", func(t *testing.T) {
		t.Parallel()
		target := crowded(t)
		seen := 0
		for _, err := range target.List(t.Context(), sales, start) {
			require.NoError(t, err)
			seen++
			target.AdminRemoves(start, "bob", sales, member)
			if seen == 2 {
				break
			}
		}
		require.Equal(t, 2, seen)
	})

	t.Run("does_not_show_roles_that_are_gone", func(t *testing.T) {
		t.Parallel()
		target := crowded(t)
		target.RemoveRole(start, sales, member)
		got, err := list(t.Context(), target, sales, start)
		require.NoError(t, err)
		require.Equal(t, crowd[2:], got)
	})
}

func TestListFaults(t *testing.T) {
	t.Parallel()

	t.Run("an_error_after_some_holdings", func(t *testing.T) { // F15
		t.Parallel()
		for after, want := range [][]provision.Holding{nil, crowd[:1], crowd[:2], crowd, crowd} {
			target := crowded(t)
			require.NoError(t, target.InjectList(fake.ListFault{Err: errPage, After: after}))
			got, err := list(t.Context(), target, sales, start)
			require.ErrorIs(t, err, errPage)
			require.Equal(t, want, got)
		}
	})

	t.Run("strikes_what_it_names", func(t *testing.T) {
		t.Parallel()
		target := crowded(t)
		require.NoError(t, target.InjectList(
			fake.ListFault{Resource: "intranet", Err: errPage},
			fake.ListFault{From: at(time.Hour), Until: at(2 * time.Hour), Err: errPage},
		))
		for _, moment := range []time.Duration{0, time.Hour - 1, 2 * time.Hour} {
			_, err := list(t.Context(), target, sales, at(moment))
			require.NoError(t, err)
		}
		_, err := list(t.Context(), target, sales, at(time.Hour))
		require.ErrorIs(t, err, errPage)
		_, err = list(t.Context(), target, site, start)
		require.ErrorIs(t, err, errPage)

		target.Heal()
		_, err = list(t.Context(), target, site, start)
		require.NoError(t, err)
	})

	t.Run("a_stale_listing_shows_what_was", func(t *testing.T) { // F14
		t.Parallel()
		target := crowded(t)
		alumni := provision.Resource{Type: entitlement.ResourceGroup, OriginID: "alumni"}
		require.NoError(t, target.AdminAdds(start, "zoe", alumni, member))
		require.NoError(t, target.InjectList(fake.ListFault{StaleBy: time.Hour}))
		done(t, target, revoke("alice", 2, at(time.Minute)))          // removed since
		done(t, target, grant("bob", 1, at(2*time.Minute)))           // taken over since
		done(t, target, grant("erin", 1, at(3*time.Minute)))          // added since
		target.AdminRemoves(at(4*time.Minute), "bob", sales, member)  // changed twice since
		target.AdminRemoves(at(5*time.Minute), "zoe", alumni, member) // not asked for
		got, err := list(t.Context(), target, sales, at(time.Hour))
		require.NoError(t, err)
		require.Equal(t, crowd, got)

		got, err = list(t.Context(), target, sales, at(time.Hour+3*time.Minute))
		require.NoError(t, err)
		require.Equal(t, []provision.Holding{
			{Subject: "bob", Role: member, Managed: true},
			{Subject: "erin", Role: member, Managed: true},
			crowd[2],
		}, got)
		require.Equal(t, fake.None, target.Access("alice", sales, member), "looking back changes nothing")
		require.Len(t, target.Holdings(), 3)
	})

	t.Run("malformed_ones_are_refused", func(t *testing.T) {
		t.Parallel()
		valid := fake.ListFault{Err: errPage}
		for name, fault := range map[string]fake.ListFault{
			"does_nothing":   {Resource: "sales"},
			"negative_stale": {StaleBy: -1, Err: errPage},
			"negative_after": {After: -1, Err: errPage},
			"empty_window":   {From: start, Until: start, Err: errPage},
		} {
			target := crowded(t)
			err := target.InjectList(valid, fault)
			require.ErrorIs(t, err, entitlement.InvalidArgument, name)
			require.ErrorContains(t, err, "faults[1]", name)
			_, err = list(t.Context(), target, sales, start)
			require.NoError(t, err, "not even the valid one was added")
		}
	})
}

func TestHoldingsAreSorted(t *testing.T) {
	t.Parallel()
	target := crowded(t)
	other := sales
	other.OriginID = "alumni"
	require.NoError(t, target.AdminAdds(start, "zoe", other, member))
	var got []string
	for _, held := range target.Holdings() {
		got = append(got, string(held.Resource.Type)+" "+held.Resource.OriginID+" "+string(held.Role)+" "+held.Account)
	}
	require.Equal(t, []string{
		"group alumni Member zoe", "group sales Member alice", "group sales Member bob", "group sales Owner carol",
		"site intranet Read dave",
	}, got) // I-120
}

func TestTheLedgerIsReadInParts(t *testing.T) {
	t.Parallel()
	target := crowded(t)
	require.Len(t, target.Calls(0), 2)
	require.Equal(t, target.Calls(0)[1:], target.Calls(1))
	require.Empty(t, target.Calls(2))
	require.Empty(t, target.Calls(99))
	require.Equal(t, target.Changes(0), target.Changes(-1))
	require.Equal(t, target.Changes(0)[3:], target.Changes(3))

	target.Changes(0)[0].Account = "mallory"
	require.Equal(t, "carol", target.Changes(0)[0].Account, "the ledger is not the caller's")
}

package fake_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

func TestAGroupHasAsManyMembersAsItMayHave(t *testing.T) {
	t.Parallel()

	t.Run("fifty_thousand_by_default", func(t *testing.T) {
		t.Parallel()
		target := fake.New(fake.Options{})
		for i := range 49_999 {
			require.NoError(t, target.AdminAdds(start, fmt.Sprintf("person-%d", i), sales, member))
		}
		done(t, target, grant("alice", 1, start))                                               // R-036, I-133: the 50,000th
		fails(t, target, grant("bob", 1, start), provision.ClassPermanent, provision.GroupFull) // one more
		require.ErrorIs(t, target.AdminAdds(start, "bob", sales, member), provision.GroupFull)
	})

	t.Run("and_says_so_exactly", func(t *testing.T) {
		t.Parallel()
		target := fake.New(fake.Options{MembersPerGroup: 2})
		done(t, target, grant("alice", 1, start))
		require.NoError(t, target.AdminAdds(start, "bob", sales, member))
		err := failure(t, target, grant("carol", 1, start), provision.ClassPermanent, provision.GroupFull)
		var limit *entitlement.LimitError
		require.ErrorAs(t, err, &limit)
		require.Equal(t, entitlement.LimitError{Limit: "MembersPerGroup", Max: 2, Value: 3}, *limit)

		done(t, target, grant("alice", 2, at(time.Hour))) // who is in already needs no room
		done(t, target, grant("bob", 1, at(time.Hour)))
		done(t, target, revoke("alice", 3, at(time.Hour)))
		done(t, target, grant("carol", 1, at(2*time.Hour))) // room again
	})

	t.Run("of_every_role", func(t *testing.T) {
		t.Parallel()
		target := fake.New(fake.Options{MembersPerGroup: 1})
		done(t, target, grant("alice", 1, start))
		require.NoError(t, target.AdminAdds(start, "bob", sales, entitlement.RoleOwner))
	})

	t.Run("other_types_have_no_limit", func(t *testing.T) {
		t.Parallel()
		target := fake.New(fake.Options{MembersPerGroup: 1})
		require.NoError(t, target.AdminAdds(start, "alice", site, "Read"))
		require.NoError(t, target.AdminAdds(start, "bob", site, "Read"))
	})

	t.Run("no_limit_if_so_wished", func(t *testing.T) {
		t.Parallel()
		target := fake.New(fake.Options{MembersPerGroup: -1})
		done(t, target, grant("alice", 1, start))
		done(t, target, grant("bob", 1, start))
	})

	t.Run("when_the_effect_comes", func(t *testing.T) {
		t.Parallel()
		target := fake.New(fake.Options{MembersPerGroup: 1, Latency: fake.Fixed(time.Hour)})
		pends(t, target, grant("alice", 1, start))
		pends(t, target, grant("bob", 1, at(time.Minute)))
		done(t, target, grant("alice", 1, at(2*time.Hour)))
		fails(t, target, grant("bob", 1, at(2*time.Hour)), provision.ClassPermanent, provision.GroupFull)

		target.AdminRemoves(at(3*time.Hour), "alice", sales, member)
		pends(t, target, grant("bob", 1, at(3*time.Hour))) // the same call, after the repair
		done(t, target, grant("bob", 1, at(4*time.Hour)))
	})
}

func TestAResourceThatIsGone(t *testing.T) { // R-035, F13
	t.Parallel()
	target := fake.New(fake.Options{})
	done(t, target, grant("alice", 1, start))
	done(t, target, grant("bob", 1, start))
	target.RemoveResource(at(time.Hour), sales)

	require.Equal(t, fake.None, target.Access("alice", sales, member))
	require.Empty(t, target.Holdings())
	fails(t, target, grant("carol", 1, at(time.Hour)), provision.ClassPermanent, provision.ResourceMissing)
	require.ErrorIs(t, target.AdminAdds(at(time.Hour), "carol", sales, member), provision.ResourceMissing)
	done(t, target, revoke("alice", 2, at(time.Hour))) // nobody holds it

	target.RestoreResource(at(2*time.Hour), sales)
	require.Equal(t, fake.None, target.Access("alice", sales, member), "what was revoked does not come back") // I-57
	require.Equal(t, fake.Managed, target.Access("bob", sales, member))
	done(t, target, grant("carol", 1, at(2*time.Hour)))
}

func TestARoleThatIsGone(t *testing.T) { // F13
	t.Parallel()
	target := fake.New(fake.Options{})
	done(t, target, grant("alice", 1, start))
	require.NoError(t, target.AdminAdds(start, "bob", sales, entitlement.RoleOwner))
	target.RemoveRole(at(time.Hour), sales, member)

	require.Equal(t, fake.None, target.Access("alice", sales, member))
	require.Len(t, target.Holdings(), 1, "the other role is there")
	fails(t, target, grant("carol", 1, at(time.Hour)), provision.ClassPermanent, provision.RoleMissing)

	target.RestoreRole(at(2*time.Hour), sales, member)
	require.Equal(t, fake.Managed, target.Access("alice", sales, member))
	done(t, target, grant("carol", 1, at(2*time.Hour)))
}

func TestAResourceThatDisappearsWhileTheTargetIsAtWork(t *testing.T) {
	t.Parallel()
	target := fake.New(fake.Options{Latency: fake.Fixed(time.Hour)})
	pends(t, target, grant("alice", 1, start))
	target.RemoveResource(at(time.Minute), sales)
	fails(t, target, grant("alice", 1, at(time.Hour)), provision.ClassPermanent, provision.ResourceMissing)
}

func TestAdministratorsActBehindTheEnginesBack(t *testing.T) { // R-034, F16
	t.Parallel()
	target := fake.New(fake.Options{})
	done(t, target, grant("alice", 1, start))
	require.NoError(t, target.AdminAdds(at(time.Hour), "alice", sales, member))
	require.Equal(t, fake.Managed, target.Access("alice", sales, member), "the mark stays")
	require.NoError(t, target.AdminAdds(at(time.Hour), "mallory", sales, member))
	target.AdminRemoves(at(2*time.Hour), "alice", sales, member)
	target.AdminRemoves(at(2*time.Hour), "alice", sales, member)
	target.AdminRemoves(at(2*time.Hour), "nobody", site, "Read")

	group := sales
	group.ID = entitlement.TargetID{}
	require.Equal(t, []fake.Change{
		{
			At: start, Cause: fake.CauseOperation, Key: "alice/sales/Member/1", Generation: 1,
			Account: "alice", Subject: "alice", Resource: sales, Role: member, From: fake.None, To: fake.Managed,
		},
		{
			At: at(time.Hour), Cause: fake.CauseAdministrator,
			Account: "mallory", Subject: "mallory", Resource: group, Role: member, From: fake.None, To: fake.Foreign,
		},
		{
			At: at(2 * time.Hour), Cause: fake.CauseAdministrator,
			Account: "alice", Subject: "alice", Resource: sales, Role: member, From: fake.Managed, To: fake.None,
		},
	}, target.Changes(0))
}

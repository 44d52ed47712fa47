package fake_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

func TestAGrantMakesAPersonHoldTheRole(t *testing.T) {
	t.Parallel()
	target := fake.New(fake.Options{})
	require.Equal(t, fake.None, target.Access("alice", sales, member))
	require.Empty(t, target.Holdings())

	done(t, target, grant("alice", 1, start))
	require.Equal(t, fake.Managed, target.Access("alice", sales, member))
	require.Equal(t, fake.None, target.Access("bob", sales, member))
	require.Equal(t, fake.None, target.Access("alice", sales, entitlement.RoleOwner))
	require.Equal(t, []fake.Held{{
		Holding: provision.Holding{Subject: "alice", Role: member, Managed: true}, Account: "alice", Resource: sales,
	}}, target.Holdings())

	done(t, target, revoke("alice", 2, at(time.Hour)))
	require.Equal(t, fake.None, target.Access("alice", sales, member))
	done(t, target, revoke("alice", 3, at(time.Hour)))
	require.Len(t, target.Changes(0), 2, "revoking what is absent changes nothing")
}

func TestAnAccountMayHaveAnotherNameThanThePerson(t *testing.T) {
	t.Parallel()
	target := fake.New(fake.Options{})
	op := grant("alice@fabrikam.example", 1, start)
	op.AccountID = "guest-7"
	done(t, target, op)
	require.Equal(t, fake.Managed, target.Access("guest-7", sales, member))
	require.Equal(t, fake.None, target.Access("alice@fabrikam.example", sales, member))
	require.Equal(t, entitlement.SubjectID("alice@fabrikam.example"), target.Holdings()[0].Subject)
	require.Equal(t, "guest-7", target.Holdings()[0].Account)
}

func TestAKeyHasAtMostOneEffect(t *testing.T) {
	t.Parallel()
	target := fake.New(fake.Options{})
	done(t, target, grant("alice", 1, start))
	target.AdminRemoves(at(time.Hour), "alice", sales, member)

	done(t, target, grant("alice", 1, at(48*time.Hour)))
	require.Equal(t, fake.None, target.Access("alice", sales, member)) // I-63: days later, too

	done(t, target, grant("alice", 2, at(49*time.Hour)))
	require.Equal(t, fake.Managed, target.Access("alice", sales, member), "a new generation repairs")
}

func TestAnOlderGenerationDoesNotUndoANewerOne(t *testing.T) {
	t.Parallel()

	t.Run("a_late_revoke", func(t *testing.T) {
		t.Parallel()
		target := fake.New(fake.Options{})
		done(t, target, grant("alice", 2, start))
		fails(t, target, revoke("alice", 1, at(time.Hour)), provision.ClassPermanent, provision.Superseded)
		require.Equal(t, fake.Managed, target.Access("alice", sales, member)) // I-64
	})

	t.Run("a_late_grant", func(t *testing.T) {
		t.Parallel()
		target := fake.New(fake.Options{})
		done(t, target, revoke("alice", 2, start))
		fails(t, target, grant("alice", 1, at(time.Hour)), provision.ClassPermanent, provision.Superseded)
		require.Equal(t, fake.None, target.Access("alice", sales, member)) // I-64
	})

	t.Run("of_another_person_or_role_it_does_not_matter", func(t *testing.T) {
		t.Parallel()
		target := fake.New(fake.Options{})
		done(t, target, grant("alice", 7, start))
		done(t, target, grant("bob", 1, start))
		owner := grant("alice", 1, start)
		owner.Key, owner.Role = "alice/sales/Owner/1", entitlement.RoleOwner
		done(t, target, owner)
		require.Len(t, target.Holdings(), 3)
	})

	t.Run("of_another_resource_of_the_engine_it_does_not_matter", func(t *testing.T) {
		t.Parallel()
		target := fake.New(fake.Options{})
		done(t, target, grant("alice", 7, start))
		op := revoke("alice", 1, start) // the same group in another catalog: its generations count by themselves
		op.Key, op.Resource.ID = "other", entitlement.TargetID{9}
		done(t, target, op)
		require.Equal(t, fake.None, target.Access("alice", sales, member), "in the target it is one group")
	})

	t.Run("unless_the_target_is_forgetful", func(t *testing.T) {
		t.Parallel()
		target := fake.New(fake.Options{Forgetful: true})
		done(t, target, revoke("alice", 2, start))
		done(t, target, grant("alice", 1, at(time.Hour)))
		require.Equal(t, fake.Managed, target.Access("alice", sales, member))
		target.AdminRemoves(at(2*time.Hour), "alice", sales, member)
		done(t, target, grant("alice", 1, at(3*time.Hour)))
		require.Equal(t, fake.Managed, target.Access("alice", sales, member), "the same key again")
	})
}

func TestMalformedCallsAreRefused(t *testing.T) {
	t.Parallel()
	breaks := map[string]func(*provision.Operation){
		"no_key":      func(op *provision.Operation) { op.Key = "" },
		"no_verb":     func(op *provision.Operation) { op.Verb = 0 },
		"no_subject":  func(op *provision.Operation) { op.Subject = "" },
		"no_type":     func(op *provision.Operation) { op.Resource.Type = "" },
		"no_origin":   func(op *provision.Operation) { op.Resource.OriginID = "" },
		"no_role":     func(op *provision.Operation) { op.Role = "" },
		"no_instant":  func(op *provision.Operation) { op.At = time.Time{} },
		"wrong_token": func(op *provision.Operation) { op.Token = "ticket for somebody else" },
	}
	for name, damage := range breaks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			target := fake.New(fake.Options{})
			op := grant("alice", 1, start)
			damage(&op)
			err := failure(t, target, op, provision.ClassPermanent, entitlement.InvalidArgument)
			require.Empty(t, target.Holdings())
			require.Equal(t, []fake.Call{{Operation: op, Err: err}}, target.Calls(0))
		})
	}

	reuses := map[string]func(*provision.Operation){
		"another_verb":       func(op *provision.Operation) { op.Verb = provision.Revoke },
		"another_generation": func(op *provision.Operation) { op.Generation++ },
		"another_subject":    func(op *provision.Operation) { op.Subject = "bob" },
		"another_resource":   func(op *provision.Operation) { op.Resource = site },
		"another_role":       func(op *provision.Operation) { op.Role = entitlement.RoleOwner },
	}
	for name, reuse := range reuses {
		t.Run("a_key_for_"+name, func(t *testing.T) {
			t.Parallel()
			target := fake.New(fake.Options{})
			done(t, target, grant("alice", 1, start))
			op := grant("alice", 1, at(time.Hour))
			reuse(&op)
			fails(t, target, op, provision.ClassPermanent, entitlement.KeyReused) // I-63
			require.Len(t, target.Changes(0), 1)
		})
	}
}

func TestADoneContextLeavesNoTrace(t *testing.T) {
	t.Parallel()
	target := fake.New(fake.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := target.Apply(ctx, grant("alice", 1, start))
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, provision.NoAnswer, provision.Classify(err).Code)
	require.Empty(t, target.Calls(0))
	require.Empty(t, target.Holdings())

	done(t, target, grant("alice", 1, start))
	require.Equal(t, 1, target.Calls(0)[0].Attempt)
}

func TestForeignAccess(t *testing.T) {
	t.Parallel()

	t.Run("is_taken_over_and_removed", func(t *testing.T) {
		t.Parallel()
		target := fake.New(fake.Options{})
		require.NoError(t, target.AdminAdds(start, "alice", sales, member))
		require.Equal(t, fake.Foreign, target.Access("alice", sales, member))
		done(t, target, grant("alice", 1, at(time.Hour)))
		require.Equal(t, fake.Managed, target.Access("alice", sales, member))
		done(t, target, revoke("alice", 2, at(2*time.Hour)))
		require.Equal(t, fake.None, target.Access("alice", sales, member))
	})

	t.Run("is_removed_even_if_it_came_later", func(t *testing.T) {
		t.Parallel()
		target := fake.New(fake.Options{})
		done(t, target, grant("alice", 1, start))
		target.AdminRemoves(at(time.Hour), "alice", sales, member)
		require.NoError(t, target.AdminAdds(at(2*time.Hour), "alice", sales, member))
		done(t, target, revoke("alice", 2, at(3*time.Hour)))
		require.Equal(t, fake.None, target.Access("alice", sales, member))
	})

	t.Run("of_people_without_grant_is_left_alone", func(t *testing.T) {
		t.Parallel()
		target := fake.New(fake.Options{})
		require.NoError(t, target.AdminAdds(start, "bob", sales, member))
		done(t, target, grant("alice", 1, start))
		done(t, target, revoke("alice", 2, start))
		require.Equal(t, fake.Foreign, target.Access("bob", sales, member)) // I-60
	})

	t.Run("can_be_left_alone_always", func(t *testing.T) {
		t.Parallel()
		target := fake.New(fake.Options{LeaveForeign: true})
		require.NoError(t, target.AdminAdds(start, "alice", sales, member))
		done(t, target, grant("alice", 1, at(time.Hour)))
		require.Equal(t, fake.Foreign, target.Access("alice", sales, member))
		done(t, target, revoke("alice", 2, at(2*time.Hour)))
		require.Equal(t, fake.Foreign, target.Access("alice", sales, member)) // I-60
		done(t, target, grant("bob", 1, at(2*time.Hour)))
		done(t, target, revoke("bob", 2, at(2*time.Hour)))
		require.Equal(t, fake.None, target.Access("bob", sales, member), "what was granted is revoked")
	})
}

func TestAccessHasWords(t *testing.T) {
	t.Parallel()
	require.Equal(t, "none", fake.None.String())
	require.Equal(t, "foreign", fake.Foreign.String())
	require.Equal(t, "managed", fake.Managed.String())
}

package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
)

// The grants of a target are listed by person and role, whatever the names, and go on behind any place.
func TestGrantsAtATarget(t *testing.T) {
	t.Parallel()
	s, schema := memstore.New(), store.NewSchema()
	here, there := entitlement.TargetID{1}, entitlement.TargetID{2}
	want := []entitlement.GrantKey{
		{Subject: "a", Target: here, Role: "Member"}, {Subject: "a", Target: here, Role: "Owner"},
		{Subject: "a\x00b", Target: here, Role: "Member"}, {Subject: "ab", Target: here, Role: "M"},
		{Subject: "é", Target: here, Role: "Member"},
	}
	require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
		w := store.Writing(tx)
		for _, i := range []int{3, 0, 4, 2, 1} {
			if _, err := schema.Grants.Write(w, nil, &entitlement.Grant{Key: want[i]}); err != nil {
				return err
			}
		}
		_, err := schema.Grants.Write(w, nil, &entitlement.Grant{Key: entitlement.GrantKey{Subject: "a", Target: there, Role: "Member"}})
		return err
	}))
	list := func(after *entitlement.GrantKey) (out []entitlement.GrantKey) {
		require.NoError(t, s.View(t.Context(), func(r store.Reader) error {
			return store.Reading(r).GrantsAt(here, after, func(k entitlement.GrantKey) (bool, error) {
				out = append(out, k)
				return true, nil
			})
		}))
		return out
	}
	require.Equal(t, want, list(nil)) // I-71
	for i := range want {
		require.Equal(t, want[i+1:], append([]entitlement.GrantKey{}, list(&want[i])...))
	}
	require.Equal(t, want[2:], list(&entitlement.GrantKey{Subject: "a", Role: "Z"}), "behind what is not there")
}

// Targets are listed once each, and a guest is found by the account.
func TestTargetsAndAccounts(t *testing.T) {
	t.Parallel()
	s, schema := memstore.New(), store.NewSchema()
	require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
		w := store.Writing(tx)
		for _, origin := range []string{"a", "b", "c", "a"} {
			if err := w.PutTarget(&store.Target{Target: entitlement.Target{Type: "group", OriginID: origin}}); err != nil {
				return err
			}
		}
		for _, g := range []entitlement.GuestAccount{{Subject: "pat@x", AccountID: "17"}, {Subject: "ann", AccountID: "ann"}} {
			if _, err := schema.Guests.Write(w, nil, &g); err != nil {
				return err
			}
		}
		return nil
	}))
	require.NoError(t, s.View(t.Context(), func(r store.Reader) error {
		tx := store.Reading(r)
		var all []entitlement.TargetID
		for after, more := (entitlement.TargetID{}), true; more; {
			more = false
			require.NoError(t, tx.Targets(after, func(id entitlement.TargetID) (bool, error) {
				all, after, more = append(all, id), id, true
				return false, nil
			}))
		}
		require.Len(t, all, 3)
		who, found, err := tx.GuestOf("17")
		require.NoError(t, err)
		require.True(t, found)
		require.Equal(t, entitlement.SubjectID("pat@x"), who)
		for _, nobody := range []string{"1", "ann", ""} {
			_, found, err = tx.GuestOf(nobody)
			require.NoError(t, err)
			require.False(t, found)
		}
		return nil
	}))
}

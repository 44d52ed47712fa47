package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// grant is a dirty grant: wanted, or with no source unwanted.
func grant(who entitlement.SubjectID, since int, sources ...entitlement.GrantSource) entitlement.Grant {
	return entitlement.Grant{
		Key: entitlement.GrantKey{Subject: who, Role: "Member"}, Dirty: hour(since), Generation: 1, Sources: sources,
	}
}

func wanted() entitlement.GrantSource {
	return entitlement.GrantSource{Assignment: num[entitlement.Assignment](1)}
}

// queue returns the effects of a class that are ready.
func (s shelf) queue(class store.Class, at time.Time) (out []store.Effect) {
	s.Helper()
	s.view(func(tx *store.Txn) error {
		return tx.Ready(class, at, func(e store.Effect) (bool, error) {
			e.Key = append([]byte(nil), e.Key...)
			out = append(out, e)
			return true, nil
		})
	})
	return out
}

func (s shelf) grantKey(g entitlement.Grant) []byte { return s.Grants.AppendKey(nil, &g) }

// The queue of a class is in the order of readiness, then kind, then row; other classes are apart.
func TestTheQueueOfEffects(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	late, early, revoke := grant("ann", 2, wanted()), grant("bob", 1, wanted()), grant("cleo", 3)
	same := grant("abe", 2, wanted())
	put(s, &s.Grants, late, early, revoke, same)
	put(s, &s.Guests, entitlement.GuestAccount{Subject: "pat", Desired: entitlement.GuestActive, Dirty: hour(2), Generation: 1})
	put(s, &s.Mails, entitlement.Mail{Seq: 1, Kind: entitlement.MailDenied, To: []entitlement.SubjectID{"ann"}, At: hour(1)})
	ready := func(g entitlement.Grant) store.Effect {
		return store.Effect{Class: store.ClassGrant, Kind: store.EffectGrant, Key: s.grantKey(g), Since: g.Dirty}
	}
	guest := store.Effect{Class: store.ClassGrant, Kind: store.EffectGuest, Key: store.AppendText(nil, "pat"), Since: hour(2)}
	require.Equal(t, []store.Effect{ready(early), ready(same), ready(late), guest}, s.queue(store.ClassGrant, hour(2)))
	require.Equal(t, []store.Effect{ready(early)}, s.queue(store.ClassGrant, hour(2).Add(-1)))
	require.Empty(t, s.queue(store.ClassGrant, hour(0)))
	require.Len(t, s.queue(store.ClassRevoke, hour(9)), 1)
	require.Len(t, s.queue(store.ClassNotify, hour(9)), 1)
	require.Empty(t, s.queue(store.ClassEscalate, hour(9)))
	s.view(func(tx *store.Txn) error {
		next, err := tx.NextEffect()
		require.Equal(t, hour(1), next)
		after, _ := tx.NextEffectAfter(hour(1))
		require.Equal(t, hour(2), after)
		last, _ := tx.NextEffectAfter(hour(3))
		require.Zero(t, last)
		return err
	})
}

// A row has one effect, the one it asks for now: a change of mind, of generation or of instant moves it. // I-62
func TestAnEffectGoesWithItsRow(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	total := func() int { return len(s.queue(store.ClassGrant, hour(9))) + len(s.queue(store.ClassRevoke, hour(9))) }
	g := grant("ann", 1, wanted())
	put(s, &s.Grants, g)
	require.Equal(t, 1, total())
	g.Failure = "x"
	put(s, &s.Grants, g)
	require.Equal(t, 1, total(), "it asks for the same")
	g.Sources, g.Generation = nil, 2
	put(s, &s.Grants, g)
	require.Equal(t, 1, total())
	require.Len(t, s.queue(store.ClassRevoke, hour(9)), 1)
	g.Dirty = hour(3)
	put(s, &s.Grants, g)
	require.Equal(t, hour(3), s.queue(store.ClassRevoke, hour(9))[0].Since)
	require.Equal(t, 1, total())
	g.Parked = true
	put(s, &s.Grants, g)
	require.Zero(t, total())
	g.Parked = false
	put(s, &s.Grants, g)
	require.Equal(t, 1, total())
	drop(s, &s.Grants, g.Key)
	require.Zero(t, total())
	require.Empty(t, s.contents())

	put(s, &s.Stages, entitlement.ApprovalStage{
		Request: num[entitlement.Request](1), Index: 1, Resolving: entitlement.ResolvingAlternates, Since: hour(1),
	})
	put(s, &s.Requests, entitlement.Request{
		ID: num[entitlement.Request](1), State: entitlement.RequestScheduled, Starting: true, Schedule: entitlement.Schedule{Start: hour(1)},
	})
	require.Len(t, s.queue(store.ClassApprove, hour(1)), 2)
	put(s, &s.Mails, entitlement.Mail{Seq: 1, At: hour(1), Failure: entitlement.Unavailable})
	require.Empty(t, s.queue(store.ClassNotify, hour(9)), "it was given up")
}

// An attempt moves the effect to the next one; a new generation forgets the attempts. // I-66
func TestAttempts(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	g := grant("ann", 1, wanted())
	put(s, &s.Grants, g)
	first := s.queue(store.ClassGrant, hour(1))[0]
	a := store.Attempt{Count: 1, First: hour(1), Next: hour(4), Code: entitlement.Unavailable, Hint: "wait", Token: "t", Stuck: true, Generation: 1}
	queued := func(e store.Effect) (is bool) {
		s.view(func(tx *store.Txn) (err error) {
			is, err = tx.Queued(e)
			return err
		})
		return is
	}
	require.True(t, queued(first))
	s.update(func(tx *store.Txn) error { return tx.Retry(first, &a) })
	require.False(t, queued(first), "it was answered")
	require.Empty(t, s.queue(store.ClassGrant, hour(3)))
	second := s.queue(store.ClassGrant, hour(4))
	require.Len(t, second, 1)
	tried := func() (all []store.Attempt) {
		s.view(func(tx *store.Txn) error {
			return tx.Attempts(func(e store.Effect, a *store.Attempt) (bool, error) {
				require.Equal(t, store.Effect{Kind: store.EffectGrant, Key: s.grantKey(g), Since: a.Next}, e)
				all = append(all, *a)
				return true, nil
			})
		})
		return all
	}
	require.Equal(t, []store.Attempt{a}, tried())
	a.Count, a.Next = 2, hour(6)
	s.update(func(tx *store.Txn) error { return tx.Retry(second[0], &a) })
	require.Equal(t, []store.Attempt{a}, tried())
	require.Len(t, s.queue(store.ClassGrant, hour(9)), 1)

	g.Generation = 2
	put(s, &s.Grants, g)
	require.Empty(t, tried())
	require.Equal(t, hour(1), s.queue(store.ClassGrant, hour(9))[0].Since)
}

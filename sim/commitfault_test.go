package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
	"example.com/tenure/store/storetest"
)

// A fault names what the commit is about: the other commits, and the other attempts, are left alone.
func TestAFaultStrikesTheCommitThatItNames(t *testing.T) { // F1 to F4
	t.Parallel()
	for name, c := range map[string]struct {
		fault      sim.CommitFault
		ann1, bob1 error // what the first commands of ann and bob meet
		ann2       error // and ann's second
		applied    bool  // ann's first is there all the same
	}{
		"of_a_person": {
			sim.CommitFault{Person: "ann", LastAttempt: 1, Outcome: storetest.Outcome{Err: store.ErrFull}}, store.ErrFull, nil, nil, false,
		},
		"of_an_activity": {
			sim.CommitFault{Activity: entitlement.ActivityUserRequests, FirstAttempt: 2, LastAttempt: 2, Outcome: storetest.Outcome{Err: store.ErrFull}},
			nil, store.ErrFull, nil, true,
		},
		"of_another_activity": {
			sim.CommitFault{Activity: entitlement.ActivityDeny, Outcome: storetest.Outcome{Err: store.ErrFull}}, nil, nil, nil, true,
		},
		"from_then_on": {
			sim.CommitFault{Activity: entitlement.ActivityUserRequests, FirstAttempt: 1, Outcome: storetest.Outcome{Err: store.ErrFull}},
			store.ErrFull, store.ErrFull, store.ErrFull, false,
		},
		"with_a_crash_after_it": {
			sim.CommitFault{Person: "ann", LastAttempt: 1, Outcome: storetest.Outcome{Err: errCrash, Applied: true, Crashed: true}},
			errCrash, errCrash, errCrash, true,
		},
		"with_a_crash_before_it": {
			sim.CommitFault{Person: "ann", LastAttempt: 1, Outcome: storetest.Outcome{Err: errCrash, Crashed: true}},
			errCrash, errCrash, errCrash, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inner := closing(t, memstore.New())
			w := office(t, nil, func(o *sim.Options) { o.Store = sim.FaultCommits(inner, c.fault) })
			submit := func(who entitlement.SubjectID) error {
				pkg, err := w.Package("Sales")
				if err != nil {
					return err
				}
				_, err = w.As(who).Submit(t.Context(), lifecycle.SubmitInput{Key: "key of " + string(who), Package: pkg})
				return err
			}
			require.ErrorIs(t, submit("ann"), c.ann1)
			require.ErrorIs(t, submit("bob"), c.bob1)
			require.ErrorIs(t, submit("ann"), c.ann2)

			require.NoError(t, w.Reopen(inner)) // as a host does: what was acknowledged is there (I-108)
			last, err := w.LastRequest("ann", "Sales")
			require.NoError(t, err)
			require.Equal(t, c.applied || c.ann2 == nil, last != nil)
			require.NoError(t, submit("ann"), "the same command again is no second request") // I-17
			require.NoError(t, w.Settle())
		})
	}
}

func TestWrappedStoresAreFound(t *testing.T) {
	t.Parallel()
	inner := closing(t, memstore.New())
	faulty := sim.FaultCommits(inner)
	require.Equal(t, inner, faulty.(interface{ Unwrap() store.Store }).Unwrap())
	require.NoError(t, faulty.Update(t.Context(), func(tx store.Tx) error { return tx.Put([]byte{200}, nil) }))
	require.ErrorIs(t, faulty.Update(t.Context(), func(store.Tx) error { return errCrash }), errCrash)
	require.NoError(t, faulty.View(t.Context(), func(r store.Reader) error {
		_, found, err := r.Get([]byte{200})
		require.True(t, found)
		return err
	}))
}

package storetest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
	"example.com/tenure/store/storetest"
)

func TestFaultyCommits(t *testing.T) {
	t.Parallel()
	for name, outcome := range map[string]storetest.Outcome{
		"crash_before":        {Err: entitlement.Unavailable, Crashed: true},                // F1
		"crash_after":         {Err: entitlement.Unavailable, Crashed: true, Applied: true}, // F2
		"unknown_not_applied": {Err: entitlement.OutcomeUnknown},                            // F3
		"unknown_applied":     {Err: entitlement.OutcomeUnknown, Applied: true},             // F3
		"conflict":            {Err: entitlement.Conflict},                                  // F4
		"full":                {Err: store.ErrFull},                                         // F5
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inner := memstore.New()
			s := storetest.Fault(inner, storetest.Plan{Commit: second(outcome)})
			require.NoError(t, putKey(t, s, "ta"))
			require.ErrorIs(t, putKey(t, s, "tb"), outcome.Err)
			require.Equal(t, outcome.Applied, hasKey(t, inner, "tb"))

			if outcome.Crashed {
				require.ErrorIs(t, putKey(t, s, "tc"), outcome.Err)
				require.ErrorIs(t, s.View(t.Context(), func(store.Reader) error { return nil }), outcome.Err)
				require.False(t, hasKey(t, inner, "tc"))
				s = storetest.Fault(inner, storetest.Plan{}) // the process starts again
			}
			require.NoError(t, putKey(t, s, "td"))
			require.True(t, hasKey(t, s, "ta"))
			require.True(t, hasKey(t, s, "td"))
		})
	}
}

// A refused function never reaches its commit: it is not counted, and not failed.
func TestFaultsCountCommitsOnly(t *testing.T) {
	t.Parallel()
	s := storetest.Fault(memstore.New(), storetest.Plan{Commit: second(storetest.Outcome{Err: store.ErrFull})})
	refuse := func(store.Tx) error { return entitlement.Refused }
	require.NoError(t, putKey(t, s, "ta"))
	require.ErrorIs(t, s.Update(t.Context(), refuse), entitlement.Refused)
	require.ErrorIs(t, putKey(t, s, "tb"), store.ErrFull)
}

func TestFaultyReads(t *testing.T) {
	t.Parallel()
	thirdIs := func(n int) error {
		if n == 3 {
			return entitlement.Unavailable
		}
		return nil
	}
	for name, plan := range map[string]storetest.Plan{
		"begin": {Begin: thirdIs}, "get": {Get: thirdIs}, "scan": {Scan: thirdIs},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := storetest.Fault(memstore.New(), plan)
			read := func(r store.Reader) error {
				if _, _, err := r.Get([]byte("ta")); err != nil {
					return err
				}
				return r.Scan([]byte("t"), nil, func(_, _ []byte) (bool, error) { return true, nil })
			}
			require.NoError(t, s.View(t.Context(), read))
			require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error { return read(tx) }))
			require.ErrorIs(t, s.View(t.Context(), read), entitlement.Unavailable)
			require.NoError(t, s.View(t.Context(), read))
		})
	}
}

func TestCounts(t *testing.T) {
	t.Parallel()
	s := storetest.Count(memstore.New())
	require.NoError(t, putKey(t, s, "ta"))
	require.ErrorIs(t, s.Update(t.Context(), func(tx store.Tx) error {
		require.NoError(t, tx.Delete([]byte("ta")))
		return entitlement.Refused
	}), entitlement.Refused)
	require.True(t, hasKey(t, s, "ta"))
	require.NoError(t, s.View(t.Context(), func(r store.Reader) error {
		return r.Scan([]byte("t"), nil, func(_, _ []byte) (bool, error) { return true, nil })
	}))
	require.Equal(t, storetest.Counts{
		Views: 2, Updates: 2, Commits: 1, Gets: 1, Scans: 1, Scanned: 1, Puts: 1, Deletes: 1,
		BytesRead:    int64(len("value") + len("ta") + len("value")),
		BytesWritten: int64(len("ta") + len("value") + len("ta")),
	}, s.Counts())
	s.Reset()
	require.Zero(t, s.Counts())
}

func second(outcome storetest.Outcome) func(int) storetest.Outcome {
	return func(n int) storetest.Outcome {
		if n == 2 {
			return outcome
		}
		return storetest.Outcome{}
	}
}

func putKey(t *testing.T, s store.Store, key string) error {
	return s.Update(t.Context(), func(tx store.Tx) error { return tx.Put([]byte(key), []byte("value")) })
}

func hasKey(t *testing.T, s store.Store, key string) (found bool) {
	require.NoError(t, s.View(t.Context(), func(r store.Reader) (err error) {
		_, found, err = r.Get([]byte(key))
		return err
	}))
	return found
}

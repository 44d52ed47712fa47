package storetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
)

// A suite is worth what it finds: each clause has a bug of its own that breaks it, and finds that bug.
func TestEveryClauseFindsItsBug(t *testing.T) {
	t.Parallel()
	for _, c := range allCases() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Error(t, c.check(t.Context(), &careless{bug: c.name}))
		})
	}
}

// Without a bug the same store passes, so that it is the bug that was found.
func TestWithoutBugsEveryClausePasses(t *testing.T) {
	t.Parallel()
	Run(t, func(*testing.T) store.Store { return &careless{} })
}

// A store that forgets, that does not lock, or that cannot be opened fails the clauses of persistence.
func TestPersistenceFindsBugs(t *testing.T) {
	t.Parallel()
	for _, c := range persistentCases() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			forgetful := place{t.TempDir(), func(string) (store.Store, error) { return memstore.New(), nil }}
			if c.name == "ABackupIsAStore" {
				forgetful.open = func(string) (store.Store, error) { return emptyBackups{memstore.New()}, nil }
			}
			require.Error(t, c.check(t.Context(), forgetful))
		})
	}
}

package storetest_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/store"
	"example.com/tenure/store/boltstore"
	"example.com/tenure/store/memstore"
	"example.com/tenure/store/storetest"
)

// Every store of this module, and every wrapper, keeps the contract (I-112).
func TestStores(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(t *testing.T) store.Store{
		"memstore":            func(*testing.T) store.Store { return memstore.New() },
		"boltstore":           openBolt,
		"group_of_memstore":   func(*testing.T) store.Store { return store.GroupCommit(memstore.New()) },
		"prefix_of_memstore":  func(*testing.T) store.Store { return store.Prefix(memstore.New(), []byte("tenant\x00\xff")) },
		"prefix_of_boltstore": func(t *testing.T) store.Store { return store.Prefix(closeLater(t, openBolt(t)), nil) },
		"fault_of_memstore":   func(*testing.T) store.Store { return storetest.Fault(memstore.New(), storetest.Plan{}) },
		"count_of_memstore":   func(*testing.T) store.Store { return storetest.Count(memstore.New()) },
		"count_of_prefix":     func(*testing.T) store.Store { return storetest.Count(store.Prefix(memstore.New(), []byte("x"))) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Run(t, open)
		})
	}
}

func openBolt(t *testing.T) store.Store {
	directory := t.TempDir()
	require.NoError(t, os.Chmod(directory, 0o700))
	s, err := boltstore.Open(filepath.Join(directory, "store"), boltstore.Options{AppendOnly: []byte("t")})
	require.NoError(t, err)
	return s
}

func closeLater(t *testing.T, s store.Store) store.Store {
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

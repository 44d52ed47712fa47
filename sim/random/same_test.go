package random

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/sim"
	"example.com/tenure/store"
	"example.com/tenure/store/boltstore"
)

// ending is what a run has come to, byte for byte.
type ending struct {
	canonical string
	timeline  string
}

// played plays a tape and returns what it has come to.
func played(t *testing.T, tape Tape, with setup) ending {
	t.Helper()
	var end ending
	with.after = func(s *story) error {
		canonical, err := sim.Canonical(s.ctx, s.inner)
		if err != nil {
			return err
		}
		timeline, err := s.w.Timeline(sim.Filter{})
		end = ending{string(canonical), timeline.String()}
		return err
	}
	result, err := run(t.Context(), tape, with)
	require.NoError(t, err)
	requireRight(t, result)
	return end
}

// TestEqualTapesMakeEqualRuns plays tapes twice, and on the store on disk.
func TestEqualTapesMakeEqualRuns(t *testing.T) { // I-112, I-120
	t.Parallel()
	for seed := range uint64(6) {
		t.Run(fmt.Sprintf("seed_%d", seed), func(t *testing.T) {
			t.Parallel()
			tape := NewTape(seed, 30)
			want := played(t, tape, setup{})
			require.NotEmpty(t, want.canonical)
			for name, with := range map[string]setup{
				"again":    {},
				"on_bbolt": {open: func() (store.Store, error) { return onDisk(t) }},
			} {
				got := played(t, tape, with)
				require.Equal(t, want.timeline, got.timeline, name)
				require.Equal(t, want.canonical, got.canonical, name)
			}
		})
	}
}

func onDisk(t *testing.T) (store.Store, error) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil {
		return nil, err
	}
	return boltstore.Open(filepath.Join(dir, "tenure.db"), boltstore.Options{UnsafeNoSync: true})
}

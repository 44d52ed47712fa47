package boltstore

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	bolt "go.etcd.io/bbolt"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// F5: a full file refuses what does not fit and nothing else. It stays sound, never grows beyond the limit, and room
// that deletions leave is used again.
func TestFullFile(t *testing.T) {
	t.Parallel()
	const limit = 4 << 20
	f := openFile(t, Options{MaxSize: limit, UnsafeNoSync: true})
	random := rand.New(rand.NewPCG(1, 0))
	present := map[int]bool{}
	full, after := 0, 0
	for range 1500 {
		i := random.IntN(400)
		key := fmt.Appendf(nil, "t%03d", i)
		want := !present[i] || random.IntN(3) == 0
		err := f.Update(t.Context(), func(tx store.Tx) error {
			if want {
				return tx.Put(key, make([]byte, random.IntN(40_000)))
			}
			return tx.Delete(key)
		})
		switch entitlement.CodeOf(err) {
		case "":
			present[i] = want
			if full > 0 {
				after++
			}
		case store.ErrFull:
			full++
		default:
			require.NoError(t, err)
		}
	}
	require.NotZero(t, full)
	require.Greater(t, after, 150, "it goes on")
	for i := range 400 {
		requireHas(t, f, fmt.Sprintf("t%03d", i), present[i])
	}
	info, err := os.Stat(f.path)
	require.NoError(t, err)
	require.LessOrEqual(t, info.Size(), int64(limit))
	require.NoError(t, f.db.View(func(tx *bolt.Tx) error {
		for err := range tx.Check() {
			require.NoError(t, err)
		}
		return nil
	}))
}

// A transaction that does not fit at once is refused before anything is written.
func TestTooLargeTransaction(t *testing.T) {
	t.Parallel()
	f := openFile(t, Options{MaxSize: 4 << 20})
	require.NoError(t, put(t, f, "ta"))
	require.ErrorIs(t, f.Update(t.Context(), func(tx store.Tx) error {
		for i := range 10 {
			if err := tx.Put(fmt.Appendf(nil, "tx%d", i), make([]byte, 1<<20)); err != nil {
				return err
			}
		}
		return nil
	}), store.ErrFull)
	require.False(t, f.suspect.Load(), "the refusal was clean")
	requireHas(t, f, "tx0", false)
	require.NoError(t, put(t, f, "tb"))
	requireHas(t, f, "ta", true)
}

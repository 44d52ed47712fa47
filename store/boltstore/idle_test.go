package boltstore

import (
	"encoding/binary"
	"errors"
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	bolt "go.etcd.io/bbolt"

	"example.com/tenure/store"
)

// transaction returns the transaction in which a View reads.
func transaction(t *testing.T, f *file) (seen *bolt.Tx) {
	require.NoError(t, f.View(t.Context(), func(r store.Reader) error {
		kept, ok := r.(*reader)
		require.True(t, ok)
		seen = kept.tx
		return nil
	}))
	return seen
}

func TestReadersAreKeptBetweenCommits(t *testing.T) {
	t.Parallel()
	t.Run("the_next_view_uses_the_last_one's", func(t *testing.T) {
		t.Parallel()
		f := openFile(t, Options{})
		require.Same(t, transaction(t, f), transaction(t, f))
	})
	t.Run("not_across_a_commit", func(t *testing.T) {
		t.Parallel()
		f := openFile(t, Options{})
		before := transaction(t, f)
		require.NoError(t, put(t, f, "ta"))
		require.NotSame(t, before, transaction(t, f))
		requireHas(t, f, "ta", true)
	})
	t.Run("not_one_that_began_while_a_commit_was_under_way", func(t *testing.T) {
		t.Parallel()
		f := openFile(t, Options{})
		var during *bolt.Tx
		f.commit = func(tx *bolt.Tx) error {
			during = transaction(t, f)
			return tx.Commit()
		}
		require.NoError(t, put(t, f, "ta"))
		require.NotSame(t, during, transaction(t, f))
		requireHas(t, f, "ta", true)
	})
	t.Run("not_one_that_outlasts_the_commit_it_began_in", func(t *testing.T) {
		t.Parallel()
		f := openFile(t, Options{})
		began, end := make(chan struct{}), make(chan struct{})
		var reading sync.WaitGroup
		f.commit = func(tx *bolt.Tx) error {
			reading.Go(func() {
				_ = f.View(t.Context(), func(store.Reader) error { close(began); <-end; return nil })
			})
			<-began
			return tx.Commit()
		}
		require.NoError(t, put(t, f, "ta"))
		close(end)
		reading.Wait()
		requireHas(t, f, "ta", true)
	})
	t.Run("not_one_whose_function_panicked", func(t *testing.T) {
		t.Parallel()
		f := openFile(t, Options{})
		var broken *bolt.Tx
		require.Panics(t, func() {
			_ = f.View(t.Context(), func(r store.Reader) error {
				if kept, ok := r.(*reader); ok {
					broken = kept.tx
				}
				panic("in a view")
			})
		})
		require.NotNil(t, broken)
		require.NotSame(t, broken, transaction(t, f))
	})
}

// A kept reader would keep the mapping of the file, which growing has to replace, and pages that nobody needs.
func TestKeptReadersHoldNothingBack(t *testing.T) {
	t.Parallel()
	f := openFile(t, Options{UnsafeNoSync: true})
	value := make([]byte, 1<<20)
	const rewrites = 64
	for range rewrites {
		requireHas(t, f, "tb", false)
		require.NoError(t, f.Update(t.Context(), func(tx store.Tx) error { return tx.Put([]byte("ta"), value) }))
	}
	info, err := os.Stat(f.path)
	require.NoError(t, err)
	require.Less(t, info.Size(), int64(len(value)*rewrites/2), "pages are used again")
}

// I-117: whoever was told of a commit reads it.
func TestViewsSeeWhatWasCommitted(t *testing.T) {
	t.Parallel()
	f := openFile(t, Options{UnsafeNoSync: true})
	s := store.GroupCommit(f)
	key := []byte("tn")
	number := func(r store.Reader) (n uint64, err error) {
		value, found, err := r.Get(key)
		if found {
			n = binary.BigEndian.Uint64(value)
		}
		return n, err
	}
	var running sync.WaitGroup
	for range 8 {
		running.Go(func() {
			var told uint64
			for range 100 {
				var seen uint64
				err := s.View(t.Context(), func(r store.Reader) (err error) {
					seen, err = number(r)
					return err
				})
				if err != nil || seen < told {
					t.Errorf("read %d after %d: %v", seen, told, err)
					return
				}
				err = s.Update(t.Context(), func(tx store.Tx) error {
					n, err := number(tx)
					told = n + 1
					return errors.Join(err, tx.Put(key, binary.BigEndian.AppendUint64(nil, told)))
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	running.Wait()
}

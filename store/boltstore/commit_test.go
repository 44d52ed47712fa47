package boltstore

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	bolt "go.etcd.io/bbolt"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
	"example.com/tenure/store/storetest"
)

// Without group commit the file keeps the contract too.
func TestBareFile(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Store { return openFile(t, Options{}) })
}

func openFile(t *testing.T, options Options) *file {
	directory := t.TempDir()
	require.NoError(t, os.Chmod(directory, 0o700))
	s, err := Open(filepath.Join(directory, "store"), options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	f, ok := store.As[*file](s)
	require.True(t, ok)
	return f
}

// commits records through which handle every commit of a file goes, and makes one of them fail half way.
type commits struct {
	handles []*bolt.DB
	failing int  // the number of the commit that fails, from 0
	applied bool // it is on the disk all the same
	panics  bool
}

const errDisk = syscall.EIO

func (c *commits) commit(tx *bolt.Tx) error {
	n := len(c.handles)
	c.handles = append(c.handles, tx.DB())
	if n != c.failing {
		return tx.Commit()
	}
	var err error
	if c.applied {
		err = tx.Commit()
	} else {
		err = tx.Rollback()
	}
	if c.panics {
		panic("in the commit")
	}
	return errors.Join(err, errDisk)
}

func put(t *testing.T, s store.Store, key string) error {
	return s.Update(t.Context(), func(tx store.Tx) error { return tx.Put([]byte(key), nil) })
}

func has(t *testing.T, s store.Store, key string) (found bool, err error) {
	err = s.View(t.Context(), func(r store.Reader) (err error) {
		_, found, err = r.Get([]byte(key))
		return err
	})
	return found, err
}

func requireHas(t *testing.T, s store.Store, key string, want bool) {
	found, err := has(t, s, key)
	require.NoError(t, err)
	require.Equal(t, want, found, key)
}

// R2, F3: a commit fails half way, and is there or not.
func TestFailedCommits(t *testing.T) {
	t.Parallel()
	for name, failing := range map[string]commits{
		"applied":     {failing: 1, applied: true},
		"not_applied": {failing: 1},
	} {
		t.Run(name+"_is_unknown_and_then_definite", func(t *testing.T) {
			t.Parallel()
			f, c := openFile(t, Options{}), failing
			f.commit = c.commit
			s := store.GroupCommit(f)
			require.NoError(t, put(t, s, "ta"))
			err := put(t, s, "tb")
			require.ErrorIs(t, err, entitlement.OutcomeUnknown)
			require.ErrorIs(t, err, errDisk)

			for range 2 {
				requireHas(t, s, "ta", true)
				requireHas(t, s, "tb", c.applied)
			}
			require.NoError(t, put(t, s, "tc"))
			requireHas(t, s, "tc", true)
			require.NotSame(t, c.handles[1], c.handles[2]) // I-113
			_, err = c.handles[1].Begin(false)
			require.Error(t, err, "the suspect handle is closed")
		})
	}

	t.Run("no_waiting_update_uses_the_handle", func(t *testing.T) { // I-113
		t.Parallel()
		f, c := openFile(t, Options{}), &commits{failing: 3}
		f.commit = c.commit
		var running sync.WaitGroup
		errs := make([]error, 16)
		for i := range errs {
			running.Go(func() { errs[i] = put(t, f, "t"+string(rune('a'+i))) })
		}
		running.Wait()
		require.ErrorIs(t, errors.Join(errs...), entitlement.OutcomeUnknown)
		require.Len(t, c.handles, len(errs))
		for _, later := range c.handles[c.failing+1:] {
			require.NotSame(t, c.handles[c.failing], later)
		}
		for i, err := range errs {
			requireHas(t, f, "t"+string(rune('a'+i)), err == nil)
		}
	})

	t.Run("a_panic_is_one_too", func(t *testing.T) {
		t.Parallel()
		f, c := openFile(t, Options{}), &commits{panics: true}
		f.commit = c.commit
		require.PanicsWithValue(t, "in the commit", func() { _ = put(t, f, "ta") })
		require.NoError(t, put(t, f, "tb"))
		require.NotSame(t, c.handles[0], c.handles[1])
	})

	t.Run("an_update_that_writes_nothing_commits_nothing", func(t *testing.T) {
		t.Parallel()
		f, c := openFile(t, Options{}), &commits{}
		f.commit = c.commit
		require.NoError(t, f.Update(t.Context(), func(tx store.Tx) error { return tx.Delete([]byte("tabsent")) }))
		require.Empty(t, c.handles)
	})

	t.Run("views_that_run_keep_their_snapshot", func(t *testing.T) {
		t.Parallel()
		f, c := openFile(t, Options{}), &commits{failing: 1, applied: true}
		f.commit = c.commit
		require.NoError(t, put(t, f, "ta"))
		require.NoError(t, f.View(t.Context(), func(r store.Reader) error {
			failed := make(chan error)
			go func() { failed <- put(t, f, "tb") }()
			require.ErrorIs(t, <-failed, entitlement.OutcomeUnknown)
			_, found, err := r.Get([]byte("tb"))
			require.False(t, found)
			return err
		}))
		requireHas(t, f, "tb", true)
	})
}

// As long as the file cannot be opened again, every call says so; when it can, the store goes on.
func TestReopeningFails(t *testing.T) {
	t.Parallel()
	suspect := func(t *testing.T) *file {
		f, c := openFile(t, Options{LockTimeout: 60 * time.Millisecond}), &commits{}
		f.commit = c.commit
		require.ErrorIs(t, put(t, f, "ta"), entitlement.OutcomeUnknown)
		return f
	}
	refused := func(t *testing.T, f *file, cause error) {
		for range 2 {
			_, err := has(t, f, "ta")
			require.ErrorIs(t, err, entitlement.Unavailable)
			require.ErrorIs(t, err, cause)
			require.ErrorIs(t, put(t, f, "ta"), cause)
			require.ErrorIs(t, f.Backup(t.Context(), nil), cause)
		}
	}

	t.Run("while_the_file_is_missing", func(t *testing.T) {
		t.Parallel()
		f := suspect(t)
		require.NoError(t, os.Rename(f.path, f.path+".away"))
		refused(t, f, fs.ErrNotExist)
		require.NoError(t, os.Rename(f.path+".away", f.path))
		require.NoError(t, put(t, f, "tb"))
	})
	t.Run("while_another_file_is_in_its_place", func(t *testing.T) { // R10
		t.Parallel()
		f := suspect(t)
		require.NoError(t, os.Rename(f.path, f.path+".away"))
		other, err := Open(f.path, Options{})
		require.NoError(t, err)
		require.NoError(t, other.Close())
		refused(t, f, store.ErrForeign)
		require.NoError(t, os.Rename(f.path+".away", f.path))
		require.NoError(t, put(t, f, "tb"))
	})
	t.Run("while_somebody_else_has_the_file", func(t *testing.T) {
		t.Parallel()
		f := suspect(t)
		require.NoError(t, f.db.Close()) // as if it were between closing and opening
		other, err := Open(f.path, Options{})
		require.NoError(t, err)
		refused(t, f, store.ErrLocked)
		require.NoError(t, other.Close())
		require.NoError(t, put(t, f, "tb"))
	})
	t.Run("and_closing_succeeds", func(t *testing.T) {
		t.Parallel()
		f := suspect(t)
		require.NoError(t, os.Remove(f.path))
		refused(t, f, fs.ErrNotExist)
		require.NoError(t, f.Close())
		require.NoError(t, f.Close())
		require.ErrorIs(t, put(t, f, "ta"), entitlement.Closed)
	})
}

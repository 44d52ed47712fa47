package boltstore_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
	"example.com/tenure/store/boltstore"
	"example.com/tenure/store/storetest"
)

// childRole names, in the environment, what this binary does when a test starts it as another process.
const childRole = "BOLTSTORE_TEST_CHILD"

// soon is a lock timeout that outlasts the moment in which a process that another test is about to start still has the
// locks of this one.
const soon = 60 * time.Millisecond

func TestMain(m *testing.M) {
	roles := map[string]func(path string) error{"open": openChild, "write": writeChild, "create": createChild}
	if role, ok := roles[os.Getenv(childRole)]; ok {
		if err := role(os.Args[1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

// child prepares this binary to run in a role.
func child(t *testing.T, role, path string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), os.Args[0], path)
	cmd.Env = append(os.Environ(), childRole+"="+role)
	cmd.Stderr = os.Stderr
	return cmd
}

// directory returns a new directory that only its owner may write to, whatever the umask.
func directory(t *testing.T) string {
	path := t.TempDir()
	require.NoError(t, os.Chmod(path, 0o700))
	return path
}

func open(t *testing.T, path string, options boltstore.Options) store.Store {
	s, err := boltstore.Open(path, options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Store {
		return open(t, filepath.Join(directory(t), "store"), boltstore.Options{})
	})
}

func TestPersistence(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]boltstore.Options{
		"synced":   {LockTimeout: soon, AppendOnly: []byte("t")},
		"unsynced": {LockTimeout: soon, UnsafeNoSync: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.RunPersistent(t, func(path string) (store.Store, error) { return boltstore.Open(path, options) })
		})
	}
}

// R8: it is another process that must be kept out, so that there is one engine for a file. // I-111
func TestAnotherProcessIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(directory(t), "store")
	s := open(t, path, boltstore.Options{})
	answer, err := child(t, "open", path).Output()
	require.NoError(t, err)
	require.Equal(t, string(store.ErrLocked), string(answer))

	require.NoError(t, s.Close())
	answer, err = child(t, "open", path).Output()
	require.NoError(t, err)
	require.Empty(t, answer)
}

// openChild prints the code with which the store is refused.
func openChild(path string) error {
	s, err := boltstore.Open(path, boltstore.Options{LockTimeout: -1})
	if err == nil {
		return s.Close()
	}
	fmt.Print(entitlement.CodeOf(err))
	return nil
}

func TestAppendOnlyTablesAreDenser(t *testing.T) {
	t.Parallel()
	size := func(options boltstore.Options) int64 {
		options.UnsafeNoSync = true
		path := filepath.Join(directory(t), "store")
		s := open(t, path, options)
		for batch := range 20 {
			require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
				for i := range 1000 {
					key := store.AppendUint64([]byte("t"), uint64(batch*1000+i))
					if err := tx.Put(key, make([]byte, 100)); err != nil {
						return err
					}
				}
				return nil
			}))
		}
		var n counter
		backup, ok := store.As[store.Backuper](s)
		require.True(t, ok)
		require.NoError(t, backup.Backup(t.Context(), &n)) // the file itself grows in larger steps
		return int64(n)
	}
	dense, loose := size(boltstore.Options{AppendOnly: []byte("st")}), size(boltstore.Options{AppendOnly: []byte("s")})
	require.Less(t, dense, loose*3/4)
}

type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

func TestBackupReturnsTheErrorOfItsWriter(t *testing.T) {
	t.Parallel()
	s := open(t, filepath.Join(directory(t), "store"), boltstore.Options{})
	backup, ok := store.As[store.Backuper](s)
	require.True(t, ok)
	full := errors.New("no space")
	for _, after := range []int{0, 1, 2} {
		require.ErrorIs(t, backup.Backup(t.Context(), &failing{after: after, err: full}), full)
	}
}

// failing is a writer that fails after some writes.
type failing struct {
	after int
	err   error
}

func (f *failing) Write(p []byte) (int, error) {
	if f.after--; f.after < 0 {
		return 0, f.err
	}
	return len(p), nil
}

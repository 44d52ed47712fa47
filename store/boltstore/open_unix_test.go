//go:build unix && !aix && !solaris

package boltstore_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/store/boltstore"
)

// Access of others: security is where the file lies as much as what its own mode says.
func TestAccess(t *testing.T) {
	t.Parallel()

	t.Run("only_the_owner_may_read_a_new_file", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(directory(t), "store")
		open(t, path, boltstore.Options{})
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, fs.FileMode(0o600), info.Mode())
	})

	for _, mode := range []fs.FileMode{0o620, 0o602, 0o666} {
		t.Run("a_file_that_others_may_write_to_is_refused_"+mode.String(), func(t *testing.T) {
			t.Parallel()
			path := filled(t)
			require.NoError(t, os.Chmod(path, mode))
			_, err := boltstore.Open(path, boltstore.Options{})
			require.ErrorIs(t, err, entitlement.InvalidArgument)
		})
	}

	for mode, safe := range map[fs.FileMode]bool{
		0o755: true, 0o720: false, 0o702: false, 0o777: false, 0o777 | fs.ModeSticky: true,
	} {
		t.Run("a_directory_with_"+mode.String(), func(t *testing.T) {
			t.Parallel()
			path := filled(t)
			require.NoError(t, os.Chmod(filepath.Dir(path), mode))
			s, err := boltstore.Open(path, boltstore.Options{})
			if !safe {
				require.ErrorIs(t, err, entitlement.InvalidArgument)
				return
			}
			require.NoError(t, err)
			require.NoError(t, s.Close())
		})
	}

	t.Run("a_symbolic_link_is_refused", func(t *testing.T) {
		t.Parallel()
		path := filled(t)
		for _, target := range []string{path, path + ".nowhere"} {
			link := target + ".link"
			require.NoError(t, os.Symlink(target, link))
			_, err := boltstore.Open(link, boltstore.Options{})
			require.ErrorIs(t, err, entitlement.InvalidArgument)
		}
	})

	t.Run("a_named_pipe_is_refused", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(directory(t), "store")
		require.NoError(t, syscall.Mkfifo(path, 0o600))
		_, err := boltstore.Open(path, boltstore.Options{})
		require.ErrorIs(t, err, entitlement.InvalidArgument)
	})
}

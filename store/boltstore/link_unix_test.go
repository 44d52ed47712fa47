//go:build unix && !aix && !solaris

package boltstore

import (
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
)

// A link that takes the file's place while it is open must not be followed when it is opened again.
func TestReopeningFollowsNoLink(t *testing.T) {
	t.Parallel()
	f, c := openFile(t, Options{}), &commits{}
	f.commit = c.commit
	require.ErrorIs(t, put(t, f, "ta"), entitlement.OutcomeUnknown)
	require.NoError(t, os.Rename(f.path, f.path+".away"))
	require.NoError(t, os.Symlink(f.path+".away", f.path))
	require.ErrorIs(t, put(t, f, "ta"), syscall.ELOOP)
}

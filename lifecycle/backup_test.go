package lifecycle_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/sim"
	"example.com/tenure/store/boltstore"
	"example.com/tenure/store/memstore"
)

// onBolt makes a rig on a file.
func onBolt(t *testing.T) *rig {
	t.Helper()
	s, err := boltstore.Open(filepath.Join(t.TempDir(), "tenure.db"), boltstore.Options{UnsafeNoSync: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return newRig(t, s)
}

// restore opens an engine on a copy of the file.
func (r *rig) restore(copied []byte) {
	r.Helper()
	path := filepath.Join(r.TempDir(), "copy.db")
	require.NoError(r, os.WriteFile(path, copied, 0o600))
	s, err := boltstore.Open(path, boltstore.Options{UnsafeNoSync: true})
	require.NoError(r, err)
	r.Cleanup(func() { require.NoError(r, s.Close()) })
	r.config.Store = s
	r.open()
}

// writer calls a function before the first byte.
type writer struct {
	bytes.Buffer
	before func()
}

func (w *writer) Write(p []byte) (int, error) {
	w.before()
	return w.Buffer.Write(p)
}

// A copy is of one instant, whatever is written while it is made. It opens, and goes on from there.
func TestABackupOpens(t *testing.T) {
	t.Parallel()
	r := onBolt(t)
	pkg, _ := r.offer(lasting(10))
	given := r.submit("ann", pkg)
	r.approve("meg", given.Request)
	pending := r.submit("bob", pkg)
	r.settle()
	before, err := sim.Canonical(t.Context(), r.config.Store)
	require.NoError(t, err)

	meanwhile := once(func() { r.approve("meg", pending.Request) })
	w := &writer{before: meanwhile}
	require.NoError(t, r.engine.Backup(t.Context(), w))
	require.Equal(t, entitlement.RequestDelivering, r.request(pending.Request).Request.State)

	r.restore(w.Bytes())
	copied, err := sim.Canonical(t.Context(), r.config.Store)
	require.NoError(t, err)
	require.Equal(t, string(before), string(copied)) // I-115
	require.Equal(t, entitlement.RequestPendingApproval, r.request(pending.Request).Request.State)
	r.requireDerived(map[byte]bool{})

	calls := len(r.target.Calls(0))
	r.pass(9 * day)
	require.Len(t, r.target.Calls(0), calls, "no old operation runs again") // I-115
	r.pass(day)
	require.Equal(t, entitlement.AssignmentExpired, r.made(given.Request).State)
	require.False(t, r.has("ann", "sales"))
}

// Whoever takes the copy can fail, and the engine goes on.
func TestABackupThatFails(t *testing.T) {
	t.Parallel()
	r := onBolt(t)
	full := errors.New("the tape is full")
	require.ErrorIs(t, r.engine.Backup(t.Context(), failingWriter{full}), full)
	r.submit("ann", r.simple("club"))
	require.NoError(t, r.engine.Close())
	require.ErrorIs(t, r.engine.Backup(t.Context(), new(bytes.Buffer)), entitlement.Closed)
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

// A store that lies in memory cannot be copied, and says so.
func TestABackupOfMemory(t *testing.T) {
	t.Parallel()
	r := newRig(t, memstore.New())
	var w bytes.Buffer
	require.ErrorIs(t, r.engine.Backup(t.Context(), &w), entitlement.Unsupported)
	require.Zero(t, w.Len())
}

package scenario_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/sim/scenario"
)

// heard is a test that keeps what is said about it.
type heard struct {
	testing.TB

	text    strings.Builder
	failed  bool
	stopped bool
}

func (h *heard) Helper()      {}
func (h *heard) Failed() bool { return h.failed }

func (h *heard) Errorf(format string, args ...any) {
	h.failed = true
	h.Logf(format, args...)
}

func (h *heard) Fatalf(format string, args ...any) {
	h.stopped = true
	h.Errorf(format, args...)
	panic(h)
}

func (h *heard) Logf(format string, args ...any) {
	_, _ = fmt.Fprintf(&h.text, format+"\n", args...) // a strings.Builder takes everything
}

// said is what a test says that plays a file.
func said(t *testing.T, path string) (out *heard) {
	t.Helper()
	out = &heard{TB: t}
	defer func() {
		if stopped := recover(); stopped != nil {
			require.Same(t, out, stopped)
		}
	}()
	scenario.Test(out, path, scenario.Options{})
	return out
}

func TestAScenarioAsATest(t *testing.T) {
	t.Parallel()
	require.Empty(t, said(t, "testdata/nobody-answers.yaml").text.String())

	path := filepath.Join(t.TempDir(), "story.yaml")
	require.NoError(t, os.WriteFile(path, []byte(office+"steps:\n"+list([]string{"expect ann has Sales Starter", "after 1 day"})), 0o600))
	got := said(t, path)
	require.False(t, got.stopped)
	require.Contains(t, got.text.String(), path+":26: expect ann has Sales Starter\n\ton 5 January 2026, 09:00: ann does not have Sales Starter\n")
	require.Contains(t, got.text.String(), "what happened:\n\nMonday, 5 January 2026\n")

	require.NoError(t, os.WriteFile(path, []byte("titl: x\n"), 0o600))
	require.Contains(t, said(t, path).text.String(), path+`:1: a scenario has no "titl": did you mean "title"?`)
	require.True(t, said(t, filepath.Join(t.TempDir(), "nowhere.yaml")).stopped)
}

package main

import (
	"bytes"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/internal/golden"
)

// TestMain lets the test binary be the child too, as the example is its own.
func TestMain(m *testing.M) {
	if isChild() {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestOutput(t *testing.T) { // I-107, I-108, I-112
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out))
	golden.Check(t, "testdata/output.txt", out.Bytes())
}

// A child that is never killed ends by itself, and its parent says so.
func TestTheMomentHasToCome(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o700))
	require.NoError(t, os.Mkdir(string(targetIn(dir)), 0o700))
	l := life{Begins: year()[0].at, Step: len(year()) + 1, Moment: insideCommit}
	_, err := l.run(t.Context(), dir)
	require.ErrorContains(t, err, fmt.Sprintf("insideCommit of step %d", l.Step))
}

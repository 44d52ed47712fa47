package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/internal/golden"
	"example.com/tenure/store/boltstore"
)

func TestTheYear(t *testing.T) { // I-121
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o700))
	path := filepath.Join(dir, "year.db")
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, path))
	golden.Check(t, "testdata/output.txt", out.Bytes())

	db, err := boltstore.Open(path, boltstore.Options{})
	require.NoError(t, err, "the file is kept, and nobody has it open")
	require.NoError(t, db.Close())
	require.ErrorContains(t, run(t.Context(), io.Discard, path), "exists")
}

func TestNothingIsLeftBehind(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("TMP", dir)
	t.Chdir(t.TempDir()) // what it reads comes with the program
	require.NoError(t, run(t.Context(), io.Discard, ""))
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
}

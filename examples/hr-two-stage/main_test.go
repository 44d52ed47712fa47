package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/internal/golden"
)

func TestOutput(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out))
	golden.Check(t, "testdata/output.txt", out.Bytes())
}

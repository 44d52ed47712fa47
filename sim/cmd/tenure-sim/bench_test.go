package main

import (
	"bufio"
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/internal/golden"
)

// The report is the same for a seed. Only what goes to the standard error depends on the machine.
func TestBench(t *testing.T) {
	t.Parallel()
	small := []string{"bench", "-people", "40", "-packages", "8", "-seed", "7"}
	got := tenureSim(t, "", small...)
	require.Equal(t, statusOK, got.status, got.err)
	golden.Check(t, "testdata/bench.txt", []byte(got.out))
	require.Regexp(t, `^\d+ events in [0-9.]+m?s`, got.err)
	require.NotContains(t, got.err, "\r", "a file gets no bar")

	require.Equal(t, got.out, tenureSim(t, "", small...).out)
	require.NotEqual(t, got.out, tenureSim(t, "", append(small[:5:5], "-seed", "8")...).out)
}

func TestBenchOnATerminal(t *testing.T) {
	t.Parallel()
	var out, err bytes.Buffer
	status := run(t.Context(), []string{"bench", "-people", "3", "-packages", "1"}, streams{
		in: bufio.NewReader(strings.NewReader("")), out: &printer{to: &out}, err: &printer{to: &err}, bar: true,
	})
	require.Equal(t, statusOK, status)
	require.Contains(t, err.String(), "\r["+strings.Repeat("#", 40)+"] day 365 of 365\r\x1b[K")
	require.Contains(t, err.String(), "] day 10 of 365")
	require.NotContains(t, out.String(), "\r")
}

func TestBenchThatCannotBe(t *testing.T) {
	t.Parallel()
	require.Contains(t, tenureSim(t, "", "bench", "-people", "-4").err, "-people, -packages and -years are 1 or more")
	require.Contains(t, tenureSim(t, "", "bench", "-limit", "1ns").err, "deadline exceeded")
	require.Equal(t, statusWrong, tenureSim(t, "", "bench", "-people", "many").status)
}

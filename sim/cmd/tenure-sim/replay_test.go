package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReplay(t *testing.T) {
	t.Parallel()
	got := tenureSim(t, "", "replay", "2a-30", "2a-30-k1:9-c0")
	require.Equal(t, statusOK, got.status, got.err)
	require.Equal(t, "2a-30: everything is right\n2a-30-k1:9-c0: everything is right\n", got.out)

	got = tenureSim(t, "", "replay", "-sites", "2a-30")
	require.Equal(t, statusOK, got.status, got.err)
	require.Regexp(t, `(?m)^target.refused +F13 +\d+ +\d+$`, got.out)

	for _, c := range []struct {
		args    []string
		message string
	}{
		{[]string{"replay"}, "usage: tenure-sim replay"},
		{[]string{"replay", "2a"}, "invalidArgument: \"2a\": a seed and a number of steps are wanted"},
		{[]string{"replay", "-limit", "1ns", "2a-30"}, "deadline exceeded"},
	} {
		got := tenureSim(t, "", c.args...)
		require.Equal(t, statusWrong, got.status)
		require.Contains(t, got.err, c.message)
	}
}

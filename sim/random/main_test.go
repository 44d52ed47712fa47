package random

import (
	"flag"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

// TestMain makes sure that nothing is left behind (I-119). Unless the command line says otherwise, random runs are as many as
// fit a quick test: with -random.runs=100000 -random.seed=1 they find more.
func TestMain(m *testing.M) {
	flag.Int("random.runs", 200, "how many random runs")
	flag.Uint64("random.seed", 1, "the seed of the first of them")
	flag.Int("random.steps", 40, "how long they are; each tenth is four times as long")
	flag.Parse()
	goleak.VerifyTestMain(m)
}

// setting reads a flag that TestMain has made.
func setting(t *testing.T, name string) uint64 {
	t.Helper()
	n, err := strconv.ParseUint(flag.Lookup(name).Value.String(), 10, 64)
	require.NoError(t, err)
	return n
}

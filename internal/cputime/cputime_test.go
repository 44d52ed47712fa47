package cputime_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/internal/cputime"
)

// elapsed is a benchmark that has run for so long.
type elapsed time.Duration

func (e elapsed) Elapsed() time.Duration { return time.Duration(e) }

func TestWorkTakesTime(t *testing.T) {
	t.Parallel()
	begin, sum := cputime.Now(elapsed(0)), 0
	for i := 0; cputime.Now(elapsed(i)) == begin; i++ { // ends with the next tick of whatever tells the time
		sum += i
	}
	require.Greater(t, cputime.Now(elapsed(time.Hour)), begin, sum)
}

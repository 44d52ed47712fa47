package scenario

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/sim"
)

// A scenario is told in the same words, byte for byte, however time passes in it: in one leap, in small steps, and by an engine
// that starts anew before each sentence.
func TestEveryStepSize(t *testing.T) { // I-77, I-101
	t.Parallel()
	var paths []string
	for _, pattern := range []string{"testdata/*.yaml", "../scenarios/*.yaml"} {
		found, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, found)
		paths = append(paths, found...)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			file, err := os.Open(path)
			require.NoError(t, err)
			s, err := Load(path, file)
			require.NoError(t, err)
			require.NoError(t, file.Close())
			leaps, instants := played(t, s, nil, 0)
			for _, parts := range []int{2, 7} {
				steps, _ := played(t, s, instants, parts)
				require.Equal(t, leaps, steps)
			}
		})
	}
}

// played plays a scenario and returns what was told, and the instants after each of its sentences. With such instants time passes
// until each in some parts, and the engine is restarted in between.
func played(t *testing.T, s *Scenario, until []time.Time, parts int) (told string, instants []time.Time) {
	t.Helper()
	p, err := s.Play(t.Context(), Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, p.Close()) }()
	for i, step := range s.steps {
		if parts > 0 && step.Kind == Passing {
			p.next++
			begin, length := p.world.Now(), until[i].Sub(p.world.Now())
			for part := 1; part <= parts; part++ {
				require.NoError(t, p.world.RunUntil(begin.Add(length/time.Duration(parts)*time.Duration(part))))
				require.NoError(t, p.world.Restart())
			}
			require.NoError(t, p.world.RunUntil(until[i]))
			continue
		}
		_, _, err := p.Next(t.Context())
		require.NoError(t, err)
		instants = append(instants, p.world.Now())
	}
	require.Empty(t, p.Failures())
	timeline, err := p.world.Timeline(sim.Filter{})
	require.NoError(t, err)
	return timeline.String(), instants
}

package scenario

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/sim"
	"example.com/tenure/sim/check"
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
	wrong, err := check.Store(t.Context(), p.world.Store(), p.world.Now())
	require.NoError(t, err)
	require.Empty(t, wrong)
	timeline, err := p.world.Timeline(sim.Filter{})
	require.NoError(t, err)
	return timeline.String(), instants
}

// A request that an extension ends before anybody is asked to approve has no stages, and nothing is wrong with that.
func TestEndedBeforeItsApproval(t *testing.T) { // I-28
	t.Parallel()
	text, err := os.ReadFile("../scenarios/extension-desk.yaml")
	require.NoError(t, err)
	s, err := Load("desk.yaml", strings.NewReader(strings.NewReplacer("assignmentRequestApproved", "assignmentRequestCreated",
		"expect ann holds CRM/User", "expect ann's request for Sales Starter is pendingApproval").Replace(strings.Replace(string(text), "approves at once", "never answers", 1))))
	require.NoError(t, err)
	told, _ := played(t, s, nil, 0)
	require.Contains(t, told, "Bob Stone's request for Sales Starter is denied")
}

// Somebody moves while the directory does not answer: the engine is told again until it does.
func TestMovesDuringAnOutage(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../scenarios/automatic.yaml")
	require.NoError(t, err)
	head, _, found := strings.Cut(string(text), "steps:\n")
	require.True(t, found)
	s, err := Load("moves.yaml", strings.NewReader(head+`steps:
  - the directory is down for 3 hours
  - cid's department becomes Sales
  - after 2 hours
  - expect cid does not have Sales Starter
  - after 1 hour
  - expect cid holds CRM/User
`))
	require.NoError(t, err)
	_, instants := played(t, s, nil, 0)
	require.Len(t, instants, 6)
}

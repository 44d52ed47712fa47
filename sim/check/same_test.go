package check_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"example.com/tenure/sim"
	"example.com/tenure/sim/check"
	"example.com/tenure/store"
	"example.com/tenure/store/boltstore"
	"example.com/tenure/store/memstore"
)

// tricks are what must not make a difference. turn_back is not among them: an engine that is started again notes the
// instant, and then a clock that goes back is behind it.
var tricks = []string{"restart", "misfortune", "misfortune"}

// TestWorkloadsComeToTheSame lets the same things happen twice: on memory without interruption, and on a file with restarts,
// crashes and commits that go wrong on the way, where time passes in two steps instead of one. Rows and log are the same,
// byte for byte, and so is what people hold.
func TestWorkloadsComeToTheSame(t *testing.T) { // I-77, I-101, I-107 to I-109, I-112, I-114, I-120
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o700))
	rapid.Check(t, func(t *rapid.T) {
		var happened, interrupted []op
		t.Repeat(map[string]func(*rapid.T){"step": func(t *rapid.T) {
			next := draw(t, weighted)
			switch next.name {
			case "turn_back", "restart", "misfortune":
				next.name = "pass"
			}
			happened = append(happened, next)
			if rapid.IntRange(0, 3).Draw(t, "interrupted") == 0 {
				interrupted = append(interrupted, draw(t, tricks))
			}
			if next.name == "pass" {
				next.name = "pass_in_steps"
			}
			interrupted = append(interrupted, next)
		}})
		file, err := boltstore.Open(filepath.Join(dir, "tenure.db"), boltstore.Options{UnsafeNoSync: true})
		must(t, err)
		defer func() {
			must(t, file.Close())
			must(t, os.Remove(filepath.Join(dir, "tenure.db")))
		}()
		memory := memstore.New()
		plain, tricky := outcome(t, memory, happened), outcome(t, file, interrupted)
		must(t, memory.Close())
		require.Equal(t, plain.timeline, tricky.timeline)
		require.Equal(t, plain.canonical, tricky.canonical)
	})
}

// result is what a world has come to.
type result struct{ canonical, timeline string }

// outcome lets something happen to a world on a store. What the engine did to recover is done twice (I-109).
func outcome(t *rapid.T, inner store.Store, list []op) result {
	s, err := begin(tenant(), inner)
	must(t, err)
	defer func() { must(t, s.w.Close()) }()
	for _, o := range list {
		must(t, s.do(o))
	}
	must(t, s.do(op{name: "heal"}))
	must(t, s.w.RunFor(7*day))
	canonical, err := sim.Canonical(background(), inner)
	must(t, err)
	must(t, s.w.Restart())
	must(t, s.w.Restart())
	again, err := sim.Canonical(background(), inner)
	must(t, err)
	require.Equal(t, string(canonical), string(again))
	found, err := check.Store(background(), inner, s.now())
	check.Fail(t, s.w, found, err)
	timeline, err := s.w.Timeline(sim.Filter{})
	must(t, err)
	return result{string(canonical), timeline.String()}
}

package check_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"example.com/tenure/sim"
	"example.com/tenure/sim/check"
	"example.com/tenure/store"
	"example.com/tenure/store/boltstore"
	"example.com/tenure/store/memstore"
)

// tricks are what must not make a difference.
var tricks = []string{"restart", "misfortune", "misfortune"}

// TestWorkloadsComeToTheSame lets the same things happen twice: without interruption, and with restarts, crashes and commits
// that go wrong on the way, now and then on a file, where time passes in two steps instead of one. Rows and log are the
// same, byte for byte, and so is the story.
func TestWorkloadsComeToTheSame(t *testing.T) { // I-77, I-101, I-107 to I-109, I-112, I-114, I-120
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o700))
	path := filepath.Join(dir, "tenure.db")
	rapid.Check(t, func(t *rapid.T) {
		var happened, interrupted []op
		t.Repeat(map[string]func(*rapid.T){"step": func(t *rapid.T) {
			next := draw(t, weighted)
			if slices.Contains(tricks, next.name) {
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
		other := memstore.New()
		if rapid.IntRange(0, 3).Draw(t, "on a file") == 0 {
			file, err := boltstore.Open(path, boltstore.Options{UnsafeNoSync: true})
			must(t, err)
			defer func() { must(t, os.Remove(path)) }()
			other = file
		}
		plain, tricky := tell(t, memstore.New(), happened), tell(t, other, interrupted)
		same(t, plain.timeline, tricky.timeline, happened, interrupted)
		same(t, plain.canonical, tricky.canonical, happened, interrupted)
	})
}

// same compares two texts line by line, and shows where they part and what happened in both worlds.
func same(t *rapid.T, plain, tricky string, happened, interrupted []op) {
	t.Helper()
	if plain == tricky {
		return
	}
	one, two := strings.Split(plain, "\n"), strings.Split(tricky, "\n")
	i := 0
	for i < len(one) && i < len(two) && one[i] == two[i] {
		i++
	}
	t.Fatalf("%s\n- %s\n+ %s\n\nhappened: %v\ninterrupted: %v", strings.Join(one[max(0, i-5):i], "\n"),
		strings.Join(one[i:min(i+3, len(one))], "\n- "), strings.Join(two[i:min(i+3, len(two))], "\n+ "), happened, interrupted)
}

// told is what a world has come to.
type told struct{ timeline, canonical string }

// tell lets something happen to a world on a store, which it closes.
func tell(t *rapid.T, inner store.Store, list []op) told {
	s, err := begin(tenant(), inner)
	must(t, err)
	defer func() {
		must(t, s.w.Close())
		must(t, inner.Close())
	}()
	for _, o := range list {
		must(t, s.do(o))
	}
	must(t, s.do(op{name: "heal"}))
	must(t, s.w.RunFor(7*day))
	timeline, err := s.w.Timeline(sim.Filter{})
	must(t, err)
	canonical := canonicalOf(t, inner)
	must(t, s.w.Restart())
	must(t, s.w.Restart())
	same(t, canonical, canonicalOf(t, inner), list, list) // I-109
	found, err := check.Store(background(), inner, s.now())
	check.Fail(t, s.w, found, err)
	return told{timeline.String(), canonical}
}

func canonicalOf(t *rapid.T, s store.Store) string {
	canonical, err := sim.Canonical(background(), s)
	must(t, err)
	return string(canonical)
}

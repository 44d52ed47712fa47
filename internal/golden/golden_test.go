package golden

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// recorder is a test that remembers how it failed.
type recorder struct {
	testing.TB

	errors, fatal string
}

func (r *recorder) Helper()                           {}
func (r *recorder) Errorf(format string, args ...any) { r.errors += fmt.Sprintf(format, args...) }
func (r *recorder) Fatalf(format string, args ...any) {
	r.fatal = fmt.Sprintf(format, args...)
	panic(r)
}

// run returns what check reports about got.
func run(t *testing.T, path, got string, update bool) (r *recorder) {
	t.Helper()
	r = &recorder{TB: t}
	defer func() {
		if stopped := recover(); stopped != nil {
			require.Same(t, r, stopped)
		}
	}()
	check(r, path, []byte(got), update)
	return r
}

func TestCheck(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "testdata", "story.txt")

	require.Contains(t, run(t, path, "a\n", false).fatal, "-update", "a missing file says how to make it")

	require.Equal(t, &recorder{TB: t}, run(t, path, "one\ntwo\nthree\n", true), "updating makes folder and file")
	require.Equal(t, &recorder{TB: t}, run(t, path, "one\ntwo\nthree\n", false), "the same bytes pass")

	failed := run(t, path, "one\n2\nthree\n", false)
	require.Empty(t, failed.fatal)
	require.Contains(t, failed.errors, "story.txt")
	require.Contains(t, failed.errors, "line 2:\n  one\n- two\n+ 2\n  three\n")

	data, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "one\ntwo\nthree\n", string(data), "a comparison writes nothing")
}

func TestCheckReportsFilesThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.Contains(t, run(t, dir, "a", false).fatal, "golden file", "a folder is not a file")
	require.Contains(t, run(t, dir, "a", true).fatal, "golden file")

	blocked := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(blocked, nil, 0o600))
	require.Contains(t, run(t, filepath.Join(blocked, "below"), "a", true).fatal, "golden file")
}

func TestDiff(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ want, got, diff string }{
		"AddedAtTheEnd":   {"a\n", "a\nb\n", "line 2:\n  a\n+ b\n"},
		"RemovedAtStart":  {"a\nb\n", "b\n", "line 1:\n- a\n  b\n"},
		"LineEndMissing":  {"a\n", "a", "line 1:\n- a\n+ a\n+ (no line end)\n"},
		"EmptyFile":       {"", "a\n", "line 1:\n+ a\n"},
		"ContextIsShort":  {"1\n2\n3\n4\n5\nx\n", "1\n2\n3\n4\n5\ny\n", "line 6:\n  3\n  4\n  5\n- x\n+ y\n"},
		"LongOnesAreShut": {"", strings.Repeat("a\n", 50), "line 1:\n" + strings.Repeat("+ a\n", 40) + "+ … and 10 lines more\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.diff, diff(c.want, c.got))
		})
	}
}

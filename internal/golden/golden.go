// Package golden compares what a test got with a file in testdata.
//
// Files are rewritten by running one package's tests with -update, and reviewed as part of the change:
//
//	go test ./entitlement -update
package golden

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite golden files with what the tests got")

// Check fails the test if the file does not hold exactly got, and shows the lines that differ. Path is relative to the
// directory of the test's package. With -update it writes the file instead.
func Check(t testing.TB, path string, got []byte) {
	t.Helper()
	check(t, path, got, *update)
}

func check(t testing.TB, path string, got []byte, update bool) {
	t.Helper()
	if update {
		if err := write(path, got); err != nil {
			t.Fatalf("golden file: %v", err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("golden file %s does not exist; run the test with -update to make it", path)
	}
	if err != nil {
		t.Fatalf("golden file: %v", err)
	}
	if !bytes.Equal(want, got) {
		t.Errorf("%s differs from what the test got (- file, + got); if the change is meant, run the test with -update\n%s",
			path, diff(string(want), string(got)))
	}
}

func write(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}

// diff shows everything between the first and the last line that differ, with a little of what surrounds it.
func diff(want, got string) string {
	w, g := strings.SplitAfter(want, "\n"), strings.SplitAfter(got, "\n")
	start := 0
	for start < len(w) && start < len(g) && w[start] == g[start] {
		start++
	}
	end := 0
	for end < len(w)-start && end < len(g)-start && w[len(w)-1-end] == g[len(g)-1-end] {
		end++
	}
	const context = 3
	var b strings.Builder
	fmt.Fprintf(&b, "line %d:\n", start+1)
	show(&b, "  ", w[max(0, start-context):start])
	show(&b, "- ", w[start:len(w)-end])
	show(&b, "+ ", g[start:len(g)-end])
	show(&b, "  ", w[len(w)-end:min(len(w), len(w)-end+context)])
	return b.String()
}

// show prints lines, but not more than somebody would read.
func show(b *strings.Builder, prefix string, lines []string) {
	const most = 40
	for i, line := range lines {
		if i == most {
			fmt.Fprintf(b, "%s… and %d lines more\n", prefix, len(lines)-most)
			return
		}
		text, ended := strings.CutSuffix(line, "\n")
		if !ended && text == "" {
			continue // what SplitAfter returns behind the last line's end
		}
		b.WriteString(prefix + text + "\n")
		if !ended {
			b.WriteString(prefix + "(no line end)\n")
		}
	}
}

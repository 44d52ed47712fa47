package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/internal/golden"
)

const story = "../../scenario/testdata/nobody-answers.yaml"

type output struct {
	status   int
	out, err string
}

func tenureSim(t *testing.T, in string, args ...string) output {
	t.Helper()
	var out, err bytes.Buffer
	status := run(t.Context(), args, streams{in: bufio.NewReader(strings.NewReader(in)), out: &printer{to: &out}, err: &printer{to: &err}})
	return output{status, out.String(), err.String()}
}

// file makes a scenario from the story with other steps.
func file(t *testing.T, steps ...string) string {
	t.Helper()
	text, err := os.ReadFile(story)
	require.NoError(t, err)
	head, _, found := strings.Cut(string(text), "steps:\n")
	require.True(t, found)
	path := filepath.Join(t.TempDir(), "story.yaml")
	require.NoError(t, os.WriteFile(path, []byte(head+"steps:\n  - "+strings.Join(steps, "\n  - ")+"\n"), 0o600))
	return path
}

func TestCommands(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, in string
		args     []string
	}{
		{"run", "", []string{"run", story}},
		{"jsonl", "", []string{"run", "-format", "jsonl", story}},
		{"quiz", "\n", []string{"quiz", story}},
		{"explain", "", []string{"explain", story, "bob", "Sales Starter"}},
		{"check", "", []string{"check", story}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := tenureSim(t, c.in, c.args...)
			require.Equal(t, statusOK, got.status, got.err)
			require.Empty(t, got.err)
			golden.Check(t, "testdata/"+c.name+".txt", []byte(got.out))
		})
	}
}

func TestJSONLines(t *testing.T) {
	t.Parallel()
	got := tenureSim(t, "", "run", "-format", "jsonl", story)
	for line := range strings.Lines(got.out) {
		require.True(t, json.Valid([]byte(line)), line)
	}
}

func TestWhatFails(t *testing.T) {
	t.Parallel()
	path := file(t, "ann requests Sales Starter", "expect ann has Sales Starter", "expect ann's request for Sales Starter is pendingApproval")
	for _, args := range [][]string{{"run", path}, {"quiz", path}, {"run", "-format", "jsonl", path}} {
		got := tenureSim(t, "", args...)
		require.Equal(t, statusFailed, got.status)
		require.Contains(t, got.err, path+":29: expect ann has Sales Starter\n\ton 5 January 2026, 09:00: ann does not have Sales Starter\n")
	}
	require.Contains(t, tenureSim(t, "", "run", path, story).out, "10 expectations, all true", "the others are played all the same")
}

func TestWhatIsWrong(t *testing.T) {
	t.Parallel()
	wrong := file(t, "ann wants more")
	for _, c := range []struct {
		name, message string
		args          []string
	}{
		{"no_command", "usage: tenure-sim COMMAND", nil},
		{"unknown_command", "usage: tenure-sim COMMAND", []string{"sing"}},
		{"unknown_flag", "flag provided but not defined", []string{"run", "-loud", story}},
		{"unknown_format", `there is no format "pdf"`, []string{"run", "-format", "pdf", story}},
		{"no_file", "usage: tenure-sim run", []string{"run"}},
		{"missing_file", "no such file", []string{"run", "nowhere.yaml"}},
		{"sentence", wrong + `:28: "ann wants more" is no sentence of the grammar`, []string{"run", wrong}},
		{"sentence_checked", wrong + `:28: `, []string{"check", wrong}},
		{"unknown_package", "notFound", []string{"explain", story, "ann", "Nothing"}},
		{"too_slow", "it takes longer than 1ns", []string{"run", "-limit", "1ns", story}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := tenureSim(t, "", c.args...)
			require.Equal(t, statusWrong, got.status)
			require.Contains(t, got.err, c.message)
		})
	}
}

func TestColours(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	run(t.Context(), []string{"run", story}, streams{out: &printer{to: &out}, err: &printer{to: &out}, colour: true})
	require.Contains(t, out.String(), "\x1b[32m   true \x1b[0m expect ann does not have Sales Starter")
}

// Names from a file cannot command a terminal.
func TestTerminalEscapes(t *testing.T) {
	t.Parallel()
	path := file(t, `"ann requests Sales Starter because \"\u001b]0;evil\u0007\""`)
	got := tenureSim(t, "", "run", path)
	require.Equal(t, statusFailed, got.status)
	require.NotContains(t, got.out+got.err, "\x1b")
}

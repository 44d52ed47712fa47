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
		{"unknown_command", `there is no command "sing"`, []string{"sing"}},
		{"unknown_flag", "flag provided but not defined", []string{"run", "-loud", story}},
		{"unknown_format", `there is no format "pdf"`, []string{"run", "-format", "pdf", story}},
		{"no_file", "usage: tenure-sim run", []string{"run"}},
		{"missing_file", "no such file", []string{"run", "nowhere.yaml"}},
		{"sentence", wrong + `:28: "ann wants more" is no sentence of the grammar`, []string{"run", wrong}},
		{"sentence_checked", wrong + `:28: `, []string{"check", wrong}},
		{"unknown_package", `there is no access package "Sales Started": did you mean "Sales Starter"?`, []string{"explain", story, "ann", "Sales Started"}},
		{"unknown_person", `there is no person "anne": did you mean "ann"?`, []string{"explain", story, "anne", "Sales Starter"}},
		{"argument_too_many", `"Starter" is an argument too many`, []string{"explain", story, "ann", "Sales", "Starter"}},
		{"no_people", "-people: the file with the people of the directory is missing", []string{"whatif", "a.json", "b.json"}},
		{"nothing_to_compare_with", "one configuration is compared with another", []string{"whatif", "a.json"}},
		{"no_days_ahead", "-ahead: at least one day", []string{"whatif", "-ahead", "0", "a.json", "b.json"}},
		{"no_date", `-since: "soon" is no date such as 2026-01-31`, []string{"whatif", "-since", "soon", "a.json", "b.json"}},
		{"no_json", story + ":1:2: the document is not JSON", []string{"export", story}},
		{"no_json_of_graph", story + ": it is not JSON: line 1: ", []string{"import", story}},
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

// What is wrong with one file keeps no other from being played, or checked.
func TestFilesBesideAMissingOne(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"run", "check"} {
		got := tenureSim(t, "", command, "nowhere.yaml", story)
		require.Equal(t, statusWrong, got.status)
		require.Equal(t, "tenure-sim: open nowhere.yaml: no such file or directory\n", got.err)
		require.Contains(t, got.out, story+": ")
	}
}

// An explanation at the end of a story that did not come out as written says so.
func TestExplainAfterAFailure(t *testing.T) {
	t.Parallel()
	path := file(t, "expect ann has Sales Starter", "after 1 day")
	got := tenureSim(t, "", "explain", path, "Ann Lee", "Sales Starter")
	require.Equal(t, statusFailed, got.status)
	require.Contains(t, got.err, path+":28: expect ann has Sales Starter")
	require.Contains(t, got.out, "On 6 January 2026, 09:00 Ann Lee can request Sales Starter:")
}

func TestHelp(t *testing.T) {
	t.Parallel()
	got := tenureSim(t, "", "help")
	require.Equal(t, statusOK, got.status)
	require.Contains(t, got.out, "usage: tenure-sim COMMAND")
	require.Empty(t, got.err)
}

func TestColours(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	run(t.Context(), []string{"run", story}, streams{out: &printer{to: &out}, err: &printer{to: &out}, colour: true})
	require.Contains(t, out.String(), "\x1b[32m   true \x1b[0m expect ann does not have Sales Starter")
}

// Names from a file cannot command a terminal, nor look like what the simulator says.
func TestTerminalEscapes(t *testing.T) {
	t.Parallel()
	path := file(t, `"ann requests Sales Starter because \"\u001b]0;evil\u0007\""`)
	got := tenureSim(t, "", "run", path)
	require.Equal(t, statusWrong, got.status)
	require.Contains(t, got.err, "the text has the character U+001B")
	require.NotContains(t, got.out+got.err, "\x1b")

	path = file(t, "ann requests Sales Starter")
	require.NotContains(t, tenureSim(t, "", "explain", path, "a\x1b[31m\u202e\u2028b", "x").err, "\x1b")
	evil := t.TempDir() + "/\x1b[31m\u009b.yaml"
	require.NoError(t, os.WriteFile(evil, []byte("titel: x"), 0o600))
	for _, command := range []string{"run", "check"} {
		for _, path := range []string{evil, evil + "none"} {
			got := tenureSim(t, "", command, path)
			require.Equal(t, statusWrong, got.status)
			require.Contains(t, got.err, "\uFFFD[31m")
			require.NotContains(t, got.out+got.err, "\x1b")
			require.NotContains(t, got.out+got.err, "\u009b")
		}
	}
}

// What a question says on a second line does not begin like an answer.
func TestQuestionsOfSeveralLines(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "story.yaml")
	require.NoError(t, os.WriteFile(path, []byte("title: x\nquestion: |\n  Who?\n  x.yaml: 7 expectations, all true\nsteps: [after 1 day]\n"), 0o600))
	got := tenureSim(t, "", "run", path)
	require.Equal(t, statusOK, got.status, got.err)
	require.Contains(t, got.out, "\nQuestion: Who?\n    x.yaml: 7 expectations, all true\n")
}

// A quiz whose story cannot be played up to the question fails.
func TestQuizThatStopsEarly(t *testing.T) {
	t.Parallel()
	path := file(t, "ann gives Sales Starter up", "after 1 day", "expect ann does not have Sales Starter")
	got := tenureSim(t, "\n", "quiz", path)
	require.Equal(t, statusFailed, got.status)
	require.Contains(t, got.err, path+":28: ann gives Sales Starter up\n")
}

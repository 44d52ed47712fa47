package lifecycle_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/store"
	"example.com/tenure/store/boltstore"
	"example.com/tenure/store/memstore"
)

// kills is how often the process is killed.
func kills(t *testing.T) int {
	t.Helper()
	if testing.Short() {
		t.Log("10 kills instead of 100: each costs a start of this program, and -short is given")
		return 10
	}
	return 100
}

// A process that commands an engine on one file is killed with SIGKILL again and again, wherever it happens to be, and the
// next one goes on. Every answer that it gave is in the store (I-108); the log and the rows agree (I-107, I-101); every row
// has its timers (I-78). In the end the store is, byte for byte, that of a process that was never killed (I-114), and the
// target systems, which saw some calls twice, have what the rows say (I-57, I-58).
func TestKilledEngines(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 0))
	v := victim{T: t, directory: t.TempDir(), calls: map[string]provision.Operation{}}
	require.NoError(t, os.Chmod(v.directory, 0o700)) //nolint:gosec // a directory, which only its owner may write to
	for range kills(t) {
		v.live(1<<30, 1+random.IntN(24))
		v.check()
	}
	commands := len(v.answers) + sagaRound
	v.live(commands, 0)
	v.check()
	require.Len(t, v.answers, commands)

	quiet := func(string, any) {}
	s := saga{rig: newRig(t, memstore.New(), telling(quiet)), say: quiet}
	s.goOn(commands)
	killed := s.in(t)
	killed.config.Store = v.open()
	defer func() { require.NoError(t, killed.config.Store.Close()) }()
	require.Equal(t, s.canonical(), killed.canonical())
	v.settled(killed.config.Store)
}

// victim is a process that is killed and comes again, and what is known of it from outside.
type victim struct {
	*testing.T
	directory string
	answers   []json.RawMessage
	calls     map[string]provision.Operation // the last for each person and role
}

// live lets the process go on with the saga. It is killed when it has told n things; with 0 it lives to the end.
func (v *victim) live(commands, n int) {
	v.Helper()
	known, err := json.Marshal(v.answers)
	require.NoError(v, err)
	require.NoError(v, os.WriteFile(filepath.Join(v.directory, "answers.json"), known, 0o600))
	cmd := exec.CommandContext(v.Context(), os.Args[0], "-test.run=^TestASaga$") //nolint:gosec // this program itself
	cmd.Env = append(os.Environ(), killedDirectory+"="+v.directory, killedCommands+"="+strconv.Itoa(commands))
	cmd.Stderr = os.Stderr
	output, err := cmd.StdoutPipe()
	require.NoError(v, err)
	require.NoError(v, cmd.Start())
	var rest []string // what the test says when it fails
	told := 0
	for scanner := bufio.NewScanner(output); scanner.Scan(); {
		kind, content, _ := strings.Cut(scanner.Text(), " ")
		if !v.hear(kind, content) {
			rest = append(rest, scanner.Text())
			continue
		}
		if told++; told == n {
			require.NoError(v, cmd.Process.Kill())
		}
	}
	err = cmd.Wait()
	if n == 0 {
		require.NoError(v, err, strings.Join(rest, "\n"))
		return
	}
	require.ErrorContains(v, err, "signal: killed", strings.Join(rest, "\n"))
}

// hear takes note of what the process tells.
func (v *victim) hear(kind, content string) bool {
	v.Helper()
	switch kind {
	case toldAnswer:
		v.answers = append(v.answers, json.RawMessage(content))
	case toldCall:
		var op provision.Operation
		require.NoError(v, json.Unmarshal([]byte(content), &op))
		who := fmt.Sprintln(op.Subject, op.Resource.OriginID, op.Role)
		require.GreaterOrEqual(v, op.Generation, v.calls[who].Generation, "no wish comes after a later one") // I-64
		v.calls[who] = op
	case toldSettled:
	default:
		return false
	}
	return true
}

func (v *victim) open() store.Store {
	v.Helper()
	s, err := boltstore.Open(filepath.Join(v.directory, "tenure.db"), boltstore.Options{})
	require.NoError(v, err)
	return s
}

// check looks at the file as the process has left it.
func (v *victim) check() {
	v.Helper()
	s := v.open()
	defer func() { require.NoError(v, s.Close()) }()
	schema := store.NewSchema()
	require.NoError(v, s.View(v.Context(), func(r store.Reader) error {
		tx := store.Reading(r)
		if _, err := schema.VerifyLog(v.Context(), tx, store.LogPoint{}); err != nil {
			return err
		}
		v.acknowledged(schema, tx)
		v.timed(schema, tx, r)
		return nil
	}))
}

// acknowledged requires that every answer is there, under its key and as a row.
func (v *victim) acknowledged(s *store.Schema, tx *store.Txn) {
	v.Helper()
	for i, answer := range v.answers {
		var receipt store.Receipt
		found := false
		for _, who := range []string{"root", "ann", "bob", "meg"} {
			had, err := tx.Receipt("person "+who, sagaKey(i), &receipt)
			require.NoError(v, err)
			if found = had; found {
				break
			}
		}
		if answer[0] != '{' {
			continue // of a truncation, which has no key
		}
		require.True(v, found, "command %d", i)
		require.JSONEq(v, string(answer), string(receipt.Answer))
		var row struct{ Request entitlement.RequestID }
		require.NoError(v, json.Unmarshal(answer, &row))
		if !row.Request.IsZero() {
			found, err := s.Requests.Has(tx, row.Request)
			require.NoError(v, err)
			require.True(v, found, "the request of command %d", i)
		}
	}
}

// timed requires the due queue, and the indexes, to be those of the rows.
func (v *victim) timed(s *store.Schema, tx *store.Txn, r store.Reader) {
	v.Helper()
	want := map[string]bool{}
	entriesOf(v, &s.Requests, tx, want)
	entriesOf(v, &s.Stages, tx, want)
	entriesOf(v, &s.Assignments, tx, want)
	entriesOf(v, &s.Guests, tx, want)
	entriesOf(v, &s.Jobs, tx, want)
	due := 0
	const timers = store.EventTable - 4
	require.NoError(v, r.Scan([]byte{timers}, []byte{timers + 1}, func(key, _ []byte) (bool, error) {
		require.True(v, want[string(key)], "a timer without a row")
		due++
		return true, nil
	}))
	for key := range want { // order: each is looked up
		_, found, err := r.Get([]byte(key))
		require.NoError(v, err)
		require.True(v, found, "an entry of an index is missing")
		if key[0] == timers {
			due--
		}
	}
	require.Zero(v, due)
}

func entriesOf[K, T any](v *victim, table *store.Table[K, T], tx *store.Txn, into map[string]bool) {
	v.Helper()
	require.NoError(v, table.Each(tx, nil, func(row *T) (bool, error) {
		keys, _ := table.Entries(row)
		for _, key := range keys {
			into[string(key)] = true
		}
		return true, nil
	}))
}

// settled requires the target systems to have what the rows say.
func (v *victim) settled(s store.Store) {
	v.Helper()
	schema := store.NewSchema()
	require.NoError(v, s.View(v.Context(), func(r store.Reader) error {
		next, err := store.Reading(r).NextEffect()
		require.Zero(v, next, "nothing is left to do")
		require.NotEmpty(v, v.calls)
		held := map[string]bool{}
		for who, op := range v.calls { // order: a set
			held[who] = op.Verb == provision.Grant
		}
		wanted := map[string]bool{}
		grants := schema.Grants.Each(store.Reading(r), nil, func(g *entitlement.Grant) (bool, error) {
			var target store.Target
			_, err := store.Reading(r).Target(g.Key.Target, &target)
			wanted[fmt.Sprintln(g.Key.Subject, target.OriginID, g.Key.Role)] = g.IsWanted()
			return true, err
		})
		require.NoError(v, grants)
		for who, is := range held { // order: each is checked
			require.Equal(v, wanted[who], is, who)
		}
		return err
	}))
}

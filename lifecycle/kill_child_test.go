package lifecycle_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/store/boltstore"
	"example.com/tenure/store/memstore"
)

// In the environment of a process that is to be killed: the directory where it works, and how long its saga is.
const (
	killedDirectory = "LIFECYCLE_TEST_KILLED"
	killedCommands  = "LIFECYCLE_TEST_COMMANDS"
)

// TestASaga is what the processes do that TestKilledEngines kills: it goes on with the saga of a store in a file and
// prints what it tells. In a process of its own will, it makes sure that the saga has in it what it is there for.
func TestASaga(t *testing.T) {
	if directory := os.Getenv(killedDirectory); directory != "" {
		killedSaga(t, directory)
		return
	}
	t.Parallel()
	seen := map[string]int{}
	say := func(kind string, _ any) { seen[kind]++ }
	s := saga{rig: newRig(t, memstore.New(), telling(say)), say: say}
	commands := sagaOffers + 12*sagaRound
	s.goOn(commands)
	require.Equal(t, commands, seen[toldAnswer])
	require.Greater(t, seen[toldCall], commands/2)
	require.Greater(t, s.verify().First, uint64(1), "the log was truncated on the way")
	require.Empty(t, s.live("ann"))
	require.Empty(t, s.live("bob"))
}

// killedSaga goes on with the saga of a directory.
func killedSaga(t *testing.T, directory string) {
	commands, err := strconv.Atoi(os.Getenv(killedCommands))
	require.NoError(t, err)
	file, err := boltstore.Open(filepath.Join(directory, "tenure.db"), boltstore.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	out := bufio.NewWriter(os.Stdout)
	say := func(kind string, content any) {
		encoded, err := json.Marshal(content)
		require.NoError(t, err)
		_, err = fmt.Fprintf(out, "\n%s %s\n", kind, encoded)
		require.NoError(t, err)
		require.NoError(t, out.Flush()) // one write: a line is in the pipe as a whole or not at all
	}
	s := saga{rig: newRig(t, file, telling(say)), say: say, answers: answersOf(t, directory)}
	s.goOn(commands)
}

// answersOf reads what earlier processes were told.
func answersOf(t *testing.T, directory string) (answers []json.RawMessage) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(directory, "answers.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &answers))
	return answers
}

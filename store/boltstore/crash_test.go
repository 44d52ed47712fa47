package boltstore_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/store"
	"example.com/tenure/store/boltstore"
)

const (
	writers = 4  // of the child; each counts up
	rows    = 3  // that one update writes beside the counter
	history = 10 // updates whose rows are kept
)

func kills() int {
	if testing.Short() {
		return 4
	}
	return 20
}

// A process that commits as fast as it can is killed at varying moments. Every acknowledged update is there (I-108),
// every update is there as a whole or not at all (I-107), and the next process goes on from there (I-109).
func TestKilledWriters(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 0))
	path := filepath.Join(directory(t), "store")
	var acknowledged [writers]int
	for range kills() {
		lines := killAfter(t, "write", path, random.IntN(200))
		for _, line := range lines {
			var writer, count int
			_, err := fmt.Sscan(line, &writer, &count)
			require.NoError(t, err)
			require.Equal(t, acknowledged[writer]+1, count)
			acknowledged[writer] = count
		}
		acknowledged = survivors(t, path, acknowledged)
	}
}

// A process that creates one store after another is killed at varying moments. No store is half made (R5).
func TestKilledCreators(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(2, 0))
	for range kills() / 2 {
		path := directory(t)
		created := len(killAfter(t, "create", path, random.IntN(10)))
		names, err := filepath.Glob(filepath.Join(path, "store*"))
		require.NoError(t, err)
		require.GreaterOrEqual(t, len(names), created)
		for _, name := range names {
			s, err := boltstore.Open(name, boltstore.Options{})
			require.NoError(t, err)
			require.NoError(t, s.Close())
		}
	}
}

// killAfter runs this binary in a role, kills it when it has printed n lines, and returns all that it printed.
func killAfter(t *testing.T, role, path string, n int) (lines []string) {
	cmd := child(t, role, path)
	output, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	if n == 0 {
		require.NoError(t, cmd.Process.Kill())
	}
	for scanner := bufio.NewScanner(output); scanner.Scan(); {
		if lines = append(lines, scanner.Text()); len(lines) == n {
			require.NoError(t, cmd.Process.Kill())
		}
	}
	require.Error(t, cmd.Wait(), "it ends by being killed")
	return lines
}

// survivors checks what is in the store against what was acknowledged, and returns the counters. A writer may be one
// ahead: it was killed between commit and acknowledgement.
func survivors(t *testing.T, path string, acknowledged [writers]int) (counters [writers]int) {
	s, err := boltstore.Open(path, boltstore.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	require.NoError(t, s.View(t.Context(), func(r store.Reader) error {
		for writer := range writers {
			count, err := counterOf(r, writer)
			require.NoError(t, err)
			require.GreaterOrEqual(t, count, acknowledged[writer])
			require.LessOrEqual(t, count, acknowledged[writer]+1)
			counters[writer] = count

			var want, got []string
			for i := max(count-history, 0) + 1; i <= count; i++ {
				for row := range rows {
					want = append(want, string(rowKey(writer, i, row)))
				}
			}
			prefix := store.AppendUint8([]byte("r"), uint8(writer))
			require.NoError(t, r.Scan(prefix, store.Successor(prefix), func(key, _ []byte) (bool, error) {
				got = append(got, string(key))
				return true, nil
			}))
			require.Equal(t, want, got)
		}
		return nil
	}))
	return counters
}

func counterKey(writer int) []byte { return store.AppendUint8([]byte("c"), uint8(writer)) }

func rowKey(writer, count, row int) []byte {
	return store.AppendUint8(store.AppendUint64(store.AppendUint8([]byte("r"), uint8(writer)), uint64(count)), uint8(row))
}

func counterOf(r store.Reader, writer int) (int, error) {
	value, found, err := r.Get(counterKey(writer))
	if !found {
		return 0, err
	}
	return strconv.Atoi(string(value))
}

// writeChild counts up with several writers until it is killed. One update changes a counter, writes rows and deletes
// old ones; a line is printed when it was acknowledged.
func writeChild(path string) error {
	s, err := boltstore.Open(path, boltstore.Options{})
	if err != nil {
		return err
	}
	errs := make([]error, writers)
	var running sync.WaitGroup
	for writer := range writers {
		running.Go(func() {
			for count := 0; errs[writer] == nil; {
				errs[writer] = s.Update(context.Background(), func(tx store.Tx) (err error) {
					count, err = countUp(tx, writer)
					return err
				})
				if errs[writer] == nil {
					_, errs[writer] = fmt.Fprintln(os.Stdout, writer, count)
				}
			}
		})
	}
	running.Wait()
	return errors.Join(errs...)
}

func countUp(tx store.Tx, writer int) (int, error) {
	count, err := counterOf(tx, writer)
	if err != nil {
		return 0, err
	}
	count++
	if err := tx.Put(counterKey(writer), strconv.AppendInt(nil, int64(count), 10)); err != nil {
		return 0, err
	}
	for row := range rows {
		if err := tx.Put(rowKey(writer, count, row), make([]byte, 500)); err != nil {
			return 0, err
		}
		if err := tx.Delete(rowKey(writer, count-history, row)); err != nil {
			return 0, err
		}
	}
	return count, nil
}

// createChild creates stores in a directory until it is killed, and prints a line for each.
func createChild(path string) error {
	for i := 0; ; i++ {
		s, err := boltstore.Open(filepath.Join(path, "store"+strconv.Itoa(i)), boltstore.Options{})
		if err != nil {
			return err
		}
		if err := s.Close(); err != nil {
			return err
		}
		if _, err := fmt.Println(i); err != nil {
			return err
		}
	}
}

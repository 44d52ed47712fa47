package lifecycle_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	bolt "go.etcd.io/bbolt"

	"example.com/tenure/internal/cputime"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store/boltstore"
	"example.com/tenure/store/memstore"
)

// rivals take turns at the same work, so that what else the machine does meets all of them.
type rivals struct {
	names []string
	turns map[string][]turn
}

// turn is what one turn took: on the clock, and of the processors.
type turn struct{ wall, cpu time.Duration }

// turn measures a rival's turn.
func (r *rivals) turn(b *testing.B, name string, do func()) {
	if r.turns == nil {
		r.turns = map[string][]turn{}
	}
	if r.turns[name] == nil {
		r.names = append(r.names, name)
	}
	runtime.GC() // nobody pays for what the others have left behind
	wall, cpu := b.Elapsed(), cputime.Now(b)
	do()
	r.turns[name] = append(r.turns[name], turn{b.Elapsed() - wall, cputime.Now(b) - cpu})
}

// report reports how long each piece of the work took, by the median of the turns, and the throughput of the first rival as
// a multiple of each other's.
func (r *rivals) report(b *testing.B, pieces int, unit string) {
	median := func(name string, of func(turn) time.Duration) float64 {
		var all []time.Duration
		for _, t := range r.turns[name] {
			all = append(all, of(t))
		}
		slices.Sort(all)
		return float64(all[len(all)/2].Nanoseconds()) / 1000 / float64(pieces)
	}
	b.ReportMetric(0, "ns/op")                                 // of all turns together
	for kind, of := range map[string]func(turn) time.Duration{ // order: metrics are reported by name
		"": func(t turn) time.Duration { return t.wall }, "cpu-": func(t turn) time.Duration { return t.cpu },
	} {
		first := median(r.names[0], of)
		for i, name := range r.names {
			b.ReportMetric(median(name, of), name+"-"+kind+"µs/"+unit)
			if i > 0 {
				b.ReportMetric(median(name, of)/first, kind+"x"+name)
			}
		}
	}
}

// twins are two engines that do the same at the same instants: one on a file, which is measured, and one in memory, which
// tells what is written: the same bytes. The log is kept.
type twins struct {
	filed, told *yard
	recorder    *recorder
}

// newTwins makes twins for n people with access, and files of bbolt with the same rows.
func newTwins(b *testing.B, n int, files ...*raw) *twins {
	t := &twins{recorder: &recorder{Store: memstore.New()}}
	t.told = newLoggingYard(b, t.recorder, n, lifecycle.EventLog{})
	t.told.populate(b)
	written := t.recorder.take()
	for _, f := range files {
		*f = newRaw(b)
		f.replay(b, written, loosely)
	}
	t.filed = fileYard(b, n, lifecycle.EventLog{})
	return t
}

// fileYard returns a yard on a file on which n people have access. What it takes to fill it is not synced; what comes then is.
func fileYard(b *testing.B, n int, log lifecycle.EventLog) *yard {
	directory := b.TempDir()
	require.NoError(b, os.Chmod(directory, 0o700)) // a store refuses directories that others may write to
	path := filepath.Join(directory, "tenure.db")
	loose := openFile(b, path, boltstore.Options{UnsafeNoSync: true})
	y := newLoggingYard(b, loose, n, log)
	y.populate(b)
	require.NoError(b, y.engine.Close())
	require.NoError(b, loose.Close())
	y.store = openFile(b, path, boltstore.Options{})
	y.open(b)
	return y
}

// BenchmarkDueBatch lets assignments end, so many in one commit, on a file that is synced. Its rivals write the same keys and
// bytes in one commit of bbolt: all of them, and only those that are put, without the deletions.
func BenchmarkDueBatch(b *testing.B) {
	for _, c := range []struct{ size, batch int }{{10_000, 100}, {100_000, 100}, {100_000, 1000}} {
		b.Run(fmt.Sprintf("size=%d/batch=%d", c.size, c.batch), func(b *testing.B) { benchmarkDueBatch(b, c.size, c.batch) })
	}
}

func benchmarkDueBatch(b *testing.B, size, batch int) {
	var t *twins
	var all, puts raw
	var r rivals
	for left := 0; b.Loop(); left-- {
		if left == 0 {
			t, left = newTwins(b, size, &all, &puts), size/batch
		}
		step := year / time.Duration(size) * time.Duration(batch)
		t.told.pass(step)
		t.told.runDue(b)
		due := t.recorder.take()
		t.told.dispatch(b)
		revokes := t.recorder.take()

		t.filed.pass(step)
		r.turn(b, "engine", func() { t.filed.runDue(b) })
		r.turn(b, "writes", func() { all.replay(b, due, synced) })
		r.turn(b, "puts", func() { puts.replay(b, due, syncedPuts) })

		t.filed.dispatch(b)
		all.replay(b, revokes, loosely)
		puts.replay(b, append(due, revokes...), loosely)
	}
	r.report(b, batch*dueTransitions, "transition")
}

// BenchmarkSubmitTogether lets many people ask at once, on a file that is synced. Its rival puts the same keys and bytes through
// bbolt's DB.Batch, one call for each request; what a file costs is told by whoever writes them in as few commits as there can be.
func BenchmarkSubmitTogether(b *testing.B) {
	const callers, each, people = 64, 8, 20_000
	var t *twins
	var batched, grouped raw
	var r rivals
	for left := 0; b.Loop(); left-- {
		if left == 0 {
			t, left = newTwins(b, people, &batched, &grouped), people/(callers*each)
			t.told.pass(year) // everybody's access ends, so that they can ask again
			t.filed.pass(year)
			t.told.dispatch(b)
			t.filed.dispatch(b)
			ended := t.recorder.take()
			batched.replay(b, ended, loosely)
			grouped.replay(b, ended, loosely)
			require.NoError(b, batched.Sync()) // the rivals' first commits are not to pay for this
			require.NoError(b, grouped.Sync())
		}
		t.told.pass(time.Second) // as it does between bursts: identifiers come in the order of time
		t.filed.pass(time.Second)
		for range callers * each {
			t.told.submit(b)
		}
		submits := t.recorder.take()
		require.Len(b, submits, callers*each)
		asking := t.filed.people[t.filed.next : t.filed.next+callers*each]
		t.filed.next += callers * each
		r.turn(b, "engine", func() {
			together(callers, func(caller int) {
				for i := range each {
					_, err := t.filed.as(asking[caller*each+i]).Submit(b.Context(), lifecycle.SubmitInput{Package: t.filed.pkg})
					if err != nil {
						b.Error(err)
					}
				}
			})
		})
		batched.NoSync = false
		r.turn(b, "batch", func() {
			together(callers, func(caller int) {
				for i := range each {
					writes := submits[i*callers+caller] // keys ascend with the commits, as the engine's do
					if err := batched.Batch(func(tx *bolt.Tx) error { return applyRaw(tx, writes, true) }); err != nil {
						b.Error(err)
					}
				}
			})
		})
		grouped.NoSync = false
		r.turn(b, "grouped", func() {
			for writes := range slices.Chunk(submits, callers) {
				require.NoError(b, grouped.Update(func(tx *bolt.Tx) error { return applyRaw(tx, slices.Concat(writes...), true) }))
			}
		})
	}
	r.report(b, callers*each, "submit")
}

// together runs do at once for each of n callers.
func together(n int, do func(caller int)) {
	var running sync.WaitGroup
	for caller := range n {
		running.Go(func() { do(caller) })
	}
	running.Wait()
}

package memstore_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
)

// appendKey appends a key of 40 bytes like those of rows: a table, an instant, an id. With scattered the instants are
// in no order.
func appendKey(dst []byte, i int, scattered bool) []byte {
	n := uint64(i)
	if scattered {
		n *= 0x9e3779b97f4a7c15 // odd, so that no two numbers meet
	}
	dst = binary.BigEndian.AppendUint64(append(dst, 't'), n)
	dst = binary.BigEndian.AppendUint64(dst, uint64(i))
	return append(dst, "............... fill...."[:40-17]...)
}

func filled(b *testing.B, n, size int, scattered bool) store.Store {
	s := memstore.New()
	value := make([]byte, size)
	var key [40]byte
	err := s.Update(b.Context(), func(tx store.Tx) error {
		for i := range n {
			if err := tx.Put(appendKey(key[:0], i, scattered), value); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// BenchmarkOperations measures single operations inside one transaction, on random keys of a store with n entries of
// 100 bytes, beside a Go map with the same contents.
func BenchmarkOperations(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		s := filled(b, n, 100, true)
		random := rand.New(rand.NewPCG(1, 0))
		value := make([]byte, 100)
		run := func(name string, operation func(tx store.Tx, key []byte) error) {
			b.Run(fmt.Sprintf("n=%d/%s", n, name), func(b *testing.B) {
				b.ReportAllocs()
				var key [40]byte
				err := s.Update(b.Context(), func(tx store.Tx) error {
					for range b.N {
						if err := operation(tx, appendKey(key[:0], random.IntN(n), true)); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			})
		}
		run("Get", func(tx store.Tx, key []byte) error { _, _, err := tx.Get(key); return err })
		run("Put", func(tx store.Tx, key []byte) error { return tx.Put(key, value) })
		run("DeletePut", func(tx store.Tx, key []byte) error {
			if err := tx.Delete(key); err != nil {
				return err
			}
			return tx.Put(key, value)
		})
		b.Run(fmt.Sprintf("n=%d/Scan", n), func(b *testing.B) { benchmarkScan(b, s) })
		benchmarkMap(b, n, random)
	}
}

func benchmarkScan(b *testing.B, s store.Store) {
	for left := b.N; left > 0; {
		err := s.View(b.Context(), func(r store.Reader) error {
			return r.Scan([]byte("t"), []byte("u"), func(_, _ []byte) (bool, error) {
				left--
				return left > 0, nil
			})
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func benchmarkMap(b *testing.B, n int, random *rand.Rand) {
	var key [40]byte
	m := make(map[string][]byte)
	for i := range n {
		m[string(appendKey(key[:0], i, true))] = make([]byte, 100)
	}
	b.Run(fmt.Sprintf("n=%d/MapGet", n), func(b *testing.B) {
		for range b.N {
			_ = m[string(appendKey(key[:0], random.IntN(n), true))]
		}
	})
	b.Run(fmt.Sprintf("n=%d/MapPut", n), func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			m[string(appendKey(key[:0], random.IntN(n), true))] = make([]byte, 100)
		}
	})
}

// BenchmarkInsert fills an empty store, per entry.
func BenchmarkInsert(b *testing.B) {
	for name, scattered := range map[string]bool{"ascending": false, "scattered": true} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			filled(b, b.N, 100, scattered)
		})
	}
}

// BenchmarkTransition is what the engine does in one step: an update with two reads and four writes.
func BenchmarkTransition(b *testing.B) {
	for name, wrap := range map[string]func(store.Store) store.Store{
		"memstore": func(s store.Store) store.Store { return s },
		"grouped":  store.GroupCommit,
	} {
		b.Run(name, func(b *testing.B) {
			const n = 100_000
			s := wrap(filled(b, n, 100, true))
			random := rand.New(rand.NewPCG(1, 0))
			value := make([]byte, 100)
			var buffer [40]byte
			step := func(tx store.Tx) error {
				for i := range 4 {
					key := appendKey(buffer[:0], random.IntN(n), true)
					if i < 2 {
						if _, _, err := tx.Get(key); err != nil {
							return err
						}
					}
					if err := tx.Put(key, value); err != nil {
						return err
					}
				}
				return nil
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := s.Update(b.Context(), step); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkHeap reports the heap per entry, after filling and after every value was replaced once.
func BenchmarkHeap(b *testing.B) {
	for _, scattered := range []bool{false, true} {
		for _, size := range []int{0, 100} {
			b.Run(fmt.Sprintf("value=%d/scattered=%v", size, scattered), func(b *testing.B) {
				const n = 1_000_000
				for b.Loop() {
					before := heap()
					s := filled(b, n, size, scattered)
					after := heap()
					err := s.Update(b.Context(), func(tx store.Tx) error {
						var key [40]byte
						for i := range n {
							if err := tx.Put(appendKey(key[:0], i, scattered), make([]byte, size)); err != nil {
								return err
							}
						}
						return nil
					})
					if err != nil {
						b.Fatal(err)
					}
					b.ReportMetric(float64(after-before)/n, "B/entry")
					b.ReportMetric(float64(heap()-before)/n, "B/entry-replaced")
					runtime.KeepAlive(s)
				}
			})
		}
	}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

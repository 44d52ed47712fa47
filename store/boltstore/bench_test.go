package boltstore_test

import (
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	bolt "go.etcd.io/bbolt"

	"example.com/tenure/store"
	"example.com/tenure/store/boltstore"
)

// BenchmarkPuts compares one durable put per call, by many callers at once: this store, bbolt's DB.Update and DB.Batch.
// They take turns, so that what else the disk does meets all of them; the medians of their rounds are reported, and
// their ratios to this store. DB.Batch has no turn with one caller, whom it keeps waiting for others.
func BenchmarkPuts(b *testing.B) {
	for _, callers := range []int{1, 64} {
		b.Run("callers="+strconv.Itoa(callers), func(b *testing.B) {
			contenders := []contender{
				{name: "store", put: storePut(b), each: 10}, {name: "update", put: boltPut(b, (*bolt.DB).Update), each: 10},
			}
			if callers > 1 {
				contenders[1].each = 1 // as many syncs as callers take long enough
				contenders = append(contenders, contender{name: "batch", put: boltPut(b, (*bolt.DB).Batch), each: 10})
			}
			for b.Loop() {
				for i := range contenders {
					contenders[i].round(b, callers)
				}
			}
			own := contenders[0].median()
			for _, c := range contenders {
				b.ReportMetric(float64(c.median().Nanoseconds())/1000, c.name+"-µs/put")
				b.ReportMetric(float64(c.median())/float64(own), c.name+"/store")
			}
		})
	}
}

// contender is a way to put, and how long a put took in each round.
type contender struct {
	name   string
	put    func(key []byte) error
	each   int // puts of a caller in a round
	keys   uint64
	rounds []time.Duration
}

func (c *contender) round(b *testing.B, callers int) {
	begin := b.Elapsed()
	var running sync.WaitGroup
	for caller := range callers {
		first := c.keys + uint64(caller*c.each)
		running.Go(func() {
			for i := range uint64(c.each) {
				if err := c.put(store.AppendUint64([]byte("t"), first+i)); err != nil {
					b.Error(err)
				}
			}
		})
	}
	running.Wait()
	c.keys += uint64(callers * c.each)
	c.rounds = append(c.rounds, (b.Elapsed()-begin)/time.Duration(callers*c.each))
}

func (c *contender) median() time.Duration {
	return slices.Sorted(slices.Values(c.rounds))[len(c.rounds)/2]
}

func storePut(b *testing.B) func(key []byte) error {
	value := make([]byte, 300)
	s, err := boltstore.Open(filepath.Join(b.TempDir(), "store"), boltstore.Options{})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, s.Close()) })
	return func(key []byte) error {
		return s.Update(b.Context(), func(tx store.Tx) error { return tx.Put(key, value) })
	}
}

func boltPut(b *testing.B, run func(*bolt.DB, func(*bolt.Tx) error) error) func(key []byte) error {
	db, err := bolt.Open(filepath.Join(b.TempDir(), "bolt"), 0o600, nil)
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, db.Close()) })
	bucket, value := []byte("t"), make([]byte, 300)
	require.NoError(b, db.Update(func(tx *bolt.Tx) error { _, err := tx.CreateBucket(bucket); return err }))
	return func(key []byte) error {
		return run(db, func(tx *bolt.Tx) error { return tx.Bucket(bucket).Put(key[1:], value) })
	}
}

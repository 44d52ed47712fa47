// Package store defines what the engine needs from storage: an ordered, transactional key-value store, small enough to
// be written for any database in an afternoon and sharp enough to be proved by a test suite.
//
//   - Store, Reader and Tx are the contract. Package storetest proves it; run its suite over your own backend.
//   - Package memstore keeps everything in memory, for tests and simulations.
//   - Package boltstore keeps everything in one file and survives kill -9.
//   - GroupCommit lets concurrent updates share one sync of the disk; boltstore's Open includes it.
//   - Prefix gives a tenant a keyspace of its own in a shared store.
//
// Keys are built by the Append functions from ids, texts, numbers and instants, never by joining strings: their bytes
// order like the tuples they stand for, and no tuple's key is the beginning of a longer component's. The first byte of
// every key names a table.
//
//	key := store.AppendTime([]byte{timersTable}, due)
//	key = store.AppendID(key, assignment)
//	...
//	r := store.ReadKey(key[1:])
//	due, assignment := r.Time(), r.ID()
//	if err := r.End(); err != nil { ... }
package store

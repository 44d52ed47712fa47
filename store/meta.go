package store

import (
	"time"

	"example.com/tenure/entitlement"
)

// Meta is the engine's own row: one for each tenant.
type Meta struct {
	Schema   uint32
	Seed     [16]byte  // of the ids
	Counter  uint64    // ids made so far; never goes back
	Now      time.Time // the highest instant seen: engine time
	Seq      uint64    // events so far
	Link     [32]byte  // of the last event
	Kept     uint64    // the first event that is still in the log
	Revision uint64    // of the configuration; caches are valid for one
	Epoch    uint64    // how often the store was opened
	Mails    uint64    // mails made so far
	Jobs     uint64    // jobs made so far
}

// Meta reads the engine's row and reports whether there is one: a fresh store has none.
func (t *Txn) Meta(m *Meta) (bool, error) {
	t.key = append(t.key[:0], tagMeta)
	value, found, err := t.r.Get(t.key)
	if err != nil || !found {
		return false, err
	}
	d := decoder{b: value}
	version := d.u32()
	if version > SchemaVersion {
		return false, &entitlement.Error{
			Op: "open store", Code: ErrNewer, Kind: entitlement.KindStore,
			Detail: "it was written by a newer version of this program: upgrade the program",
		}
	}
	*m = Meta{
		Schema: version, Seed: d.id(), Counter: d.uint(), Now: d.time(), Seq: d.uint(), Link: d.hash(), Kept: d.uint(),
		Revision: d.uint(), Epoch: d.uint(), Mails: d.uint(), Jobs: d.uint(),
	}
	return true, d.done(entitlement.KindEngine)
}

// PutMeta writes the engine's row. It is the last write of every transaction that writes rows or appends events: what is
// written once for the whole transaction goes with it.
func (t *Txn) PutMeta(m *Meta) error {
	for _, flush := range [...]func() error{t.flushSeen, t.flushRun, t.flushCounts} {
		if err := flush(); err != nil {
			return err
		}
	}
	e := encoder(t.row[:0])
	e.uint(SchemaVersion)
	e.id(m.Seed)
	e.uint(m.Counter)
	e.time(m.Now)
	e.uint(m.Seq)
	e.hash(m.Link)
	e.uint(m.Kept)
	e.uint(m.Revision)
	e.uint(m.Epoch)
	e.uint(m.Mails)
	e.uint(m.Jobs)
	t.row = e
	t.key = append(t.key[:0], tagMeta)
	return t.put(t.key, t.row)
}

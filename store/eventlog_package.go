package store

import (
	"encoding/binary"
	"time"

	"example.com/tenure/entitlement"
)

// packageRun are the events that one transaction appended about one access package, and those in between, while they are not
// indexed yet: a run is one entry of the index.
type packageRun struct {
	id          entitlement.AccessPackageID
	first, last uint64 // both about the package; 0 when there is none
}

// seePackage notes an event about an access package, and indexes the run about another one.
func (t *Txn) seePackage(id entitlement.AccessPackageID, seq uint64) error {
	if t.run.id != id {
		if err := t.flushRun(); err != nil {
			return err
		}
		t.run = packageRun{id: id, first: seq}
	}
	t.run.last = seq
	return nil
}

// flushRun writes the run that was noted. The end of every transaction that appends events calls it, through PutMeta. The key
// has the last event, so that a run is found by any of its events, and leaves the index with its last one.
func (t *Txn) flushRun() error {
	run := t.run
	t.run = packageRun{}
	if run.last == 0 {
		return nil
	}
	t.key = packageRunKey(t.key[:0], run.id, run.last)
	t.name = binary.AppendUvarint(t.name[:0], run.last-run.first)
	return t.put(t.key, t.name)
}

func packageRunKey(dst []byte, id entitlement.AccessPackageID, last uint64) []byte {
	return AppendUint64(AppendID(append(dst, tagEventPackage), id), last)
}

// PackageEvents calls fn for the events about an access package, its policies, requests, assignments and reviews, from a number
// on, in order, until fn returns false. It reads what the transactions wrote that were about the package. The event is reused;
// what fn keeps it clones. from is not before the first event of the log.
func (t *Txn) PackageEvents(
	id entitlement.AccessPackageID, from uint64, fn func(ev *entitlement.Event, recorded time.Time) (bool, error),
) error {
	var ev entitlement.Event
	prefix := AppendID([]byte{tagEventPackage}, id)
	return t.scan(prefix, packageRunKey(nil, id, from), func(key, value []byte) (bool, error) {
		r := ReadKey(key[len(prefix):])
		last := r.Uint64()
		before, size := binary.Uvarint(value)
		if r.End() != nil || size != len(value) || before > last {
			return false, damaged(entitlement.KindEngine, "an entry of the index of a package's events cannot be read")
		}
		for seq := max(last-before, from); seq <= last; seq++ {
			recorded, found, err := t.Event(seq, &ev)
			if err != nil {
				return false, err
			}
			if !found {
				return false, damaged(entitlement.KindEngine, "an event is missing from the log")
			}
			if ev.Package.ID != id {
				continue
			}
			if more, err := fn(&ev, recorded); err != nil || !more {
				return false, err
			}
		}
		return true, nil
	})
}

package boltstore

import "sync"

// mostIdle is how many readers are kept: as many as can be at work at once on a usual machine.
const mostIdle = 8

// idle keeps read transactions, with their open buckets and cursors, for the next View: to open them costs as much as the few
// look-ups of a command. They exist only between two commits. A commit ends them before it begins, so that they hold back pages
// for one commit at most and do not keep the file from growing; those that began during a commit are not kept, so that no View sees less than one
// before it.
type idle struct {
	mu         sync.Mutex
	readers    []*reader
	committing bool
	epoch      uint64 // grows when a commit begins and when it ends
}

// take returns a reader that was kept, nil if there is none, and what to give it back with.
func (i *idle) take() (*reader, uint64) {
	i.mu.Lock()
	defer i.mu.Unlock()
	last := len(i.readers) - 1
	if last < 0 {
		return nil, i.epoch
	}
	r := i.readers[last]
	i.readers[last] = nil
	i.readers = i.readers[:last]
	return r, i.epoch
}

// give keeps a sound reader if there is room and no commit has begun or ended since take, or else ends its transaction.
func (i *idle) give(r *reader, epoch uint64, sound bool) {
	i.mu.Lock()
	kept := sound && !i.committing && i.epoch == epoch && len(i.readers) < mostIdle
	if kept {
		i.readers = append(i.readers, r)
	}
	i.mu.Unlock()
	if !kept {
		rollback(r.tx)
	}
}

// stop ends the readers that are kept. Until start none is kept again.
func (i *idle) stop() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.committing = true
	i.epoch++
	for n, r := range i.readers {
		rollback(r.tx)
		i.readers[n] = nil
	}
	i.readers = i.readers[:0]
}

// start lets readers be kept that begin from now on.
func (i *idle) start() {
	i.mu.Lock()
	i.committing = false
	i.epoch++
	i.mu.Unlock()
}

package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// doors is the badge system of the building: which badge opens which door. It was there before, and knows nothing of access
// packages. It can do one thing that helps: a change carries a revision, and an older one does not undo a newer one.
type doors struct {
	mu       sync.Mutex
	entries  map[string]map[string]entry // by door, then by badge
	failures int                         // how many of the next changes the controller does not answer
}

// entry is what a door knows about a badge.
type entry struct {
	opens    bool
	revision uint64 // of the last change; 0 if there was none
	byHand   bool   // the last change was made at the door
}

var (
	errNoDoor  = errors.New("no such door")
	errStale   = errors.New("there was a later change")
	errOffline = errors.New("the controller does not answer")
)

func newDoors(names ...string) *doors {
	d := &doors{entries: map[string]map[string]entry{}}
	for _, name := range names {
		d.entries[name] = map[string]entry{}
	}
	return d
}

// set lets a badge open a door, or not. The same revision again changes nothing.
func (d *doors) set(door, badge string, opens bool, revision uint64) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	badges, known := d.entries[door]
	switch last := badges[badge].revision; {
	case d.failures > 0:
		d.failures--
		return errOffline
	case !known:
		return fmt.Errorf("%w: %s", errNoDoor, door)
	case revision < last:
		return errStale
	case revision > last:
		badges[badge] = entry{opens: opens, revision: revision}
	}
	return nil
}

// setByHand is what the caretaker does at the door.
func (d *doors) setByHand(door, badge string, opens bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	badges, known := d.entries[door]
	if !known {
		return fmt.Errorf("%w: %s", errNoDoor, door)
	}
	badges[badge] = entry{opens: opens, revision: badges[badge].revision, byHand: true}
	return nil
}

// badges returns the badges that open a door, sorted, and whether each was given by hand.
func (d *doors) badges(door string) (names []string, byHand []bool, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	badges, known := d.entries[door]
	if !known {
		return nil, nil, fmt.Errorf("%w: %s", errNoDoor, door)
	}
	for _, name := range slices.Sorted(maps.Keys(badges)) {
		if badges[name].opens {
			names, byHand = append(names, name), append(byHand, badges[name].byHand)
		}
	}
	return names, byHand, nil
}

// fail keeps the controller from answering a number of times.
func (d *doors) fail(times int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.failures = times
}

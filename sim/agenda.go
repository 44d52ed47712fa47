package sim

import (
	"container/heap"
	"time"
)

// agenda is what will happen in a world besides what the engine does, by instant and then in the order of its making.
type agenda struct {
	events eventHeap
	made   int
}

// event is an entry of the agenda. One that fails stays where it is.
type event struct {
	at     time.Time
	number int
	what   string
	do     func() error
}

func (a *agenda) add(at time.Time, what string, do func() error) {
	a.made++
	heap.Push(&a.events, &event{at: at, number: a.made, what: what, do: do})
}

// next returns the first entry, or nil.
func (a *agenda) next() *event {
	if len(a.events) == 0 {
		return nil
	}
	return a.events[0]
}

// done removes an entry, which may have got company in front of it by what it did.
func (a *agenda) done(e *event) {
	for i, other := range a.events {
		if other == e {
			heap.Remove(&a.events, i)
			return
		}
	}
}

// eventHeap implements heap.Interface.
type eventHeap []*event

func (h eventHeap) Len() int { return len(h) }

func (h eventHeap) Less(i, j int) bool {
	if h[i].at.Equal(h[j].at) {
		return h[i].number < h[j].number
	}
	return h[i].at.Before(h[j].at)
}

func (h eventHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push implements heap.Interface.
func (h *eventHeap) Push(x any) { *h = append(*h, x.(*event)) } //nolint:forcetypeassert // only add pushes

// Pop implements heap.Interface.
func (h *eventHeap) Pop() any {
	old := *h
	last := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	return last
}

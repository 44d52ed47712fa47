package sim

import (
	"slices"
	"sort"
	"time"
)

// history is a value that changes at instants. Edits may come in any order of their instants: an edit changes the value as
// it is at its instant, and the edits after it are made again on top.
type history[T any] struct {
	edits  []edit[T] // by instant; those of one instant as they came
	values []T       // after each edit
}

type edit[T any] struct {
	at    time.Time
	apply func(T) T // must not change memory that its argument points to
}

// add makes an edit.
func (h *history[T]) add(at time.Time, apply func(T) T) {
	i := h.after(at)
	h.edits = slices.Insert(h.edits, i, edit[T]{at, apply})
	h.values = h.values[:i]
	for _, e := range h.edits[i:] {
		var value T
		if n := len(h.values); n > 0 {
			value = h.values[n-1]
		}
		h.values = append(h.values, e.apply(value))
	}
}

// at returns the value at an instant; before the first edit it is the zero value.
func (h *history[T]) at(t time.Time) (value T) {
	if h == nil {
		return value
	}
	if i := h.after(t); i > 0 {
		value = h.values[i-1]
	}
	return value
}

// after returns how many edits are not after an instant.
func (h *history[T]) after(t time.Time) int {
	return sort.Search(len(h.edits), func(i int) bool { return h.edits[i].at.After(t) })
}

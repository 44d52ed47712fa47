package store

import "context"

// Waiting returns how many updates wait for their turn in a store that GroupCommit made.
func Waiting(s Store) int {
	g := s.(*grouped)
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.waiting)
}

// Overlaid returns s with every update in an overlay of its own, as in the middle of a group.
func Overlaid(s Store) Store { return overlaid{s} }

type overlaid struct{ Store }

func (o overlaid) Update(ctx context.Context, fn func(Tx) error) error {
	return o.Store.Update(ctx, func(tx Tx) error {
		over := overlay{base: tx}
		if err := fn(&over); err != nil {
			return err
		}
		return over.flush()
	})
}

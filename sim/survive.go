package sim

import (
	"errors"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// Survive does something until no end of the process comes in between: an error that is crash, after which the world goes on as
// Revive says. Any other error is the result.
func (w *World) Survive(crash error, open func() store.Store, do func() error) error {
	for {
		err := do()
		if !errors.Is(err, crash) {
			return err
		}
		if err := w.Revive(crash, open); err != nil {
			return err
		}
	}
}

// Revive goes on as a host does after the end of its process: it starts the process, each time on another handle of the store,
// until it starts (I-109). A start that ends with crash, Conflict or OutcomeUnknown is tried again.
func (w *World) Revive(crash error, open func() store.Store) error {
	for {
		err := w.Reopen(open())
		unlucky := errors.Is(err, crash) || errors.Is(err, entitlement.Conflict) || errors.Is(err, entitlement.OutcomeUnknown)
		if !unlucky {
			return err
		}
	}
}
